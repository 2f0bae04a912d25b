/** What the views read: counts for `status`, pages for `leads`, and everything about one lead; never anything that decides. */
import { CHANNELS } from '../domain/channel.ts';
import {
  asId,
  type BusinessId,
  type ContactId,
  type EnrollmentId,
  type SequenceId,
  type SourceId,
} from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { flatObject, int, intOrNull, oneOf, only, text, textOrNull } from './decode.ts';
import type { Handle, Row, SqlValue } from './driver.ts';
import type { Pause } from './pauses.ts';
import { WORD_BOUND, worded } from './words.ts';

const ENROLLMENT_STATES = ['active', 'paused', 'finished', 'stopped'] as const;
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number];

export interface BusinessCounts {
  readonly business: BusinessId;
  readonly contacts: number;
  readonly due: number;
  /** When the next contact that is not due yet is looked at. */
  readonly nextWake: Instant | null;
  readonly enrollments: Readonly<Record<EnrollmentState, number>>;
  readonly openTasks: number;
  readonly dueTasks: number;
  readonly uncertain: number;
  /** Texts and emails sent since the instant asked for; what is uncertain is counted there alone. */
  readonly sms: number;
  readonly email: number;
}

/** One row a business that has ever had a lead. */
const CONTACTS = `
  SELECT b.slug, COUNT(c.id) AS contacts,
         COUNT(CASE WHEN c.wake_at <= ? THEN 1 END) AS due,
         MIN(CASE WHEN c.wake_at > ? THEN c.wake_at END) AS next_wake
  FROM business b LEFT JOIN contact c ON c.business_id = b.id
  GROUP BY b.slug ORDER BY b.slug`;
const ENROLLMENTS = `
  SELECT b.slug, e.state, COUNT(*) AS n
  FROM enrollment e JOIN contact c ON c.id = e.contact_id JOIN business b ON b.id = c.business_id
  GROUP BY b.slug, e.state`;
const TASKS = `
  SELECT b.slug, COUNT(*) AS n, COUNT(CASE WHEN t.due_at <= ? THEN 1 END) AS due
  FROM task t JOIN contact c ON c.id = t.contact_id JOIN business b ON b.id = c.business_id
  WHERE t.state = 'open' GROUP BY b.slug`;
const UNCERTAIN = `
  SELECT b.slug, COUNT(*) AS n
  FROM attempt a JOIN contact c ON c.id = a.contact_id JOIN business b ON b.id = c.business_id
  WHERE a.state IN ('wire', 'uncertain') AND a.state = 'uncertain' GROUP BY b.slug`;
const SENT = `
  SELECT b.slug, a.channel, a.rehearsal, COUNT(*) AS n
  FROM attempt a JOIN contact c ON c.id = a.contact_id JOIN business b ON b.id = c.business_id
  WHERE a.state IN ('wire', 'sent', 'uncertain') AND a.state = 'sent' AND a.wire_at >= ? GROUP BY b.slug, a.channel, a.rehearsal`;
const LAST_RUN = `SELECT command, started_at, ended_at FROM run WHERE command IN ('tick', 'daemon') ORDER BY id DESC LIMIT 1`;

export async function businessCounts(
  db: Handle,
  now: Instant,
  sentSince: Instant,
  /** Channels of which rehearsals no longer count. */
  live: readonly string[] = [],
): Promise<ReadonlyMap<BusinessId, BusinessCounts>> {
  const contacts = await db.all(CONTACTS, [now, now]);
  const enrollments = await db.all(ENROLLMENTS);
  const tasks = await db.all(TASKS, [now]);
  const uncertain = await db.all(UNCERTAIN);
  const sent = (await db.all(SENT, [sentSince])).filter(
    (row) => int(row, 'rehearsal') === 0 || !live.includes(text(row, 'channel')),
  );
  return new Map(
    contacts.map((row) => {
      const slug = text(row, 'slug');
      const mine = (rows: readonly Row[]): readonly Row[] => rows.filter((each) => each.slug === slug);
      const count = (rows: readonly Row[], column: string, is: string): number =>
        rows.filter((each) => each[column] === is).reduce((sum, each) => sum + int(each, 'n'), 0);
      const task = mine(tasks)[0];
      const business = asId<BusinessId>(slug);
      return [
        business,
        {
          business,
          contacts: int(row, 'contacts'),
          due: int(row, 'due'),
          nextWake: timeOrNull(row, 'next_wake'),
          enrollments: {
            active: count(mine(enrollments), 'state', 'active'),
            paused: count(mine(enrollments), 'state', 'paused'),
            finished: count(mine(enrollments), 'state', 'finished'),
            stopped: count(mine(enrollments), 'state', 'stopped'),
          },
          openTasks: task === undefined ? 0 : int(task, 'n'),
          dueTasks: task === undefined ? 0 : int(task, 'due'),
          uncertain: count(mine(uncertain), 'slug', slug),
          sms: count(mine(sent), 'channel', 'sms'),
          email: count(mine(sent), 'channel', 'email'),
        },
      ] as const;
    }),
  );
}

export interface LastRun {
  readonly command: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

export async function lastRun(db: Handle): Promise<LastRun | null> {
  const row = (await db.all(LAST_RUN))[0];
  if (row === undefined) return null;
  return {
    command: text(row, 'command'),
    startedAt: instant(int(row, 'started_at')),
    endedAt: timeOrNull(row, 'ended_at'),
  };
}

/** A fact that moved a whole timetable: its days counted anew, what was left of it moved by days, or another revision of its file. */
export interface TimetableNote {
  readonly enrollment: EnrollmentId;
  readonly kind: 'anchor_moved' | 'shifted' | 'migrated' | 'stayed';
  readonly at: Instant;
  /** The first touch that moved. */
  readonly touch: string | null;
  readonly days: number | null;
  readonly detail: string;
  /** Of a move to another revision: the one it left, and the ids that changed, as `old=new` with commas. */
  readonly moved: { readonly from: string; readonly map: string } | null;
}

const TIMETABLE_NOTES = `
  SELECT enrollment_id, kind, at, touch_id, data FROM event
  WHERE contact_id = ? AND kind IN ('anchor_moved', 'shifted', 'migrated', 'stayed') AND enrollment_id IS NOT NULL ORDER BY seq`;

export async function timetableNotes(db: Handle, contact: ContactId): Promise<readonly TimetableNote[]> {
  return (await db.all(TIMETABLE_NOTES, [contact])).map((row) => {
    const data = flatObject(row, 'data');
    return {
      enrollment: asId<EnrollmentId>(int(row, 'enrollment_id')),
      kind: oneOf(row, 'kind', ['anchor_moved', 'shifted', 'migrated', 'stayed']),
      at: instant(int(row, 'at')),
      touch: textOrNull(row, 'touch_id') ?? (typeof data.touch === 'string' ? data.touch : null),
      days: typeof data.days === 'number' ? data.days : null,
      detail: String(data.detail ?? ''),
      moved: row.kind === 'migrated' ? { from: String(data.from), map: String(data.map ?? '') } : null,
    };
  });
}

/** A pause above the contact, in force or lifted. */
export interface PauseSpan extends Pause {
  readonly liftedAt: Instant | null;
}

const PAUSES_OF = `
  SELECT p.id, b.slug, p.channel, p.sequence_id, p.since, p.lifted_at, p.detail, p.guard
  FROM pause p LEFT JOIN business b ON b.id = p.business_id
  WHERE p.business_id IS NULL OR b.slug = ? ORDER BY p.id`;

/** Every pause that ever could hold something of the business. */
export async function pausesOf(db: Handle, business: BusinessId): Promise<readonly PauseSpan[]> {
  return (await db.all(PAUSES_OF, [business])).map((row) => ({
    id: int(row, 'id'),
    business: row.slug === null ? null : business,
    channel: row.channel === null ? null : oneOf(row, 'channel', CHANNELS),
    sequence: row.sequence_id === null ? null : asId<SequenceId>(text(row, 'sequence_id')),
    since: instant(int(row, 'since')),
    detail: text(row, 'detail'),
    guard: textOrNull(row, 'guard'),
    liftedAt: timeOrNull(row, 'lifted_at'),
  }));
}

/** A contact with its newest enrollment. */
export interface ListedLead {
  readonly id: ContactId;
  readonly business: BusinessId;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly stage: string | null;
  readonly state: EnrollmentState | null;
  readonly sequence: SequenceId | null;
  readonly source: SourceId | null;
  readonly enrolledAt: Instant | null;
}

export interface LeadFilter {
  readonly business: string | null;
  readonly state: EnrollmentState | null;
  readonly source: string | null;
  readonly sequence: string | null;
  /** Part of a name, number or address. */
  readonly text: string | null;
}

// Every filter is bound twice: once to ask whether it is wanted, once as its value.
const FILTER = `
  FROM contact c
  JOIN business b ON b.id = c.business_id
  LEFT JOIN destination p ON p.id = c.phone_id
  LEFT JOIN destination m ON m.id = c.email_id
  LEFT JOIN enrollment e ON e.id = (SELECT MAX(n.id) FROM enrollment n WHERE n.contact_id = c.id)
  WHERE c.id < ? AND c.merged_into IS NULL
    AND (CAST(? AS TEXT) IS NULL OR b.slug = ?)
    AND (CAST(? AS TEXT) IS NULL OR e.state = ?)
    AND (CAST(? AS TEXT) IS NULL OR e.source_word = ${WORD_BOUND})
    AND (CAST(? AS TEXT) IS NULL OR e.sequence_word = ${WORD_BOUND})
    AND (CAST(? AS TEXT) IS NULL
         OR LOWER(c.first_name || ' ' || c.last_name) LIKE ? ESCAPE '\\'
         OR LOWER(m.value) LIKE ? ESCAPE '\\' OR p.value LIKE ? ESCAPE '\\')`;
const COUNT = `SELECT COUNT(*) AS n ${FILTER}`;
/** Newest first. Batches go on below the last id, because an offset would read all rows before it again. */
const PAGE = `
  SELECT c.id, b.slug, c.first_name, c.last_name, c.stage, p.value AS phone, m.value AS email,
         e.state, ${worded('e.sequence_word')} AS sequence_id, ${worded('e.source_word')} AS source, e.enrolled_at
  ${FILTER} ORDER BY c.id DESC LIMIT ? OFFSET ?`;

export async function countLeads(db: Handle, filter: LeadFilter): Promise<number> {
  return int(only(await db.all(COUNT, bound(filter, null))), 'n');
}

export async function listLeads(
  db: Handle,
  filter: LeadFilter,
  page: { readonly limit: number; readonly offset: number; readonly below?: ContactId | null },
): Promise<readonly ListedLead[]> {
  const rows = await db.all(PAGE, [...bound(filter, page.below ?? null), page.limit, page.offset]);
  return rows.map((row) => ({
    id: asId<ContactId>(int(row, 'id')),
    business: asId<BusinessId>(text(row, 'slug')),
    firstName: text(row, 'first_name'),
    lastName: text(row, 'last_name'),
    phone: textOrNull(row, 'phone'),
    email: textOrNull(row, 'email'),
    stage: textOrNull(row, 'stage'),
    state: row.state === null ? null : oneOf(row, 'state', ENROLLMENT_STATES),
    sequence: row.sequence_id === null ? null : asId<SequenceId>(text(row, 'sequence_id')),
    source: row.source === null ? null : asId<SourceId>(text(row, 'source')),
    enrolledAt: timeOrNull(row, 'enrolled_at'),
  }));
}

function bound(filter: LeadFilter, below: ContactId | null): readonly SqlValue[] {
  const { business, state, source, sequence, text: part } = filter;
  const like = part === null ? null : `%${escaped(part.toLowerCase())}%`;
  // Numbers are stored as +13125550142 and typed as (312) 555-0142.
  const digits = part === null || !/^[\d\s().+-]+$/.test(part) ? like : `%${part.replace(/\D/g, '')}%`;
  const from = below ?? Number.MAX_SAFE_INTEGER;
  return [
    from,
    business,
    business,
    state,
    state,
    source,
    source,
    sequence,
    sequence,
    like,
    like,
    like,
    digits,
  ];
}

const escaped = (part: string): string => part.replace(/[\\%_]/g, (special) => `\\${special}`);

const timeOrNull = (row: Row, column: string): Instant | null => {
  const value = intOrNull(row, column);
  return value === null ? null : instant(value);
};
