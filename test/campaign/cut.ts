/** Cuts the connection of a worker to its server, as a failing network or an operator would. */
import pg from 'pg';
import type { World } from './world.ts';

const WORKERS = `
  SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'leadseq' AND pid <> $1 ORDER BY backend_start, pid`;

/** How many were cut: none, when nobody was connected. `whom`: the place in the line of all workers, from 0 to 1. */
export async function cutConnection(world: World, whom: number): Promise<number> {
  const [own] = await world.ws.db.all('SELECT pg_backend_pid() AS pid');
  const client = new pg.Client({ connectionString: world.env.LEADSEQ_DATABASE });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(WORKERS, [own?.pid]);
    const one = rows[Math.floor(whom * rows.length)];
    if (one === undefined) return 0;
    await client.query('SELECT pg_terminate_backend($1)', [one.pid]);
    return 1;
  } finally {
    await client.end();
  }
}
