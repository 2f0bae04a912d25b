/** What leads have sent to a business's sender: everything since an instant, oldest first. It reads, and records nothing. */
import { after, elapsed, HOUR, type Instant, MINUTE } from '../domain/time.ts';
import type { Inbound, InboundMessage } from './transport.ts';
import type { Api } from './twilio-api.ts';
import { type Listed, readBack } from './twilio-list.ts';

/** Read once more each time: the list lags and is not in strict order. A message that is known by its id counts once. */
const OVERLAP = 10 * MINUTE;

/** A poll each minute finds next to nothing; after an outage the pages are as long as they may be. */
const FEW = 100;
const MANY = 1_000;

export async function readInbound(
  api: Api,
  since: Instant,
  now: () => Instant,
  signal: AbortSignal,
): Promise<Inbound> {
  const asked = now();
  // An instant that has not come yet was written down by another clock.
  const from = after(since < asked ? since : asked, -OVERLAP);
  const pageSize = elapsed(from, asked) > HOUR ? MANY : FEW;
  const to = api.service ? null : api.sender;
  const listing = await readBack(api, { to, since: from, pageSize }, now, signal);
  if (listing.kind !== 'read') return listing;
  const ahead = listing.ahead ?? 0;
  const messages = listing.messages
    .filter((message) => message.direction === 'inbound' && isTo(api, message))
    .map((message) => inboundOf(message, ahead))
    .filter(({ at }) => at >= from)
    // The list is newest first, and its times have whole seconds only: equal ones are turned around as they stand.
    .reverse()
    .sort((a, b) => a.at - b.at);
  return { kind: 'read', messages };
}

/** An inbound message that names no service may have come to any of the account's numbers: a STOP must not be missed. */
const isTo = ({ service, sender }: Api, message: Listed): boolean =>
  service ? message.service === sender || message.service === null : message.to === sender;

const inboundOf = ({ sid, from, to, body, at }: Listed, ahead: number): InboundMessage => ({
  providerId: sid,
  from,
  to,
  body,
  at: after(at, -ahead),
});
