/** Silence as a fact: so many texts and emails have gone, and a day has passed since the last of them. */
import { after, DAY, type Instant } from '../domain/time.ts';
import type { EnrolledIn } from './situation.ts';

/** When nobody has answered, by the sequence's own count; null when that is not to be noticed, was noticed before, or is not near. */
export function unansweredAt({ sequence, state, ends, acted }: EnrolledIn): Instant | null {
  const count = sequence.when.no_reply?.afterTouches ?? null;
  if (count === null || state !== 'active' || acted?.includes('no_reply')) return null;
  const sent: Instant[] = [];
  for (const { end } of ends) if (end.kind === 'sent') sent.push(end.at);
  const last = sent.sort((a, b) => a - b)[count - 1];
  return last === undefined ? null : after(last, DAY);
}
