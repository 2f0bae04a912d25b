/** A database of its own for whoever asks, on the one server of the test run. */
import { connect } from 'node:net';
import pg from 'pg';

/** Where the run's server can be asked for. */
export const POSTGRES_DOOR = 'LEADSEQ_TEST_POSTGRES_DOOR';
/** The database that all others are copies of. */
export const MADE = 'leadseq_made';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

let server: Promise<string> | null = null;

/** The address of the server's own database; the first call of a run starts it. */
function serverUrl(): Promise<string> {
  server ??= new Promise<string>((resolve, reject) => {
    const port = Number(process.env[POSTGRES_DOOR]);
    if (!port) throw new Error('The tests on PostgreSQL are started by vitest, which starts their server.');
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const { url, error } = JSON.parse(answer) as { url?: string; error?: string };
      if (url === undefined) reject(new Error(error));
      else resolve(url);
    });
  });
  return server;
}

let made = 0;

/** Empty; or with the tables in it that the program makes, and the facts of whoever made them. */
export async function testDatabase(content: 'empty' | 'tables' = 'empty'): Promise<TestDatabase> {
  const base = await serverUrl();
  made += 1;
  const name = `test_${process.pid}_${made}`;
  await administer(base, `CREATE DATABASE ${name} TEMPLATE ${content === 'empty' ? 'template0' : MADE}`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(base, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** One statement from outside, as whoever runs the server would give it. */
export async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
