/** Phone numbers and addresses: named by a keyed hash, and locked before anything is decided about them. */
import { createHmac } from 'node:crypto';
import { asId, type BusinessId, type DestinationId, type DestinationKey } from '../domain/ids.ts';
import type { Destination } from '../domain/lead.ts';
import type { Instant, Zone } from '../domain/time.ts';
import { allIn, runIn } from './batch.ts';
import { hex, int, intOrNull, oneOf, only, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { worded, wordId } from './words.ts';

const DESTINATION_KINDS = ['phone', 'email'] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];

/** Half of a SHA-256: 2^64 destinations before two are likely to collide. */
const KEY_BYTES = 16;

/** The destination's name in tables that outlive it. `value` is normalized: E.164, or a lower-case ASCII address. */
export function destinationKey(
  pepper: Uint8Array,
  business: BusinessId,
  kind: DestinationKind,
  value: string,
): DestinationKey {
  const digest = createHmac('sha256', pepper).update(`${business}\0${kind}\0${value}`).digest();
  return asId<DestinationKey>(digest.toString('hex', 0, KEY_BYTES));
}

export const keyBytes = (key: DestinationKey): Uint8Array => Buffer.from(key, 'hex');

export interface StoredDestination extends Omit<Destination, 'value'> {
  readonly businessRow: number;
  /** Null once the person was erased. */
  readonly value: string | null;
  readonly zone: Zone;
  readonly firstTextedAt: Instant | null;
}

const COLUMNS = `id, business_id, kind, value, key, ${worded('zone_word')} AS zone, first_texted_at`;

function decodeDestination(row: Row): StoredDestination {
  return {
    id: asId<DestinationId>(int(row, 'id')),
    businessRow: int(row, 'business_id'),
    kind: oneOf(row, 'kind', DESTINATION_KINDS),
    value: textOrNull(row, 'value'),
    key: asId<DestinationKey>(hex(row, 'key')),
    zone: text(row, 'zone') as Zone,
    firstTextedAt: intOrNull(row, 'first_texted_at') as Instant | null,
  };
}

const BY_IDS = (list: string) => `SELECT ${COLUMNS} FROM destination WHERE id IN (${list}) ORDER BY id`;
const BY_KEYS = (list: string) => `SELECT ${COLUMNS} FROM destination WHERE key IN (${list}) ORDER BY id`;

export async function destinationsById(
  db: Handle,
  ids: readonly DestinationId[],
): Promise<ReadonlyMap<DestinationId, StoredDestination>> {
  const rows = await allIn(db, BY_IDS, ids);
  return new Map(rows.map((row) => decodeDestination(row)).map((found) => [found.id, found]));
}

export async function destinationsByKey(
  db: Handle,
  keys: readonly DestinationKey[],
): Promise<ReadonlyMap<DestinationKey, StoredDestination>> {
  const rows = await allIn(db, BY_KEYS, [...new Set(keys)].map(keyBytes));
  return new Map(rows.map((row) => decodeDestination(row)).map((found) => [found.key, found]));
}

const ID_BY_KEY = 'SELECT id, value FROM destination WHERE key = ?';
const INSERT = `
  INSERT INTO destination (business_id, kind, value, key, zone_word) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (key) DO NOTHING RETURNING id`;
/** An erased person who comes back by a new inquiry. */
const REFILL = 'UPDATE destination SET value = ? WHERE id = ? AND value IS NULL';

export interface NewDestination {
  readonly businessRow: number;
  readonly kind: DestinationKind;
  readonly value: string;
  readonly key: DestinationKey;
  readonly zone: Zone;
}

/** The destination's row, made when it is first seen. Its zone stays: the cap of one text a day is counted in it. */
export async function ensureDestination(handle: Handle, wanted: NewDestination): Promise<DestinationId> {
  const key = keyBytes(wanted.key);
  const known = (await handle.all(ID_BY_KEY, [key]))[0];
  if (known === undefined) {
    const zone = await wordId(handle, wanted.zone);
    const made = await handle.all(INSERT, [wanted.businessRow, wanted.kind, wanted.value, key, zone]);
    return asId<DestinationId>(int(only(made.length > 0 ? made : await handle.all(ID_BY_KEY, [key])), 'id'));
  }
  const id = int(known, 'id');
  if (known.value === null) await handle.run(REFILL, [wanted.value, id]);
  return asId<DestinationId>(id);
}

/** On SQLite, whose one writer locks everything; counting makes it visible that it happened. */
const LOCK = (list: string) => `UPDATE destination SET locks = locks + 1 WHERE id IN (${list})`;
/** A server would update a list in whatever order it finds the rows, and leave a dead row for each: it locks them and changes nothing. */
const LOCK_IN_ORDER = (list: string) => `
  SELECT id FROM destination WHERE id IN (${list}) ORDER BY id FOR NO KEY UPDATE`;
const LOCK_FREE = (list: string) => `${LOCK_IN_ORDER(list)} SKIP LOCKED`;

/**
 * Serializes whoever decides about these destinations: reservations, results, callbacks and opt-outs alike. One order,
 * ascending, and before any other row of the same people, so that no two wait for each other.
 */
export async function lockDestinations(handle: Handle, ids: readonly DestinationId[]): Promise<void> {
  const ascending = [...ids].sort((a, b) => a - b);
  if (handle.engine === 'postgres') await allIn(handle, LOCK_IN_ORDER, ascending);
  else await runIn(handle, LOCK, ascending);
}

/** On a server: those of them that nobody holds. Workers that walk down one list would else wait for each other at every step. */
export async function lockFreeDestinations(
  handle: Handle,
  ids: readonly DestinationId[],
): Promise<ReadonlySet<DestinationId>> {
  const ascending = [...ids].sort((a, b) => a - b);
  const rows = await allIn(handle, LOCK_FREE, ascending);
  return new Set(rows.map((row) => asId<DestinationId>(int(row, 'id'))));
}

const TEXTED = (list: string) =>
  `UPDATE destination SET first_texted_at = ? WHERE id IN (${list}) AND first_texted_at IS NULL`;

/** Remembers the first text that really went: it had to name the business and the way out. */
export async function markTexted(handle: Handle, id: DestinationId, at: Instant): Promise<void> {
  await markAllTexted(handle, [id], at);
}

export async function markAllTexted(
  handle: Handle,
  ids: readonly DestinationId[],
  at: Instant,
): Promise<void> {
  await runIn(handle, TEXTED, ids, [at]);
}
