/** What leads have sent to a business's senders: everything since an instant, oldest first. It reads, and records nothing. */
import { after, elapsed, HOUR, type Instant, MINUTE } from '../domain/time.ts';
import type { Inbound, InboundMessage } from './transport.ts';
import type { Api } from './twilio-api.ts';
import { type Listed, type Listing, readBack } from './twilio-list.ts';
import { poolOf } from './twilio-pool.ts';

/** Read once more each time: the list lags and is not in strict order. A message that is known by its id counts once. */
const OVERLAP = 10 * MINUTE;

/** A poll each minute finds next to nothing; after an outage the pages are as long as they may be. */
const FEW = 100;
const MANY = 1_000;

/** Up to here each number's own list is asked for; beyond it everybody's, which is one request where little is going on. */
const MOST_NUMBERS = 20;
const LANES = 4;

export interface Wanted {
  readonly since: Instant;
  /** Numbers and services that the business had before, besides the one it has. */
  readonly also: readonly string[];
}

export async function readInbound(
  api: Api,
  { since, also }: Wanted,
  now: () => Instant,
  signal: AbortSignal,
): Promise<Inbound> {
  const asked = now();
  // An instant that has not come yet was written down by another clock.
  const from = after(since < asked ? since : asked, -OVERLAP);
  const pageSize = elapsed(from, asked) > HOUR ? MANY : FEW;
  const senders = [...new Set([api.sender, ...also])];
  const services = senders.filter(isService);
  const numbers = new Set(senders.filter((sender) => !isService(sender)));
  const pools = await inLanes(services, (service) => poolOf(api, service, signal));
  for (const pool of pools) for (const number of pool ?? []) numbers.add(number);
  const each = !pools.includes(null) && numbers.size <= MOST_NUMBERS;
  const lists = each ? [...numbers] : [null];
  const listings = await inLanes(lists, (to) => readBack(api, { to, since: from, pageSize }, now, signal));
  const messages: InboundMessage[] = [];
  for (const listing of listings) {
    if (listing.kind !== 'read') return listing;
    messages.push(...arrivedIn(listing, from, (message) => isTo(message, numbers, services)));
  }
  return { kind: 'read', messages: messages.sort((a, b) => a.at - b.at), numbers: [...numbers] };
}

const isService = (sender: string): boolean => sender.startsWith('MG');

/** An inbound message that names no service may have come to any of the account's numbers: a STOP must not be missed. */
const isTo = ({ to, service }: Listed, numbers: ReadonlySet<string>, services: readonly string[]): boolean =>
  numbers.has(to) || (services.length > 0 && (service === null || services.includes(service)));

function arrivedIn(
  { messages, ahead }: Extract<Listing, { kind: 'read' }>,
  from: Instant,
  isOurs: (message: Listed) => boolean,
): readonly InboundMessage[] {
  return (
    messages
      .filter((message) => message.direction === 'inbound' && isOurs(message))
      .map((message) => inboundOf(message, ahead ?? 0))
      .filter(({ at }) => at >= from)
      // The list is newest first, and its times have whole seconds only: equal ones are turned around as they stand.
      .reverse()
  );
}

const inboundOf = ({ sid, from, to, body, at }: Listed, ahead: number): InboundMessage => ({
  providerId: sid,
  from,
  to,
  body,
  at: after(at, -ahead),
});

async function inLanes<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  const queue = all.entries();
  const lane = async (): Promise<void> => {
    for (const [at, one] of queue) answers[at] = await ask(one);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, all.length) }, lane));
  return answers;
}
