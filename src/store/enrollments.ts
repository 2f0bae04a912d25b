/** Enrollments and what acts change on their contact: state, anchor, review, stage, silence and the next look. */

import type { BusinessId, RevisionId, SequenceId, SourceId } from '../domain/ids.ts';
import { asId, type ContactId, type DestinationId, type EnrollmentId, type LeadId } from '../domain/ids.ts';
import type { ZoneFinding } from '../domain/lead.ts';
import { type Instant, instant, type Zone } from '../domain/time.ts';
import { flag, int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { worded } from './words.ts';

type EnrollmentState = 'active' | 'paused' | 'finished' | 'stopped';

export interface Enrollment {
  readonly id: EnrollmentId;
  readonly contact: ContactId;
  readonly lead: LeadId;
  readonly revision: RevisionId;
  readonly sequence: SequenceId;
  readonly source: SourceId;
  /** A lead's inquiry, or another sequence or an appointment. */
  readonly startedBy: 'inquiry' | 'handover';
  /** Where the lead came from, a text needed recorded consent. */
  readonly consentRequired: boolean;
  readonly state: EnrollmentState;
  readonly enrolledAt: Instant;
  readonly anchor: Instant;
  readonly pausedAt: Instant | null;
  /** When time alone brings something about: a paused one is shown to a person or goes on, an ended one hands over, a running one looks whether a click was all. */
  readonly reviewAt: Instant | null;
  readonly endedAt: Instant | null;
  /** The act or stop that ended it. */
  readonly endCode: string | null;
  readonly endDetail: string | null;
}

/** What acts need to know of a contact. */
export interface ContactState {
  readonly id: ContactId;
  readonly business: BusinessId;
  readonly name: string;
  readonly phone: DestinationId | null;
  readonly email: DestinationId | null;
  readonly stage: string | null;
  readonly silentSince: Instant | null;
  readonly zone: ZoneFinding;
}

const COLUMNS = `
  id, contact_id, lead_id, revision_id, ${worded('sequence_word')} AS sequence_id, ${worded('source_word')} AS source,
  handed_over, consent_required, state, enrolled_at, anchor_at, paused_at, review_at, ended_at, end_code, end_detail`;

const LOAD = `SELECT ${COLUMNS} FROM enrollment WHERE id = ?`;
const OF_CONTACT = `SELECT ${COLUMNS} FROM enrollment WHERE contact_id = ? ORDER BY id`;

// Every change of state is a compare-and-set: repeating an act, or losing a race to another one, changes no row.
const END = `
UPDATE enrollment SET state = ?, ended_at = ?, end_code = ?, end_detail = ?, paused_at = NULL, review_at = ?
WHERE id = ? AND state IN ('active', 'paused')`;
const PAUSE = `UPDATE enrollment SET state = 'paused', paused_at = ?, review_at = ? WHERE id = ? AND state = 'active'`;
const RESUME = `UPDATE enrollment SET state = 'active', paused_at = NULL, review_at = NULL WHERE id = ? AND state = 'paused'`;
const ANCHOR = `UPDATE enrollment SET anchor_at = ? WHERE id = ? AND state IN ('active', 'paused') AND anchor_at <> ?`;
const REVIEW = `UPDATE enrollment SET review_at = ? WHERE id = ? AND state IN ('active', 'paused')`;
const REVIEWED = 'UPDATE enrollment SET review_at = NULL WHERE id = ? AND review_at IS NOT NULL';

const CONTACT = `
SELECT contact.id, business.slug, contact.first_name, contact.last_name, contact.phone_id, contact.email_id,
       contact.stage, contact.silent_since, ${worded('contact.zones_word')} AS zones,
       ${worded('contact.zone_from_word')} AS zone_from
FROM contact JOIN business ON business.id = contact.business_id
WHERE contact.id = ?`;

const STAGE = 'UPDATE contact SET stage = ? WHERE id = ? AND (stage IS NULL OR stage <> ?)';
const END_SILENCE = 'UPDATE contact SET silent_since = NULL WHERE id = ? AND silent_since IS NOT NULL';
const BEGUN = `
SELECT 1 WHERE EXISTS (SELECT 1 FROM touch_end WHERE enrollment_id = ?)
   OR EXISTS (SELECT 1 FROM attempt WHERE enrollment_id = ? AND state IN ('wire', 'sent', 'uncertain'))
   OR EXISTS (SELECT 1 FROM task WHERE enrollment_id = ? AND touch_id IS NOT NULL)`;

const SOURCE = 'SELECT source_text FROM lead WHERE id = ?';
// Whoever turned out to be somebody else is reached as that one.
const SHARING = `
SELECT DISTINCT coalesce(merged_into, id) AS id FROM contact WHERE phone_id = ? OR email_id = ? ORDER BY id`;

export async function loadEnrollment(handle: Handle, id: EnrollmentId): Promise<Enrollment | null> {
  const row = (await handle.all(LOAD, [id]))[0];
  return row === undefined ? null : decodeEnrollment(row);
}

/** All of them, oldest first. */
export async function enrollmentsOf(handle: Handle, contact: ContactId): Promise<readonly Enrollment[]> {
  return (await handle.all(OF_CONTACT, [contact])).map(decodeEnrollment);
}

/** False when it had ended before. */
export async function endEnrollmentRow(
  handle: Handle,
  id: EnrollmentId,
  end: {
    readonly state: 'finished' | 'stopped';
    readonly at: Instant;
    readonly code: string;
    readonly detail: string;
    /** When the rule that follows takes effect, if it waits. */
    readonly reviewAt: Instant | null;
  },
): Promise<boolean> {
  return (await handle.run(END, [end.state, end.at, end.code, end.detail, end.reviewAt, id])) === 1;
}

export async function pauseEnrollmentRow(
  handle: Handle,
  id: EnrollmentId,
  at: Instant,
  reviewAt: Instant,
): Promise<boolean> {
  return (await handle.run(PAUSE, [at, reviewAt, id])) === 1;
}

export async function resumeEnrollmentRow(handle: Handle, id: EnrollmentId): Promise<boolean> {
  return (await handle.run(RESUME, [id])) === 1;
}

/** False when it has ended, or is anchored there already. */
export async function moveAnchor(handle: Handle, id: EnrollmentId, anchor: Instant): Promise<boolean> {
  return (await handle.run(ANCHOR, [anchor, id, anchor])) === 1;
}

/** When time alone is to bring something about: false when it has ended. */
export async function setReview(handle: Handle, id: EnrollmentId, at: Instant): Promise<boolean> {
  return (await handle.run(REVIEW, [at, id])) === 1;
}

/** True for the one caller that is to act on the review. */
export async function takeReview(handle: Handle, id: EnrollmentId): Promise<boolean> {
  return (await handle.run(REVIEWED, [id])) === 1;
}

export async function loadContactState(handle: Handle, id: ContactId): Promise<ContactState | null> {
  const row = (await handle.all(CONTACT, [id]))[0];
  return row === undefined ? null : decodeContact(row);
}

/** False when the contact is at that stage already. */
export async function setStage(handle: Handle, contact: ContactId, stage: string): Promise<boolean> {
  return (await handle.run(STAGE, [stage, contact, stage])) === 1;
}

/** The lead has acted: a promise of silence no longer binds. */
export async function endSilence(handle: Handle, contact: ContactId): Promise<boolean> {
  return (await handle.run(END_SILENCE, [contact])) === 1;
}

/** Whether any of its touches has ended, is on the wire, or waits as a task. */
export async function hasBegun(handle: Handle, id: EnrollmentId): Promise<boolean> {
  return (await handle.all(BEGUN, [id, id, id])).length > 0;
}

/** The source as it was written when the lead came in. */
export async function sourceOfLead(handle: Handle, lead: LeadId): Promise<string | null> {
  const row = (await handle.all(SOURCE, [lead]))[0];
  return row === undefined ? null : textOrNull(row, 'source_text');
}

/** Everyone who is reached at this number or address. */
export async function contactsAt(handle: Handle, destination: DestinationId): Promise<readonly ContactId[]> {
  return (await handle.all(SHARING, [destination, destination])).map((row) =>
    asId<ContactId>(int(row, 'id')),
  );
}

const timeOrNull = (row: Row, column: string): Instant | null => {
  const value = intOrNull(row, column);
  return value === null ? null : instant(value);
};

const destinationOrNull = (row: Row, column: string): DestinationId | null => {
  const value = intOrNull(row, column);
  return value === null ? null : asId<DestinationId>(value);
};

function decodeEnrollment(row: Row): Enrollment {
  return {
    id: asId<EnrollmentId>(int(row, 'id')),
    contact: asId<ContactId>(int(row, 'contact_id')),
    lead: asId<LeadId>(int(row, 'lead_id')),
    revision: asId<RevisionId>(int(row, 'revision_id')),
    sequence: asId<SequenceId>(text(row, 'sequence_id')),
    source: asId<SourceId>(text(row, 'source')),
    startedBy: flag(row, 'handed_over') ? 'handover' : 'inquiry',
    consentRequired: flag(row, 'consent_required'),
    state: oneOf(row, 'state', ['active', 'paused', 'finished', 'stopped']),
    enrolledAt: instant(int(row, 'enrolled_at')),
    anchor: instant(int(row, 'anchor_at')),
    pausedAt: timeOrNull(row, 'paused_at'),
    reviewAt: timeOrNull(row, 'review_at'),
    endedAt: timeOrNull(row, 'ended_at'),
    endCode: textOrNull(row, 'end_code'),
    endDetail: textOrNull(row, 'end_detail'),
  };
}

function decodeContact(row: Row): ContactState {
  return {
    id: asId<ContactId>(int(row, 'id')),
    business: asId<BusinessId>(text(row, 'slug')),
    name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
    phone: destinationOrNull(row, 'phone_id'),
    email: destinationOrNull(row, 'email_id'),
    stage: textOrNull(row, 'stage'),
    silentSince: timeOrNull(row, 'silent_since'),
    zone: {
      zones: JSON.parse(text(row, 'zones')) as readonly Zone[],
      from: oneOf(row, 'zone_from', ['given', 'address', 'phone', 'business']),
    },
  };
}
