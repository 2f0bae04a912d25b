/** The seam between the store's statements and a database engine: four methods, `?` placeholders, one transaction at a time. */

/** What a statement may bind and a row may hold. Integers above 2^53 never occur. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/** Inside a transaction, use only the handle you were given and await nothing but it. */
export interface Handle {
  /** For the very few statements that the engines must be told in different words. */
  readonly engine: 'sqlite' | 'postgres';
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Rows changed by an insert, update or delete. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
}

export interface Driver extends Handle {
  /** Several statements without parameters: the schema, and nothing else. */
  script(sql: string): Promise<void>;
  /** A write transaction (`BEGIN IMMEDIATE` on SQLite); rolled back when `work` throws. Not reentrant. */
  tx<T>(work: (handle: Handle) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type StoreTrouble =
  | 'missing'
  | 'busy'
  | 'newer'
  | 'corrupt'
  | 'read_only'
  | 'full'
  | 'configuration'
  /** A server that does not answer, or that cut the connection: what was not committed is undone. */
  | 'unreachable'
  /** The commit was asked for and no answer came: it may have happened. */
  | 'unknown'
  | 'other';

/** The database cannot be used at all; `kind` decides the exit code, the message names the path and the remedy. */
export class StoreError extends Error {
  /** `configuration`: nothing is wrong with the data; the pepper is another one, the engine does not load, or the server wants a password. */
  readonly kind: StoreTrouble;
  constructor(kind: StoreTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.kind = kind;
  }
}
