/** What has been sent in the minute and day there is, for budgets: one small row for each count, moved on inside the reservation. */
import type { BusinessId } from '../domain/ids.ts';
import type { Handle } from './driver.ts';

const READ = 'SELECT value FROM meta WHERE key = ?';
const WRITE = `
  INSERT INTO meta (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

/**
 * Counts are read, raised and written back: on a server, two reservations at once would both read the same. Taken after
 * the destinations, and only where something is counted at all. SQLite has one writer anyway.
 */
export async function lockBudgets(handle: Handle): Promise<void> {
  if (handle.engine === 'postgres') await handle.run(WRITE, ['budgets', 'locked']);
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
  await handle.run(WRITE, [keyOf(business), JSON.stringify(spent)]);
}

export async function readWarmth(handle: Handle, name: string): Promise<Warmth | null> {
  return (await read(handle, `warmth:${name}`)) as Warmth | null;
}

export async function writeWarmth(handle: Handle, name: string, warmth: Warmth): Promise<void> {
  await handle.run(WRITE, [`warmth:${name}`, JSON.stringify(warmth)]);
}

async function read(handle: Handle, key: string): Promise<unknown> {
  const [row] = await handle.all(READ, [key]);
  return row === undefined ? null : JSON.parse(row.value as string);
}
