/** Every transaction of a run: first the results that are known, then the new work, and no result is lost if it fails. */
import type { Instant } from '../domain/time.ts';
import { TRIES as TRIES_OF_A_TURN, wasUndone } from '../store/begin-again.ts';
import { storeCounts } from '../store/budgets.ts';
import { releaseClaims, wakeContact } from '../store/claims.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { giveBack, rememberBudget } from './budget.ts';
import { type SendResult, type Sent, type Settled, settle, settleSent } from './settle.ts';
import { spill } from './spill.ts';
import { announce, type Finished, type Run, tell } from './tick-run.ts';

const TRIES = 3;
const PAUSE = 50;

/** What `work` spends of the run's budget is taken back when it is undone. */
export async function writeDown<T>(run: Run, work: (handle: Handle) => Promise<T>): Promise<T> {
  const forget = remember(run);
  for (let tried = 1; ; tried += 1) {
    try {
      const done = await run.ws.db.tx(async (handle) => {
        const settled = await settleAll(handle, run);
        const value = await work(handle);
        await giveBackUnsent(handle, run, settled);
        await storeCounts(handle);
        return { settled, value };
      });
      account(run, done.settled);
      return done.value;
    } catch (error) {
      forget();
      if (tried < TRIES_OF_A_TURN && wasUndone(error)) continue;
      // The results are worth more than the new work: they are tried without it, and then put on the spill.
      await rescue(run);
      throw error;
    }
  }
}

/** All that a turn changes outside of the database before it is committed. */
function remember(run: Run): () => void {
  const takeBack = rememberBudget(run.budget);
  const { endedBy } = run.tally;
  return () => {
    takeBack();
    run.tally.endedBy = endedBy;
    run.untold = [];
  };
}

interface SettledOne {
  readonly finished: Finished;
  readonly settled: Settled;
}

async function settleAll(handle: Handle, run: Run): Promise<readonly SettledOne[]> {
  if (run.finished.length === 0) return [];
  await run.step('before settle');
  // Callbacks about these very messages lock the number first, and the message after it.
  if (handle.engine === 'postgres')
    await lockDestinations(
      handle,
      run.finished.map(({ sending }) => sending.destination),
    );
  const now = run.options.now();
  const settled = await settleEach(handle, run.finished, now);
  const returning = new Map(run.finished.map(({ claim, wakeAt }) => [claim.contact, { claim, wakeAt }]));
  // What did not go is decided about again at once.
  for (const { claim, result } of run.finished)
    if (!went(result)) returning.set(claim.contact, { claim, wakeAt: now });
  // A lease that was lost meanwhile does not matter: whoever has it now must look again all the same.
  for (const contact of await releaseClaims(handle, [...returning.values()]))
    await wakeContact(handle, contact, now);
  await run.step('in settle');
  return settled;
}

/** After the work: whoever counts has locked all its numbers and addresses before. */
async function giveBackUnsent(handle: Handle, run: Run, all: readonly SettledOne[]): Promise<void> {
  for (const { finished, settled } of all) {
    const { business, sequence, to } = finished.about;
    const { channel, wireAt } = finished.sending;
    if (settled.moved !== 'moved' || !neverLeft(settled.result) || sequence === null || to === null) continue;
    await giveBack(handle, run.ws, run.budget, { business, channel, sequence, to }, wireAt);
  }
}

const neverLeft = ({ kind }: SendResult): boolean =>
  kind === 'unsent' || kind === 'cancelled' || kind === 'misconfigured';

/** What went is settled all at once; anything else, and what that found changed, by itself. */
async function settleEach(
  handle: Handle,
  finished: readonly Finished[],
  now: Instant,
): Promise<readonly SettledOne[]> {
  const moved = await settleSent(handle, distinctlySent(finished), now);
  const settled: SettledOne[] = [];
  for (const one of finished) {
    const done = moved.has(one.sending.attempt)
      ? { moved: 'moved' as const, result: one.result, paused: null }
      : await settle(handle, one.sending, one.result, now);
    settled.push({ finished: one, settled: done });
  }
  return settled;
}

/** A provider that gives two messages one id is heard about each by itself. */
function distinctlySent(finished: readonly Finished[]): readonly Sent[] {
  const sent = finished.flatMap(({ sending, result }) =>
    result.kind === 'sent' ? [{ sending, result }] : [],
  );
  return new Set(sent.map(({ result }) => result.providerId)).size === sent.length ? sent : [];
}

const went = ({ kind }: SendResult): boolean => kind === 'sent' || kind === 'uncertain';

/** Counts what the database now holds, and nothing that was rolled back. */
function account(run: Run, all: readonly SettledOne[]): void {
  run.finished = [];
  for (const { finished, settled } of all) {
    if (settled.moved !== 'moved') continue;
    const { result, paused } = settled;
    if (paused !== null) run.tally.channelsPaused.push(paused);
    const detail = 'detail' in result ? result.detail : null;
    const kind = result.kind === 'misconfigured' ? 'unsent' : result.kind;
    tell(run, { ...finished.about, kind, detail });
  }
  announce(run);
}

async function rescue(run: Run): Promise<void> {
  for (let tried = 1; run.finished.length > 0 && tried <= TRIES; tried += 1) {
    await run.step('before rescue');
    try {
      const settled = await run.ws.db.tx(async (handle) => {
        const all = await settleAll(handle, run);
        await giveBackUnsent(handle, run, all);
        await storeCounts(handle);
        return all;
      });
      account(run, settled);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  if (run.finished.length === 0 || run.options.dryRun === true) return;
  await run.step('before spill');
  await spill(run.ws, run.finished);
  run.finished = [];
}
