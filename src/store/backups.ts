/** What a copy of a database must answer for: is it whole, how far does it reach, and what is in it. */
import { closeSync, openSync } from 'node:fs';
import { asId, type BusinessId, type DestinationKey } from '../domain/ids.ts';
import { hex, int, oneOf, only, text } from './decode.ts';
import type { Driver, Handle } from './driver.ts';
import { SUPPRESSED_CHANNELS, type SuppressedChannel } from './suppressions.ts';

/** Two counters that only grow: an older copy of the same database is behind in one of them. */
export interface Reach {
  readonly events: number;
  readonly runs: number;
}

const REACH = `
  SELECT (SELECT COALESCE(MAX(seq), 0) FROM event) AS events, (SELECT COALESCE(MAX(id), 0) FROM run) AS runs`;

/** Two looks at the end of an index: the same work for any number of rows. */
export async function reachOf(db: Handle): Promise<Reach> {
  const row = only(await db.all(REACH));
  return { events: int(row, 'events'), runs: int(row, 'runs') };
}

/** The first damage that a reading of every page finds, or null. Takes seconds on a large file; PostgreSQL looks after its own. */
export async function firstDamage(db: Driver): Promise<string | null> {
  if (db.engine !== 'sqlite') return null;
  const [row] = await db.all('PRAGMA quick_check(1)');
  const found = String(row?.quick_check ?? 'nothing was answered');
  return found === 'ok' ? null : found;
}

/** The same with every index compared to its table, and every reference followed: for a copy that must be relied on. */
export async function firstFlaw(db: Handle): Promise<string | null> {
  const [row] = await db.all('PRAGMA integrity_check(1)');
  const found = String(row?.integrity_check ?? 'nothing was answered');
  if (found !== 'ok') return found;
  const [orphan] = await db.all('PRAGMA foreign_key_check');
  return orphan === undefined
    ? null
    : `a row of ${orphan.table} names one of ${orphan.parent} that is not there`;
}

const TABLE_NAMES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`;

/** Rows of each table of a SQLite file. */
export async function countRows(db: Handle): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { name } of await db.all(TABLE_NAMES)) {
    // The names are the schema's own; a name cannot be bound.
    const row = only(await db.all(`SELECT COUNT(*) AS n FROM "${String(name).replaceAll('"', '""')}"`));
    counts[String(name)] = int(row, 'n');
  }
  return counts;
}

/** What makes a PostgreSQL database the one it is: its cluster and its number there. Null where the server does not say. */
export async function placeInCluster(db: Handle): Promise<string | null> {
  try {
    const [row] = await db.all(
      `SELECT CAST(system_identifier AS TEXT) AS cluster, CAST(oid AS TEXT) AS number
       FROM pg_control_system(), pg_database WHERE datname = current_database()`,
    );
    return row === undefined ? null : `${row.cluster}/${row.number}`;
  } catch {
    return null;
  }
}

/** A consistent copy in a new file that only its owner can read; `cp` would lose what is still in the log. */
export async function copyInto(db: Handle, path: string): Promise<void> {
  closeSync(openSync(path, 'wx', 0o600));
  await db.run('VACUUM INTO ?', [path]);
}

/** An opt-out by the hash it is kept under, and the business it was told to. */
export interface OptOut {
  readonly key: DestinationKey;
  readonly business: BusinessId;
  readonly channel: SuppressedChannel;
  readonly reason: string;
}

const OPT_OUTS = `
  SELECT suppression.key, business.slug, suppression.channel, suppression.reason
  FROM suppression JOIN business ON business.id = suppression.business_id
  WHERE suppression.lifted_at IS NULL ORDER BY suppression.id`;

/** Every opt-out in force: what an older database must be told before anything is sent from it. */
export async function optOutsInForce(db: Handle): Promise<readonly OptOut[]> {
  return (await db.all(OPT_OUTS)).map((row) => ({
    key: asId<DestinationKey>(hex(row, 'key')),
    business: asId<BusinessId>(text(row, 'slug')),
    channel: oneOf(row, 'channel', SUPPRESSED_CHANNELS),
    reason: text(row, 'reason'),
  }));
}
