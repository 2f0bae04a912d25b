/** PostgreSQL behind the driver seam: one connection, shared by flows that take turns; several workers are several drivers. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Driver, type Handle, type SqlValue, StoreError } from './driver.ts';
import { numbered } from './placeholders.ts';
import { type Answer, type Connection, type ConnectionOptions, connect } from './postgres.ts';
import { explainOpening, explainPostgres, isCut, shown, unanswered } from './postgres-errors.ts';
import { checkPostgresUrl } from './postgres-url.ts';
import { makeTurns } from './turns.ts';

export interface PostgresDriver extends Driver {
  readonly engine: 'postgres';
  /** The address without its password. */
  readonly place: string;
  /** Names of the tables in the connection's schema; none in a new database. */
  tables(): Promise<readonly string[]>;
}

export type PostgresOptions = Partial<Omit<ConnectionOptions, 'url'>>;

/** A batch takes tens of milliseconds: who waits this long for a lock waits for somebody who sleeps. */
const TIMEOUTS = { lockTimeout: 5_000, statementTimeout: 60_000, idleTimeout: 30_000 };
/** Enough for every statement of the program; the server keeps each of them for each connection. */
const MAX_PREPARED = 400;

/** Connects, so that a wrong address is told at once. A connection that breaks is made anew by the next statement outside a transaction. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<PostgresDriver> {
  checkPostgresUrl(url);
  const driver = driverOf(url, options);
  await driver.all('SELECT 1 AS ready');
  return driver;
}

interface Statement {
  readonly text: string;
  readonly name: string | undefined;
}

function driverOf(url: string, options: PostgresOptions): PostgresDriver {
  const turns = makeTurns();
  const running = new AsyncLocalStorage<{ over: boolean }>();
  const statements = new Map<string, Statement>();
  let connection: Connection | null = null;
  let closed = false;

  const statementOf = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const full = statements.size >= MAX_PREPARED;
    const made = { text: numbered(sql), name: full ? undefined : `s${statements.size + 1}` };
    if (!full) statements.set(sql, made);
    return made;
  };

  /** A connection that broke is left behind: what it had begun, the server has undone. */
  const forget = (): void => {
    // Nobody waits for the goodbye: to a server that does not answer it takes for ever.
    void connection?.close().catch(() => undefined);
    connection = null;
  };
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isCut(error)) forget();
      throw explainPostgres(error, url);
    }
  };

  const connected = async (): Promise<Connection> => {
    if (closed) throw new StoreError('other', `The database ${shown(url)} was already closed.`);
    if (connection?.usable !== true) {
      forget();
      try {
        connection = await connect({ url, ...TIMEOUTS, ...options });
      } catch (error) {
        throw explainOpening(error, url);
      }
    }
    return connection;
  };

  const send = (on: Connection, sql: string, params: readonly SqlValue[] = []): Promise<Answer> => {
    const { name, text } = statementOf(sql);
    return on.query(name, text, params.map(storable));
  };
  const ask = (on: Connection, sql: string, params?: readonly SqlValue[]): Promise<Answer> =>
    explained(() => send(on, sql, params));

  /** Waiting for the turn that one's own transaction holds would wait for ever. */
  const refuseNested = (): void => {
    if (running.getStore()?.over === false)
      throw new StoreError(
        'other',
        'Inside a transaction, use its own handle: the driver would wait for ever.',
      );
  };
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    refuseNested();
    await turns.take();
    try {
      return await work();
    } finally {
      turns.giveBack();
    }
  };

  const transact = async <T>(work: (handle: Handle) => Promise<T>): Promise<T> => {
    const on = await connected();
    const state = { over: false };
    const inside = async (sql: string, params?: readonly SqlValue[]): Promise<Answer> => {
      if (state.over)
        throw new StoreError('other', 'This transaction is over; its handle is of no use any more.');
      return ask(on, sql, params);
    };
    const handle: Handle = {
      engine: 'postgres',
      all: async (sql, params) => (await inside(sql, params)).rows,
      run: async (sql, params) => (await inside(sql, params)).changed,
    };
    await ask(on, 'BEGIN');
    try {
      const result = await running.run(state, () => work(handle));
      await commit(on);
      return result;
    } catch (error) {
      // A server that is gone has rolled back by itself; the first error says more than a second one.
      if (on.usable) await ask(on, 'ROLLBACK').catch(forget);
      throw error;
    } finally {
      state.over = true;
    }
  };

  const commit = async (on: Connection): Promise<void> => {
    let answer: Answer;
    try {
      answer = await send(on, 'COMMIT');
    } catch (error) {
      if (!isCut(error)) throw explainPostgres(error, url);
      forget();
      throw unanswered(url, error);
    }
    // After a statement that failed and was swallowed, the server undoes everything and calls that a success.
    if (answer.did !== 'COMMIT')
      throw new StoreError('other', `The database ${shown(url)} has undone this transaction after an error.`);
  };

  return {
    engine: 'postgres',
    place: shown(url),
    all: (sql, params) => inTurn(async () => (await ask(await connected(), sql, params)).rows),
    run: (sql, params) => inTurn(async () => (await ask(await connected(), sql, params)).changed),
    script: (sql) =>
      inTurn(async () => {
        const on = await connected();
        await explained(() => on.script(sql));
      }),
    tx: (work) => inTurn(() => transact(work)),
    close: () =>
      inTurn(async () => {
        closed = true;
        await connection?.close();
        connection = null;
        running.disable();
      }),
    tables: () =>
      inTurn(async () => (await ask(await connected(), TABLE_NAMES)).rows.map((row) => String(row.name))),
  };
}

/** PostgreSQL keeps no NUL in a text; it is shown as the sign for it. */
const storable = (value: SqlValue): SqlValue =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u2400') : value;

const TABLE_NAMES = `
  SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`;
