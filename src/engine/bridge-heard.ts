/** What the provider says of a call that it puts through, and what it is told to do next. */
import { type Bridge, type BridgeResult, callerIdOf, isLive, LONGEST_TALK } from '../domain/bridge.ts';
import type { BusinessId } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import { txAgain } from '../store/begin-again.ts';
import { bridgeByToken, bridgesAt, nameBridge } from '../store/bridges.ts';
import { lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, loadContactState } from '../store/enrollments.ts';
import { loadTask } from '../store/tasks.ts';
import { moveOn } from './bridge-moves.ts';
import { reaches } from './only-to.ts';
import { loadSituations } from './situation.ts';
import { destinationsOf } from './stopping.ts';
import type { Workspace } from './workspace.ts';

/** Whose account must have signed it; null for a token that was never given out. */
export async function businessOfBridge({ db }: Workspace, token: string): Promise<BusinessId | null> {
  const bridge = await bridgeByToken(db, token);
  return bridge === null ? null : ((await loadContactState(db, bridge.contact))?.business ?? null);
}

/** One word of the provider's about one call. */
export interface Word {
  readonly token: string;
  /** The provider's name of the call; a word about another one is not believed. */
  readonly providerId: string;
  readonly at: Instant;
}

/** What became of a word: `known` when as much was known before. */
export type Noted = 'noted' | 'known' | 'another_call' | 'unknown_status';

interface Found {
  readonly handle: Handle;
  readonly bridge: Bridge;
  readonly contact: ContactState;
}

/** With the lead's number locked: two words that come at once are heard one after the other. */
function hear<T>(
  ws: Workspace,
  { token, providerId }: Word,
  otherwise: T,
  work: (found: Found) => Promise<T>,
): Promise<T> {
  return txAgain(ws.db, async (handle) => {
    const named = await bridgeByToken(handle, token);
    const contact = named === null ? null : await loadContactState(handle, named.contact);
    if (contact === null) return otherwise;
    await lockDestinations(handle, destinationsOf(contact));
    const bridge = await bridgeByToken(handle, token);
    if (bridge === null) return otherwise;
    if (bridge.providerId !== providerId && !(await nameBridge(handle, bridge.id, providerId)))
      return otherwise;
    return work({ handle, bridge: { ...bridge, providerId }, contact });
  });
}

/** Not yet at the lead: the provider has it, whatever our own request was answered. */
const isBefore = ({ state }: Bridge): boolean =>
  state === 'asked' || state === 'uncertain' || state === 'ringing';

async function nowRinging({ handle, bridge }: Found, at: Instant): Promise<Bridge> {
  if (bridge.state === 'ringing') return bridge;
  await moveOn(handle, bridge, { state: 'ringing' }, at);
  return { ...bridge, state: 'ringing' };
}

/** Whoever picked up hears this; null: there is nothing to say any more. */
export function pickedUp(ws: Workspace, word: Word): Promise<string | null> {
  return hear<string | null>(ws, word, null, async (found) => {
    const { handle, bridge, contact } = found;
    if (!isBefore(bridge)) return null;
    await nowRinging(found, word.at);
    const business = ws.config.businesses.get(contact.business)?.name ?? '';
    const task = bridge.task === null ? null : await loadTask(handle, bridge.task);
    // What is to be done mostly names whom it is about.
    const names = task?.title.includes(contact.name) === true ? [] : [contact.name || 'A lead'];
    return [business, ...names, ...(task === null ? [] : [task.title])].join('. ');
  });
}

/** Whom to dial and what to show there, or why nobody is dialed. */
export type Connection =
  | { readonly kind: 'dial'; readonly lead: string; readonly callerId: string }
  | { readonly kind: 'hang_up'; readonly why: 'no_key' | 'opted_out' | 'in_talk' | 'over' };

/** The one key that was asked for. */
const KEY = '1';

/** A key was pressed: everything that may have changed since the call was asked for is looked at once more. */
export function keyPressed(ws: Workspace, word: Word, key: string): Promise<Connection> {
  const over: Connection = { kind: 'hang_up', why: 'over' };
  return hear<Connection>(ws, word, over, async (found) => {
    const { handle, bridge, contact } = found;
    if (!isBefore(bridge) && bridge.state !== 'talking') return over;
    const situation = (await loadSituations(ws, [contact.id], handle)).get(contact.id);
    const phone = situation?.contact.phone;
    const callerId = situation === undefined ? null : callerIdOf(situation.business);
    if (situation === undefined || phone == null || callerId === null) return over;
    const dial = { kind: 'dial', lead: phone.value, callerId } as const;
    // The answer to the first request was lost on the way: the same one again.
    if (bridge.state === 'talking') return dial;
    const ringing = await nowRinging(found, word.at);
    if (key !== KEY) return { kind: 'hang_up', why: 'no_key' };
    if (situation.suppressed.call !== null || !reaches(ws.config.onlyTo, phone.value)) {
      const detail = 'they asked not to be called while it rang';
      await moveOn(handle, ringing, { state: 'failed', result: 'called_off', detail }, word.at);
      return { kind: 'hang_up', why: 'opted_out' };
    }
    const others = await bridgesAt(handle, phone.id, after(word.at, -LONGEST_TALK));
    if (others.some((one) => one.id !== bridge.id && one.state === 'talking' && isLive(one, word.at)))
      return { kind: 'hang_up', why: 'in_talk' };
    await moveOn(handle, ringing, { state: 'talking' }, word.at);
    return dial;
  });
}

const LEAD_ENDS: ReadonlyMap<string, BridgeResult> = new Map([
  ['completed', 'talked'],
  ['answered', 'talked'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'unreached'],
  ['canceled', 'unreached'],
]);

/** How it went at the lead's phone. The end of the whole call may have been told before, and knows less. */
export function leadHungUp(
  ws: Workspace,
  word: Word,
  status: string,
  seconds: number | null,
): Promise<Noted> {
  return hear<Noted>(ws, word, 'another_call', async ({ handle, bridge }) => {
    const result = LEAD_ENDS.get(status);
    if (result === undefined) return 'unknown_status';
    const { state } = bridge;
    if (state !== 'talking' && !(state === 'ended' && bridge.result === 'over')) return 'known';
    const length = result === 'talked' ? seconds : null;
    await moveOn(handle, bridge, { state: 'ended', result, seconds: length }, word.at);
    return 'noted';
  });
}

const ON_THE_WAY: ReadonlySet<string> = new Set([
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'answered',
]);
const AGENT_ENDS: ReadonlyMap<string, BridgeResult> = new Map([
  ['completed', 'no_key'],
  ['busy', 'agent_busy'],
  ['no-answer', 'agent_no_answer'],
  ['failed', 'agent_unreached'],
  ['canceled', 'agent_unreached'],
]);

/** How the call fares at the phone of whoever asked for it. */
export function callFares(ws: Workspace, word: Word, status: string): Promise<Noted> {
  return hear<Noted>(ws, word, 'another_call', async (found) => {
    const { handle, bridge } = found;
    const result = AGENT_ENDS.get(status);
    if (result === undefined && !ON_THE_WAY.has(status)) return 'unknown_status';
    if (bridge.state === 'talking' && result !== undefined) {
      await moveOn(handle, bridge, { state: 'ended', result: 'over' }, word.at);
      return 'noted';
    }
    if (!isBefore(bridge)) return 'known';
    if (result === undefined) {
      if (bridge.state === 'ringing') return 'known';
      await nowRinging(found, word.at);
      return 'noted';
    }
    await moveOn(handle, bridge, { state: 'failed', result }, word.at);
    return 'noted';
  });
}
