/** Calendly tells of bookings: signed with the time over the raw bytes. */
import type { BookingWord } from '../../engine/booking-in.ts';
import { isFresh } from '../../engine/standard-webhooks.ts';
import type { Fields } from '../fields.ts';
import { isHexSignature } from '../signed.ts';
import type { Call, Route, Site } from '../site.ts';
import { takeWord } from './bookings.ts';

export const CALENDLY: Route = {
  path: '/hooks/calendly/:business',
  about: 'What leads book in Calendly, move, cancel or miss.',
  proof:
    'HMAC-SHA256 of time and body by LEADSEQ_CALENDLY_KEY, in `Calendly-Webhook-Signature`; the time at most 5 minutes off.',
  answers: [
    [200, 'taken, or known before: what came of it, in a word'],
    [400, 'it names no appointment'],
    [403, 'not signed'],
  ],
  wakes: true,
  POST: (call, site) => takeWord(call, site, { key: 'LEADSEQ_CALENDLY_KEY', isSigned, read }),
};

/** `t=1492774577,v1=5257a8…`, over `t`, a dot and the body. */
function isSigned(call: Call, keys: readonly string[], body: Buffer, { now }: Site): boolean {
  const header = call.req.header('calendly-webhook-signature') ?? '';
  const parts = new Map(header.split(',').map((part) => part.trim().split('=', 2) as [string, string]));
  const [t = '', v1 = ''] = [parts.get('t'), parts.get('v1')];
  return isFresh(t, now()) && isHexSignature(keys, Buffer.concat([Buffer.from(`${t}.`), body]), v1);
}

function read(said: Fields): BookingWord | null {
  const event = said.text('event');
  const invitee = said.inside('payload');
  if (event === null) return null;
  // Of somebody who did not come, no more is said than the name of his booking.
  const id = event.startsWith('invitee_no_show.') ? invitee.text('invitee') : invitee.text('uri');
  if (id === null) return null;
  const phone = invitee.text('text_reminder_number') ?? phoneAnswer(invitee);
  return {
    provider: 'calendly',
    event,
    kind: kindOf(event, invitee),
    id,
    replaces: invitee.text('old_invitee'),
    startsAt: invitee.inside('scheduled_event').text('start_time'),
    who: {
      token: invitee.inside('tracking').text('utm_content'),
      email: invitee.text('email'),
      phone,
      name: invitee.text('name'),
      zone: invitee.text('timezone'),
    },
  };
}

function kindOf(event: string, invitee: Fields): BookingWord['kind'] {
  if (event === 'invitee.created') return 'created';
  if (event === 'invitee.canceled') return invitee.isTrue('rescheduled') ? 'moved_away' : 'cancelled';
  return event === 'invitee_no_show.created' ? 'missed' : 'noted';
}

/** Of the questions that the business asks, one is for a number. */
const phoneAnswer = (invitee: Fields): string | null =>
  invitee
    .list('questions_and_answers')
    .find((one) => /phone|mobile|cell|tel[eé]fono/i.test(one.text('question') ?? ''))
    ?.text('answer') ?? null;
