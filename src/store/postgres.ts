/** The only file that knows pg: one connection, set up for safety, its values as the store wants them. */
import type { Client, ClientConfig } from 'pg';
import { type Row, type SqlValue, StoreError } from './driver.ts';

export interface Answer {
  readonly rows: readonly Row[];
  readonly changed: number;
  /** What the server says it did, such as `COMMIT`: of a broken transaction that is `ROLLBACK`, and no error. */
  readonly did: string;
}

export interface Connection {
  /** `name` keeps the parsed statement on the server. */
  query(name: string | undefined, sql: string, params: readonly SqlValue[]): Promise<Answer>;
  script(sql: string): Promise<void>;
  /** False once the server has gone, or an answer did not come in time: nothing more can be asked here. */
  readonly usable: boolean;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  /** Milliseconds to wait for a lock that another worker holds. */
  readonly lockTimeout: number;
  /** Milliseconds for any other statement, and for a transaction in which nothing is asked: a machine that was put to sleep must not hold others up. */
  readonly statementTimeout: number;
  readonly idleTimeout: number;
}

const CONNECT_TIMEOUT = 10_000;
/** What a server that answers nothing at all is given beyond the statement's own time: a half-open connection is silent for ever. */
const SILENCE = 5_000;
/** In older ones, identity columns or `ON CONFLICT` behave otherwise, and nobody mends them any more. */
const OLDEST = 13;

export async function connect(options: ConnectionOptions): Promise<Connection> {
  // Loaded when a database on a server is first used: no other command pays for it.
  const { default: pg } = await import('pg');
  const { url, statementTimeout } = options;
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'leadseq',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    query_timeout: statementTimeout + SILENCE,
    types: { getTypeParser: (type: number) => READERS.get(type) ?? asIs } as never,
  };
  const client = new pg.Client(config);
  let usable = true;
  // Without a listener, a connection that breaks between two statements would end the process.
  client.on('error', () => {
    usable = false;
  });
  client.on('end', () => {
    usable = false;
  });
  try {
    await client.connect();
    await setUp(client, options);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    get usable() {
      return usable;
    },
    async query(name, sql, params) {
      try {
        const answer = await client.query({
          text: sql,
          values: [...params],
          ...(name === undefined ? {} : { name }),
        });
        return { rows: answer.rows as readonly Row[], changed: answer.rowCount ?? 0, did: answer.command };
      } catch (error) {
        // The answer may still come, and would be taken for that of the next statement.
        if (error instanceof Error && error.message === 'Query read timeout') usable = false;
        throw error;
      }
    },
    async script(sql) {
      await client.query(sql);
    },
    async close() {
      await client.end();
    },
  };
}

/**
 * Statements here are short, and compiling one costs more than it saves: of a list of conversations that took 8 s, 6.5.
 *
 * READ COMMITTED, because the store locks first and looks afterwards: each statement sees what was committed before it
 * began, so that after the wait for a destination's row the check finds what the one before us has written. With a
 * snapshot for the whole transaction it would see the world from before the wait; that ends in an error, not in a double,
 * but every contended batch would have to be done again.
 */
async function setUp(client: Client, options: ConnectionOptions): Promise<void> {
  const { lockTimeout, statementTimeout, idleTimeout } = options;
  const found = (await client.query(FACTS)).rows[0] as Record<string, string>;
  const version = Math.floor(Number(found.version) / 10_000);
  if (version < OLDEST)
    throw new StoreError(
      'configuration',
      `The database server runs PostgreSQL ${version}; ${OLDEST} or newer is needed. Nothing was changed.`,
    );
  // A standby answers questions and takes no writes; a stronger promise than `on`, such as waiting for one, stays.
  const durability = ['off', 'local', 'remote_write'].includes(found.durability ?? '')
    ? 'SET synchronous_commit = on;'
    : '';
  await client.query(`
    ${durability}
    SET default_transaction_isolation = 'read committed';
    SET lock_timeout = ${lockTimeout};
    SET statement_timeout = ${statementTimeout};
    SET idle_in_transaction_session_timeout = ${idleTimeout};
    SET jit = off;
    SET standard_conforming_strings = on;
    SET client_encoding = 'UTF8'`);
}

const FACTS = `SELECT current_setting('server_version_num') AS version, current_setting('synchronous_commit') AS durability`;

const asIs = (value: string): string => value;

/** What has no place in a number must not be rounded to another one. */
function whole(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new StoreError(
      'corrupt',
      'The database holds a whole number beyond 2^53. Nothing more is sent from it.',
    );
  return number;
}

/** By the server's numbers for its types: bool, bytea, int8, int2, int4, numeric (which sums are). A condition is 1 or 0, as on SQLite. */
const READERS: ReadonlyMap<number, (value: string) => SqlValue> = new Map<
  number,
  (value: string) => SqlValue
>([
  [16, (value) => (value === 't' ? 1 : 0)],
  [17, (value) => new Uint8Array(Buffer.from(value.slice(2), 'hex'))],
  [20, whole],
  [21, whole],
  [23, whole],
  [1700, whole],
]);
