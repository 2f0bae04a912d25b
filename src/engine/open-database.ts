/** The database of a workspace and the key that belongs to it: a file beside the settings, or a server named by them. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import { type Driver, StoreError } from '../store/driver.ts';
import { openStore } from '../store/open.ts';
import { shown } from '../store/postgres-errors.ts';
import { checkPostgresUrl } from '../store/postgres-url.ts';
import { createPepper, isPepperFresh, type PepperProblem, readPepper, settlePepper } from './pepper.ts';
import type { Environment } from './read-workspace.ts';

export const stateFolder = (root: string): string => join(root, '.leadseq');
export const databasePath = (root: string): string => join(stateFolder(root), 'leadseq.db');
const pepperPath = (root: string): string => join(stateFolder(root), 'pepper');
/** What is left of a file whose rows were carried over to a server: nobody can send from it by mistake. */
export const movedPath = (root: string): string => `${databasePath(root)}.moved`;

export interface OpenDatabaseOptions {
  readonly now: Instant;
  readonly random: (bytes: number) => Uint8Array;
}

export interface OpenedDatabase {
  readonly db: Driver;
  readonly pepper: Uint8Array;
}

/** The server's address, or null for a file. The environment wins, because it may hold a password; it is never printed. */
export const databaseUrl = (config: Pick<WorkspaceConfig, 'database'>, env: Environment): string | null =>
  env.LEADSEQ_DATABASE || config.database;

/** Throws a StoreError when the database cannot be used. */
export async function openDatabase(
  root: string,
  url: string | null,
  options: OpenDatabaseOptions,
): Promise<Result<OpenedDatabase, PepperProblem>> {
  // A mistyped address is no second database.
  if (url !== null) checkPostgresUrl(url);
  if (url !== null && existsSync(databasePath(root))) throw two(root, url);
  const key = preparePepper(root, url, options);
  if (!key.ok) return key;
  const { pepper, isFresh } = key.value;
  const { now } = options;
  const db =
    url === null
      ? await openStore({ path: databasePath(root), pepper, now, create: isFresh })
      : await openServer(root, url, pepper, now, isFresh);
  if (isFresh) settlePepper(pepperPath(root));
  return ok({ db, pepper });
}

async function openServer(
  root: string,
  url: string,
  pepper: Uint8Array,
  now: Instant,
  create: boolean,
): Promise<Driver> {
  // Loaded when a workspace names a server: nobody else pays for it.
  const { openPostgresStore } = await import('../store/open-postgres.ts');
  try {
    return await openPostgresStore({ url, pepper, now, create });
  } catch (error) {
    // A second machine has no key yet: the one that was just made for it is not the one that this database was made with.
    if (create) rmSync(`${pepperPath(root)}.new`, { force: true });
    throw error;
  }
}

/** Opt-outs in one of them would not be known to the other. */
const two = (root: string, url: string): StoreError =>
  new StoreError(
    'configuration',
    `This workspace has two databases: ${shown(url)} is named in its settings, and ${databasePath(root)} is here. Carry the file over with \`seq move\`, or move it away if it is of no use any more. Nothing was done.`,
  );

interface Key {
  readonly pepper: Uint8Array;
  /** The workspace has never had a database. */
  readonly isFresh: boolean;
}

/** A fresh clone of a workspace gets its key here; one that has a database must have kept it, and the other way round. */
function preparePepper(
  root: string,
  url: string | null,
  options: OpenDatabaseOptions,
): Result<Key, PepperProblem> {
  const path = pepperPath(root);
  const isFresh = isPepperFresh(path) || !(existsSync(path) || existsSync(databasePath(root)));
  if (isFresh) mkdirSync(stateFolder(root), { recursive: true, mode: 0o700 });
  const pepper = isFresh ? createPepper(path, options.random) : readPepper(path);
  if (!pepper.ok) return pepper;
  if (url === null && !isFresh && !existsSync(databasePath(root))) return fail(gone(root));
  return ok({ pepper: pepper.value, isFresh });
}

function gone(root: string): PepperProblem {
  if (existsSync(movedPath(root)))
    return {
      kind: 'missing',
      message: `the database was moved to a server, and nothing says which: ${movedPath(root)} is what is left of the file`,
      hint: 'Put its address into leadseq.yaml (`database: postgres://…`), or with a password into LEADSEQ_DATABASE.',
    };
  return {
    kind: 'missing',
    message: `the database is missing, but not its key: ${databasePath(root)}`,
    hint: `It knew everybody who opted out, so nothing is sent. Restore it from a backup. To start over and forget them all: rm ${pepperPath(root)}`,
  };
}
