/** What is counted for whoever watches: a day by its index, what is open, and nothing that reads a whole table. */
import { asId, type BusinessId } from '../domain/ids.ts';
import { after, DAY, type Instant, instant } from '../domain/time.ts';
import { int, intOrNull, only, text } from './decode.ts';
import type { Handle } from './driver.ts';

export interface Figures {
  /** Messages of the last day. */
  readonly sends: readonly { readonly channel: string; readonly state: string; readonly count: number }[];
  readonly uncertain: { readonly count: number; readonly oldest: Instant | null };
  /** Of a first text, from when it was due until it went; milliseconds of the last hour's, in ascending order. */
  readonly lags: readonly number[];
  /** Skipped in the last day, by reason. */
  readonly skipped: ReadonlyMap<string, number>;
  readonly suppressions: readonly { readonly channel: string; readonly count: number }[];
  readonly lastRunAt: Instant | null;
  readonly polled: ReadonlyMap<BusinessId, Instant>;
  readonly mailboxes: ReadonlyMap<BusinessId, Instant>;
}

const SENDS = `
  SELECT channel, state, COUNT(*) AS n FROM attempt WHERE wire_at > ? GROUP BY channel, state ORDER BY channel, state`;
const UNCERTAIN = `SELECT COUNT(*) AS n, MIN(wire_at) AS oldest FROM attempt WHERE state IN ('wire', 'uncertain') AND state = 'uncertain'`;
const LAGS = `
  SELECT wire_at - due_at AS lag FROM attempt WHERE wire_at > ? AND automatic = 1 ORDER BY lag LIMIT 10000`;
/** The log has no index of its times: only so much of its end is looked at. */
const TAIL = 50_000;
const SKIPPED = `
  SELECT data FROM event
  WHERE seq > (SELECT COALESCE(MAX(seq), 0) FROM event) - ${TAIL} AND kind = 'touch_skipped' AND at > ?`;
const SUPPRESSIONS = `
  SELECT channel, COUNT(*) AS n FROM suppression WHERE lifted_at IS NULL GROUP BY channel ORDER BY channel`;
const LAST_RUN = 'SELECT MAX(heartbeat_at) AS at FROM run WHERE id > (SELECT MAX(id) FROM run) - 100';
const POLLED = `
  SELECT b.slug, p.polled_at FROM poll p JOIN business b ON b.id = p.business_id
  WHERE p.polled_at IS NOT NULL ORDER BY b.slug`;
const MAILBOXES = `
  SELECT b.slug, m.polled_at FROM mailbox m JOIN business b ON b.id = m.business_id
  WHERE m.polled_at IS NOT NULL ORDER BY b.slug`;

export async function readFigures(db: Handle, now: Instant): Promise<Figures> {
  const day = after(now, -DAY);
  const uncertain = only(await db.all(UNCERTAIN));
  const skipped = new Map<string, number>();
  for (const row of await db.all(SKIPPED, [day])) {
    const { code } = JSON.parse(text(row, 'data')) as { readonly code?: string };
    skipped.set(code ?? 'unknown', (skipped.get(code ?? 'unknown') ?? 0) + 1);
  }
  return {
    sends: (await db.all(SENDS, [day])).map((row) => ({
      channel: text(row, 'channel'),
      state: text(row, 'state'),
      count: int(row, 'n'),
    })),
    uncertain: { count: int(uncertain, 'n'), oldest: timeOrNull(intOrNull(uncertain, 'oldest')) },
    lags: (await db.all(LAGS, [after(now, -DAY / 24)])).map((row) => int(row, 'lag')),
    skipped,
    suppressions: (await db.all(SUPPRESSIONS)).map((row) => ({
      channel: text(row, 'channel'),
      count: int(row, 'n'),
    })),
    lastRunAt: timeOrNull(intOrNull(only(await db.all(LAST_RUN)), 'at')),
    polled: await lookedAt(db, POLLED),
    mailboxes: await lookedAt(db, MAILBOXES),
  };
}

const lookedAt = async (db: Handle, sql: string): Promise<ReadonlyMap<BusinessId, Instant>> =>
  new Map(
    (await db.all(sql)).map((row) => [asId<BusinessId>(text(row, 'slug')), instant(int(row, 'polled_at'))]),
  );

const timeOrNull = (value: number | null): Instant | null => (value === null ? null : instant(value));
