/** A person of the business answers a lead: now, whatever the hour and the caps, by the very protocol that sends everything else. */
import type { WireChannel } from '../domain/channel.ts';
import type { AttemptId, BusinessId, ContactId } from '../domain/ids.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import type { Situation } from '../schedule/situation.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, enrollmentsOf, loadContactState } from '../store/enrollments.ts';
import { writtenSoFar } from '../store/last-look.ts';
import { reserveAttempts } from '../store/reservations.ts';
import { endRun, startRun } from '../store/runs.ts';
import type { Task } from '../store/tasks.ts';
import { transact } from '../store/transact.ts';
import { obstacleBefore } from './before-sending.ts';
import { insideOf, reachingNobody } from './dry-run.ts';
import { pollInbound } from './inbound-poll.ts';
import { noteReach } from './instance.ts';
import { keepAlive } from './keep-alive.ts';
import { attemptByHand, reservedByHand } from './reply-attempt.ts';
import { type Answered, answered } from './reply-done.ts';
import { type Refused, refusalOf, type Unheard } from './reply-refused.ts';
import { answerInWords, channelFor, type TypedAnswer, type Worded } from './reply-words.ts';
import { thisProcess } from './run-identity.ts';
import { openWire } from './send.ts';
import type { Reserved } from './serve.ts';
import type { SendResult } from './settle.ts';
import { loadSituations } from './situation.ts';
import { prepareSpill } from './spill.ts';
import { destinationsOf } from './stopping.ts';
import type { TickOptions } from './tick-options.ts';
import { newRun, newTally, type Run } from './tick-run.ts';
import { linkBase } from './unsubscribe.ts';
import type { Workspace } from './workspace.ts';
import { writeDown } from './write-down.ts';

export interface ReplyOptions extends TickOptions {
  /** Who answers, as the system knows them: said of the task that this does. */
  readonly by: string;
  /** The person has been told that it is night there. */
  readonly atNight: boolean;
  /** The same words once more, on purpose. */
  readonly again: boolean;
}

/** A message by hand that was committed, and what became of it. */
export interface Replied {
  readonly kind: 'replied';
  readonly contact: ContactState;
  readonly situation: Situation;
  readonly attempt: AttemptId;
  readonly channel: WireChannel;
  readonly message: Worded['message'];
  readonly result: SendResult;
  /** It reached nobody: the channel is rehearsed. */
  readonly rehearsal: boolean;
  /** The channel that the provider's answer made us pause, with why. */
  readonly pausedNow: string | null;
  readonly done: readonly Task[];
  /** Calls that were asked for, and stay to be made. */
  readonly openCalls: readonly Task[];
  /** What rests until a person lets it go on. */
  readonly resting: readonly Enrollment[];
}

export async function replyByHand(
  ws: Workspace,
  contact: ContactId,
  answer: TypedAnswer,
  options: ReplyOptions,
): Promise<Replied | Refused> {
  if (options.dryRun !== true) return perform(ws, contact, answer, options);
  const silent = { ...options, transports: reachingNobody(options.transports) };
  return transact(ws.db, false, (handle) =>
    perform({ ...ws, db: insideOf(ws.db, handle) }, contact, answer, silent),
  );
}

async function perform(
  ws: Workspace,
  contact: ContactId,
  answer: TypedAnswer,
  options: ReplyOptions,
): Promise<Replied | Refused> {
  const obstacle = options.dryRun === true ? null : await obstacleBefore(ws, options);
  if (obstacle !== null) return { kind: 'refused', why: 'obstacle', obstacle };
  const business = (await loadContactState(ws.db, contact))?.business;
  if (business === undefined) throw new Error(`contact ${contact} has gone since it was found`);
  // Whoever has written STOP since the last tick is heard before anything is typed at them.
  const polled = await pollInbound(only(ws, business), options);
  const own = options.process ?? thisProcess(options.command ?? 'reply', ws.db.engine);
  let silence = (): void => undefined;
  try {
    if (options.dryRun !== true) await prepareSpill(ws);
    const id = await ws.db.tx((handle) => startRun(handle, own.owner, options.now()));
    silence = keepAlive(ws, options, id);
    if (options.dryRun !== true) await noteReach(ws, true);
    const tally = newTally();
    const run = newRun({ ws, id, options, tally, polled, linkBase: await linkBase(ws, options) });
    const done = await sendOne(run, options, contact, answer, {
      sms: polled.held.get(business) ?? null,
      email: polled.mailsHeld.get(business) ?? null,
    });
    await ws.db.tx((handle) => endRun(handle, id, options.now()));
    return done;
  } finally {
    silence();
    own.end();
  }
}

/** The workspace as if it had this business alone. */
export const only = (ws: Workspace, id: BusinessId): Workspace => ({
  ...ws,
  config: {
    ...ws.config,
    businesses: new Map([...ws.config.businesses].filter(([business]) => business === id)),
  },
});

interface Committed {
  readonly kind: 'committed';
  readonly contact: ContactState;
  readonly situation: Situation;
  readonly channel: WireChannel;
  readonly worded: Worded;
  readonly reserved: Reserved;
  readonly written: string | null;
}

async function sendOne(
  run: Run,
  options: ReplyOptions,
  contact: ContactId,
  answer: TypedAnswer,
  unheard: Unheard,
): Promise<Replied | Refused> {
  await run.step('before reserve');
  const committed = await writeDown(run, (handle) => reserve(handle, run, options, contact, answer, unheard));
  if (committed.kind === 'refused') return committed;
  if (options.dryRun !== true) await noteReach(run.ws, false);
  await run.step('after reserve');
  const wire = openWire(run);
  wire.send({ messages: [committed.reserved], written: committed.written });
  await wire.drain();
  const finished = wire.take();
  run.finished = finished;
  const result = finished[0]?.result ?? TAKEN_OVER;
  const follow: Answered = await writeDown(run, (handle) =>
    answered(handle, run.ws, committed.contact, result, options, options.now()),
  );
  const { situation, channel, worded, reserved } = committed;
  return {
    kind: 'replied',
    contact: committed.contact,
    situation,
    attempt: reserved.sending.attempt,
    channel,
    message: worded.message,
    result,
    rehearsal: reserved.sending.rehearsal,
    pausedNow: run.tally.channelsPaused[0]?.detail ?? null,
    ...follow,
    resting: (await enrollmentsOf(run.ws.db, contact)).filter(({ state }) => state === 'paused'),
  };
}

/** Another process has buried this run, which stood still for too long: it has written the message down as uncertain. */
const TAKEN_OVER: SendResult = {
  kind: 'uncertain',
  code: 'run_died',
  detail: 'another process took this one for dead while the message was on its way',
};

/** One transaction, with the number or address locked: everything is asked of fresh rows, and the request is committed before it is made. */
async function reserve(
  handle: Handle,
  run: Run,
  options: ReplyOptions,
  id: ContactId,
  answer: TypedAnswer,
  unheard: Unheard,
): Promise<Committed | Refused> {
  const { ws } = run;
  const now = options.now();
  const contact = await loadContactState(handle, id);
  if (contact === null) throw new Error(`contact ${id} has gone since it was found`);
  await lockDestinations(handle, destinationsOf(contact));
  const situation = (await loadSituations(ws, [id], handle)).get(id);
  if (situation === undefined) return { kind: 'refused', why: 'no_business', business: contact.business };
  const channel = answer.channel ?? (await channelFor(handle, situation));
  const policy = ws.config.policies.get(contact.business) ?? DEFAULT_POLICY;
  const { live } = options.transports[channel];
  const words = await answerInWords(handle, ws, situation, channel, answer, { live, linkBase: run.linkBase });
  const about = { contact, situation, channel, policy, answer, words, unheard, live, now } as const;
  const refused = await refusalOf(handle, ws, about, options);
  if (refused !== null) return refused;
  if (!words.ok) throw new Error('a message without words passed every question');
  const attempt = attemptByHand(run, situation, channel, words.value, now);
  const [stored] = await reserveAttempts(handle, [attempt]);
  if (stored?.kind !== 'reserved') throw new Error('the database refused a message that no rule is about');
  const reserved = reservedByHand(run, situation, attempt, stored.id, words.value);
  await run.step('in reserve');
  const written = await writtenSoFar(handle);
  return { kind: 'committed', contact, situation, channel, worded: words.value, reserved, written };
}
