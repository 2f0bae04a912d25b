/** What both calendars have in common: bytes that are believed become one word, which is stored and answered. */
import { asId, type BusinessId } from '../../domain/ids.ts';
import { type BookingWord, takeBooking } from '../../engine/booking-in.ts';
import { type SecretName, secretsFor } from '../../engine/secrets.ts';
import { readBytes } from '../body.ts';
import { type Fields, readFields } from '../fields.ts';
import type { Call, Site } from '../site.ts';

export interface Calendar {
  readonly key: SecretName;
  /** Whether these bytes were signed with one of the keys. */
  readonly isSigned: (call: Call, keys: readonly string[], body: Buffer, site: Site) => boolean;
  /** Null for what names no appointment. */
  readonly read: (said: Fields) => BookingWord | null;
}

export async function takeWord(call: Call, site: Site, calendar: Calendar): Promise<Response> {
  const body = await readBytes(call);
  if (body === null) return call.text('Too large\n', 413);
  const business = asId<BusinessId>(call.req.param('business') ?? '');
  const known = site.ws.config.businesses.has(business);
  const keys = known ? secretsFor(site.env, calendar.key, business) : [];
  if (keys.length === 0 || !calendar.isSigned(call, keys, body, site)) {
    site.log(
      'warn',
      'booking_refused',
      known && keys.length === 0 ? { business, missing: calendar.key } : {},
    );
    return call.text('Forbidden\n', 403);
  }
  const said = readFields(body);
  const word = said === null ? null : calendar.read(said);
  if (word === null) return call.text('Bad request\n', 400);
  const taken = await takeBooking(site.ws, business, word, body.toString('utf8'), site.now());
  const { result, people, reason } = taken;
  site.log(result === 'refused' || result === 'nobody' ? 'warn' : 'info', 'booking', {
    business,
    from: word.provider,
    word: word.event,
    result,
    leads: people.map(({ id }) => id).join(' '),
    ...(reason === null ? {} : { reason }),
  });
  return call.json({ result });
}
