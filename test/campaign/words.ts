/** What a campaign came to, in words for a terminal of 80 columns, and as JSON. */
import { wrap } from '../../src/cli/wrap.ts';
import type { WorldReport } from './campaign.ts';
import { INSIDE, STEPS } from './steps.ts';
import { lawsOf } from './verdict.ts';

export const HELP = `npm run campaign -- [options]

Kills processes that send, three at once, over 21 simulated days, while 28 % of
all requests to the providers fail; then asks of our database, of the providers'
books and of what people answered whether anybody was texted twice or forgotten.

  --kills N        how many to kill (300); each 300 are a world of their own,
                   with its own workspace and the next seed
  --seed S         the first world's seed (1)
  --engine NAME    sqlite (the default) or postgres, where also connections are
                   cut and some processes do the work of two
  --parallel N     worlds at a time (one for each processor)
  --json           one object instead of text
  --naive          without the guard that takes what a dead run had on the wire
                   for uncertain: passes only if doubles are seen
  --without NAME   without another guard: passes only if that breaks its law
  --controls       all of them, one after the other; --kills 60 is enough
  -h, --help       this

A process dies by SIGKILL: at a step of its tick (three of four), at a random
moment, or on the way out of a disk that is full. It works as cron's tick does,
or as the daemon does: tick after tick until it is killed.

From the seed and the round's number alone: who inquires and who answers, which
faults the providers draw in what order, what each process is told to be and how
it is to die, and whether a connection is cut. Not from the seed: which process
gets which lead, which request meets which fault, and how far a process is at a
random moment; three processes race. The same seed tries the same again.

A signal ends it after the worlds that have begun. Exit code: 0 when every law
held, at least 30 % of the kills were inside a send, and every step was died at
in a run of 300 or more; 1 when not, with the seed that shows it, and on SQLite
with the folder that holds what is left of it; 2 for usage.
`;

/** Enough of them that every step must have had its share. */
const ENOUGH = 300;
const WIDTH = 80;

export interface About {
  readonly engine: 'sqlite' | 'postgres';
  readonly seed: number;
  readonly kills: number;
  readonly seconds: number;
  /** Of all processors, in seconds. */
  readonly cpu: number;
  readonly control: string | null;
}

type Count = (world: WorldReport) => number;
const sum = (worlds: readonly WorldReport[], of: Count): number =>
  worlds.reduce((total, world) => total + of(world), 0);

function added(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const map of maps) for (const [name, count] of map) total.set(name, (total.get(name) ?? 0) + count);
  return total;
}

const figure = (count: number): string => count.toLocaleString('en-US');
const share = (part: number, whole: number): string => `${Math.round((100 * part) / Math.max(1, whole))} %`;

export const worldLine = (world: WorldReport): string =>
  `seed ${world.seed}: ${world.kills} kills, ${world.insideSend} inside a send; ` +
  (world.broken.length === 0
    ? `${world.texts} texts, ${world.emails} emails, all laws held`
    : `${world.broken.length} BREAKS`);

/** What makes the whole campaign fail, each with what to type to see it again. */
export function breaks(worlds: readonly WorldReport[]): readonly string[] {
  const kills = sum(worlds, (world) => world.kills);
  const steps = added(worlds.map(({ byStep }) => byStep));
  const missed = kills < ENOUGH ? [] : STEPS.filter((step) => !steps.has(step));
  return [
    ...worlds.flatMap(({ seed, broken }) => broken.map((what) => `seed ${seed}: ${what}`)),
    ...(kills === 0 ? ['nobody was killed'] : []),
    ...(sum(worlds, (world) => world.insideSend) < 0.3 * kills
      ? ['fewer than 30 % of the kills were inside a send']
      : []),
    ...missed.map((step) => `nobody died at "${step}"`),
  ];
}

export function summaryOf(
  worlds: readonly WorldReport[],
  about: About,
  wrong: readonly string[],
): readonly string[] {
  const total = (of: Count): number => sum(worlds, of);
  const kills = total((world) => world.kills);
  const inside = total((world) => world.insideSend);
  const steps = added(worlds.map(({ byStep }) => byStep));
  const faults = added(worlds.map((world) => world.faults));
  const ends = added(worlds.map((world) => world.ends));
  const [texts, emails] = [total((world) => world.uncertain.texts), total((world) => world.uncertain.emails)];
  const facts: readonly (readonly [string, string])[] = [
    ['killed', `${figure(kills)} processes, ${figure(total((w) => w.runs))} runs in them`],
    ['inside a send', `${figure(inside)} (${share(inside, kills)})`],
    [
      'ticks',
      `${figure(total((w) => w.ticks))} that might be killed, ${figure(total((w) => w.calmTicks))} calm`,
    ],
    ['disks full', figure(total((w) => w.full))],
    ...(about.engine === 'postgres'
      ? [
          [
            'connections cut',
            `${figure(total((w) => w.cuts))}, ${figure(total((w) => w.silent))} lost besides`,
          ] as const,
        ]
      : []),
    ['providers failed', `${figure([...faults.values()].reduce((a, b) => a + b, 0))} times`],
    ['leads', figure(total((w) => w.leads))],
    ['providers took', `${figure(total((w) => w.texts))} texts, ${figure(total((w) => w.emails))} emails`],
    ['left to a person', `${figure(texts)} texts, ${figure(emails)} emails uncertain`],
    ['went twice', figure(total((w) => w.doubles))],
    ['went unnoticed', figure(total((w) => w.lost))],
    ['laws', `${lawsOf(about.engine).length} in each of ${worlds.length} worlds`],
    ['time', `${figure(about.seconds)} s, ${figure(about.cpu)} s of processors`],
  ];
  const died = [...STEPS, 'starting' as const].map((step) => {
    const mark = (INSIDE as readonly string[]).includes(step) ? ' *' : '';
    return `  ${step.padEnd(24)}${figure(steps.get(step) ?? 0).padStart(8)}${mark}`;
  });
  const repeat = worlds.find(({ broken }) => broken.length > 0);
  return [
    '',
    `${about.engine}, seed ${about.seed}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(24)}${value}`),
    '',
    'Died at (* inside a send)',
    ...died,
    '',
    'Touches ended',
    ...[...ends].sort().map(([name, count]) => `  ${name.padEnd(24)}${figure(count).padStart(8)}`),
    '',
    ...(wrong.length === 0 ? ['Every law held.'] : [`${wrong.length} BREAKS`]),
    ...wrong.slice(0, 20).flatMap((what) => wrap(what, WIDTH - 2).map((line) => `  ${line}`)),
    ...(wrong.length > 20 ? [`  and ${wrong.length - 20} more`] : []),
    ...(repeat === undefined
      ? []
      : [
          ...worlds.flatMap(({ seed, kept }) => (kept === null ? [] : [`Left of seed ${seed}: ${kept}`])),
          `Again: npm run campaign -- --engine ${about.engine} --seed ${repeat.seed} --kills ${repeat.kills}`,
        ]),
  ];
}

export function jsonOf(
  worlds: readonly WorldReport[],
  about: About,
  ok: boolean,
  wrong: readonly string[],
): object {
  const total = (of: Count): number => sum(worlds, of);
  return {
    version: 1,
    ok,
    ...about,
    kills: total((w) => w.kills),
    wanted: about.kills,
    insideSend: total((w) => w.insideSend),
    runsKilled: total((w) => w.runs),
    ticks: total((w) => w.ticks),
    calmTicks: total((w) => w.calmTicks),
    connectionsCut: total((w) => w.cuts),
    connectionsLost: total((w) => w.silent),
    disksFull: total((w) => w.full),
    leads: total((w) => w.leads),
    texts: total((w) => w.texts),
    emails: total((w) => w.emails),
    uncertainTexts: total((w) => w.uncertain.texts),
    uncertainEmails: total((w) => w.uncertain.emails),
    doubles: total((w) => w.doubles),
    lost: total((w) => w.lost),
    diedAt: Object.fromEntries(added(worlds.map((w) => w.byStep))),
    faults: Object.fromEntries(added(worlds.map((w) => w.faults))),
    ends: Object.fromEntries(added(worlds.map((w) => w.ends))),
    laws: lawsOf(about.engine),
    broken: wrong,
    worlds: worlds.map(({ seed, kills, insideSend, broken, kept }) => ({
      seed,
      kills,
      insideSend,
      broken,
      kept,
    })),
  };
}
