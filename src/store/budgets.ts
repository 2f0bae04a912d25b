/** What each business has sent this minute and this day, for budgets: one small row each, moved on inside the reservation. */
import type { BusinessId } from '../domain/ids.ts';
import type { Handle } from './driver.ts';

const READ = 'SELECT value FROM meta WHERE key = ?';
const WRITE = `
  INSERT INTO meta (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

/** `minute` and `day` name the stretch that the counts are of; in another stretch they are 0. */
export interface Spent {
  readonly minute: number;
  readonly inMinute: number;
  readonly day: string;
  readonly inDay: Readonly<Record<'sms' | 'email', number>>;
}

const keyOf = (business: BusinessId): string => `spent:${business}`;

export async function readSpent(handle: Handle, business: BusinessId): Promise<Spent | null> {
  const [row] = await handle.all(READ, [keyOf(business)]);
  return row === undefined ? null : (JSON.parse(row.value as string) as Spent);
}

export async function writeSpent(handle: Handle, business: BusinessId, spent: Spent): Promise<void> {
  await handle.run(WRITE, [keyOf(business), JSON.stringify(spent)]);
}
