/** One lead's past as rows: its inquiries, what became of each touch with the words that went out, and its shifts. */
import {
  type AttemptId,
  asId,
  type ContactId,
  type EnrollmentId,
  type LeadId,
  type TouchId,
} from '../domain/ids.ts';
import type { Lead } from '../domain/lead.ts';
import { type Instant, instant } from '../domain/time.ts';
import { flag, flatObject, int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

/** What became of one touch, with the message when one was sent. */
export interface TouchRecord {
  readonly enrollment: EnrollmentId;
  readonly touch: TouchId;
  readonly occurrence: number;
  readonly kind: 'sent' | 'called' | 'moved' | 'skipped' | 'failed';
  readonly at: Instant;
  /** When the task of a call was made. */
  readonly taskAt: Instant | null;
  readonly outcome: string | null;
  readonly reasonCode: string | null;
  readonly reasonDetail: string | null;
  readonly attempt: AttemptRecord | null;
}

interface AttemptRecord {
  readonly id: AttemptId;
  readonly state: 'wire' | 'sent' | 'refused' | 'unsent' | 'cancelled' | 'uncertain';
  readonly basis: 'window' | 'instant_reply' | 'person';
  readonly late: boolean;
  readonly transport: string;
  /** Carried by the outbox. */
  readonly rehearsal: boolean;
  /** What the provider said. */
  readonly detail: string | null;
  readonly dueAt: Instant;
  readonly subject: string | null;
  readonly body: string;
  readonly segments: number | null;
  /** The provider's latest word, such as `delivered`. */
  readonly status: string | null;
}

const TOUCHES = `
  SELECT t.enrollment_id, t.touch_id, t.occurrence, t.kind, t.at, t.task_at, t.outcome, t.reason_code, t.reason_detail,
         a.id, a.state, a.basis, a.late, a.transport, a.rehearsal, a.detail, a.due_at, a.subject, a.body, a.segments, a.status
  FROM touch_end t
  JOIN enrollment e ON e.id = t.enrollment_id
  LEFT JOIN attempt a ON a.id = t.attempt_id
  WHERE e.contact_id = ? ORDER BY t.at, t.enrollment_id, t.touch_id, t.occurrence`;

export async function touchesOf(db: Handle, contact: ContactId): Promise<readonly TouchRecord[]> {
  return (await db.all(TOUCHES, [contact])).map((row) => ({
    enrollment: asId<EnrollmentId>(int(row, 'enrollment_id')),
    touch: asId<TouchId>(text(row, 'touch_id')),
    occurrence: int(row, 'occurrence'),
    kind: oneOf(row, 'kind', ['sent', 'called', 'moved', 'skipped', 'failed']),
    at: instant(int(row, 'at')),
    taskAt: timeOrNull(row, 'task_at'),
    outcome: textOrNull(row, 'outcome'),
    reasonCode: textOrNull(row, 'reason_code'),
    reasonDetail: textOrNull(row, 'reason_detail'),
    attempt: row.id === null ? null : decodeAttempt(row),
  }));
}

function decodeAttempt(row: Row): AttemptRecord {
  return {
    id: asId<AttemptId>(int(row, 'id')),
    state: oneOf(row, 'state', ['wire', 'sent', 'refused', 'unsent', 'cancelled', 'uncertain']),
    basis: oneOf(row, 'basis', ['window', 'instant_reply', 'person']),
    late: flag(row, 'late'),
    transport: text(row, 'transport'),
    rehearsal: flag(row, 'rehearsal'),
    detail: textOrNull(row, 'detail'),
    dueAt: instant(int(row, 'due_at')),
    subject: textOrNull(row, 'subject'),
    body: text(row, 'body'),
    segments: intOrNull(row, 'segments'),
    status: textOrNull(row, 'status'),
  };
}

const LEADS = `
  SELECT id, contact_id, source_text, received_at, imported_at, consent_given, consent_at, consent_evidence, fields
  FROM lead WHERE contact_id = ? ORDER BY id`;

export interface StoredLead extends Lead {
  readonly importedAt: Instant;
}

/** Every inquiry of a contact, oldest first. */
export async function leadsOf(db: Handle, contact: ContactId): Promise<readonly StoredLead[]> {
  return (await db.all(LEADS, [contact])).map((row) => ({
    id: asId<LeadId>(int(row, 'id')),
    contact,
    sourceText: textOrNull(row, 'source_text'),
    receivedAt: timeOrNull(row, 'received_at'),
    importedAt: instant(int(row, 'imported_at')),
    consent:
      row.consent_given === null
        ? null
        : {
            given: flag(row, 'consent_given'),
            at: timeOrNull(row, 'consent_at'),
            evidence: textOrNull(row, 'consent_evidence') ?? '',
          },
    fields: flatObject(row, 'fields') as Lead['fields'],
  }));
}

const SHIFTS = `
  SELECT s.enrollment_id, s.touch_id, s.occurrence, s.days
  FROM shift s JOIN enrollment e ON e.id = s.enrollment_id
  WHERE e.contact_id = ? ORDER BY s.enrollment_id, s.n`;

export interface StoredShift {
  readonly enrollment: EnrollmentId;
  readonly from: { readonly touch: TouchId; readonly occurrence: number };
  readonly days: number;
}

export async function shiftsOf(db: Handle, contact: ContactId): Promise<readonly StoredShift[]> {
  return (await db.all(SHIFTS, [contact])).map((row) => ({
    enrollment: asId<EnrollmentId>(int(row, 'enrollment_id')),
    from: { touch: asId<TouchId>(text(row, 'touch_id')), occurrence: int(row, 'occurrence') },
    days: int(row, 'days'),
  }));
}

const timeOrNull = (row: Row, column: string): Instant | null => {
  const value = intOrNull(row, column);
  return value === null ? null : instant(value);
};

const NAMED = 'SELECT DISTINCT contact_id FROM lead WHERE external_id = ? ORDER BY contact_id';

/** Whose inquiries another program knows by this name; of any business. */
export async function contactsNamed(handle: Handle, externalId: string): Promise<readonly ContactId[]> {
  return (await handle.all(NAMED, [externalId])).map((row) => asId<ContactId>(int(row, 'contact_id')));
}
