/** Rows of attempts: what is known when a touch is reserved, and what it became. */
import { ATTEMPT_STATES, type AttemptState, LIVE_STATES } from '../domain/attempt.ts';
import {
  type AttemptId,
  type AttemptToken,
  asId,
  type ContactId,
  type DestinationId,
  type EnrollmentId,
  type EventSeq,
  type RevisionId,
  type RunId,
  type TouchId,
} from '../domain/ids.ts';
import { type Instant, instant, type LocalDate, type Zone } from '../domain/time.ts';
import { flag, int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Row } from './driver.ts';

/**
 * In the words of the partial indexes, which both engines want repeated before they use one. Written out: for a list of
 * more than two words SQLite builds a table in memory, in every statement that adds an attempt (measured: a fifth of it).
 */
export const LIVE = LIVE_STATES.map((state) => `state = '${state}'`).join(' OR ');

const BASES = ['window', 'instant_reply', 'person'] as const;
export const WIRE_CHANNELS = ['sms', 'email'] as const;

/** What is known when a touch is reserved. `enrollment`, `touch` and `occurrence` are all null for a message typed by a person. */
export interface NewAttempt {
  readonly enrollment: EnrollmentId | null;
  readonly touch: TouchId | null;
  readonly occurrence: number | null;
  readonly channel: (typeof WIRE_CHANNELS)[number];
  readonly contact: ContactId;
  readonly destination: DestinationId;
  readonly revision: RevisionId | null;
  readonly automatic: boolean;
  readonly late: boolean;
  readonly basis: (typeof BASES)[number];
  readonly transport: string;
  /** Carried by the outbox: nobody was reached. */
  readonly rehearsal: boolean;
  readonly token: AttemptToken;
  readonly run: RunId;
  readonly fence: number;
  readonly dueAt: Instant;
  readonly wireAt: Instant;
  readonly deadlineAt: Instant;
  readonly windowEndAt: Instant;
  readonly localDay: LocalDate;
  readonly zone: Zone;
  readonly subject: string | null;
  readonly body: string;
  readonly segments: number | null;
  /** Up to when everything that its business was sent was known; only for a text that has to wait for that. */
  readonly polledAt?: Instant | null;
  /** The provider's account that is asked, for the log: no other one can tell what became of it. */
  readonly account?: string | null;
}

export interface Attempt extends NewAttempt {
  readonly id: AttemptId;
  /** Counts the attempts of its touch, from 1. */
  readonly n: number;
  readonly state: AttemptState;
  readonly wireSeq: EventSeq;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly settledAt: Instant | null;
  readonly retryAt: Instant | null;
  /** The provider's latest word on a message that went, such as `delivered`. */
  readonly status: string | null;
  /** -1 before the first word; a lower one than this changes nothing. */
  readonly statusRank: number;
  /** When a full list of the provider first lacked it, while uncertain. */
  readonly absentAt: Instant | null;
  /** When the provider is asked about it, while uncertain; null when nobody asks any more. */
  readonly askAt: Instant | null;
}

export const ATTEMPT_COLUMNS = `id, enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, revision_id, state,
  automatic, late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at, window_end_at,
  local_day, zone, subject, body, segments, provider_id, code, detail, settled_at, retry_at,
  rehearsal, polled_at, status, status_rank, absent_at, ask_at`;

export function decodeAttempt(row: Row): Attempt {
  const revision = intOrNull(row, 'revision_id');
  return {
    ...decodeTouchOf(row),
    id: asId<AttemptId>(int(row, 'id')),
    n: int(row, 'n'),
    channel: oneOf(row, 'channel', WIRE_CHANNELS),
    contact: asId<ContactId>(int(row, 'contact_id')),
    destination: asId<DestinationId>(int(row, 'destination_id')),
    revision: revision === null ? null : asId<RevisionId>(revision),
    state: oneOf(row, 'state', ATTEMPT_STATES),
    automatic: flag(row, 'automatic'),
    late: flag(row, 'late'),
    basis: oneOf(row, 'basis', BASES),
    transport: text(row, 'transport'),
    rehearsal: flag(row, 'rehearsal'),
    token: asId<AttemptToken>(text(row, 'token')),
    run: asId<RunId>(int(row, 'run_id')),
    fence: int(row, 'fence'),
    wireSeq: asId<EventSeq>(int(row, 'wire_seq')),
    dueAt: instant(int(row, 'due_at')),
    wireAt: instant(int(row, 'wire_at')),
    deadlineAt: instant(int(row, 'deadline_at')),
    windowEndAt: instant(int(row, 'window_end_at')),
    localDay: text(row, 'local_day') as LocalDate,
    zone: text(row, 'zone') as Zone,
    subject: textOrNull(row, 'subject'),
    body: text(row, 'body'),
    segments: intOrNull(row, 'segments'),
    providerId: textOrNull(row, 'provider_id'),
    code: textOrNull(row, 'code'),
    detail: textOrNull(row, 'detail'),
    settledAt: intOrNull(row, 'settled_at') as Instant | null,
    retryAt: intOrNull(row, 'retry_at') as Instant | null,
    status: textOrNull(row, 'status'),
    statusRank: int(row, 'status_rank'),
    absentAt: intOrNull(row, 'absent_at') as Instant | null,
    askAt: intOrNull(row, 'ask_at') as Instant | null,
    polledAt: intOrNull(row, 'polled_at') as Instant | null,
  };
}

/** The step of an enrollment that a row belongs to, if any. */
export function decodeTouchOf(row: Row): Pick<NewAttempt, 'enrollment' | 'touch' | 'occurrence'> {
  const enrollment = intOrNull(row, 'enrollment_id');
  const touch = textOrNull(row, 'touch_id');
  return {
    enrollment: enrollment === null ? null : asId<EnrollmentId>(enrollment),
    touch: touch === null ? null : asId<TouchId>(touch),
    occurrence: intOrNull(row, 'occurrence'),
  };
}
