/** What is told to others: made from the log, told once each, and again under the same key until it is heard. */
import { EVENT_KINDS, type Event } from '../domain/event.ts';
import { asId, type BusinessId, type ContactId, type EnrollmentId, type EventSeq } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { flatObject, int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

export interface NewNotice {
  readonly business: BusinessId;
  readonly contact: ContactId;
  /** The same whenever it is told: its hearer knows by it what it has heard before. */
  readonly key: string;
  readonly way: 'webhook' | 'email';
  readonly target: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly body: string;
  readonly madeAt: Instant;
}

export interface Notice extends NewNotice {
  readonly id: number;
  /** How often it has been told, this time included. */
  readonly tries: number;
}

/** A fact of the log with what a hearer wants to know of the lead. */
export interface ToldEvent {
  readonly seq: EventSeq;
  readonly at: Instant;
  readonly kind: Event['kind'];
  readonly business: BusinessId;
  readonly contact: ContactId;
  readonly enrollment: EnrollmentId | null;
  readonly data: Event['data'];
}

const EVENTS = (kinds: string) => `
SELECT event.seq, event.at, event.kind, event.contact_id, event.enrollment_id, event.data, business.slug
FROM event JOIN contact ON contact.id = event.contact_id JOIN business ON business.id = contact.business_id
WHERE event.seq > ? AND event.seq <= ? AND event.kind IN (${kinds}) ORDER BY event.seq`;
const NEWEST = 'SELECT max(seq) AS seq FROM event';
const INSERT = `
INSERT INTO notice (business_id, contact_id, key, way, target, kind, subject, body, made_at, due_at, state)
VALUES ((SELECT id FROM business WHERE slug = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')
ON CONFLICT DO NOTHING`;
const DUE = `
SELECT notice.id, notice.contact_id, notice.key, notice.way, notice.target, notice.kind, notice.subject, notice.body,
       notice.made_at, notice.tries, notice.due_at, business.slug
FROM notice JOIN business ON business.id = notice.business_id
WHERE notice.due_at <= ? ORDER BY notice.due_at, notice.id LIMIT ?`;
// Of two that come at once only one still finds it due then.
const TAKE = `UPDATE notice SET due_at = ?, tries = tries + 1 WHERE id = ? AND due_at = ? AND state = 'waiting'`;
const END = `UPDATE notice SET state = ?, due_at = NULL, detail = ?, ended_at = ? WHERE id = ? AND state = 'waiting'`;
const AGAIN = `UPDATE notice SET due_at = ?, detail = ? WHERE id = ? AND state = 'waiting'`;
const POSTPONE = `UPDATE notice SET due_at = ? WHERE state = 'waiting' AND due_at <= ? AND target = ?`;
const UNHEARD = `
SELECT business.slug, notice.way, notice.target, notice.state, count(*) AS n, max(notice.detail) AS detail
FROM notice JOIN business ON business.id = notice.business_id
WHERE notice.made_at > ? AND (notice.state = 'given_up' OR (notice.state = 'waiting' AND notice.tries > 0))
GROUP BY business.slug, notice.way, notice.target, notice.state ORDER BY business.slug, notice.target, notice.state`;

export async function newestSeq(handle: Handle): Promise<number> {
  return intOrNull((await handle.all(NEWEST))[0] ?? {}, 'seq') ?? 0;
}

/** Facts of these kinds about leads, after one place in the log and up to another. */
export async function eventsBetween(
  handle: Handle,
  kinds: readonly Event['kind'][],
  from: number,
  to: number,
): Promise<readonly ToldEvent[]> {
  const rows = await handle.all(EVENTS(kinds.map(() => '?').join(', ')), [from, to, ...kinds]);
  return rows.map(decodeEvent);
}

function decodeEvent(row: Row): ToldEvent {
  const enrollment = intOrNull(row, 'enrollment_id');
  return {
    seq: asId<EventSeq>(int(row, 'seq')),
    at: instant(int(row, 'at')),
    kind: oneOf(row, 'kind', EVENT_KINDS),
    business: asId<BusinessId>(text(row, 'slug')),
    contact: asId<ContactId>(int(row, 'contact_id')),
    enrollment: enrollment === null ? null : asId<EnrollmentId>(enrollment),
    data: flatObject(row, 'data'),
  };
}

/** False when it was made before. */
export async function storeNotice(handle: Handle, notice: NewNotice): Promise<boolean> {
  const { business, contact, key, way, target, kind, subject, body, madeAt } = notice;
  const params = [business, contact, key, way, target, kind, subject, body, madeAt, madeAt];
  return (await handle.run(INSERT, params)) === 1;
}

/** Takes those that are due for one try each; until `until` nobody else tries them. */
export async function takeNotices(
  handle: Handle,
  now: Instant,
  until: Instant,
  limit: number,
): Promise<readonly Notice[]> {
  const taken: Notice[] = [];
  for (const row of await handle.all(DUE, [now, limit])) {
    if ((await handle.run(TAKE, [until, int(row, 'id'), int(row, 'due_at')])) !== 1) continue;
    taken.push({
      id: int(row, 'id'),
      business: asId<BusinessId>(text(row, 'slug')),
      contact: asId<ContactId>(int(row, 'contact_id')),
      key: text(row, 'key'),
      way: oneOf(row, 'way', ['webhook', 'email']),
      target: text(row, 'target'),
      kind: text(row, 'kind'),
      subject: textOrNull(row, 'subject'),
      body: text(row, 'body'),
      madeAt: instant(int(row, 'made_at')),
      tries: int(row, 'tries') + 1,
    });
  }
  return taken;
}

export async function endNotice(
  handle: Handle,
  id: number,
  state: 'told' | 'given_up',
  detail: string | null,
  at: Instant,
): Promise<void> {
  await handle.run(END, [state, detail, at, id]);
}

export async function tellAgain(handle: Handle, id: number, at: Instant, detail: string): Promise<void> {
  await handle.run(AGAIN, [at, detail, id]);
}

/** Whatever else is due for one who does not answer now waits as well, and counts no try. */
export async function postpone(handle: Handle, target: string, now: Instant, until: Instant): Promise<void> {
  await handle.run(POSTPONE, [until, now, target]);
}

/** What somebody should have heard and has not. */
export interface Unheard {
  readonly business: BusinessId;
  readonly way: Notice['way'];
  readonly target: string;
  /** It is tried again, or never more. */
  readonly state: 'waiting' | 'given_up';
  readonly count: number;
  readonly detail: string | null;
}

export async function unheardNotices(db: Handle, since: Instant): Promise<readonly Unheard[]> {
  return (await db.all(UNHEARD, [since])).map((row) => ({
    business: asId<BusinessId>(text(row, 'slug')),
    way: oneOf(row, 'way', ['webhook', 'email']),
    target: text(row, 'target'),
    state: oneOf(row, 'state', ['waiting', 'given_up']),
    count: int(row, 'n'),
    detail: textOrNull(row, 'detail'),
  }));
}
