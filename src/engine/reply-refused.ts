/** Why an answer that a person typed does not go: what holds for everything that is sent, and what only a second word of theirs lets pass. */
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import type { Result } from '../domain/result.ts';
import { after, type Instant, SECOND } from '../domain/time.ts';
import { saysTheSame } from '../message/by-hand.ts';
import { quietUntil } from '../schedule/hours-by-hand.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import type { ContactState } from '../store/enrollments.ts';
import { covers, type Pause, pausesInForce } from '../store/pauses.ts';
import { suppressionsInForce } from '../store/suppressions.ts';
import { typedSince } from '../store/threads.ts';
import { reaches } from './only-to.ts';
import type { ReplyOptions } from './reply-by-hand.ts';
import type { NoWords, TypedAnswer, Worded } from './reply-words.ts';
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export type Refused = { readonly kind: 'refused' } & (
  | { readonly why: 'obstacle'; readonly obstacle: Obstacle }
  | { readonly why: 'no_business'; readonly business: BusinessId }
  /** There is no number, or no address. */
  | {
      readonly why: 'no_place' | 'not_textable';
      readonly contact: ContactState;
      readonly channel: WireChannel;
    }
  | {
      readonly why: 'opted_out';
      readonly contact: ContactState;
      readonly channel: WireChannel;
      readonly reason: string;
      readonly at: Instant;
    }
  | { readonly why: 'paused'; readonly contact: ContactState; readonly pause: Pause }
  | { readonly why: 'only_to'; readonly contact: ContactState }
  /** What leads have written could not be asked for: there may be a STOP among it. */
  | { readonly why: 'unheard'; readonly contact: ContactState; readonly detail: string }
  | { readonly why: 'words'; readonly contact: ContactState; readonly problem: NoWords }
  | { readonly why: 'repeated'; readonly contact: ContactState; readonly at: Instant }
  | {
      readonly why: 'night';
      readonly contact: ContactState;
      readonly situation: Situation;
      readonly until: Instant;
    }
);

/** Why it is not known what leads have written over a channel; null where it is. */
export type Unheard = Readonly<Record<WireChannel, string | null>>;

/** Somebody who presses Enter twice means once. */
const TWICE = 60 * SECOND;

interface Asked {
  readonly contact: ContactState;
  readonly situation: Situation;
  readonly channel: WireChannel;
  readonly policy: Policy;
  readonly answer: TypedAnswer;
  readonly words: Result<Worded, NoWords>;
  readonly unheard: Unheard;
  readonly live: boolean;
  readonly now: Instant;
}

/** Asked inside the transaction that reserves, with the number or address locked. Null: it goes. */
export async function refusalOf(
  handle: Handle,
  ws: Workspace,
  asked: Asked,
  options: ReplyOptions,
): Promise<Refused | null> {
  const { contact, situation, channel, words, unheard, live, now } = asked;
  const place = channel === 'sms' ? situation.contact.phone : situation.contact.email;
  const refuse = { kind: 'refused', contact } as const;
  if (place === null) return { ...refuse, why: 'no_place', channel };
  const inForce = (await suppressionsInForce(handle, [place.key])).get(place.key) ?? [];
  const block = inForce.find((one) => one.channel === channel);
  if (block !== undefined)
    return { ...refuse, why: 'opted_out', channel, reason: block.reason, at: block.at };
  if (channel === 'sms' && !situation.contact.textable) return { ...refuse, why: 'not_textable', channel };
  const scope = { business: contact.business, channel, sequence: null };
  const pause = (await pausesInForce(handle)).find((one) => covers(one, scope));
  if (pause !== undefined) return { ...refuse, why: 'paused', pause };
  if (live && !reaches(ws.config.onlyTo, place.value)) return { ...refuse, why: 'only_to' };
  const untold = unheard[channel];
  if (untold !== null) return { ...refuse, why: 'unheard', detail: untold };
  if (!words.ok) return { ...refuse, why: 'words', problem: words.error };
  const before = await sameWords(handle, asked, words.value);
  if (before !== null && !options.again) return { ...refuse, why: 'repeated', at: before };
  const until = channel === 'sms' && !options.atNight ? quietUntil(situation, asked.policy, now) : null;
  return until === null ? null : { ...refuse, why: 'night', situation, until };
}

/** When the same was typed to the same lead within the last minute; null when it was not. */
async function sameWords(
  handle: Handle,
  { contact, situation, channel, answer: { text }, now }: Asked,
  { message }: Worded,
): Promise<Instant | null> {
  const typed = { text, business: situation.business, to: message.to };
  const lately = await typedSince(handle, contact.id, channel, after(now, -TWICE));
  return lately.find(({ body }) => saysTheSame(body, message, typed))?.at ?? null;
}
