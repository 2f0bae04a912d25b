/** The few rows that a shell offers while somebody types: looked up in an instant, or not at all. */
import { int, text } from './decode.ts';
import type { Handle } from './driver.ts';

/** An id and what it stands for. */
export interface Offered {
  readonly id: number;
  readonly of: string;
}

const LEADS = `SELECT id, first_name || ' ' || last_name AS name FROM contact WHERE merged_into IS NULL ORDER BY id DESC LIMIT ?`;
const TASKS = `SELECT id, title AS name FROM task WHERE state = 'open' ORDER BY due_at, id LIMIT ?`;
const UNCERTAIN = `
  SELECT id, COALESCE(touch_id, channel) AS name FROM attempt
  WHERE state IN ('wire', 'uncertain') AND state = 'uncertain' ORDER BY id LIMIT ?`;

const STATEMENTS = { leads: LEADS, tasks: TASKS, uncertain: UNCERTAIN } as const;

export async function offered(
  db: Handle,
  kind: keyof typeof STATEMENTS,
  limit: number,
): Promise<readonly Offered[]> {
  const rows = await db.all(STATEMENTS[kind], [limit]);
  return rows.map((row) => ({ id: int(row, 'id'), of: text(row, 'name') }));
}
