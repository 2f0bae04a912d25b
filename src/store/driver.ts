/** The seam between the store's statements and a database engine: four methods, `?` placeholders, one transaction at a time. */

/** What a statement may bind and a row may hold. Integers above 2^53 never occur. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/** Inside a transaction, use only the handle you were given and await nothing but it. */
export interface Handle {
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Rows changed by an insert, update or delete. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
}

export interface Driver extends Handle {
  readonly engine: 'sqlite' | 'postgres';
  /** Several statements without parameters: the schema, and nothing else. */
  script(sql: string): Promise<void>;
  /** A write transaction (`BEGIN IMMEDIATE` on SQLite); rolled back when `work` throws. Not reentrant. */
  tx<T>(work: (handle: Handle) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The database cannot be used at all; `kind` decides the exit code, the message names the path and the remedy. */
export class StoreError extends Error {
  /** `configuration`: nothing is wrong with the file; the pepper is another one, or the SQLite engine does not load. */
  readonly kind: 'missing' | 'busy' | 'newer' | 'corrupt' | 'read_only' | 'full' | 'configuration' | 'other';
  constructor(kind: StoreError['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.kind = kind;
  }
}
