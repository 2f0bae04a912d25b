/** Reads all that decides about a batch of contacts: a dozen statements for all of them, not ten for each. */
import type { ContactId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { allIn } from './batch.ts';
import type { Handle, Row } from './driver.ts';
import { worded } from './words.ts';

/** Contacts with their business and both destinations. */
const CONTACTS = (list: string) => `
  SELECT c.id, b.slug, c.first_name, c.last_name, c.textable, ${worded('c.zones_word')} AS zones,
         ${worded('c.zone_from_word')} AS zone_from, c.state, c.stage,
         c.silent_since,
         c.phone_id, p.value AS phone, p.key AS phone_key, ${worded('p.zone_word')} AS phone_zone, p.first_texted_at,
         c.email_id, m.value AS email, m.key AS email_key, ${worded('m.zone_word')} AS email_zone
  FROM contact c
  JOIN business b ON b.id = c.business_id
  LEFT JOIN destination p ON p.id = c.phone_id
  LEFT JOIN destination m ON m.id = c.email_id
  WHERE c.id IN (${list})`;

/** Enrollments that still matter, oldest first: running ones, and those that ended with a promise still kept. */
const ENROLLMENTS = (list: string) => `
  SELECT e.id, e.contact_id, e.state, e.revision_id, ${worded('e.source_word')} AS source, e.enrolled_at, e.anchor_at,
         CASE e.handed_over WHEN 1 THEN 'handover' ELSE 'inquiry' END AS started_by, e.consent_required,
         l.id AS lead_id, l.source_text, l.received_at, l.consent_given, l.consent_at, l.consent_evidence, l.fields
  FROM enrollment e
  JOIN contact c ON c.id = e.contact_id
  JOIN lead l ON l.id = e.lead_id
  WHERE e.contact_id IN (${list})
    AND (e.state IN ('active', 'paused') OR (c.silent_since IS NOT NULL AND e.ended_at >= c.silent_since))
  ORDER BY e.contact_id, e.enrolled_at, e.id`;

const ENDS = (list: string) => `
  SELECT enrollment_id, touch_id, occurrence, kind, at, attempt_id, task_at, outcome, reason_code, reason_detail
  FROM touch_end WHERE enrollment_id IN (${list})`;

const SHIFTS = (list: string) => `
  SELECT enrollment_id, touch_id, occurrence, days FROM shift
  WHERE enrollment_id IN (${list}) ORDER BY enrollment_id, n`;

const LATE_SEEN = (list: string) => `
  SELECT enrollment_id, touch_id, occurrence, due_at, seen_at FROM late_seen
  WHERE enrollment_id IN (${list})`;

/** Whoever else is reached at these phones: a call to any of them is a call to the phone. */
const SHARING = (list: string) => `SELECT id FROM contact WHERE phone_id IN (${list})`;

/** Call tasks of the contacts: open ones hold touches, and made ones count as contacts of their day. */
const CALLS = (list: string) => `
  SELECT t.contact_id, c.phone_id, t.enrollment_id, t.touch_id, t.occurrence, t.state, t.made_at, t.due_at, t.expires_at,
         t.ended_at, t.local_day, t.zone, ${worded('e.sequence_word')} AS sequence_id
  FROM task t JOIN contact c ON c.id = t.contact_id LEFT JOIN enrollment e ON e.id = t.enrollment_id
  WHERE t.contact_id IN (${list}) AND t.kind = 'call'
  ORDER BY t.made_at, t.id`;

/** What reached, or may have reached, a destination, whoever shares it: also what was taken for unsent until its provider spoke of it. */
const CONTACTED = (list: string) => `
  SELECT a.destination_id, a.channel, a.wire_at, a.local_day, a.zone, a.automatic, a.late, a.enrollment_id, a.touch_id, a.state, a.rehearsal,
         ${worded('e.sequence_word')} AS sequence_id
  FROM attempt a LEFT JOIN enrollment e ON e.id = a.enrollment_id
  WHERE a.destination_id IN (${list}) AND (a.state IN ('wire', 'sent', 'uncertain') OR a.status_rank >= 0)
  ORDER BY a.destination_id, a.wire_at, a.id`;

/** Attempts that hold a touch back: on the wire now, or proven unsent and to be tried again. */
const HOLDING = (list: string) => `
  SELECT id, enrollment_id, touch_id, occurrence, state, retry_at, detail FROM attempt
  WHERE contact_id IN (${list}) AND enrollment_id IS NOT NULL
    AND (state = 'wire' OR (state = 'unsent' AND retry_at IS NOT NULL))
  ORDER BY contact_id, id`;

const SUPPRESSED = (list: string) => `
  SELECT d.id AS destination_id, s.channel, s.reason, s.at
  FROM destination d JOIN suppression s ON s.key = d.key
  WHERE d.id IN (${list}) AND s.lifted_at IS NULL`;

/** Pauses above the contact; always a handful. */
const PAUSES = `
  SELECT b.slug, p.channel, p.sequence_id, p.since, p.detail
  FROM pause p LEFT JOIN business b ON b.id = p.business_id
  WHERE p.lifted_at IS NULL ORDER BY p.since, p.id`;

/** The newest appointment of each contact last, whatever became of it. */
const APPOINTMENTS = (list: string) => `
  SELECT contact_id, starts_at, state FROM appointment
  WHERE contact_id IN (${list}) ORDER BY contact_id, id`;

export interface SituationRows {
  readonly contacts: readonly Row[];
  readonly enrollments: readonly Row[];
  readonly ends: readonly Row[];
  readonly shifts: readonly Row[];
  readonly lateSeen: readonly Row[];
  readonly calls: readonly Row[];
  readonly contacted: readonly Row[];
  readonly holding: readonly Row[];
  readonly suppressed: readonly Row[];
  readonly pauses: readonly Row[];
  readonly appointments: readonly Row[];
}

/** Every row about these contacts. Inside a transaction they are as fresh as its locks. */
export async function readSituations(handle: Handle, contactIds: readonly number[]): Promise<SituationRows> {
  const contacts = await allIn(handle, CONTACTS, contactIds);
  const enrollments = await allIn(handle, ENROLLMENTS, contactIds);
  const enrolled = enrollments.map((row) => row.id as number);
  const destinations = new Set<number>();
  for (const row of contacts) {
    if (row.phone_id !== null) destinations.add(row.phone_id as number);
    if (row.email_id !== null) destinations.add(row.email_id as number);
  }
  const reached = [...destinations];
  const phones = contacts.flatMap((row) => (row.phone_id === null ? [] : [row.phone_id as number]));
  const sharing = (await allIn(handle, SHARING, phones)).map((row) => row.id as number);
  return {
    contacts,
    enrollments,
    ends: await allIn(handle, ENDS, enrolled),
    shifts: await allIn(handle, SHIFTS, enrolled),
    lateSeen: await allIn(handle, LATE_SEEN, enrolled),
    calls: await allIn(handle, CALLS, [...contactIds, ...sharing]),
    contacted: await allIn(handle, CONTACTED, reached),
    holding: await allIn(handle, HOLDING, contactIds),
    suppressed: await allIn(handle, SUPPRESSED, reached),
    pauses: await handle.all(PAUSES),
    appointments: await allIn(handle, APPOINTMENTS, contactIds),
  };
}

const REVIEWS = (list: string) => `
  SELECT contact_id, MIN(review_at) AS review_at FROM enrollment
  WHERE contact_id IN (${list}) AND review_at IS NOT NULL GROUP BY contact_id`;

/** When a paused or ended enrollment of these contacts next waits to be looked at. */
export async function dueReviews(
  handle: Handle,
  contactIds: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, Instant>> {
  const rows = await allIn(handle, REVIEWS, contactIds);
  return new Map(rows.map((row) => [row.contact_id as ContactId, row.review_at as Instant]));
}
