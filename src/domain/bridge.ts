/** A call that a provider puts through: it rings whoever asked for it, and once a key was pressed there, the lead. */
import type { Business } from './business.ts';
import type { ContactId, TaskId } from './ids.ts';
import { HOUR, type Instant, MINUTE, type Millis, millis, SECOND } from './time.ts';
import type { CallOutcome } from './touch.ts';

/**
 * `asked` is committed before the request. `ringing`: at the phone of whoever asked. `talking`: the lead's was dialed.
 * `failed` never came to the lead. `uncertain` may ring yet: the program never asks for it again.
 */
export const BRIDGE_STATES = ['asked', 'ringing', 'talking', 'ended', 'failed', 'uncertain'] as const;
export type BridgeState = (typeof BRIDGE_STATES)[number];

export const BRIDGE_RESULTS = [
  // Of the lead's phone.
  'talked',
  'busy',
  'no_answer',
  'unreached',
  /** It is over, and nobody has said how. */
  'over',
  // Of the phone of whoever asked, or of the request.
  'agent_busy',
  'agent_no_answer',
  'agent_unreached',
  'no_key',
  'not_asked',
  'called_off',
] as const;
export type BridgeResult = (typeof BRIDGE_RESULTS)[number];

export interface Bridge {
  readonly id: number;
  readonly token: string;
  readonly contact: ContactId;
  /** The call task that it is for; null when somebody called without one. */
  readonly task: TaskId | null;
  /** The phone of whoever asked. */
  readonly agent: string;
  readonly madeAt: Instant;
  readonly state: BridgeState;
  readonly providerId: string | null;
  readonly result: BridgeResult | null;
  readonly detail: string | null;
  /** How long the lead's phone was on the line. */
  readonly seconds: number | null;
  readonly endedAt: Instant | null;
}

/** The number that a lead's phone shows; null where texts come from a Messaging Service and nothing else is said. */
export function callerIdOf({ calls, senders }: Pick<Business, 'calls' | 'senders'>): string | null {
  const number = calls?.callerId ?? senders.sms ?? '';
  return number.startsWith('+') ? number : null;
}

/** How long the phone of whoever asked rings: shorter than most mailboxes wait. */
export const AGENT_RINGS = millis(25 * SECOND);
export const LEAD_RINGS = millis(30 * SECOND);
/** The longest talk, as the provider is told. */
export const LONGEST_TALK = millis(4 * HOUR);

/** Without a word of the provider for so long since it was asked, nobody knows any more. */
const HEARD_WITHIN: Readonly<Partial<Record<BridgeState, Millis>>> = {
  asked: millis(2 * MINUTE),
  ringing: millis(5 * MINUTE),
  talking: millis(LONGEST_TALK + 10 * MINUTE),
};

/** The state as it is to be believed now: a word that never came leaves nobody on the telephone for ever. */
export function believed({ state, madeAt }: Pick<Bridge, 'state' | 'madeAt'>, now: Instant): BridgeState {
  const within = HEARD_WITHIN[state];
  return within !== undefined && now - madeAt > within ? 'uncertain' : state;
}

export const isLive = (bridge: Pick<Bridge, 'state' | 'madeAt'>, now: Instant): boolean =>
  ['asked', 'ringing', 'talking'].includes(believed(bridge, now));

/** In less than this nobody has left a message, and hardly anybody has talked: a mailbox picked up. */
const MAILBOX_UNDER = 12;

/** What whoever called will most likely say of it; they say it. Null: the telephone cannot tell. */
export function offeredOutcome({ state, result, seconds }: Bridge): CallOutcome | null {
  if (state !== 'ended') return null;
  if (result === 'busy' || result === 'no_answer') return result;
  if (result !== 'talked' || seconds === null) return null;
  return seconds < MAILBOX_UNDER ? 'no_answer' : 'answered';
}
