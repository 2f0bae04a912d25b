/** The one PostgreSQL server of a test run: started when the first test asks for it, ended with the run. */
import { existsSync, statfsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { listening, type PostgresServer, startPostgres } from './postgres-process.ts';
import { administer, MADE, POSTGRES_DOOR } from './postgres-server.ts';

/** A folder in memory, where there is one. A container often gives it 64 MiB, and a run of tests needs about 300. */
const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 2 ** 30;

/** Vitest calls this once, before the first test file; what it returns, after the last. */
export async function setup(): Promise<() => Promise<void>> {
  let running: Promise<PostgresServer> | null = null;
  // Whoever connects gets the server's address, or the reason why there is none.
  const door: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    running ??= startServer();
    running.then(
      ({ url }) => socket.end(JSON.stringify({ url })),
      (error: unknown) =>
        socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    );
  });
  process.env[POSTGRES_DOOR] = String(await listening(door));
  return async () => {
    door.close();
    const server = await running?.catch(() => null);
    await server?.stop();
  };
}

function roomInMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ENOUGH_BYTES;
}

async function startServer(): Promise<PostgresServer> {
  const server = await startPostgres({
    under: roomInMemory() ? MEMORY : tmpdir(),
    settings: {
      // What is lost in a power cut is lost with the whole folder.
      fsync: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      // A database that lives for one test is never vacuumed, and the visits to hundreds of them would disturb the others.
      autovacuum: 'off',
      max_connections: '200',
      shared_buffers: '64MB',
      deadlock_timeout: '200ms',
      log_min_messages: 'fatal',
    },
  });
  // The tables are made once, as the program makes them, and copied for each test.
  await administer(server.url, `CREATE DATABASE ${MADE} TEMPLATE template0`);
  const url = new URL(server.url);
  url.pathname = `/${MADE}`;
  const db = await openPostgresStore({ url: url.href, pepper: PEPPER, now: TUESDAY, create: true });
  await db.close();
  return server;
}
