/** Opens a workspace for work: its settings must be right, its key safe and its database whole; a broken sequence file holds up nobody else. */
import { join } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { SequenceId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { decodeSequence } from '../sequence/hash.ts';
import { type Driver, StoreError } from '../store/driver.ts';
import { revisionsOf } from '../store/revisions.ts';
import { isSealed } from '../store/seal.ts';
import { withEnvFile } from './env-file.ts';
import { databasePath, databaseUrl, openDatabase, stateFolder } from './open-database.ts';
import { type Environment, type Reading, readWorkspace } from './read-workspace.ts';
import type { SequenceFile, Workspace } from './workspace.ts';

export { databasePath } from './open-database.ts';
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
  try {
    const opened = await openDatabase(root, databaseUrl(config, environment.value), options);
    if (!opened.ok) {
      const { message, hint } = opened.error;
      return fail({ kind: 'pepper', message, hint, diagnostics: [], exit: 3 });
    }
    const { db, pepper } = opened.value;
    if (db.engine === 'sqlite' && (await isSealed(db))) {
      await db.close();
      throw sealed(root);
    }
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

/** A copy of what a move has left, or a move that was cut short between its last two steps. */
const sealed = (root: string): StoreError =>
  new StoreError(
    'configuration',
    `The rows of ${databasePath(root)} were carried over to a server: this file is not in force any more, and nothing is sent from it. Put the server's address into leadseq.yaml or LEADSEQ_DATABASE, and the file out of the way; a move that was cut short at its end is ended by the same command again.`,
  );

/** A file that no longer compiles keeps its newest stored revision for whoever is enrolled by it from now on. */
export async function withLastGood(
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
