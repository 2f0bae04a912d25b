/** A second connection to a SQLite file, on a thread of its own: whoever writes much prepares the next piece while this one is written. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import {
  type Driver,
  type Handle,
  type Row,
  type SqlValue,
  StoreError,
  type StoreTrouble,
} from './driver.ts';
import { isSqlite } from './sqlite-driver.ts';

/** What the thread is asked, several at a time; it answers each by its number, one after the other. */
export type Ask =
  | { readonly n: number; readonly what: 'begin' | 'commit' | 'rollback' | 'close' }
  | {
      readonly n: number;
      readonly what: 'all' | 'run';
      readonly sql: string;
      readonly params: readonly SqlValue[];
    };

export type Answer =
  | { readonly n: number; readonly ok: true; readonly value: readonly Row[] | number | null }
  | { readonly n: number; readonly ok: false; readonly error: Told };

/** An error as it crosses from one thread to the other, which no class does. */
export interface Told {
  readonly kind: StoreTrouble | null;
  readonly message: string;
  readonly code: string | null;
}

/** Of a hundred rows each: enough to make the waking cheap, and few enough for the thread to begin while more are prepared. */
const TOGETHER = 20;

/** Of a build; sources that run as they are have no file that a thread could run. */
const THREAD = fileURLToPath(new URL('./aside-thread.js', import.meta.url));

/** One transaction at a time. */
export type Aside = Pick<Driver, 'tx' | 'close'>;

/**
 * What writes while this thread goes on. A server does so by itself, so that its own driver serves; and whoever writes but
 * once has nothing to prepare meanwhile, so the first transaction is the driver's own.
 */
export function openAside(db: Driver): Aside {
  if (!isSqlite(db) || !existsSync(THREAD)) return { tx: db.tx, close: async () => {} };
  let isFirst = true;
  let thread: Aside | null = null;
  return {
    tx: (work) => {
      if (!isFirst) thread ??= startThread(db.path);
      isFirst = false;
      return (thread ?? db).tx(work);
    },
    close: async () => thread?.close(),
  };
}

function startThread(path: string): Aside {
  // What two pieces leave behind is collected before the heap has doubled: without it 200,000 rows take 270 MB instead of 205.
  setFlagsFromString('--heap-growing-percent=80');
  const worker = new Worker(THREAD, { workerData: path });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  let gone: Error | null = null;

  const end = (error: Error): void => {
    gone = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (answers: readonly Answer[]) => {
    for (const answer of answers) {
      const waiter = waiting.get(answer.n);
      waiting.delete(answer.n);
      if (answer.ok) waiter?.resolve(answer.value);
      else waiter?.reject(heard(answer.error));
    }
  });
  worker.on('error', end);
  worker.on('exit', () => end(new StoreError('other', `The database ${path} was already closed.`)));

  /** Waking another thread costs as much as a row: what is asked in one go, up to `TOGETHER`, travels together. */
  let together: Ask[] = [];
  const post = (): void => {
    if (together.length > 0) worker.postMessage(together);
    together = [];
  };
  const ask = <T>(what: Ask['what'], sql = '', params: readonly SqlValue[] = []): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (gone !== null) return reject(gone);
      const n = ++asked;
      waiting.set(n, { resolve: resolve as (value: unknown) => void, reject });
      together.push(what === 'all' || what === 'run' ? { n, what, sql, params } : { n, what });
      if (together.length === 1) queueMicrotask(post);
      if (together.length === TOGETHER) post();
    });

  const transact = async <T>(work: (handle: Handle) => Promise<T>): Promise<T> => {
    let over = false;
    const inside = async <R>(what: 'all' | 'run', sql: string, params?: readonly SqlValue[]): Promise<R> => {
      if (over) throw new StoreError('other', 'This transaction is over; its handle is of no use any more.');
      return ask(what, sql, params);
    };
    const handle: Handle = {
      engine: 'sqlite',
      all: (sql, params) => inside('all', sql, params),
      run: (sql, params) => inside('run', sql, params),
    };
    await ask('begin');
    try {
      const result = await work(handle);
      await ask('commit');
      return result;
    } catch (error) {
      // What has failed is undone already when it was the commit; the first error says more than a second one.
      await ask('rollback').catch(() => {});
      throw error;
    } finally {
      over = true;
    }
  };

  return {
    tx: transact,
    close: async () => {
      if (gone !== null) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      await ask('close');
      await exited;
    },
  };
}

/** The error that the thread has met. */
function heard({ kind, message, code }: Told): Error {
  if (kind === null) return new Error(message);
  return new StoreError(
    kind,
    message,
    code === null ? undefined : Object.assign(new Error(message), { code }),
  );
}
