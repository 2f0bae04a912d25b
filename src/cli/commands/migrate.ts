/** `seq migrate`: leads in flight go on in another revision of their sequence, after seeing what that means for each. */
import type { EnrollmentId } from '../../domain/ids.ts';
import { DAY, after as later } from '../../domain/time.ts';
import { type LeadDiff, liveDiffs } from '../../engine/diff/leads.ts';
import { type Fate, type MigratePolicy, type Mover, migrateOne } from '../../engine/migrating.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { MovePolicy } from '../../schedule/migrate.ts';
import { agreed } from '../agreed.ts';
import { leadJson } from '../diff/json.ts';
import { countOf } from '../diff/told.ts';
import { type Command, EXIT, type ExitCode, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { type Asked, askedFor, type Given, type Options, short } from '../migrate/asked.ts';
import { choose, foretold, refusal, target } from '../migrate/told.ts';
import { complain } from '../problems.ts';
import { createProgress } from '../progress.ts';
import { plain } from '../terminal.ts';
import { withWorkspace } from '../with-workspace.ts';

/** As far as `seq diff` looks. */
const DAYS = 120;
const LISTED = 10;

export const run: Command<Options> = (io, [typed], options) =>
  withWorkspace(io, options, async (ws) => {
    const asked = await askedFor(io, options, ws, typed);
    if (typeof asked === 'number') return asked;
    const { policy } = options;
    if (asked.movers.all.length === 0) return nothing(io, options, asked);
    if (policy === undefined) return choose(io, options, asked);
    const leads = policy === 'stay' ? null : await foreseen(io, ws, asked, policy);
    if (!options.json) writeLines(io, foretold(io, options, asked, policy, leads));
    const again = refusal(io, options, asked, leads ?? []);
    if (again !== null) return again;
    if (options.dryRun) return rehearsed(io, options, asked, policy, leads);
    const { chosen, left } = sorted(asked, leads);
    const agreedTo = chosen.length === 0 ? 0 : await agreed(io, options, chosen.length, 'leads');
    if (agreedTo === null) return EXIT.refused;
    return moveAll(io, options, ws, asked, policy, chosen, left);
  });

const writeLines = (io: Io, lines: readonly string[]): void => {
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

interface Foreseen extends LeadDiff {
  readonly enrollment: EnrollmentId;
}

interface Left {
  readonly mover: Mover;
  readonly detail: string;
}

/** Whom somebody agrees to move: who cannot be moved as things are is not moved a moment later without being asked about. */
function sorted(
  { movers }: Asked,
  leads: readonly Foreseen[] | null,
): { readonly chosen: readonly Mover[]; readonly left: readonly Left[] } {
  const seen = new Map(leads?.map((lead) => [lead.enrollment, lead]));
  const chosen: Mover[] = [];
  const left: Left[] = [];
  for (const mover of movers.all) {
    const lead = seen.get(mover.enrollment);
    if (leads === null || lead?.notMoved === null) chosen.push(mover);
    else left.push({ mover, detail: lead?.notMoved?.detail ?? 'its business is not in leadseq.yaml' });
  }
  return { chosen, left };
}

function nothing(io: Io, options: Given, asked: Asked): ExitCode {
  const { sequence, movers } = asked;
  if (options.json) writeJson(io, 'migrate', { ...base(options, asked, null), leads: [], ...NONE });
  else
    writeLines(io, [
      `Nobody in flight in ${sequence} is to be moved to ${target(asked)}.`,
      ...(movers.stay === 0
        ? []
        : [
            `${countOf(movers.stay, 'lead stays', 'leads stay')} where they are, as was decided; --from names them again.`,
          ]),
    ]);
  return EXIT.ok;
}

const NONE = { moved: 0, stayed: 0, gone: 0, left: [] } as const;

const base = (options: Given, { sequence, to, map, added }: Asked, policy: MigratePolicy | null): object => ({
  dryRun: options.dryRun ?? false,
  sequence,
  to: to.hash,
  policy,
  map: Object.fromEntries(map),
  new: [...added],
});

/** What changes for each of them, by the code of `seq diff`. */
async function foreseen(
  io: Io,
  ws: Workspace,
  { sequence, to, movers, map, added }: Asked,
  policy: MovePolicy,
): Promise<readonly Foreseen[]> {
  const wanted = new Set(movers.all.map(({ enrollment }) => enrollment));
  const now = io.now();
  const course = { now, until: later(now, DAYS * DAY), calls: 'no_answer' } as const;
  const move = { sequence: to.sequence, policy, map, added };
  const found: Foreseen[] = [];
  const progress = createProgress(io, 'leads');
  for await (const one of liveDiffs(ws.db, ws, sequence, move, to.hash, course, ({ id }) => wanted.has(id))) {
    found.push(one);
    progress.update(found.length, found.length, wanted.size);
  }
  progress.clear();
  return found;
}

function rehearsed(
  io: Io,
  options: Given,
  asked: Asked,
  policy: MigratePolicy,
  leads: readonly LeadDiff[] | null,
): ExitCode {
  if (options.json)
    writeJson(io, 'migrate', {
      ...base(options, asked, policy),
      leads: leads?.map(leadJson) ?? null,
      ...NONE,
    });
  else writeLines(io, ['', 'Dry run: nothing is changed.']);
  return EXIT.ok;
}

async function moveAll(
  io: Io,
  options: Given,
  ws: Workspace,
  asked: Asked,
  policy: MigratePolicy,
  chosen: readonly Mover[],
  before: readonly Left[],
): Promise<ExitCode> {
  const { sequence, to, map, added } = asked;
  const fates: Record<Exclude<Fate['kind'], 'left'>, number> = { moved: 0, stayed: 0, gone: 0 };
  const left: Left[] = [...before];
  const progress = createProgress(io, 'leads');
  for (const [n, mover] of chosen.entries()) {
    if (io.signal.aborted) break;
    const fate = await migrateOne(ws, mover, { revision: to, policy, map, added }, io.now());
    if (fate.kind === 'left') left.push({ mover, detail: fate.detail });
    else fates[fate.kind] += 1;
    progress.update(n + 1, n + 1, chosen.length);
  }
  progress.clear();
  const failed = left.length - before.length;
  const rest = chosen.length - failed - fates.moved - fates.stayed - fates.gone;
  if (options.json)
    writeJson(io, 'migrate', {
      ...base(options, asked, policy),
      ...fates,
      left: left.map(({ mover, detail }) => ({ lead: mover.contact, enrollment: mover.enrollment, detail })),
      not_reached: rest,
    });
  else
    writeLines(io, [
      '',
      ...(policy === 'stay'
        ? [
            `${countOf(fates.stayed, 'lead stays', 'leads stay')} in the revision they are in; nobody is asked about them again.`,
          ]
        : [`Moved ${countOf(fates.moved, 'lead')} to revision ${short(to.hash)}. Next: ${io.name} tick`]),
      ...(fates.gone === 0
        ? []
        : [`${countOf(fates.gone, 'lead')} ended or went elsewhere in the meantime.`]),
      ...left
        .slice(0, LISTED)
        .map(({ mover, detail }) => plain(`Left: lead ${mover.contact}, because ${detail}.`)),
      ...(left.length > LISTED ? [`… and ${countOf(left.length - LISTED, 'more')}.`] : []),
      ...(rest > 0 ? [`Interrupted: ${countOf(rest, 'lead')} not reached yet.`] : []),
    ]);
  if (left.length + rest === 0) return EXIT.ok;
  complain(
    io,
    options,
    `${countOf(left.length + rest, 'lead is', 'leads are')} still in another revision`,
    `Run it again for them: ${io.name} migrate ${sequence} --policy ${policy}${named(options)}`,
  );
  return EXIT.problems;
}

/** What else must be typed again for them. */
const named = ({ from, to, map = [], new: added = [] }: Given): string =>
  [
    ...(from === undefined ? [] : [` --from ${from}`]),
    ...(to === undefined ? [] : [` --to ${to}`]),
    ...map.map((one) => ` --map ${one}`),
    ...added.map((one) => ` --new ${one}`),
  ].join('');
