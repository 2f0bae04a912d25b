/** What one claimed contact is to get: decided from its rows, and put into words. Nothing is written yet. */
import type { DestinationId, EnrollmentId } from '../domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { decide } from '../schedule/decide.ts';
import type { Decision, EnrolledIn, Forecast, Situation, Verdict } from '../schedule/situation.ts';
import type { ClaimedContact } from './claim.ts';
import { unsubscribeLink } from './unsubscribe.ts';
import { type Words, wordsFor } from './words.ts';
import type { Workspace } from './workspace.ts';

export interface Prepared {
  readonly claim: ClaimedContact;
  readonly situation: Situation;
  readonly decision: Decision;
  /** Every touch that may go, in the order of the fold. */
  readonly going: readonly Going[];
}

export interface Going {
  readonly forecast: Forecast;
  readonly verdict: Extract<Verdict, { kind: 'go' }>;
  readonly enrollment: EnrolledIn;
  readonly words: Words;
  /** Where one click takes the reader of an email off the list. */
  readonly link: string | null;
}

const policyOf = (ws: Workspace, situation: Situation): Policy =>
  ws.config.policies.get(situation.business.id) ?? DEFAULT_POLICY;

export function enrollmentOf(situation: Situation, id: EnrollmentId): EnrolledIn {
  const found = situation.enrollments.find((one) => one.id === id);
  if (found === undefined) throw new Error(`a decision names enrollment ${id}, which its situation lacks`);
  return found;
}

export function prepare(
  ws: Workspace,
  claim: ClaimedContact,
  situation: Situation,
  now: Instant,
  linkBase: string | null,
): Prepared {
  const decision = decide(situation, policyOf(ws, situation), now, undefined, 'next');
  const going: Going[] = [];
  for (const forecast of decision.forecasts) {
    const { verdict } = forecast;
    if (verdict.kind !== 'go') continue;
    const enrollment = enrollmentOf(situation, forecast.enrollment);
    const link = wayOutOf(ws, linkBase, situation, forecast);
    const words = wordsFor(situation, enrollment, forecast, now, verdict.zone, link);
    const { alternative, touch } = forecast;
    if (alternative !== null)
      ws.onTurn?.({
        kind: 'wording',
        contact: situation.contact.id,
        sequence: enrollment.sequence.id,
        source: enrollment.variant.source,
        touch: touch.id,
        alternative,
      });
    going.push({ forecast, verdict, enrollment, words, link });
  }
  return { claim, situation, decision, going };
}

/** Where this contact takes its address off the list by one click; null for what is no email, or where nothing answers. */
function wayOutOf(
  ws: Workspace,
  linkBase: string | null,
  { contact }: Situation,
  { touch }: Forecast,
): string | null {
  if (linkBase === null || touch.channel !== 'email' || contact.email === null) return null;
  return unsubscribeLink(linkBase, ws.pepper, contact.email.key);
}

/** Where this contact's due messages and calls would go. */
export function destinationsOf({ situation, going }: Prepared): readonly DestinationId[] {
  const { phone, email } = situation.contact;
  return going.flatMap(({ forecast: { touch } }) => {
    const destination = touch.channel === 'email' ? email : touch.channel === 'move' ? null : phone;
    return destination === null ? [] : [destination.id];
  });
}
