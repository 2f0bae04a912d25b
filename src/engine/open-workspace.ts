/** Opens a workspace for work: its settings must be right, its key safe and its database whole; a broken sequence file holds up nobody else. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { SequenceId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { decodeSequence } from '../sequence/hash.ts';
import { type Driver, StoreError } from '../store/driver.ts';
import { openStore } from '../store/open.ts';
import { revisionsOf } from '../store/revisions.ts';
import { withEnvFile } from './env-file.ts';
import { createPepper, isPepperFresh, type PepperProblem, readPepper, settlePepper } from './pepper.ts';
import { type Environment, type Reading, readWorkspace } from './read-workspace.ts';
import type { SequenceFile, Workspace } from './workspace.ts';

export { findRoot } from './workspace-files.ts';

/** Why a workspace cannot be opened; `exit` is the exit code that says so. */
export interface WorkspaceProblem {
  readonly kind: 'no_workspace' | 'settings' | 'pepper' | 'store';
  readonly message: string;
  readonly hint: string | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly exit: 3 | 75;
}

export interface OpenWorkspaceOptions {
  readonly env: Environment;
  readonly now: Instant;
  readonly random: (bytes: number) => Uint8Array;
  /** Everything when left out; with `settings` the workspace has no sequences. */
  readonly reading?: Reading;
}

const stateFolder = (root: string): string => join(root, '.leadseq');
export const databasePath = (root: string): string => join(stateFolder(root), 'leadseq.db');
const pepperPath = (root: string): string => join(stateFolder(root), 'pepper');

export async function openWorkspace(
  root: string,
  options: OpenWorkspaceOptions,
): Promise<Result<Workspace, WorkspaceProblem>> {
  const environment = withEnvFile(root, options.env);
  if (!environment.ok) return fail({ kind: 'settings', ...environment.error, diagnostics: [], exit: 3 });
  const read = await readWorkspace(root, environment.value, options.reading);
  const { config } = read.settings;
  if (config === null) {
    return fail({
      kind: 'settings',
      message: 'leadseq.yaml has mistakes, so nothing is run:',
      hint: null,
      diagnostics: read.settings.diagnostics,
      exit: 3,
    });
  }
  const key = preparePepper(root, options);
  if (!key.ok) {
    const { message, hint } = key.error;
    return fail({ kind: 'pepper', message, hint, diagnostics: [], exit: 3 });
  }
  const path = databasePath(root);
  try {
    const { pepper, isFresh } = key.value;
    const db = await openStore({ path, pepper, now: options.now, create: isFresh });
    if (isFresh) settlePepper(pepperPath(root));
    const sequences = await withLastGood(db, read.sequences);
    return ok({
      root,
      config,
      sequences,
      db,
      pepper,
      outbox: join(stateFolder(root), 'outbox'),
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const exit = error.kind === 'busy' ? 75 : 3;
    return fail({ kind: 'store', message: error.message, hint: null, diagnostics: [], exit });
  }
}

interface Key {
  readonly pepper: Uint8Array;
  /** The workspace has never had a database. */
  readonly isFresh: boolean;
}

/** A fresh clone of a workspace gets its key here; one that has a database must have kept it, and the other way round. */
function preparePepper(root: string, options: OpenWorkspaceOptions): Result<Key, PepperProblem> {
  const path = pepperPath(root);
  const isFresh = isPepperFresh(path) || !(existsSync(path) || existsSync(databasePath(root)));
  if (isFresh) mkdirSync(stateFolder(root), { recursive: true, mode: 0o700 });
  const pepper = isFresh ? createPepper(path, options.random) : readPepper(path);
  if (!pepper.ok) return pepper;
  if (!isFresh && !existsSync(databasePath(root))) {
    return fail({
      kind: 'missing',
      message: `the database is missing, but not its key: ${databasePath(root)}`,
      hint: `It knew everybody who opted out, so nothing is sent. Restore it from a backup. To start over and forget them all: rm ${path}`,
    });
  }
  return ok({ pepper: pepper.value, isFresh });
}

/** A file that no longer compiles keeps its newest stored revision for whoever is enrolled by it from now on. */
async function withLastGood(
  db: Driver,
  sequences: ReadonlyMap<SequenceId, SequenceFile>,
): Promise<ReadonlyMap<SequenceId, SequenceFile>> {
  const whole = new Map<SequenceId, SequenceFile>();
  for (const [id, file] of sequences) {
    const stored = file.revision === null ? (await revisionsOf(db, id))[0] : undefined;
    const revision = stored
      ? { hash: stored.hash, sequence: decodeSequence(stored.compiled) }
      : file.revision;
    whole.set(id, { ...file, revision });
  }
  return whole;
}
