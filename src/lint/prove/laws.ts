/** All laws of what goes out, asked of one lead's course: written without a line of the gates that keep them. */
import * as course from './laws-of-course.ts';
import * as hours from './laws-of-hours.ts';
import { prompt } from './laws-of-promptness.ts';
import type { Breach, Witness } from './witness.ts';

const LAWS: readonly ((witness: Witness) => readonly Breach[])[] = [
  course.ends,
  course.consent,
  hours.quietHours,
  hours.emailHours,
  hours.businessHours,
  hours.texts,
  hours.emails,
  hours.contactsInADay,
  hours.oneLateADay,
  course.neverEarly,
  prompt,
  course.variety,
  course.orderAndGaps,
  course.references,
  course.claims,
  course.silence,
];

/** Every breach, in the order of the laws; none when all of them hold. */
export function breachesOf(witness: Witness): readonly Breach[] {
  const found: Breach[] = [];
  for (const law of LAWS) found.push(...law(witness));
  return found;
}
