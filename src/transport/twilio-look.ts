/** Whether a request of unknown fate made a message: found in the provider's list, proven absent from it, or neither. */
import { after, type Instant, MINUTE } from '../domain/time.ts';
import type { Sighting, Sought } from './transport.ts';
import type { Api } from './twilio-api.ts';
import { type Listed, type Listing, readBack } from './twilio-list.ts';

/** How far before the request the list is read: past every doubt about its order. */
const BACK = 10 * MINUTE;
/** The request's own message was made in this stretch: our clock may be a little off, the provider a little slow. */
const BEFORE = 2 * MINUTE;
const AFTER = 15 * MINUTE;
/** With clocks farther apart than this, ours may have been another one when the request went. */
const LARGEST_DRIFT = 10 * MINUTE;

const PAGE = 1_000;

export async function lookFor(
  api: Api,
  sought: Sought,
  now: () => Instant,
  signal: AbortSignal,
): Promise<Sighting> {
  const span = { to: sought.to, since: after(sought.at, -BACK), pageSize: PAGE };
  const listing = await readBack(api, span, now, signal);
  return listing.kind === 'read'
    ? sightingIn(listing, sought, (one) => isFrom(api, one))
    : { kind: 'unclear', detail: `the list could not be read: ${listing.detail} (${listing.code})` };
}

/** Two businesses may share an account, and say the same words to one person. */
const isFrom = ({ service, sender }: Api, one: Listed): boolean =>
  service ? one.service === sender : one.from === sender;

/** Positive evidence counts at once; an absence only when nothing in the whole stretch could be it. */
function sightingIn(
  { messages, ahead }: Extract<Listing, { kind: 'read' }>,
  sought: Sought,
  isOurs: (one: Listed) => boolean,
): Sighting {
  if (ahead === null) return unclear('the list does not tell its time');
  if (Math.abs(ahead) > LARGEST_DRIFT)
    return unclear(`this clock is ${Math.round(Math.abs(ahead) / MINUTE)} minutes off the provider's`);
  const outbound = messages.filter(
    ({ direction, to }) => direction.startsWith('outbound') && to === sought.to,
  );
  const inTime = ({ at }: Listed): boolean =>
    at >= sought.at + ahead - BEFORE && at <= sought.deadline + ahead + AFTER;
  const likenesses = outbound.map((one) => ({ one, like: likeness(one.body, sought.body) }));
  const same = likenesses.filter(({ one, like }) => like === 'same' && inTime(one));
  const found = same.filter(({ one }) => isOurs(one));
  if (found.length > 0) return { kind: 'found', providerIds: found.map(({ one }) => one.sid) };
  // The sender may have been another one when the request went.
  if (same.length > 0) return unclear('the same words went to this number from another sender');
  if (likenesses.some(({ one, like }) => like === 'perhaps' && inTime(one)))
    return unclear('a message of that time has been redacted or altered');
  if (likenesses.some(({ one, like }) => like === 'same' && one.at >= sought.at + ahead - BACK))
    return unclear('the same words went to this number at another time');
  return { kind: 'absent' };
}

const unclear = (detail: string): Sighting => ({ kind: 'unclear', detail });

/** What Twilio puts before every text of a trial account. */
const TRIAL = 'Sent from your Twilio trial account - ';

function likeness(body: string, wanted: string): 'same' | 'perhaps' | 'other' {
  if (body === wanted || body === `${TRIAL}${wanted}`) return 'same';
  if (body === '' || plain(body).includes(plain(wanted))) return 'perhaps';
  return 'other';
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
