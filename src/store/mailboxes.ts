/** How far each business's mailbox has been read: moved on in the transaction that takes a mail in, so that none is lost and none counts twice. */
import { asId, type BusinessId } from '../domain/ids.ts';
import type { MailPlace } from '../domain/mail-place.ts';
import { type Instant, instant } from '../domain/time.ts';
import { intOrNull, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { later, timeOrNull } from './polls.ts';

export interface Mailbox {
  readonly business: BusinessId;
  readonly account: string;
  /** The last mail that was taken. */
  readonly place: MailPlace | null;
  /** When it was last read to its end; null while it never was. */
  readonly polledAt: Instant | null;
  /** It could not be since; both null when the last look was whole. */
  readonly heldSince: Instant | null;
  readonly detail: string | null;
  /** Not asked again before; null: at any time. */
  readonly againAt: Instant | null;
}

/** One row a business. */
const ALL = `
  SELECT b.slug, m.account, m.uid_validity, m.last_uid, m.polled_at, m.held_since, m.again_at, m.detail
  FROM mailbox m JOIN business b ON b.id = m.business_id ORDER BY b.slug`;
const FORGET = 'DELETE FROM mailbox WHERE business_id = ? AND account <> ?';
/** Of two who read at a time the one who is further counts. */
const PLACE = `
  INSERT INTO mailbox (business_id, account, uid_validity, last_uid) VALUES (?, ?, ?, ?)
  ON CONFLICT (business_id) DO UPDATE SET
    last_uid = CASE WHEN mailbox.account = excluded.account AND mailbox.uid_validity = excluded.uid_validity
        AND mailbox.last_uid > excluded.last_uid THEN mailbox.last_uid ELSE excluded.last_uid END,
    account = excluded.account, uid_validity = excluded.uid_validity`;
const READ = `
  INSERT INTO mailbox (business_id, account, polled_at) VALUES (?, ?, ?)
  ON CONFLICT (business_id) DO UPDATE SET
    polled_at = ${later('polled_at', 'mailbox')}, held_since = NULL, again_at = NULL, detail = NULL`;
const HELD = `
  INSERT INTO mailbox (business_id, account, held_since, again_at, detail) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (business_id) DO UPDATE SET
    held_since = coalesce(mailbox.held_since, excluded.held_since), again_at = excluded.again_at,
    detail = excluded.detail`;
/** The oldest email that may have been answered, asked before a mailbox is first read. */
const OLDEST_EMAIL = `
  SELECT MIN(a.wire_at) AS at FROM attempt a JOIN destination d ON d.id = a.destination_id
  WHERE d.business_id = ? AND a.channel = 'email' AND a.rehearsal = 0 AND a.state IN ('wire', 'sent', 'uncertain')`;

export async function allMailboxes(db: Handle): Promise<ReadonlyMap<BusinessId, Mailbox>> {
  return new Map((await db.all(ALL)).map(decodeMailbox).map((mailbox) => [mailbox.business, mailbox]));
}

/** What was known of another mailbox, which the settings named before. */
export async function forgetOtherMailbox(
  handle: Handle,
  businessRow: number,
  account: string,
): Promise<void> {
  await handle.run(FORGET, [businessRow, account]);
}

/** Everything up to this mail is stored. */
export async function storePlace(
  handle: Handle,
  businessRow: number,
  account: string,
  { validity, uid }: MailPlace,
): Promise<void> {
  await handle.run(PLACE, [businessRow, account, validity, uid]);
}

/** All that lay in it at `at` is stored. */
export async function storeRead(
  handle: Handle,
  businessRow: number,
  account: string,
  at: Instant,
): Promise<void> {
  await handle.run(READ, [businessRow, account, at]);
}

/** It could not be read to its end; since when, stays. */
export async function storeHeld(
  handle: Handle,
  businessRow: number,
  account: string,
  held: { readonly detail: string; readonly at: Instant; readonly againAt: Instant | null },
): Promise<void> {
  await handle.run(HELD, [businessRow, account, held.at, held.againAt, held.detail]);
}

export async function oldestLiveEmail(db: Handle, businessRow: number): Promise<Instant | null> {
  const at = (await db.all(OLDEST_EMAIL, [businessRow]))[0]?.at;
  return typeof at === 'number' ? instant(at) : null;
}

function decodeMailbox(row: Row): Mailbox {
  const [validity, uid] = [intOrNull(row, 'uid_validity'), intOrNull(row, 'last_uid')];
  return {
    business: asId<BusinessId>(text(row, 'slug')),
    account: text(row, 'account'),
    place: validity === null || uid === null ? null : { validity, uid },
    polledAt: timeOrNull(row, 'polled_at'),
    heldSince: timeOrNull(row, 'held_since'),
    detail: textOrNull(row, 'detail'),
    againAt: timeOrNull(row, 'again_at'),
  };
}
