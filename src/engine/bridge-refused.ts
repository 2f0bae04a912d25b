/** Why a call is not put through: what holds for every call, and what only a second word of a person lets pass. */
import { type Bridge, believed, isLive, LONGEST_TALK } from '../domain/bridge.ts';
import type { BusinessId } from '../domain/ids.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import { after, HOUR, type Instant, MINUTE } from '../domain/time.ts';
import { quietUntil } from '../schedule/hours-by-hand.ts';
import type { Situation } from '../schedule/situation.ts';
import { bridgesAt } from '../store/bridges.ts';
import type { Handle } from '../store/driver.ts';
import type { ContactState } from '../store/enrollments.ts';
import { covers, type Pause, pausesInForce } from '../store/pauses.ts';
import { suppressionsInForce } from '../store/suppressions.ts';
import { reaches } from './only-to.ts';
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

export type NotCalled = { readonly kind: 'refused' } & (
  | { readonly why: 'obstacle'; readonly obstacle: Obstacle }
  | { readonly why: 'no_business'; readonly business: BusinessId }
  /** What the settings lack, in the order in which they are asked. */
  | { readonly why: 'no_agent' | 'no_caller_id'; readonly business: BusinessId }
  | { readonly why: 'not_live' | 'no_address' }
  | { readonly why: 'no_phone' | 'only_to'; readonly contact: ContactState }
  | {
      readonly why: 'opted_out';
      readonly contact: ContactState;
      readonly reason: string;
      readonly at: Instant;
    }
  | { readonly why: 'paused'; readonly contact: ContactState; readonly pause: Pause }
  /** What leads have written could not be asked for: there may be a word among it that they want no calls. */
  | { readonly why: 'unheard'; readonly contact: ContactState; readonly detail: string }
  /** Somebody is on the telephone with them, or about to be. */
  | { readonly why: 'under_way' | 'in_doubt'; readonly contact: ContactState; readonly bridge: Bridge }
  | {
      readonly why: 'quiet';
      readonly contact: ContactState;
      readonly situation: Situation;
      readonly until: Instant;
    }
);

/** A call of unknown fate may ring for so long yet: until then another one is a person's own decision. */
const IN_DOUBT = 5 * MINUTE;

interface Wanted {
  readonly contact: ContactState;
  readonly situation: Situation;
  readonly unheard: string | null;
  /** A person has been told that it is a time at which nobody is called there. */
  readonly anyway: boolean;
  /** And that a call may be under way whose fate nobody knows. */
  readonly again: boolean;
  readonly now: Instant;
}

/** Asked inside the transaction that writes the call down, with the number locked. Null: it is made. */
export async function whyNotCalled(handle: Handle, ws: Workspace, wanted: Wanted): Promise<NotCalled | null> {
  const { contact, situation, unheard, anyway, again, now } = wanted;
  const refuse = { kind: 'refused', contact } as const;
  const { phone } = situation.contact;
  if (phone === null) return { ...refuse, why: 'no_phone' };
  const inForce = (await suppressionsInForce(handle, [phone.key])).get(phone.key) ?? [];
  const block = inForce.find(({ channel }) => channel === 'call');
  if (block !== undefined) return { ...refuse, why: 'opted_out', reason: block.reason, at: block.at };
  const scope = { business: contact.business, channel: 'call', sequence: null } as const;
  const pause = (await pausesInForce(handle)).find((one) => covers(one, scope));
  if (pause !== undefined) return { ...refuse, why: 'paused', pause };
  if (!reaches(ws.config.onlyTo, phone.value)) return { ...refuse, why: 'only_to' };
  if (unheard !== null) return { ...refuse, why: 'unheard', detail: unheard };
  const lately = await bridgesAt(handle, phone.id, after(now, -(LONGEST_TALK + HOUR)));
  const live = lately.find((one) => isLive(one, now));
  if (live !== undefined) return { ...refuse, why: 'under_way', bridge: live };
  const doubtful = lately.find((one) => believed(one, now) === 'uncertain' && now - one.madeAt < IN_DOUBT);
  if (doubtful !== undefined && !again) return { ...refuse, why: 'in_doubt', bridge: doubtful };
  const policy = ws.config.policies.get(contact.business) ?? DEFAULT_POLICY;
  const until = anyway ? null : quietUntil(situation, policy, now);
  return until === null ? null : { ...refuse, why: 'quiet', situation, until };
}
