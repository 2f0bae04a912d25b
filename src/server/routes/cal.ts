/** Cal.com tells of bookings: signed over the raw bytes, and refused when nobody has set a secret. */
import type { BookingWord } from '../../engine/booking-in.ts';
import type { Fields } from '../fields.ts';
import { isHexSignature } from '../signed.ts';
import type { Call, Route } from '../site.ts';
import { takeWord } from './bookings.ts';

export const CAL: Route = {
  path: '/hooks/cal/:business',
  about: 'What leads book in Cal.com, move, cancel or miss.',
  proof: 'HMAC-SHA256 of the body by LEADSEQ_CAL_KEY, in `X-Cal-Signature-256`.',
  answers: [
    [200, 'taken, or known before: what came of it, in a word'],
    [400, 'it names no appointment'],
    [403, 'not signed'],
  ],
  wakes: true,
  POST: (call, site) => takeWord(call, site, { key: 'LEADSEQ_CAL_KEY', isSigned, read }),
};

const isSigned = (call: Call, keys: readonly string[], body: Buffer): boolean =>
  isHexSignature(keys, body, call.req.header('x-cal-signature-256') ?? '');

function read(said: Fields): BookingWord | null {
  const event = said.text('triggerEvent');
  const booking = said.inside('payload');
  const id = booking.text('uid') ?? booking.text('bookingUid');
  if (event === null || id === null) return null;
  const [attendee] = booking.list('attendees');
  const responses = booking.inside('responses');
  const answer = (name: string): string | null => responses.inside(name).text('value');
  const replaced = event === 'BOOKING_RESCHEDULED' ? booking.text('rescheduleUid') : null;
  return {
    provider: 'cal',
    event,
    kind: kindOf(event, booking),
    id,
    replaces: event === 'BOOKING_RESCHEDULED' ? (replaced ?? id) : null,
    startsAt: booking.text('startTime'),
    who: {
      token: booking.inside('metadata').text('lead') ?? booking.inside('metadata').text('utm_content'),
      email: attendee?.text('email') ?? answer('email'),
      phone: answer('attendeePhoneNumber') ?? answer('smsReminderNumber') ?? answer('phone'),
      name: attendee?.text('name') ?? answer('name'),
      zone: attendee?.text('timeZone') ?? null,
    },
  };
}

function kindOf(event: string, booking: Fields): BookingWord['kind'] {
  if (event === 'BOOKING_CREATED' || event === 'BOOKING_RESCHEDULED') return 'created';
  if (event === 'BOOKING_CANCELLED') return 'cancelled';
  // Somebody may be marked as having come after all: that is a person's to see.
  const missed = booking.list('attendees').some((one) => one.isTrue('noShow'));
  return event === 'BOOKING_NO_SHOW_UPDATED' && missed ? 'missed' : 'noted';
}
