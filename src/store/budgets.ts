/** What has been sent in the minute and day there is, for budgets: one small row for each count, moved on inside the reservation. */
import type { BusinessId } from '../domain/ids.ts';
import { runRows } from './batch.ts';
import type { Handle } from './driver.ts';

const READ = 'SELECT value FROM meta WHERE key = ?';
const WRITE = (rows: string) => `
  INSERT INTO meta (key, value) VALUES ${rows}
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
const ROW = '(?, ?)';

/** The counts that a transaction has locked: nobody else changes them, so each is read once and written back once. */
const locked = new WeakMap<Handle, Map<string, Count>>();
interface Count {
  readonly value: Spent | Warmth | null;
  readonly changed: boolean;
}

/**
 * Counts are read, raised and written back: on a server, two reservations at once would both read the same. Taken after
 * the destinations, and only where something is counted at all. SQLite has one writer anyway. What is counted from here
 * on stands in memory until `storeCounts`.
 */
export async function lockBudgets(handle: Handle): Promise<void> {
  if (locked.has(handle)) return;
  if (handle.engine === 'postgres') await runRows(handle, WRITE, ROW, [['budgets', 'locked']]);
  locked.set(handle, new Map());
}

/** Writes back what was counted since `lockBudgets`; nothing is counted without it. */
export async function storeCounts(handle: Handle): Promise<void> {
  const counts = [...(locked.get(handle) ?? [])];
  locked.delete(handle);
  const changed = counts.flatMap(([key, { value, changed }]) =>
    changed ? [[key, JSON.stringify(value)]] : [],
  );
  await runRows(handle, WRITE, ROW, changed);
}

/** `minute` and `day` name the stretch that the counts are of; in another stretch they are 0. */
export interface Spent {
  readonly minute: number;
  readonly inMinute: number;
  readonly day: string;
  readonly inDay: Readonly<Record<'sms' | 'email', number>>;
}

/** What is being warmed up: a mailbox, or a sequence that has just gone live. */
export interface Warmth {
  /** The day that `sent` counts; another one begins at 0. */
  readonly day: string;
  readonly sent: number;
  /** How often its allowance has been doubled. */
  readonly doubled: number;
}

const keyOf = (business: BusinessId): string => `spent:${business}`;

export async function readSpent(handle: Handle, business: BusinessId): Promise<Spent | null> {
  return (await read(handle, keyOf(business))) as Spent | null;
}

export async function writeSpent(handle: Handle, business: BusinessId, spent: Spent): Promise<void> {
  await write(handle, keyOf(business), spent);
}

export async function readWarmth(handle: Handle, name: string): Promise<Warmth | null> {
  return (await read(handle, `warmth:${name}`)) as Warmth | null;
}

export async function writeWarmth(handle: Handle, name: string, warmth: Warmth): Promise<void> {
  await write(handle, `warmth:${name}`, warmth);
}

async function read(handle: Handle, key: string): Promise<Spent | Warmth | null> {
  const counts = locked.get(handle);
  const known = counts?.get(key);
  if (known !== undefined) return known.value;
  const [row] = await handle.all(READ, [key]);
  const value = row === undefined ? null : (JSON.parse(row.value as string) as Spent | Warmth);
  counts?.set(key, { value, changed: false });
  return value;
}

async function write(handle: Handle, key: string, value: Spent | Warmth): Promise<void> {
  const counts = locked.get(handle);
  if (counts === undefined) await runRows(handle, WRITE, ROW, [[key, JSON.stringify(value)]]);
  else counts.set(key, { value, changed: true });
}
