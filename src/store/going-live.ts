/** A person's word that a sequence may reach people over a channel, and who is in it by a rehearsal. */
import type { WireChannel } from '../domain/channel.ts';
import {
  asId,
  type BusinessId,
  type EnrollmentId,
  type EventSeq,
  type LeadId,
  type RevisionId,
  type SequenceId,
} from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, intOrNull, oneOf, text } from './decode.ts';
import type { Handle } from './driver.ts';
import { WORD_BOUND, worded } from './words.ts';

const REHEARSED = ['start_over', 'continue', 'drop'] as const;
export type RehearsalsBecome = (typeof REHEARSED)[number];

export interface GoneLive {
  readonly at: Instant;
  readonly rehearsed: RehearsalsBecome;
  /** Rehearsals up to this event are dealt with. */
  readonly seq: EventSeq;
}

const NEWEST = `
  SELECT at, rehearsed, seq FROM going_live WHERE sequence_id = ? AND channel = ? ORDER BY id DESC LIMIT 1`;

/** The newest word; null when nobody has ever given one. */
export async function goneLive(
  db: Handle,
  sequence: SequenceId,
  channel: WireChannel,
): Promise<GoneLive | null> {
  const row = (await db.all(NEWEST, [sequence, channel]))[0];
  return row === undefined
    ? null
    : {
        at: instant(int(row, 'at')),
        rehearsed: oneOf(row, 'rehearsed', REHEARSED),
        seq: asId<EventSeq>(int(row, 'seq')),
      };
}

const NEWEST_EVENT = 'SELECT COALESCE(MAX(seq), 0) AS seq FROM event';
const INSERT = 'INSERT INTO going_live (sequence_id, channel, rehearsed, at, seq) VALUES (?, ?, ?, ?, ?)';

/** Everything in the log by now is before it. */
export async function insertGoneLive(
  handle: Handle,
  sequence: SequenceId,
  channel: WireChannel,
  rehearsed: RehearsalsBecome,
  at: Instant,
): Promise<void> {
  const [newest] = await handle.all(NEWEST_EVENT);
  await handle.run(INSERT, [sequence, channel, rehearsed, at, newest === undefined ? 0 : int(newest, 'seq')]);
}

/** Rehearsed on this channel since the newest word, and still running. Asked at every tick: the outbox's rows are found by `attempt_rehearsed`. */
const OPEN = `
  FROM attempt a JOIN enrollment e ON e.id = a.enrollment_id
  WHERE a.rehearsal = 1 AND a.channel = ? AND a.state IN ('wire', 'sent', 'uncertain')
    AND e.state IN ('active', 'paused')
    AND a.wire_seq > COALESCE((SELECT MAX(g.seq) FROM going_live g
                               WHERE g.sequence_id = ${worded('e.sequence_word')} AND g.channel = a.channel), 0)`;
const SEQUENCES = `
  SELECT ${worded('e.sequence_word')} AS sequence_id, COUNT(DISTINCT e.id) AS n ${OPEN}
  GROUP BY e.sequence_word ORDER BY sequence_id`;
const ENROLLMENTS = `SELECT DISTINCT e.id ${OPEN} AND e.sequence_word = ${WORD_BOUND} ORDER BY e.id`;

export interface Rehearsed {
  readonly sequence: SequenceId;
  readonly channel: WireChannel;
  readonly enrollments: number;
}

export async function rehearsedSequences(db: Handle, channel: WireChannel): Promise<readonly Rehearsed[]> {
  return (await db.all(SEQUENCES, [channel])).map((row) => ({
    sequence: asId<SequenceId>(text(row, 'sequence_id')),
    channel,
    enrollments: int(row, 'n'),
  }));
}

export async function rehearsedEnrollments(
  db: Handle,
  sequence: SequenceId,
  channel: WireChannel,
): Promise<readonly EnrollmentId[]> {
  return (await db.all(ENROLLMENTS, [channel, sequence])).map((row) => asId<EnrollmentId>(int(row, 'id')));
}

const UNSETTLED = `
  SELECT 1 FROM attempt a JOIN enrollment e ON e.id = a.enrollment_id
  WHERE a.state IN ('wire', 'uncertain') AND a.state = 'uncertain' AND a.rehearsal = 0 AND a.channel = ?
    AND e.sequence_word = ${WORD_BOUND} LIMIT 1`;

/** Whether what became of some live message of it is still open. */
export async function hasUncertain(db: Handle, sequence: SequenceId, channel: WireChannel): Promise<boolean> {
  return (await db.all(UNSETTLED, [channel, sequence])).length > 0;
}

const RUNNING = `
  SELECT ${worded('sequence_word')} AS sequence_id, COUNT(*) AS n FROM enrollment
  WHERE state IN ('active', 'paused') GROUP BY sequence_word ORDER BY sequence_id`;

/** How many enrollments of each sequence run, or are paused. */
export async function runningSequences(db: Handle): Promise<ReadonlyMap<SequenceId, number>> {
  const rows = await db.all(RUNNING);
  return new Map(rows.map((row) => [asId<SequenceId>(text(row, 'sequence_id')), int(row, 'n')]));
}

const CONTACTS = `
  SELECT DISTINCT contact_id FROM enrollment
  WHERE sequence_word = ${WORD_BOUND} AND state = 'active' AND contact_id > ? ORDER BY contact_id LIMIT ?`;

/** A page of the people who are in it now, by id. */
export async function peopleIn(
  db: Handle,
  sequence: SequenceId,
  from: number,
  limit: number,
): Promise<readonly number[]> {
  return (await db.all(CONTACTS, [sequence, from, limit])).map((row) => int(row, 'contact_id'));
}

const ARRIVED = 'SELECT received_at FROM lead WHERE id = ?';

/** When the lead's inquiry came in; null when no list said it. */
export async function arrivedAt(db: Handle, lead: LeadId): Promise<Instant | null> {
  const row = (await db.all(ARRIVED, [lead]))[0];
  const at = row === undefined ? null : intOrNull(row, 'received_at');
  return at === null ? null : instant(at);
}

const IN_USE = `
  SELECT DISTINCT e.revision_id
  FROM enrollment e JOIN contact c ON c.id = e.contact_id JOIN business b ON b.id = c.business_id
  WHERE b.slug = ? AND e.state IN ('active', 'paused')`;

/** The revisions that leads of this business are in. */
export async function revisionsInUse(db: Handle, business: BusinessId): Promise<readonly RevisionId[]> {
  return (await db.all(IN_USE, [business])).map((row) => asId<RevisionId>(int(row, 'revision_id')));
}
