/** Kills ticks by the hundred, at labeled steps and at random moments, three at once, with bad providers, over three simulated weeks; then asks whether anybody was texted twice or forgotten. */
import { NO_DOUBLE, TAKEN_IS_KNOWN } from './checks.ts';
import { type Done, nothingDone, playRounds } from './rounds.ts';
import { audit } from './verdict.ts';
import { createWorld, LOST_CALLBACKS } from './world.ts';

/** One workspace takes so many kills; more of them begin anew with the next seed. */
const PER_WORLD = 300;

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  /** A database of its own for each world; null: SQLite. */
  readonly database: (() => Promise<{ readonly url: string; drop(): Promise<void> }>) | null;
  /** Worlds at a time. */
  readonly parallel: number;
  /** Whether the folder of a world whose laws were broken stays; its processes race, and the next try may keep them. */
  readonly keep: boolean;
  /** What of the status callbacks is lost; left out, as the provider itself warns. */
  readonly lost?: number;
  /** See `WorkerOptions`. */
  readonly program: readonly string[];
  /** Once it aborts no new world is begun. */
  readonly signal: AbortSignal;
  readonly onKills: (kills: number) => void;
  readonly onWorld: (world: WorldReport) => void;
}

/** What became of one world. */
export interface WorldReport extends Done {
  readonly seed: number;
  /** What is wrong, a sentence each; none, if all is well. */
  readonly broken: readonly string[];
  /** Where its workspace has been left to be looked at. */
  readonly kept: string | null;
  readonly texts: number;
  readonly emails: number;
  /** Touches that somebody got more than once; messages that a provider has and our database calls unsent. */
  readonly doubles: number;
  readonly lost: number;
  /** Attempts whose fate stayed open, all of them shown to a person. */
  readonly uncertain: { readonly texts: number; readonly emails: number };
  readonly leads: number;
  /** How the touches ended, by their kind and reason. */
  readonly ends: ReadonlyMap<string, number>;
  /** Faults that the providers made, by their names. */
  readonly faults: ReadonlyMap<string, number>;
}

export async function campaign(options: CampaignOptions): Promise<readonly WorldReport[]> {
  const worlds: WorldReport[] = [];
  const quotas: { readonly seed: number; readonly kills: number }[] = [];
  for (let left = options.kills; left > 0; left -= PER_WORLD)
    quotas.push({ seed: options.seed + quotas.length, kills: Math.min(PER_WORLD, left) });
  const queue = quotas.values();
  const running = new Map<number, Done>();
  let finished = 0;
  const tell = (): void =>
    options.onKills(finished + [...running.values()].reduce((sum, { kills }) => sum + kills, 0));
  const lane = async (): Promise<void> => {
    for (const { seed, kills } of queue) {
      if (options.signal.aborted) return;
      const done = nothingDone();
      running.set(seed, done);
      const world = await oneWorld(options, { seed, kills, done, tell }).catch((error: unknown) => {
        throw new Error(`the world of seed ${seed} came to an end by itself`, { cause: error });
      });
      running.delete(seed);
      finished += done.kills;
      worlds.push(world);
      options.onWorld(world);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel, quotas.length) }, lane));
  return worlds.sort((a, b) => a.seed - b.seed);
}

interface Quota {
  readonly seed: number;
  readonly kills: number;
  readonly done: Done;
  readonly tell: () => void;
}

async function oneWorld(options: CampaignOptions, { seed, kills, done, tell }: Quota): Promise<WorldReport> {
  const database = (await options.database?.()) ?? null;
  const world = await createWorld(seed, database?.url ?? null, options.lost ?? LOST_CALLBACKS);
  let kept = false;
  try {
    await playRounds(world, { seed, kills, program: options.program, onRound: tell }, done);
    const found = await audit(world);
    const { books } = found;
    const broken = [...new Set(done.unexplained), ...found.broken];
    kept = options.keep && broken.length > 0;
    const open = (channel: string): number =>
      books.attempts.filter((one) => one.state === 'uncertain' && one.channel === channel).length;
    const faults = new Map(world.mailFaults);
    for (const { fault } of world.twilio.requests())
      if (fault !== null) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    return {
      ...done,
      seed,
      broken,
      kept: kept ? world.root : null,
      texts: books.texts.length,
      emails: books.emails.length,
      doubles: NO_DOUBLE.broken(books).length,
      lost: TAKEN_IS_KNOWN.broken(books).length,
      uncertain: { texts: open('sms'), emails: open('email') },
      leads: books.enrollments.length,
      ends: new Map(
        books.ends.map(({ kind, reason, count }) => [reason === null ? kind : `${kind}: ${reason}`, count]),
      ),
      faults,
    };
  } finally {
    await world.close(kept);
    await database?.drop();
  }
}
