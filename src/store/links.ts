/** Links in messages, and who opened them: a person, or a machine that looks at every link before anybody has read it. */
import { type AttemptToken, asId, type ContactId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { runRows } from './batch.ts';
import { flag, int, text } from './decode.ts';
import type { Handle } from './driver.ts';

declare const of: unique symbol;
type LinkId = number & { readonly [of]: 'link' };

export interface NewLink {
  readonly token: string;
  readonly contact: ContactId;
  readonly attempt: AttemptToken;
  readonly target: string;
  readonly books: boolean;
  readonly madeAt: Instant;
}

export interface StoredLink extends Omit<NewLink, 'token'> {
  readonly id: LinkId;
}

const INSERT = (rows: string) => `
  INSERT INTO link (token, contact_id, attempt_token, target, books, made_at) VALUES ${rows}`;
const BY_TOKEN = `
  SELECT id, contact_id, attempt_token, target, books, made_at FROM link WHERE token = ?`;
const CLICK = 'INSERT INTO click (link_id, at, person, detail) VALUES (?, ?, ?, ?)';
/** Of the same message; a contact has few links. */
const OTHERS = `
  SELECT click.id FROM click JOIN link ON link.id = click.link_id
  WHERE link.contact_id = ? AND link.attempt_token = ? AND link.id <> ? AND click.at >= ? AND click.person = 1`;
const NOBODY = 'UPDATE click SET person = 0, detail = ? WHERE id = ?';
const OPENED = `
  SELECT link.attempt_token, MIN(click.at) AS at FROM click JOIN link ON link.id = click.link_id
  WHERE link.contact_id = ? AND link.books = 1 AND click.person = 1
  GROUP BY link.attempt_token ORDER BY at, link.attempt_token`;

export async function storeLinks(handle: Handle, links: readonly NewLink[]): Promise<void> {
  await runRows(
    handle,
    INSERT,
    '(?, ?, ?, ?, ?, ?)',
    links.map((one) => [one.token, one.contact, one.attempt, one.target, one.books ? 1 : 0, one.madeAt]),
  );
}

export async function linkByToken(db: Handle, token: string): Promise<StoredLink | null> {
  const row = (await db.all(BY_TOKEN, [token]))[0];
  if (row === undefined) return null;
  return {
    id: int(row, 'id') as LinkId,
    contact: asId<ContactId>(int(row, 'contact_id')),
    attempt: asId<AttemptToken>(text(row, 'attempt_token')),
    target: text(row, 'target'),
    books: flag(row, 'books'),
    madeAt: instant(int(row, 'made_at')),
  };
}

export async function storeClick(
  handle: Handle,
  link: LinkId,
  at: Instant,
  click: { readonly person: boolean; readonly detail: string },
): Promise<void> {
  await handle.run(CLICK, [link, at, click.person ? 1 : 0, click.detail]);
}

/** Clicks on the other links of a message since then were no person's either; says how many there were. */
export async function disownClicks(
  handle: Handle,
  link: StoredLink,
  since: Instant,
  detail: string,
): Promise<number> {
  const rows = await handle.all(OTHERS, [link.contact, link.attempt, link.id, since]);
  for (const row of rows) await handle.run(NOBODY, [detail, int(row, 'id')]);
  return rows.length;
}

const NEWEST =
  'SELECT token FROM link WHERE contact_id = ? AND books = 1 ORDER BY made_at DESC, id DESC LIMIT 1';

/** The link to the booking page that a contact got last; null when they got none that leads by us. */
export async function newestBookingLink(db: Handle, contact: ContactId): Promise<string | null> {
  const row = (await db.all(NEWEST, [contact]))[0];
  return row === undefined ? null : text(row, 'token');
}

/** A message whose link to the booking page was opened by a person, and when first. */
export interface Opened {
  readonly attempt: AttemptToken;
  readonly at: Instant;
}

/** Oldest first. */
export async function bookingsOpened(handle: Handle, contact: ContactId): Promise<readonly Opened[]> {
  return (await handle.all(OPENED, [contact])).map((row) => ({
    attempt: asId<AttemptToken>(text(row, 'attempt_token')),
    at: instant(int(row, 'at')),
  }));
}
