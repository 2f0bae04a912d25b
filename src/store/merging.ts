/** Two contacts that are one person: which one stands for both. */
import { asId, type ContactId } from '../domain/ids.ts';
import { allIn } from './batch.ts';
import { int } from './decode.ts';
import type { Handle } from './driver.ts';

const STAND_FOR = (list: string) =>
  `SELECT DISTINCT coalesce(merged_into, id) AS id FROM contact WHERE id IN (${list})`;

/** The contacts that these ids mean now; nobody twice. */
export async function standFor(db: Handle, contacts: readonly ContactId[]): Promise<readonly ContactId[]> {
  const rows = await allIn(db, STAND_FOR, contacts);
  return [...new Set(rows.map((row) => asId<ContactId>(int(row, 'id'))))];
}
