/** Sends everything that is due: claim, decide, render, reserve, last look, send, settle, until nothing is left. */
import { dueContacts } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { acceptClock, noteClock } from '../store/meta.ts';
import { endRun, heartbeat, startRun } from '../store/runs.ts';
import { transact } from '../store/transact.ts';
import { batchesOf } from './batches.ts';
import { rememberBudget, runBudget } from './budget.ts';
import { type ClaimedContact, claimNext, type Queue } from './claim.ts';
import { refuseDamaged } from './damage.ts';
import { insideOf, reachingNobody } from './dry-run.ts';
import { holdTexts } from './held-texts.ts';
import { type Polled, pollAgain, pollInbound } from './inbound-poll.ts';
import { instanceObstacle, noteReach } from './instance.ts';
import { clockObstacle, diskObstacle, takenForDead } from './obstacles.ts';
import { ContactFailed } from './own-fault.ts';
import { pauseFileObstacle } from './pause-file.ts';
import { type Prepared, prepare } from './prepare.ts';
import { reconcile, resolvedBy } from './reconcile.ts';
import { recover } from './recover.ts';
import { rehearsalObstacle } from './rehearsals.ts';
import { giveBack, reserve } from './reserve.ts';
import { thisProcess } from './run-identity.ts';
import { sendAll } from './send.ts';
import type { Reserved } from './serve.ts';
import { setAside } from './set-aside.ts';
import { loadEach } from './situation.ts';
import { prepareSpill, settleSpilled } from './spill.ts';
import type { Obstacle, TickOptions, TickReport } from './tick-options.ts';
import { newTally, type Run, type Tally } from './tick-run.ts';
import { isRehearsal } from './transports.ts';
import { linkBase } from './unsubscribe.ts';
import type { Workspace } from './workspace.ts';
import { writeDown } from './write-down.ts';

export async function tick(ws: Workspace, options: TickOptions): Promise<TickReport> {
  if (options.dryRun !== true) return perform(ws, options);
  const silent = { ...options, transports: reachingNobody(options.transports) };
  return transact(ws.db, false, (handle) => perform({ ...ws, db: insideOf(ws.db, handle) }, silent));
}

async function perform(ws: Workspace, options: TickOptions): Promise<TickReport> {
  const startedAt = options.now();
  const tally = newTally();
  tally.obstacle = options.dryRun === true ? null : await obstacleBefore(ws, options);
  if (tally.obstacle === null) await run(ws, options, tally);
  return {
    dryRun: options.dryRun ?? false,
    rehearsal: isRehearsal(options.transports),
    startedAt,
    endedAt: options.now(),
    ...tally.counts,
    channelsPaused: tally.channelsPaused,
    problems: tally.problems,
    waits: [...tally.waits.values()],
    textsHeld: [...tally.textsHeld].map(([business, detail]) => ({ business, detail })),
    endedBy: tally.obstacle === null ? tally.endedBy : 'obstacle',
    obstacle: tally.obstacle,
  };
}

/** Looked at before anything is written, and the clock again in every turn. */
async function obstacleBefore(ws: Workspace, options: TickOptions): Promise<Obstacle | null> {
  const held = (await pauseFileObstacle(ws)) ?? (await diskObstacle(ws));
  if (held !== null) return held;
  await refuseDamaged(ws, options);
  const unbound = options.adopting === true ? null : await instanceObstacle(ws);
  const standing = unbound ?? (await rehearsalObstacle(ws));
  if (standing !== null) return standing;
  const now = options.now();
  const finding = await ws.db.tx(async (handle) => {
    if (options.acceptClock === true) await acceptClock(handle, now);
    return noteClock(handle, now);
  });
  return finding.kind === 'set_back' ? clockObstacle(ws, finding) : null;
}

async function run(ws: Workspace, options: TickOptions, tally: Tally): Promise<void> {
  const step = options.crash ?? (() => undefined);
  const now = options.now();
  const own = options.process ?? thisProcess(options.command ?? 'tick');
  try {
    if (options.dryRun !== true) {
      await prepareSpill(ws);
      await step('before spill is read');
      await settleSpilled(ws, now);
      await step('after spill is read');
    }
    tally.counts.recovered = (await recover(ws, options.transports, own.isAlive, now)).length;
    await step('after recovery');
    if (options.dryRun !== true) {
      tally.counts.resolved = resolvedBy(await reconcile(ws, options));
      await step('after reconciling');
    }
    if ((await dueContacts(ws.db, now, 1, 'urgency')).length === 0) return;
    const polled = await pollInbound(ws, options);
    notePoll(tally, polled);
    await step('after poll');
    const id = await ws.db.tx((handle) => startRun(handle, own.owner, now));
    if (options.dryRun !== true) await noteReach(ws, true);
    await step('after run is started');
    const monotonic = options.monotonic ?? (() => performance.now());
    const budget = runBudget(options.limit);
    await turns({
      ws,
      id,
      options,
      budget,
      tally,
      step,
      monotonic,
      finished: [],
      untold: [],
      restless: new Map(),
      polled,
      linkBase: await linkBase(ws, options),
      known: new Map(),
    });
    // A run that throws is not ended here: it is dead, and the next tick looks after what it left.
    await ws.db.tx((handle) => endRun(handle, id, options.now()));
    if (options.dryRun !== true) await noteReach(ws, false);
    await step('after run is ended');
  } finally {
    own.end();
  }
}

async function turns(run: Run): Promise<void> {
  const queue: Queue = { waiting: [] };
  for (;;) {
    await run.step('before claim');
    const claims = await writeDown(run, (handle) => claimTurn(handle, run, queue));
    await run.step('after claim');
    if (claims.length === 0) return;
    run.tally.counts.contacts += claims.length;
    const contacts = claims.map(({ contact }) => contact);
    await refreshPoll(run);
    const now = run.options.now();
    const loaded = await holdTexts(run.ws.db, run, await loadEach(run.ws, contacts, run.ws.db), now);
    const { prepared, asides } = prepare(run.ws, claims, loaded, now, run.linkBase);
    await setAside(run, asides);
    for (const batch of batchesOf(prepared)) await sendBatch(run, batch);
  }
}

/** A run that lasts hears of those who write meanwhile. */
async function refreshPoll(run: Run): Promise<void> {
  const polled = await pollAgain(run.ws, run.options, run.polled);
  if (polled === run.polled) return;
  run.polled = polled;
  notePoll(run.tally, polled);
}

function notePoll(tally: Tally, { applied, held, paused }: Polled): void {
  tally.counts.received += applied;
  tally.channelsPaused.push(...paused);
  tally.textsHeld.clear();
  for (const [business, detail] of held) tally.textsHeld.set(business, detail);
}

/** Results of the turn before are written down in the same transaction, so that a turn costs two commits. */
async function claimTurn(handle: Handle, run: Run, queue: Queue): Promise<readonly ClaimedContact[]> {
  const now = run.options.now();
  const claims = (await mayGoOn(handle, run)) ? await claimNext(handle, run, queue, now) : [];
  await run.step('in claim');
  return claims;
}

/** Whether anything new may be begun. */
async function mayGoOn(handle: Handle, run: Run): Promise<boolean> {
  const { tally, options, id } = run;
  const now = options.now();
  if (options.signal.aborted) tally.endedBy = 'signal';
  if (tally.endedBy === 'signal' || tally.endedBy === 'limit') return false;
  if (!(await heartbeat(handle, id, now))) tally.obstacle = takenForDead;
  const clock = options.dryRun === true ? null : await noteClock(handle, now);
  if (clock?.kind === 'set_back') tally.obstacle = clockObstacle(run.ws, clock);
  if (options.dryRun !== true) tally.obstacle ??= await pauseFileObstacle(run.ws);
  return tally.obstacle === null;
}

async function sendBatch(run: Run, batch: readonly Prepared[]): Promise<void> {
  await run.step('before reserve');
  const undo = rememberBudget(run.budget);
  let reserved: readonly Reserved[];
  try {
    reserved = await writeDown(run, async (handle) => {
      const begins = await mayGoOn(handle, run);
      const now = run.options.now();
      const messages = begins ? await reserve(handle, run, batch, now) : await giveBack(handle, batch, now);
      await run.step('in reserve');
      return messages;
    });
  } catch (error) {
    if (!(error instanceof ContactFailed)) throw error;
    undo();
    const failed = batch.filter(({ claim }) => claim.contact === error.contact);
    await setAside(
      run,
      failed.map(({ claim }) => ({ claim, fault: error.fault })),
    );
    return sendBatch(
      run,
      batch.filter((one) => !failed.includes(one)),
    );
  }
  if (run.options.dryRun !== true && reserved.length > 0) await noteReach(run.ws, false);
  await run.step('after reserve');
  run.finished = await sendAll(run, reserved);
}
