/** The append-only log: written once, never changed, read by contact in pages. */
import { EVENT_KINDS, type Event, type NewEvent } from '../domain/event.ts';
import {
  type AttemptId,
  asId,
  type ContactId,
  type EnrollmentId,
  type EventSeq,
  type TouchId,
} from '../domain/ids.ts';
import { instant } from '../domain/time.ts';
import { runRows } from './batch.ts';
import { flatObject, int, intOrNull, oneOf, only, textOrNull } from './decode.ts';
import type { Handle, Row, SqlValue } from './driver.ts';

const COLUMNS = 'at, kind, contact_id, enrollment_id, touch_id, attempt_id, data';
const ONE = '(?, ?, ?, ?, ?, ?, ?)';
const APPEND = (rows: string) => `INSERT INTO event (${COLUMNS}) VALUES ${rows}`;
const APPEND_ONE = `${APPEND(ONE)} RETURNING seq`;
const NUMBERED = '(?, ?, ?, ?, ?, ?, ?, ?)';
const STORE = (rows: string) => `INSERT INTO event (seq, ${COLUMNS}) VALUES ${rows}`;

const bound = (event: NewEvent): SqlValue[] => [
  event.at,
  event.kind,
  event.contact,
  event.enrollment,
  event.touch,
  event.attempt,
  JSON.stringify(event.data),
];

/** Adds one fact; its position in the log orders sends against stops. */
export async function appendEvent(handle: Handle, event: NewEvent): Promise<EventSeq> {
  return asId<EventSeq>(int(only(await handle.all(APPEND_ONE, bound(event))), 'seq'));
}

/** Adds facts in their order. */
export async function appendEvents(handle: Handle, events: readonly NewEvent[]): Promise<void> {
  await runRows(handle, APPEND, ONE, events.map(bound));
}

export type NumberedEvent = NewEvent & { readonly seq: EventSeq };

/** Adds facts at the places in the log that were taken for them. */
export async function storeEvents(handle: Handle, events: readonly NumberedEvent[]): Promise<void> {
  await runRows(
    handle,
    STORE,
    NUMBERED,
    events.map((event) => [event.seq, ...bound(event)]),
  );
}

function decodeEvent(row: Row): Event {
  const contact = intOrNull(row, 'contact_id');
  const enrollment = intOrNull(row, 'enrollment_id');
  const touch = textOrNull(row, 'touch_id');
  const attempt = intOrNull(row, 'attempt_id');
  return {
    seq: asId<EventSeq>(int(row, 'seq')),
    at: instant(int(row, 'at')),
    kind: oneOf(row, 'kind', EVENT_KINDS),
    contact: contact === null ? null : asId<ContactId>(contact),
    enrollment: enrollment === null ? null : asId<EnrollmentId>(enrollment),
    touch: touch === null ? null : asId<TouchId>(touch),
    attempt: attempt === null ? null : asId<AttemptId>(attempt),
    data: flatObject(row, 'data'),
  };
}

const OF_CONTACT = `
  SELECT seq, ${COLUMNS} FROM event WHERE contact_id = ? AND seq > ? ORDER BY seq LIMIT ?`;
const NEWEST_OF_CONTACT = `
  SELECT seq, ${COLUMNS} FROM event WHERE contact_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`;

export interface Page {
  readonly limit: number;
  /** The last seq of the page before; null for the first page. */
  readonly from: EventSeq | null;
}

/** A contact's log, oldest first. */
export async function eventsOf(db: Handle, contact: ContactId, page: Page): Promise<readonly Event[]> {
  return (await db.all(OF_CONTACT, [contact, page.from ?? 0, page.limit])).map(decodeEvent);
}

/** A contact's log, newest first. */
export async function newestEventsOf(db: Handle, contact: ContactId, page: Page): Promise<readonly Event[]> {
  const before = page.from ?? Number.MAX_SAFE_INTEGER;
  return (await db.all(NEWEST_OF_CONTACT, [contact, before, page.limit])).map(decodeEvent);
}
