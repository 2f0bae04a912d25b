/** What `seq migrate` says before it moves anybody: who they are, what changes for them, and what must be said first. */
import type { LeadDiff } from '../../engine/diff/leads.ts';
import type { MigratePolicy } from '../../engine/migrating.ts';
import { changedOf, effectLines } from '../diff/lines.ts';
import { countOf } from '../diff/told.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { complain, usage } from '../problems.ts';
import { colorsFor, plain } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { type Asked, type Given, short } from './asked.ts';

const LISTED = 10;

/** The revision that they go to, as it was asked for. */
export const target = ({ to, label }: Asked): string =>
  label.startsWith('revision ') ? label : `revision ${short(to.hash)} (${label})`;

/** Nobody's way is chosen for them. */
export function choose(io: Io, options: Given, { sequence, movers }: Asked): ExitCode {
  const line = (policy: string, what: string): string =>
    `  ${io.name} migrate ${sequence} --policy ${policy.padEnd(10)}${what}`;
  return usage(
    io,
    options,
    `${countOf(movers.all.length, 'lead')} in flight in ${sequence} ${movers.all.length === 1 ? 'is' : 'are'} in another revision. Say how they go on`,
    [
      line('stay', 'they finish what they began'),
      line('onward', 'in the new one, without what it has before now'),
      line('catch-up', 'in the new one; what it has before now goes by its `late`'),
      'With --dry-run it only says what would change.',
    ].join('\n'),
  );
}

/** Who is moved, and what changes for them. */
export function foretold(
  io: Io,
  options: Given,
  asked: Asked,
  policy: MigratePolicy,
  leads: readonly LeadDiff[] | null,
): readonly string[] {
  const { sequence, movers } = asked;
  const color = colorsFor(io, io.stdout, options);
  const head = color.bold(plain(`${sequence}: to ${target(asked)}, ${policy}`));
  const froms = new Map<string, number>();
  for (const { pinned } of movers.all) froms.set(short(pinned), (froms.get(short(pinned)) ?? 0) + 1);
  const where = [...froms].map(([hash, n]) => `${n.toLocaleString('en-US')} in ${hash}`).join(', ');
  const all = movers.all.length;
  const who = `${countOf(all, 'lead')} in flight ${all === 1 ? 'is' : 'are'} in another revision: ${where}.`;
  if (leads === null) return [head, ...wrap(`${who} They finish what they began.`, 80)];
  const changed = changedOf(leads).length;
  const what =
    changed === 0 ? 'Nobody gets anything else.' : `${countOf(changed, 'gets', 'get')} something else.`;
  return [
    head,
    ...wrap(`${who} ${what}`, 80),
    ...effectLines(leads, io.now(), options.limit ?? LISTED, color),
  ];
}

/** A touch that may be the same under another id is not sent on a guess. */
export function refusal(
  io: Io,
  options: Given,
  { sequence }: Asked,
  leads: readonly LeadDiff[],
): ExitCode | null {
  const pairs = new Map(leads.flatMap(({ again }) => again).map((one) => [`${one.from}=${one.to}`, one]));
  const [first] = pairs.values();
  if (first === undefined) return null;
  const count = leads.filter(({ again }) => again.length > 0).length;
  const asks = [...pairs.values()].flatMap(({ from, to }) => [
    `  --map ${from}=${to}   ${to} is ${from} under another id: who had it does not get it again`,
    `  --new ${to}   it is another touch: they get it as well`,
  ]);
  complain(
    io,
    options,
    `refused: ${countOf(count, 'lead')} had ${first.from}, which is gone, and would get ${first.to} in its place`,
    [`Say which it is: ${io.name} migrate ${sequence} with`, ...asks].join('\n'),
  );
  return EXIT.refused;
}
