/** Work for a person: made at most once per touch, ended exactly once, listed in the order it is due. */

import {
  asId,
  type ContactId,
  type DestinationId,
  type EnrollmentId,
  type TaskId,
  type TouchId,
} from '../domain/ids.ts';
import { type Instant, instant, type LocalDate, localDate, type Zone } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { allIn } from './batch.ts';
import { int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

export interface Task {
  readonly id: TaskId;
  readonly contact: ContactId;
  readonly enrollment: EnrollmentId | null;
  /** The call touch that made it; null for a review, and for a call that a person or a rule asked for. */
  readonly key: TouchKey | null;
  readonly kind: 'call' | 'review';
  readonly title: string;
  readonly script: string | null;
  readonly voicemail: string | null;
  /** The contact's own day when the task was made. */
  readonly localDay: LocalDate;
  readonly zone: Zone;
  readonly madeAt: Instant;
  readonly dueAt: Instant;
  /** When it ends `not_done` by itself. */
  readonly expiresAt: Instant | null;
  /** `done` by a person; `closed` by the program. */
  readonly state: 'open' | 'done' | 'closed';
  readonly endedAt: Instant | null;
  readonly outcome: string | null;
  readonly note: string | null;
  /** Whose it is, as the team calls them; null: anybody's. */
  readonly assignee: string | null;
}

export type NewTask = Omit<Task, 'id' | 'state' | 'endedAt' | 'outcome' | 'note' | 'assignee'>;

const COLUMNS =
  'task.id, task.contact_id, task.enrollment_id, task.touch_id, task.occurrence, task.kind, task.title, task.script, task.voicemail, ' +
  'task.local_day, task.zone, task.made_at, task.due_at, task.expires_at, task.state, task.ended_at, task.outcome, task.note, task.assignee';

// A touch that has made its task never makes a second: `task_one_per_touch` answers after a crash and between two ticks.
const INSERT = `
INSERT INTO task (contact_id, enrollment_id, touch_id, occurrence, kind, title, script, voicemail, local_day, zone,
                  made_at, due_at, expires_at, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')
ON CONFLICT DO NOTHING
RETURNING id`;

const LOAD = `SELECT ${COLUMNS} FROM task WHERE id = ?`;

// Compare-and-set: of two people, or a person and an expiry, only the first ends a task.
const END = `UPDATE task SET state = ?, ended_at = ?, outcome = ?, note = ? WHERE id = ? AND state = 'open'`;

const ASSIGN = `UPDATE task SET assignee = ? WHERE id = ? AND state = 'open'`;

// Compare-and-set: of two people who want the same call at once, one gets it.
const TAKE = `UPDATE task SET assignee = ? WHERE id = ? AND state = 'open' AND (assignee IS NULL OR assignee = ?)`;
const GIVE_BACK = `UPDATE task SET assignee = NULL WHERE id = ? AND state = 'open' AND assignee = ?`;

// Through the contact: only there is an index that also finds tasks which no touch made.
const OPEN_CALLS_OF_ENROLLMENT = `
SELECT ${COLUMNS} FROM task
WHERE contact_id = (SELECT contact_id FROM enrollment WHERE id = ?) AND enrollment_id = ? AND kind = 'call' AND state = 'open'
ORDER BY id`;

const OPEN_CALLS_AT = `
SELECT ${COLUMNS} FROM contact JOIN task ON task.contact_id = contact.id
WHERE contact.phone_id = ? AND task.kind = 'call' AND task.state = 'open' ORDER BY task.id`;

const OPEN_CALL_OF_TOUCH = `
SELECT ${COLUMNS} FROM task WHERE enrollment_id = ? AND touch_id = ? AND occurrence = ? AND state = 'open'`;

const LISTED = `
SELECT ${COLUMNS}, business.slug, contact.first_name, contact.last_name, destination.value AS phone
FROM task
JOIN contact ON contact.id = task.contact_id
JOIN business ON business.id = contact.business_id
LEFT JOIN destination ON destination.id = contact.phone_id`;

const OPEN_ASKED = `
SELECT ${COLUMNS} FROM task WHERE contact_id = ? AND state = 'open' AND touch_id IS NULL ORDER BY due_at, id`;

const OF_CONTACTS = (list: string) => `SELECT ${COLUMNS} FROM task WHERE contact_id IN (${list}) ORDER BY id`;

const OPEN_REVIEW = `
SELECT 1 FROM task WHERE contact_id = ? AND kind = 'review' AND state = 'open' AND title = ?`;

// A page of it is enough for one task; what comes after that makes another.
const ADD = `
UPDATE task SET script = coalesce(script || CAST(? AS TEXT), CAST(? AS TEXT))
WHERE contact_id = ? AND kind = ? AND touch_id IS NULL AND state = 'open' AND title = ?
  AND length(coalesce(script, '')) < 4000`;

// Two texts: the open ones are few, and found through their own index only where the statement itself says so.
const LIST_OPEN = `${LISTED}
WHERE task.state = 'open' AND (CAST(? AS TEXT) IS NULL OR business.slug = ?) ORDER BY task.due_at, task.id LIMIT ?`;
const LIST_ALL = `${LISTED}
WHERE (CAST(? AS TEXT) IS NULL OR business.slug = ?) ORDER BY task.due_at, task.id LIMIT ?`;

const LATER = `${LISTED}
WHERE task.id > ? ORDER BY task.id`;

/** A task with what a list of tasks shows of its lead. */
export interface ListedTask extends Task {
  readonly business: string;
  readonly name: string;
  readonly phone: string | null;
}

/** Null when the touch has made its task before. */
export async function insertTask(handle: Handle, task: NewTask): Promise<TaskId | null> {
  const rows = await handle.all(INSERT, [
    task.contact,
    task.enrollment,
    task.key?.touch ?? null,
    task.key?.occurrence ?? null,
    task.kind,
    task.title,
    task.script,
    task.voicemail,
    task.localDay,
    task.zone,
    task.madeAt,
    task.dueAt,
    task.expiresAt,
  ]);
  return rows[0] === undefined ? null : asId<TaskId>(int(rows[0], 'id'));
}

export async function loadTask(handle: Handle, id: TaskId): Promise<Task | null> {
  return first(await handle.all(LOAD, [id]));
}

/** False when somebody else ended it first. */
export async function endTask(
  handle: Handle,
  id: TaskId,
  end: {
    readonly state: 'done' | 'closed';
    readonly at: Instant;
    readonly outcome: string | null;
    readonly note: string | null;
  },
): Promise<boolean> {
  return (await handle.run(END, [end.state, end.at, end.outcome, end.note, id])) === 1;
}

/** False when it has ended. */
export async function assignTask(handle: Handle, id: TaskId, to: string | null): Promise<boolean> {
  return (await handle.run(ASSIGN, [to, id])) === 1;
}

/** False when it has ended, or is somebody else's. */
export async function takeTask(handle: Handle, id: TaskId, by: string): Promise<boolean> {
  return (await handle.run(TAKE, [by, id, by])) === 1;
}

/** Anybody's again; whoever took it over meanwhile keeps it. */
export async function giveTaskBack(handle: Handle, id: TaskId, by: string): Promise<boolean> {
  return (await handle.run(GIVE_BACK, [id, by])) === 1;
}

/** The call tasks of this enrollment that nobody has done yet, whether a touch or somebody's word made them. */
export async function openCallsOf(handle: Handle, enrollment: EnrollmentId): Promise<readonly Task[]> {
  return (await handle.all(OPEN_CALLS_OF_ENROLLMENT, [enrollment, enrollment])).map(decodeTask);
}

/** The same of everyone who is reached at this phone. */
export async function openCallsAt(handle: Handle, phone: DestinationId): Promise<readonly Task[]> {
  return (await handle.all(OPEN_CALLS_AT, [phone])).map(decodeTask);
}

/** What somebody is asked to do for this contact by no touch of a sequence: mostly because of what the lead has said. */
export async function openAsked(handle: Handle, contact: ContactId): Promise<readonly Task[]> {
  return (await handle.all(OPEN_ASKED, [contact])).map(decodeTask);
}

/** All of them, open and ended, oldest first. */
export async function tasksOf(handle: Handle, contacts: readonly ContactId[]): Promise<readonly Task[]> {
  return (await allIn(handle, OF_CONTACTS, contacts)).map(decodeTask);
}

/** Whether a person has been asked this very thing, and has not answered yet. */
export async function hasOpenReview(handle: Handle, contact: ContactId, title: string): Promise<boolean> {
  return (await handle.all(OPEN_REVIEW, [contact, title])).length > 0;
}

/** Puts more words under an open task of this kind and title that no touch has made; false when there is none. */
export async function addToOpenTask(
  handle: Handle,
  contact: ContactId,
  kind: Task['kind'],
  title: string,
  words: string,
): Promise<boolean> {
  return (await handle.run(ADD, [`\n\n${words}`, words, contact, kind, title])) > 0;
}

export async function openCallOfTouch(
  handle: Handle,
  enrollment: EnrollmentId,
  key: TouchKey,
): Promise<Task | null> {
  return first(await handle.all(OPEN_CALL_OF_TOUCH, [enrollment, key.touch, key.occurrence]));
}

export async function listTasks(
  handle: Handle,
  filter: { readonly business: string | null; readonly ended: boolean; readonly limit: number },
): Promise<readonly ListedTask[]> {
  const { business, limit } = filter;
  const rows = await handle.all(filter.ended ? LIST_ALL : LIST_OPEN, [business, business, limit]);
  return rows.map(decodeListed);
}

/** Every task that was made after this one, ended or not, in the order in which they were made; 0 for all. */
export async function tasksAfter(handle: Handle, id: number): Promise<readonly ListedTask[]> {
  return (await handle.all(LATER, [id])).map(decodeListed);
}

const decodeListed = (row: Row): ListedTask => ({
  ...decodeTask(row),
  business: text(row, 'slug'),
  name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
  phone: textOrNull(row, 'phone'),
});

function first(rows: readonly Row[]): Task | null {
  return rows[0] === undefined ? null : decodeTask(rows[0]);
}

function decodeTask(row: Row): Task {
  const enrollment = intOrNull(row, 'enrollment_id');
  const touch = textOrNull(row, 'touch_id');
  const expiresAt = intOrNull(row, 'expires_at');
  const endedAt = intOrNull(row, 'ended_at');
  return {
    id: asId<TaskId>(int(row, 'id')),
    contact: asId<ContactId>(int(row, 'contact_id')),
    enrollment: enrollment === null ? null : asId<EnrollmentId>(enrollment),
    key: touch === null ? null : { touch: asId<TouchId>(touch), occurrence: int(row, 'occurrence') },
    kind: oneOf(row, 'kind', ['call', 'review']),
    title: text(row, 'title'),
    script: textOrNull(row, 'script'),
    voicemail: textOrNull(row, 'voicemail'),
    localDay: localDate(text(row, 'local_day')),
    zone: text(row, 'zone') as Zone,
    madeAt: instant(int(row, 'made_at')),
    dueAt: instant(int(row, 'due_at')),
    expiresAt: expiresAt === null ? null : instant(expiresAt),
    state: oneOf(row, 'state', ['open', 'done', 'closed']),
    endedAt: endedAt === null ? null : instant(endedAt),
    outcome: textOrNull(row, 'outcome'),
    note: textOrNull(row, 'note'),
    assignee: textOrNull(row, 'assignee'),
  };
}
