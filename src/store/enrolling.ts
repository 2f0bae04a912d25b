/** Writes of an import: new people, inquiries and enrollments, a hundred rows at a time. */
import {
  asId,
  type ContactId,
  type DestinationId,
  type DestinationKey,
  type EnrollmentId,
  type LeadId,
  type RevisionId,
  type SequenceId,
  type SourceId,
} from '../domain/ids.ts';
import type { Consent, ZoneFinding, ZoneSource } from '../domain/lead.ts';
import type { Instant, Zone } from '../domain/time.ts';
import { bulkInsert, type Columns, insertAll } from './bulk-insert.ts';
import { int } from './decode.ts';
import { keyBytes } from './destinations.ts';
import type { Handle, SqlValue } from './driver.ts';
import { worded, wordId, wordIds } from './words.ts';

const DESTINATION = bulkInsert('destination', 'business_id, kind, value, key, zone_word');
const CONTACT = bulkInsert(
  'contact',
  'business_id, first_name, last_name, phone_id, textable, email_id, zones_word, zone_from_word, state, stage, wake_at, urgency',
);
const LEAD = bulkInsert(
  'lead',
  'contact_id, source_text, external_id, received_at, imported_at, consent_given, consent_at, consent_evidence, fields',
);
const ENROLLMENT_COLUMNS =
  'contact_id, lead_id, revision_id, sequence_word, source_word, enrolled_at, anchor_at, state';
const ENROLLMENT = bulkInsert('enrollment', ENROLLMENT_COLUMNS);

export interface DestinationRow {
  readonly businessRow: number;
  readonly kind: 'phone' | 'email';
  readonly value: string;
  readonly key: DestinationKey;
  readonly zone: Zone;
}

/** Destinations that are known not to exist yet. */
export async function insertDestinations(
  handle: Handle,
  rows: readonly DestinationRow[],
): Promise<readonly DestinationId[]> {
  const word = await wordIds(
    handle,
    rows.map(({ zone }) => zone),
  );
  const ids = await insertAll(handle, DESTINATION, rows, [
    (row) => row.businessRow,
    (row) => row.kind,
    (row) => row.value,
    (row) => keyBytes(row.key),
    (row) => word(row.zone),
  ]);
  return ids.map((id) => asId<DestinationId>(id));
}

export interface ContactRow {
  readonly businessRow: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: DestinationId | null;
  readonly textable: boolean;
  readonly email: DestinationId | null;
  /** The finding's zones as JSON, the same text for everyone who has them. */
  readonly zones: string;
  readonly zoneFrom: ZoneFinding['from'];
  readonly state: string | null;
  readonly stage: string | null;
  readonly wakeAt: Instant;
  readonly urgency: number;
}

export async function insertContacts(
  handle: Handle,
  rows: readonly ContactRow[],
): Promise<readonly ContactId[]> {
  const word = await wordIds(handle, [
    ...rows.map(({ zones }) => zones),
    ...rows.map(({ zoneFrom }) => zoneFrom),
  ]);
  const ids = await insertAll(handle, CONTACT, rows, [
    (row) => row.businessRow,
    (row) => row.firstName,
    (row) => row.lastName,
    (row) => row.phone,
    (row) => (row.textable ? 1 : 0),
    (row) => row.email,
    (row) => word(row.zones),
    (row) => word(row.zoneFrom),
    (row) => row.state,
    (row) => row.stage,
    (row) => row.wakeAt,
    (row) => row.urgency,
  ]);
  return ids.map((id) => asId<ContactId>(id));
}

export interface LeadRow {
  readonly contact: ContactId;
  readonly sourceText: string | null;
  readonly externalId: string | null;
  readonly receivedAt: Instant | null;
  readonly importedAt: Instant;
  readonly consent: Consent | null;
  /** A flat JSON object. */
  readonly fields: string;
}

export async function insertLeads(handle: Handle, rows: readonly LeadRow[]): Promise<readonly LeadId[]> {
  const ids = await insertAll(handle, LEAD, rows, [
    (row) => row.contact,
    (row) => row.sourceText,
    (row) => row.externalId,
    (row) => row.receivedAt,
    (row) => row.importedAt,
    (row) => (row.consent === null ? null : row.consent.given ? 1 : 0),
    (row) => row.consent?.at ?? null,
    (row) => row.consent?.evidence ?? null,
    (row) => row.fields,
  ]);
  return ids.map((id) => asId<LeadId>(id));
}

export interface EnrollmentRow {
  readonly contact: ContactId;
  readonly lead: LeadId;
  readonly revision: RevisionId;
  readonly sequence: SequenceId;
  readonly source: SourceId;
  readonly enrolledAt: Instant;
  readonly anchorAt: Instant;
}

/** What its sequence and its source are called, and the numbers of these words. */
const wordsOf = (handle: Handle, rows: readonly EnrollmentRow[]) =>
  wordIds(handle, [...rows.map(({ sequence }) => sequence), ...rows.map(({ source }) => source)]);

/** In the order of the columns. */
const enrollmentOf = (word: (word: string) => number | null): Columns<EnrollmentRow> => [
  (row) => row.contact,
  (row) => row.lead,
  (row) => row.revision,
  (row) => word(row.sequence),
  (row) => word(row.source),
  (row) => row.enrolledAt,
  (row) => row.anchorAt,
  () => 'active',
];

/** Enrollments of people who are in no sequence yet. */
export async function insertEnrollments(
  handle: Handle,
  rows: readonly EnrollmentRow[],
): Promise<readonly EnrollmentId[]> {
  const word = await wordsOf(handle, rows);
  const ids = await insertAll(handle, ENROLLMENT, rows, enrollmentOf(word));
  return ids.map((id) => asId<EnrollmentId>(id));
}

// A second running enrollment of one sequence is left out by `enrollment_once`, whoever was first.
const ONE_ENROLLMENT = `
INSERT INTO enrollment (${ENROLLMENT_COLUMNS}, handed_over, consent_required) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING RETURNING id`;

/** What another sequence hands over; an import leaves both as the table has them: an inquiry, and its own source's rule. */
export interface Origin {
  readonly startedBy: 'inquiry' | 'handover';
  readonly consentRequired: boolean;
}

/** Null when this contact is in this sequence already. */
export async function insertEnrollment(
  handle: Handle,
  row: EnrollmentRow & Origin,
): Promise<EnrollmentId | null> {
  const values: SqlValue[] = enrollmentOf(await wordsOf(handle, [row])).map((read) => read(row));
  values.push(row.startedBy === 'handover' ? 1 : 0, row.consentRequired ? 1 : 0);
  const made = (await handle.all(ONE_ENROLLMENT, values))[0];
  return made === undefined ? null : asId<EnrollmentId>(int(made, 'id'));
}

// A later look is brought forward, an earlier one stays; urgency only ever rises.
const WAKE = `
UPDATE contact
SET wake_at = CASE WHEN wake_at IS NULL OR wake_at > ? THEN ? ELSE wake_at END,
    urgency = CASE WHEN urgency < ? THEN ? ELSE urgency END
WHERE id = ?`;

/** The next tick looks at this contact, whatever it had planned. */
export async function wakeForEnrollment(
  handle: Handle,
  contact: ContactId,
  at: Instant,
  urgency: number,
): Promise<void> {
  await handle.run(WAKE, [at, at, urgency, urgency, contact]);
}

// A missing phone or address is filled in; one that is there is never replaced by an import.
const ADD_PHONE = 'UPDATE contact SET phone_id = ?, textable = ? WHERE id = ? AND phone_id IS NULL';
const ADD_EMAIL = 'UPDATE contact SET email_id = ? WHERE id = ? AND email_id IS NULL';

export async function addPhone(
  handle: Handle,
  contact: ContactId,
  phone: DestinationId,
  textable: boolean,
): Promise<void> {
  await handle.run(ADD_PHONE, [phone, textable ? 1 : 0, contact]);
}

export async function addEmail(handle: Handle, contact: ContactId, email: DestinationId): Promise<void> {
  await handle.run(ADD_EMAIL, [email, contact]);
}

const LEARN_ZONE = `
  UPDATE contact SET zones_word = ?, zone_from_word = ?
  WHERE id = ? AND ${worded('zone_from_word')} IN (?, ?, ?, ?) AND zones_word <> ?`;
const LEARN_STATE = 'UPDATE contact SET state = ? WHERE id = ? AND state IS NULL';

/** Where a person is, when this is known better than before: every later decision goes by it. True when something changed. */
export async function learnZone(
  handle: Handle,
  contact: ContactId,
  found: ZoneFinding,
  state: string | null,
  outranks: readonly ZoneSource[],
): Promise<boolean> {
  const learned = state === null ? 0 : await handle.run(LEARN_STATE, [state, contact]);
  const [first] = outranks;
  if (first === undefined) return learned > 0;
  const zones = await wordId(handle, JSON.stringify(found.zones));
  const source = await wordId(handle, found.from);
  const from = [...outranks, first, first, first].slice(0, 4);
  return (await handle.run(LEARN_ZONE, [zones, source, contact, ...from, zones])) + learned > 0;
}
