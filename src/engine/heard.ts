/** What a lead has said, and what each message led to: read from the log, in which both stand side by side. */
import type { Event } from '../domain/event.ts';
import type { ContactId } from '../domain/ids.ts';
import type { Handle } from '../store/driver.ts';
import { newestEventsOf } from '../store/events.ts';
import { messagesById, type StoredMessage } from '../store/inbound.ts';

export interface HeardFrom {
  readonly message: StoredMessage;
  /** What was done about it, in the order in which it was done. */
  readonly led: readonly Event[];
}

/** Of a lead who writes more than this, the newest are enough to explain where it stands. */
const MOST = 20;
const LOG = 2_000;

/** The newest messages, oldest first. */
export async function heardFrom(db: Handle, contact: ContactId): Promise<readonly HeardFrom[]> {
  const newest = await newestEventsOf(db, contact, { limit: LOG, from: null });
  const log = [...newest].reverse();
  const heard = log.filter(({ kind }) => kind === 'received').slice(-MOST);
  if (heard.length === 0) return [];
  const messages = await messagesById(
    db,
    heard.map(({ data }) => Number(data.message)),
  );
  return heard.flatMap((event) => {
    const message = messages.get(Number(event.data.message));
    return message === undefined ? [] : [{ message, led: ledBy(log, event) }];
  });
}

/** Everything of one message is written down in one transaction: at its instant, right behind it. */
function ledBy(log: readonly Event[], heard: Event): readonly Event[] {
  const led: Event[] = [];
  for (const event of log.slice(log.indexOf(heard) + 1)) {
    if (event.at !== heard.at || event.kind === 'received') break;
    led.push(event);
  }
  return led;
}
