/** Puts a person of the business through to a lead: the call is written down, looked at once more, asked for once, and settled. */
import type { Outcome } from '../domain/attempt.ts';
import { AGENT_RINGS, type Bridge, believed, callerIdOf } from '../domain/bridge.ts';
import type { BusinessId, ContactId } from '../domain/ids.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { callableFrom } from '../schedule/hours-by-hand.ts';
import type { Situation } from '../schedule/situation.ts';
import { txAgain } from '../store/begin-again.ts';
import { bridgeByToken, bridgesAt, insertBridge, nameBridge } from '../store/bridges.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { openCallsAt, type Task } from '../store/tasks.ts';
import { transact } from '../store/transact.ts';
import { obstacleBefore } from './before-sending.ts';
import { bridgeEvent, moveOn } from './bridge-moves.ts';
import { type NotCalled, whyNotCalled } from './bridge-refused.ts';
import { insideOf } from './dry-run.ts';
import { pollInbound } from './inbound-poll.ts';
import { noteReach } from './instance.ts';
import { isPausedByFile } from './pause-file.ts';
import { only } from './reply-by-hand.ts';
import { newToken } from './serve.ts';
import { loadSituations } from './situation.ts';
import { destinationsOf } from './stopping.ts';
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export interface CallOptions extends TickOptions {
  /** Who calls, as the team knows them. */
  readonly by: string;
  /** Their phone, where it is not that of the settings. */
  readonly agent: string | null;
  /** Also where it is night for the lead. */
  readonly anyway: boolean;
  /** Also where an earlier call of unknown fate may ring yet. */
  readonly again: boolean;
  /** Told right before anybody is rung. */
  readonly announce: (plan: CallPlan) => void;
}

/** Whose phones ring, and in which order. */
export interface CallPlan {
  readonly contact: ContactState;
  readonly situation: Situation;
  readonly agent: string;
  readonly callerId: string;
  readonly lead: string;
  /** The call that somebody was to make. */
  readonly task: Task | null;
  /** The business itself is closed now, which is for whoever calls to know. */
  readonly isClosed: boolean;
}

export type Called =
  | NotCalled
  | {
      readonly kind: 'called';
      readonly plan: CallPlan;
      /** As it stands after the provider's answer; null in a dry run. */
      readonly bridge: Bridge | null;
    };

export async function callLead(ws: Workspace, lead: ContactId, options: CallOptions): Promise<Called> {
  const business = (await loadContactState(ws.db, lead))?.business;
  if (business === undefined) throw new Error(`contact ${lead} has gone since it was found`);
  const gap = gapOf(ws, business, options);
  if (gap !== null) return gap;
  if (options.dryRun === true) {
    const planned = await transact(ws.db, false, (handle) =>
      reserve(handle, { ...ws, db: insideOf(ws.db, handle) }, lead, null, options),
    );
    if (planned.kind === 'refused') return planned;
    options.announce(planned.plan);
    return { kind: 'called', plan: planned.plan, bridge: null };
  }
  const obstacle = await obstacleBefore(ws, options);
  if (obstacle !== null) return { kind: 'refused', why: 'obstacle', obstacle };
  // Whoever has written that they want no calls since the last tick is heard before anybody is rung.
  const polled = await pollInbound(only(ws, business), options);
  await noteReach(ws, true);
  const unheard = polled.held.get(business) ?? null;
  const reserved = await txAgain(ws.db, (handle) => reserve(handle, ws, lead, unheard, options));
  if (reserved.kind === 'refused') return reserved;
  const { plan } = reserved;
  await noteReach(ws, false);
  options.announce(plan);
  const stopped = await lastLook(ws, reserved, options);
  const result = stopped ?? (await ringOnce(ws, reserved, business, options));
  const bridge = await txAgain(ws.db, (handle) => settle(handle, reserved, result, options.now()));
  return { kind: 'called', plan, bridge };
}

/** What the settings lack; null: nothing. */
function gapOf(
  { config }: Workspace,
  id: BusinessId,
  { transports }: Pick<CallOptions, 'transports'>,
): NotCalled | null {
  const business = config.businesses.get(id);
  if (business === undefined) return { kind: 'refused', why: 'no_business', business: id };
  if (business.calls?.agentPhone === undefined) return { kind: 'refused', why: 'no_agent', business: id };
  if (config.publicUrl === null) return { kind: 'refused', why: 'no_address' };
  if (transports.sms.ring === undefined) return { kind: 'refused', why: 'not_live' };
  if (callerIdOf(business) === null) return { kind: 'refused', why: 'no_caller_id', business: id };
  return null;
}

/** Exactly one request; whatever breaks it leaves open whether it was carried out. */
async function ringOnce(
  ws: Workspace,
  { plan: { agent, callerId }, token }: Reserved,
  business: BusinessId,
  { transports: { sms }, signal }: CallOptions,
): Promise<Outcome> {
  try {
    const outcome = await sms.ring?.({ token, business, agent, callerId, rings: AGENT_RINGS }, signal);
    return (
      outcome ?? {
        kind: 'misconfigured',
        code: 'no_calls',
        detail: `${ws.config.transports.sms} makes no calls`,
      }
    );
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'the request broke off';
    return { kind: 'uncertain', code: 'threw', detail };
  }
}

interface Reserved {
  readonly kind: 'reserved';
  readonly plan: CallPlan;
  readonly token: string;
  readonly at: Instant;
}

/** One transaction, with the number locked: everything is asked of fresh rows, and the call is committed before it is asked for. */
async function reserve(
  handle: Handle,
  ws: Workspace,
  lead: ContactId,
  unheard: string | null,
  options: CallOptions,
): Promise<Reserved | NotCalled> {
  const now = options.now();
  const contact = await loadContactState(handle, lead);
  if (contact === null) throw new Error(`contact ${lead} has gone since it was found`);
  await lockDestinations(handle, destinationsOf(contact));
  const situation = (await loadSituations(ws, [lead], handle)).get(lead);
  if (situation === undefined) return { kind: 'refused', why: 'no_business', business: contact.business };
  const { business } = situation;
  const [set, callerId] = [business.calls?.agentPhone, callerIdOf(business)];
  if (set === undefined || callerId === null)
    throw new Error(`the settings of ${business.id} changed since they were asked`);
  const wanted = { contact, situation, unheard, anyway: options.anyway, again: options.again, now };
  const refused = await whyNotCalled(handle, ws, wanted);
  if (refused !== null) return refused;
  const { phone } = situation.contact;
  if (phone === null) throw new Error('a lead without a phone passed every question');
  for (const old of await bridgesAt(handle, phone.id, LONG_AGO))
    if (believed(old, now) !== old.state)
      await moveOn(handle, old, { state: 'uncertain', detail: UNHEARD }, now);
  const task = (await openCallsAt(handle, phone.id)).find((one) => one.contact === lead) ?? null;
  const agent = options.agent ?? set;
  const token = newToken(options.random, now);
  const id = await insertBridge(handle, { token, contact: lead, task: task?.id ?? null, agent, madeAt: now });
  if (id === null) throw new Error('the database refused a call that no rule is about');
  const policy = ws.config.policies.get(business.id) ?? DEFAULT_POLICY;
  const isClosed = callableFrom(situation, policy, now) > now;
  await appendEvent(handle, {
    ...bridgeEvent({ contact: lead, task }, now),
    kind: 'bridge_asked',
    data: { call: id, task: task?.id ?? null, by: options.by },
  });
  const plan = { contact, situation, agent, callerId, lead: phone.value, task, isClosed };
  return { kind: 'reserved', plan, token, at: now };
}

const LONG_AGO = 0 as Instant;
const UNHEARD = 'the provider never said what became of it';

/** Whoever sat in between for so long must decide anew. */
const STALE_AFTER = 30_000;

/** Right before the request: has anything stopped it since it was written down? */
async function lastLook(
  ws: Workspace,
  { plan, at }: Reserved,
  { now, signal }: CallOptions,
): Promise<CalledOff | null> {
  const off = (detail: string): CalledOff => ({ kind: 'called_off', detail });
  if (signal.aborted) return off('it was called off');
  if (now() - at > STALE_AFTER) return off('it waited more than 30 seconds');
  if (isPausedByFile(ws.root)) return off('a pause began');
  const fresh = (await loadSituations(ws, [plan.contact.id], ws.db)).get(plan.contact.id);
  if (fresh === undefined || fresh.suppressed.call !== null) return off('they asked not to be called');
  if (fresh.pauses.some(({ channel, sequence }) => sequence === null && (channel ?? 'call') === 'call'))
    return off('a pause began');
  return null;
}

interface CalledOff {
  readonly kind: 'called_off';
  readonly detail: string;
}

/** What the provider's answer proves. A callback may have been faster, and knows more. */
async function settle(
  handle: Handle,
  { plan, token }: Reserved,
  result: Outcome | CalledOff,
  now: Instant,
): Promise<Bridge> {
  await lockDestinations(handle, destinationsOf(plan.contact));
  const bridge = await bridgeByToken(handle, token);
  if (bridge === null) throw new Error('a call has gone since it was written down');
  if (result.kind === 'sent') await nameBridge(handle, bridge.id, result.providerId);
  if (bridge.state === 'asked') {
    switch (result.kind) {
      case 'sent':
        await moveOn(handle, bridge, { state: 'ringing' }, now);
        break;
      case 'uncertain':
        await moveOn(handle, bridge, { state: 'uncertain', detail: result.detail }, now);
        break;
      case 'called_off':
        await moveOn(handle, bridge, { state: 'failed', result: 'called_off', detail: result.detail }, now);
        break;
      default:
        await moveOn(handle, bridge, { state: 'failed', result: 'not_asked', detail: result.detail }, now);
    }
  }
  return (await bridgeByToken(handle, token)) ?? bridge;
}
