/** What there is to compare after a campaign: what our database says, and what the providers and the people say. */
import type { Driver, Row } from '../../src/store/driver.ts';

/** One request to a provider, as our database knows it. */
export interface AttemptRecord {
  readonly id: number;
  readonly token: string;
  readonly state: string;
  readonly channel: string;
  readonly business: string;
  readonly contact: number;
  /** Enrollment, touch and occurrence. */
  readonly touch: string;
  readonly touchId: string;
  readonly providerId: string | null;
  readonly basis: string;
  readonly late: boolean;
  /** How late it was when a tick first could have let it go; what it has waited for since is not lateness. */
  readonly lateBy: number;
  readonly dueAt: number;
  readonly wireAt: number;
  readonly windowEndAt: number;
  readonly localDay: string;
  readonly body: string;
  readonly run: number;
  readonly code: string | null;
  readonly detail: string | null;
}

/** A message that a provider took, by its own book. */
export interface TakenText {
  readonly sid: string;
  readonly token: string | null;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: number;
  /** Milliseconds for which it may be delivered. */
  readonly validity: number;
}
export interface TakenEmail {
  readonly token: string | null;
  readonly from: string;
  readonly to: string;
  readonly at: number;
}

/** What somebody wrote to us, as the provider has it. */
export interface Answer {
  readonly sid: string;
  readonly from: string;
  readonly stop: boolean;
}

export interface Books {
  readonly attempts: readonly AttemptRecord[];
  /** The last state of each attempt that the log tells of, by the attempt's number. */
  readonly log: ReadonlyMap<number, string>;
  readonly enrollments: readonly { readonly id: number; readonly state: string }[];
  /** Where each enrollment stands by the log, by its number. */
  readonly story: ReadonlyMap<number, string>;
  /** Opt-outs of which the log says nothing. */
  readonly unlogged: readonly number[];
  readonly ends: readonly { readonly kind: string; readonly reason: string | null; readonly count: number }[];
  /** Provider's ids of the messages of leads that were acted on, with what they were taken for. */
  readonly heard: ReadonlyMap<string, string>;
  readonly texts: readonly TakenText[];
  readonly emails: readonly TakenEmail[];
  /** The token of every request for a text that arrived whole, in order. */
  readonly requests: readonly string[];
  readonly answers: readonly Answer[];
  /** What a business may send: in a tick, and in a minute. */
  readonly caps: { readonly perRun: number; readonly perMinute: number };
}

const ATTEMPTS = `
  SELECT attempt.id, token, attempt.state, channel, business.slug AS business, attempt.contact_id, enrollment_id,
    touch_id, occurrence, provider_id, basis, late, due_at, wire_at,
    (SELECT MAX(seen_at - seen.due_at) FROM late_seen AS seen WHERE seen.enrollment_id = attempt.enrollment_id
      AND seen.touch_id = attempt.touch_id AND seen.occurrence = attempt.occurrence) AS seen_late,
    window_end_at, local_day, body, run_id, code, detail
  FROM attempt JOIN contact ON contact.id = attempt.contact_id JOIN business ON business.id = contact.business_id
  ORDER BY attempt.id`;
const LOG = 'SELECT attempt_id, kind, data FROM event WHERE attempt_id IS NOT NULL ORDER BY seq';
const STORY = `
  SELECT enrollment_id, kind FROM event
  WHERE enrollment_id IS NOT NULL AND kind IN ('enrolled', 'paused', 'resumed', 'stopped', 'finished') ORDER BY seq`;
const UNLOGGED = `
  SELECT id FROM suppression
  WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.seq = suppression.seq AND event.kind = 'suppressed')`;
const ENDS = 'SELECT kind, reason_code, COUNT(*) AS ends FROM touch_end GROUP BY kind, reason_code';

const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));

const attemptOf = (row: Row): AttemptRecord => ({
  id: Number(row.id),
  token: String(row.token),
  state: String(row.state),
  channel: String(row.channel),
  business: String(row.business),
  contact: Number(row.contact_id),
  touch: `${row.enrollment_id} ${row.touch_id} ${row.occurrence}`,
  touchId: String(row.touch_id),
  providerId: textOrNull(row.provider_id),
  basis: String(row.basis),
  late: row.late === 1,
  lateBy: Number(row.seen_late ?? (row.late === 1 ? Number(row.wire_at) - Number(row.due_at) : 0)),
  dueAt: Number(row.due_at),
  wireAt: Number(row.wire_at),
  windowEndAt: Number(row.window_end_at),
  localDay: String(row.local_day),
  body: String(row.body),
  run: Number(row.run_id),
  code: textOrNull(row.code),
  detail: textOrNull(row.detail),
});

/** What each word of the log leaves an enrollment in. */
const LEAVES: Readonly<Record<string, string>> = { enrolled: 'active', resumed: 'active' };

export type OurBooks = Pick<
  Books,
  'attempts' | 'log' | 'enrollments' | 'story' | 'unlogged' | 'ends' | 'heard'
>;

export async function ourBooks(db: Driver): Promise<OurBooks> {
  const log = new Map<number, string>();
  for (const { attempt_id, kind, data } of await db.all(LOG)) {
    const { to } = JSON.parse(String(data)) as { to?: string };
    if (kind === 'attempt_reserved') log.set(Number(attempt_id), 'wire');
    else if (to !== undefined && String(kind).startsWith('attempt_')) log.set(Number(attempt_id), to);
  }
  const told = (await db.all(STORY)).map(
    ({ enrollment_id, kind }) => [Number(enrollment_id), LEAVES[String(kind)] ?? String(kind)] as const,
  );
  const heard = await db.all('SELECT provider_id, meaning FROM inbound');
  return {
    attempts: (await db.all(ATTEMPTS)).map(attemptOf),
    log,
    enrollments: (await db.all('SELECT id, state FROM enrollment')).map(({ id, state }) => ({
      id: Number(id),
      state: String(state),
    })),
    story: new Map(told),
    unlogged: (await db.all(UNLOGGED)).map(({ id }) => Number(id)),
    ends: (await db.all(ENDS)).map(({ kind, reason_code, ends }) => ({
      kind: String(kind),
      reason: textOrNull(reason_code),
      count: Number(ends),
    })),
    heard: new Map(heard.map((row) => [String(row.provider_id), String(row.meaning)])),
  };
}
