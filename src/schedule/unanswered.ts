/** Silence as a fact: so many texts and emails have gone, and a day has passed since the last of them. */
import { after, DAY, type Instant } from '../domain/time.ts';
import type { EnrolledIn } from './situation.ts';

/** After how many messages silence is noticed; null when it is not to be, or was noticed before. */
const countOf = ({ sequence, state, acted }: EnrolledIn): number | null =>
  state !== 'active' || acted.includes('no_reply') ? null : (sequence.when.no_reply?.afterTouches ?? null);

/** When nobody has answered, by the sequence's own count; null when that is not to be noticed, was noticed before, or is not near. */
export function unansweredAt(enrolled: EnrolledIn): Instant | null {
  const count = countOf(enrolled);
  if (count === null) return null;
  const sent: Instant[] = [];
  for (const { end } of enrolled.ends) if (end.kind === 'sent') sent.push(end.at);
  const last = sent.sort((a, b) => a - b)[count - 1];
  return last === undefined ? null : after(last, DAY);
}

/** How many more messages must go before silence means anything; none or fewer once they have; null as above. */
export function missingForSilence(enrolled: EnrolledIn): number | null {
  const count = countOf(enrolled);
  return count === null ? null : count - enrolled.ends.filter(({ end }) => end.kind === 'sent').length;
}
