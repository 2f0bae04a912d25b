/** Sends everything that is due: claim, decide, render, reserve, last look, send, settle, until nothing is left. */
import type { ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { dueContacts } from '../store/claims.ts';
import { type Handle, StoreError } from '../store/driver.ts';
import { writtenSoFar } from '../store/last-look.ts';
import { noteClock } from '../store/meta.ts';
import { endRun, heartbeat, startRun } from '../store/runs.ts';
import { transact } from '../store/transact.ts';
import { obstacleBefore } from './before-sending.ts';
import { afterTurn, claimNext, emptyQueue, type Queue } from './claim.ts';
import { insideOf, reachingNobody } from './dry-run.ts';
import { type Polled, pollAgain, pollInbound } from './inbound-poll.ts';
import { noteReach } from './instance.ts';
import { keepAlive } from './keep-alive.ts';
import { beginTelling, tellOthers } from './notices.ts';
import { clockObstacle, takenForDead } from './obstacles.ts';
import { WithoutContact } from './own-fault.ts';
import { pauseFileObstacle } from './pause-file.ts';
import { reconcile, resolvedBy } from './reconcile.ts';
import { recover } from './recover.ts';
import { rehearsalObstacle } from './rehearsals.ts';
import { type Reservation, reserve } from './reserve.ts';
import { emptyRoom } from './room.ts';
import { thisProcess } from './run-identity.ts';
import { type Batch, openWire, type Wire } from './send.ts';
import { prepareSpill, settleSpilled } from './spill.ts';
import { isOnDisk, type TickOptions, type TickReport } from './tick-options.ts';
import { newRun, newTally, noteWait, type Run, type Tally } from './tick-run.ts';
import { linksOpen } from './tracked-links.ts';
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
  // Looked at before anything is written, and the clock again in every turn.
  tally.obstacle = isOnDisk(options) ? await obstacleBefore(ws, options, rehearsalObstacle) : null;
  const teller = options.dryRun === true ? undefined : options.transports.teller;
  if (tally.obstacle === null && teller !== undefined) await beginTelling(ws, startedAt);
  if (tally.obstacle === null) await run(ws, options, tally);
  if (tally.obstacle === null && teller !== undefined) await tellOthers(ws, teller, options);
  return {
    dryRun: options.dryRun ?? false,
    rehearsal: isRehearsal(options.transports),
    startedAt,
    endedAt: options.now(),
    ...tally.counts,
    channelsPaused: tally.channelsPaused,
    problems: tally.problems,
    waits: [...tally.waits.values()],
    failed: [...tally.failed.values()],
    textsHeld: [...tally.textsHeld].map(([business, detail]) => ({ business, detail })),
    mailsHeld: [...tally.mailsHeld].map(([business, detail]) => ({ business, detail })),
    endedBy: tally.obstacle === null ? tally.endedBy : 'obstacle',
    obstacle: tally.obstacle,
  };
}

async function run(ws: Workspace, options: TickOptions, tally: Tally): Promise<void> {
  const step = options.crash ?? (() => undefined);
  const now = options.now();
  const own = options.process ?? thisProcess(options.command ?? 'tick', ws.db.engine);
  let silence = (): void => undefined;
  try {
    if (isOnDisk(options)) {
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
    const isDue = async () => (await dueContacts(ws.db, options.now(), 1, 'urgency')).length > 0;
    const isDueNow = await isDue();
    // With nothing to say it is still heard who has answered: the person whose task that makes need not wait for the next text.
    let polled = await pollInbound(ws, options, isDueNow ? 'all' : 'texted');
    notePoll(tally, polled);
    await step('after poll');
    if (!isDueNow) {
      if (polled.applied > 0 && isOnDisk(options)) await noteReach(ws, false);
      if (!(await isDue())) return;
      // Somebody has come due since, and an idle tick may have asked nobody.
      polled = await pollInbound(ws, options);
      notePoll(tally, polled);
    }
    const id = await ws.db.tx((handle) => startRun(handle, own.owner, now));
    silence = keepAlive(ws, options, id);
    if (isOnDisk(options)) await noteReach(ws, true);
    await step('after run is started');
    const base = await linkBase(ws, options);
    const open = await linksOpen(ws, options, base);
    await turns(newRun({ ws, id, options, tally, polled, linkBase: base, linksOpen: open }));
    // A run that throws is not ended here: it is dead, and the next tick looks after what it left.
    await ws.db.tx((handle) => endRun(handle, id, options.now()));
    if (isOnDisk(options)) await noteReach(ws, false);
    await step('after run is ended');
  } finally {
    silence();
    own.end();
  }
}

async function turns(run: Run): Promise<void> {
  const wire = openWire(run);
  try {
    let queue = emptyQueue;
    for (;;) {
      await refreshPoll(run);
      await run.step('before reserve');
      run.finished = wire.take();
      const turn = await takeTurn(run, queue, wire, new Map());
      if (turn !== null) {
        queue = turn.queue;
        account(run.tally, turn);
        if (isOnDisk(run.options) && turn.messages.length > 0) await noteReach(run.ws, false);
        await run.step('after reserve');
        wire.send(turn);
        // Some of its contacts got no message: the places are for the next ones.
        if (turn.served > 0 && wire.places() > 0) continue;
      } else if (wire.isIdle()) return;
      await wire.rest();
    }
  } catch (error) {
    if (!isOfTheSystem(error)) throw error;
    // What is still on the wire is answered all the same, and those answers are as much worth as the others.
    await wire.drain();
    run.finished = [...run.finished, ...wire.take()];
    if (run.finished.length === 0) throw error;
    return writeDown(run, () => Promise.reject(error));
  }
}

/** A database or a disk that fails: what is known of requests is kept all the same. Anything else is a fault of ours, which nobody goes on from. */
const isOfTheSystem = (error: unknown): boolean =>
  error instanceof StoreError || (error instanceof Error && 'syscall' in error);

interface Turn extends Reservation, Batch {
  readonly claimed: number;
  readonly queue: Queue;
}

/**
 * One transaction: the results of the turn before, the claims for the places that they have freed, and the messages for
 * them, committed before the first is sent. Null when nothing is due any more, or nothing new may be begun. `without`
 * names the contacts that have undone this turn already, each with what is wrong with it.
 */
async function takeTurn(
  run: Run,
  before: Queue,
  wire: Wire,
  without: ReadonlyMap<ContactId, Error | null>,
): Promise<Turn | null> {
  try {
    return await writeDown(run, async (handle) => {
      const now = run.options.now();
      const places = wire.places();
      if (!(await mayGoOn(handle, run, now)) || places === 0) return null;
      const { claims, queue } = await claimNext(handle, run, before, places, now);
      await run.step('in claim');
      if (claims.length === 0) return null;
      const refused = new Set<ContactId>();
      for (const [contact, fault] of without) if (fault === null) refused.add(contact);
      const faulty = claims.map((claim) => ({
        ...claim,
        fault: claim.fault ?? without.get(claim.contact) ?? null,
      }));
      const room = emptyRoom(places, wire.destinations());
      const reservation = await reserve(handle, run, faulty, refused, room, now);
      await run.step('in reserve');
      const putBack = reservation.putBack.map(({ contact }) => contact);
      return {
        ...reservation,
        claimed: claims.length,
        queue: afterTurn(queue, reservation.served, reservation.used, putBack),
        written: await writtenSoFar(handle),
      };
    });
  } catch (error) {
    if (!(error instanceof WithoutContact)) throw error;
    const { contact, fault } = error;
    if (fault === null) run.restless.set(contact, (run.restless.get(contact) ?? 0) + 1);
    return takeTurn(run, before, wire, new Map([...without, [contact, fault]]));
  }
}

/** Counted once the turn is committed. */
function account(tally: Tally, { claimed, deferred, problems, waits }: Turn): void {
  tally.counts.contacts += claimed;
  tally.counts.deferred += deferred;
  tally.problems.push(...problems);
  for (const wait of waits) noteWait(tally, wait);
}

/** A run that lasts hears of those who write meanwhile. */
async function refreshPoll(run: Run): Promise<void> {
  const polled = await pollAgain(run.ws, run.options, run.polled);
  if (polled === run.polled) return;
  run.polled = polled;
  notePoll(run.tally, polled);
}

function notePoll(tally: Tally, { applied, held, mailsHeld, paused }: Polled): void {
  tally.counts.received += applied;
  tally.channelsPaused.push(...paused);
  tally.textsHeld.clear();
  for (const [business, detail] of held) tally.textsHeld.set(business, detail);
  tally.mailsHeld.clear();
  for (const [business, detail] of mailsHeld) tally.mailsHeld.set(business, detail);
}

/** Whether anything new may be begun. */
async function mayGoOn(handle: Handle, run: Run, now: Instant): Promise<boolean> {
  const { tally, options, id } = run;
  if (options.signal.aborted) tally.endedBy = 'signal';
  if (tally.endedBy === 'signal' || tally.endedBy === 'limit') return false;
  if (!(await heartbeat(handle, id, now))) tally.obstacle = takenForDead;
  const clock = options.dryRun === true ? null : await noteClock(handle, now);
  if (clock?.kind === 'set_back') tally.obstacle = clockObstacle(run.ws, clock);
  if (isOnDisk(options)) tally.obstacle ??= await pauseFileObstacle(run.ws);
  return tally.obstacle === null;
}
