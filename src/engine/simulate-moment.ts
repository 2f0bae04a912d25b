/** Absolute times as scripts write them: on the business's wall clock, or ISO with an offset. */
import { type Instant, instant, type Zone } from '../domain/time.ts';
import { parseLocal } from '../schedule/calendar.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/;
const UTC = 'UTC' as Zone;

/** Null for what is no time; else the instant that it means in a zone. */
export function readMoment(text: string): ((zone: Zone) => Instant) | null {
  if (ISO.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : () => instant(at);
  }
  const first = parseLocal(text, UTC);
  // A wall clock that jumps over it shows the first minute after.
  return first === null ? null : (zone) => parseLocal(text, zone) ?? first;
}
