/** Before any lock is taken: what is due for each claimed contact, and the words for it. */
import type { DestinationId, EnrollmentId } from '../domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { decide } from '../schedule/decide.ts';
import type { Decision, EnrolledIn, Forecast, Situation } from '../schedule/situation.ts';
import type { ClaimedContact } from './claim.ts';
import { ownFault } from './own-fault.ts';
import type { Aside } from './set-aside.ts';
import type { Loaded } from './situation.ts';
import { unsubscribeLink } from './unsubscribe.ts';
import { render, type Words, wordingOf } from './words.ts';
import type { Workspace } from './workspace.ts';

/** A claimed contact, decided about once without locks; a reservation decides again with them. */
export interface Prepared {
  readonly claim: ClaimedContact;
  readonly situation: Situation;
  readonly decision: Decision;
  /** For every touch that may go, by `touchName`. */
  readonly words: ReadonlyMap<string, PreparedWords>;
  /** Something is to be written: a send, a task, a skip, a note. Without it the contact only gets its next look. */
  readonly active: boolean;
}

interface PreparedWords {
  readonly fingerprint: string;
  readonly words: Words;
}

/** Names a touch of an enrollment within one contact. */
export const touchName = (enrollment: EnrollmentId, key: TouchKey): string =>
  `${enrollment} ${key.touch} ${key.occurrence}`;

export const policyOf = (ws: Workspace, situation: Situation): Policy =>
  ws.config.policies.get(situation.business.id) ?? DEFAULT_POLICY;

export function enrollmentOf(situation: Situation, id: EnrollmentId): EnrolledIn {
  const found = situation.enrollments.find((one) => one.id === id);
  if (found === undefined) throw new Error(`a decision names enrollment ${id}, which its situation lacks`);
  return found;
}

/** Each contact by itself: one that cannot be decided about keeps nobody else waiting. */
export function prepare(
  ws: Workspace,
  claims: readonly ClaimedContact[],
  { situations, broken }: Loaded,
  now: Instant,
  linkBase: string | null = null,
): { readonly prepared: readonly Prepared[]; readonly asides: readonly Aside[] } {
  const prepared: Prepared[] = [];
  const asides: Aside[] = [];
  for (const claim of claims) {
    const fault = claim.fault ?? broken.get(claim.contact) ?? null;
    const situation = situations.get(claim.contact);
    if (fault !== null || situation === undefined) {
      asides.push({ claim, fault });
      continue;
    }
    try {
      prepared.push(prepareOne(ws, claim, situation, now, linkBase));
    } catch (error) {
      asides.push({ claim, fault: ownFault(error) });
    }
  }
  return { prepared, asides };
}

function prepareOne(
  ws: Workspace,
  claim: ClaimedContact,
  situation: Situation,
  now: Instant,
  linkBase: string | null,
): Prepared {
  const decision = decide(situation, policyOf(ws, situation), now);
  const words = new Map<string, PreparedWords>();
  for (const forecast of decision.forecasts) {
    const { verdict } = forecast;
    if (verdict.kind !== 'go') continue;
    const enrollment = enrollmentOf(situation, forecast.enrollment);
    const link = wayOutOf(ws, linkBase, situation, forecast);
    const wording = wordingOf(situation, enrollment, forecast, now, verdict.zone, link);
    words.set(touchName(forecast.enrollment, forecast.key), {
      fingerprint: wording.fingerprint,
      words: render(wording),
    });
  }
  return {
    claim,
    situation,
    decision,
    words,
    active: decision.notes.length > 0 || decision.forecasts.some(acts),
  };
}

/** Where this contact takes its address off the list by one click; null for what is no email, or where nothing answers. */
export function wayOutOf(
  ws: Workspace,
  linkBase: string | null,
  { contact }: Situation,
  { touch }: Forecast,
): string | null {
  if (linkBase === null || touch.channel !== 'email' || contact.email === null) return null;
  return unsubscribeLink(linkBase, ws.pepper, contact.email.key);
}

const acts = ({ verdict }: Forecast): boolean =>
  verdict.kind === 'go' || verdict.kind === 'skip' || verdict.kind === 'stop';

/** Where this contact's due messages and calls would go. */
export function destinationsOf({ situation, decision }: Prepared): readonly DestinationId[] {
  const { phone, email } = situation.contact;
  return decision.forecasts.flatMap(({ touch, verdict }) => {
    if (verdict.kind !== 'go') return [];
    const destination = touch.channel === 'email' ? email : touch.channel === 'move' ? null : phone;
    return destination === null ? [] : [destination.id];
  });
}
