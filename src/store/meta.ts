/** Facts about the database itself: its version, its identity, the pepper it was made with, the latest time it has seen. */
import { createHmac } from 'node:crypto';
import { elapsed, type Instant, instant, type Millis, SECOND } from '../domain/time.ts';
import { text } from './decode.ts';
import { type Handle, StoreError } from './driver.ts';

const KEYS = [
  'schema_version',
  'instance',
  'created_at',
  'pepper_check',
  'high_water',
  // Where this database is at home, and which backup it was put back from: a copy brings both along, and is known by it.
  'home',
  'restored',
  // Of what was sent in this stretch a database that was adopted knows nothing.
  'lost_days',
  // Which accounts each business was known to text through when that stretch was noted: a JSON object of lists.
  'lost_accounts',
  // Rows of another database are being carried over to this one: when that began.
  'moving',
  // Places in the log up to which others have been told what happened, with when that was; and the last of them alone.
  'told',
  'told_through',
] as const;
export type MetaKey = (typeof KEYS)[number];

const ALL = 'SELECT key, value FROM meta';
const GET = 'SELECT value FROM meta WHERE key = ?';
const PUT = `
  INSERT INTO meta (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
const DROP = 'DELETE FROM meta WHERE key = ?';

/** Every fact, by name: a handful. */
export async function allMeta(db: Handle): Promise<ReadonlyMap<string, string>> {
  return new Map((await db.all(ALL)).map((row) => [text(row, 'key'), text(row, 'value')]));
}

export async function getMeta(db: Handle, key: MetaKey): Promise<string | null> {
  const row = (await db.all(GET, [key]))[0];
  return row === undefined ? null : text(row, 'value');
}

export async function putMeta(handle: Handle, key: MetaKey, value: string): Promise<void> {
  await handle.run(PUT, [key, value]);
}

export async function dropMeta(handle: Handle, key: MetaKey): Promise<void> {
  await handle.run(DROP, [key]);
}

/** Facts as another database had them, the ones that only statements know among them. */
export async function putAllMeta(handle: Handle, facts: ReadonlyMap<string, string>): Promise<void> {
  for (const [key, value] of facts) await handle.run(PUT, [key, value]);
}

/** What a pepper proves itself with, without being stored. */
export const pepperCheck = (pepper: Uint8Array): string =>
  createHmac('sha256', pepper).update('leadseq destination keys').digest('hex');

/** What an opened database must be, and how a message names it. */
interface Expected {
  readonly place: string;
  readonly pepper: Uint8Array;
  /** Of the tables, as this program knows them. */
  readonly version: number;
}

/** The version of the tables that were found: never a newer one, and never those of another pepper. */
export function checkMeta(meta: ReadonlyMap<string, string>, { place, pepper, version }: Expected): number {
  if (meta.has('moving'))
    throw new StoreError(
      'configuration',
      `A move to the database ${place} was begun and not finished, so it is not whole. The file is still the one in force: take the address out of the settings, or finish with \`seq move --force\`.`,
    );
  const found = Number(meta.get('schema_version'));
  if (!Number.isSafeInteger(found) || found < 1)
    throw new StoreError(
      'corrupt',
      `The database ${place} does not say which version it has. Nothing more is sent from it: keep it as it is, and put back the last good copy.`,
    );
  if (found > version)
    throw new StoreError(
      'newer',
      `The database ${place} was written by a newer version of this program (tables ${found}, this one knows ${version}). Update the program; nothing was changed.`,
    );
  if (meta.get('pepper_check') !== pepperCheck(pepper))
    throw new StoreError(
      'configuration',
      `The database ${place} was made with another pepper: with this one every opt-out in it would be forgotten. Put back the pepper file that belongs to this database.`,
    );
  return found;
}

/** Time servers correct by less than this; anything more is somebody setting the clock. */
export const CLOCK_TOLERANCE: Millis = (5 * SECOND) as Millis;

export type ClockFinding =
  | { readonly kind: 'ok' }
  /** Sending now could repeat a day or break a spacing: refuse until the clock is past `highWater`, or a person accepts it. */
  | { readonly kind: 'set_back'; readonly highWater: Instant; readonly by: Millis };

/** Compares the clock with the latest time ever noted, and notes it when it is later. */
export async function noteClock(db: Handle, now: Instant): Promise<ClockFinding> {
  const known = await getMeta(db, 'high_water');
  const highWater = instant(known === null ? now : Number(known));
  const by = elapsed(now, highWater);
  if (by > CLOCK_TOLERANCE) return { kind: 'set_back', highWater, by };
  // On a server every worker's every turn would wait for this one row; the tolerance is five times as long.
  const coarse = db.engine === 'postgres' ? SECOND : 0;
  if (known === null || now > highWater + coarse) await putMeta(db, 'high_water', String(now));
  return { kind: 'ok' };
}

/** A person vouches for a clock that was set back: time counts from here again. */
export async function acceptClock(db: Handle, now: Instant): Promise<void> {
  await putMeta(db, 'high_water', String(now));
}
