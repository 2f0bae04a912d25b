/** Words from outside that were believed: each stored once and for ever, by its sender's own id for it or by a hash of its bytes. */
import type { ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { int, only, text, textOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

declare const of: unique symbol;
export type WebhookId = number & { readonly [of]: 'webhook' };

export interface NewWebhook {
  readonly businessRow: number;
  /** Who says so, such as `calendly`. */
  readonly source: string;
  readonly eventKey: string;
  readonly kind: string;
  readonly body: string | null;
  readonly receivedAt: Instant;
}

const INSERT = `
  INSERT INTO webhook (business_id, source, event_key, kind, body, received_at, result)
  VALUES (?, ?, ?, ?, ?, ?, 'stored') ON CONFLICT DO NOTHING RETURNING id`;
const SETTLE = 'UPDATE webhook SET result = ?, contact_id = ? WHERE id = ?';
const BY_KEY = 'SELECT body, result FROM webhook WHERE source = ? AND event_key = ? AND business_id = ?';

/** PostgreSQL takes no NUL in a text. */
const storable = (words: string): string => words.replaceAll('\0', '\uFFFD');

/** Null when it was stored before: then it has had its effect as well, for both happen in one transaction. */
export async function storeWebhook(handle: Handle, word: NewWebhook): Promise<WebhookId | null> {
  const { businessRow, source, eventKey, kind, body, receivedAt } = word;
  const rows = await handle.all(INSERT, [
    businessRow,
    source,
    storable(eventKey),
    storable(kind),
    body === null ? null : storable(body),
    receivedAt,
  ]);
  return rows[0] === undefined ? null : (int(rows[0], 'id') as WebhookId);
}

/** What came of it, in a word, and for whom. */
export async function settleWebhook(
  handle: Handle,
  id: WebhookId,
  result: string,
  contact: ContactId | null,
): Promise<void> {
  await handle.run(SETTLE, [result, contact, id]);
}

/** Whether it was said before, what exactly, and what came of it; `body` is null where it was not kept, or erased. */
export async function webhookNamed(
  handle: Handle,
  { source, eventKey, businessRow }: Pick<NewWebhook, 'source' | 'eventKey' | 'businessRow'>,
): Promise<{ readonly body: string | null; readonly result: string } | null> {
  const row = (await handle.all(BY_KEY, [source, storable(eventKey), businessRow]))[0];
  return row === undefined ? null : { body: textOrNull(row, 'body'), result: text(row, 'result') };
}

const COUNT = `
  SELECT COUNT(*) AS n FROM webhook WHERE source = ? AND event_key >= ? AND event_key < ? AND business_id = ?`;

/** How many were stored whose key begins so. */
export async function countWebhooks(
  handle: Handle,
  { source, prefix, businessRow }: Pick<NewWebhook, 'source' | 'businessRow'> & { readonly prefix: string },
): Promise<number> {
  return int(only(await handle.all(COUNT, [source, prefix, `${prefix}\u007f`, businessRow])), 'n');
}
