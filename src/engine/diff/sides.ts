/** The two sides of a comparison: the working tree, a revision of git, one that the database keeps, or a single file. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { RevisionHash, SequenceId } from '../../domain/ids.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { decodeSequence } from '../../sequence/hash.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import type { Handle } from '../../store/driver.ts';
import { revisionsBeginning, type StoredRevision } from '../../store/revisions.ts';
import {
  compileFile,
  type Environment,
  type ReadWorkspace,
  readWorkspace,
  readWorkspaceAt,
} from '../read-workspace.ts';
import type { SequenceFile } from '../workspace.ts';
import { findRoot, readOne, readWorkspaceFiles } from '../workspace-files.ts';

export interface Side {
  /** As it was asked for, such as `main (a1b2c3d4e5f6)`. */
  readonly label: string;
  /** Null where there were no settings, or none that can be read. */
  readonly config: WorkspaceConfig | null;
  readonly settingsText: string | null;
  readonly sequences: ReadonlyMap<SequenceId, SequenceFile>;
  /** Only what is in `sequences` is compared; else both sides are whole. */
  readonly isPart: boolean;
}

export interface SideProblem {
  readonly message: string;
  readonly hint?: string;
}

export interface SideAsked {
  readonly root: string;
  readonly cwd: string;
  readonly env: Environment;
  /** The database, where there is one. */
  readonly db: Handle | null;
}

/** `main..topic`, `main..`, `main`, `old.yaml..new.yaml`; null as a name is the working tree. */
export function sidesNamed(typed: string | undefined): Result<readonly [string, string | null], SideProblem> {
  if (typed === undefined) return ok(['HEAD', null]);
  const files = /^(.{1,400}?\.ya?ml)\.\.(.{1,400}\.ya?ml)$/.exec(typed);
  if (files) return ok([files[1] ?? '', files[2] ?? '']);
  if (typed.includes('...'))
    return fail({ message: `"${typed}" has three dots; two revisions are written with two: OLD..NEW` });
  const dots = typed.indexOf('..');
  if (dots === -1) return ok([typed, null]);
  return ok([typed.slice(0, dots) || 'HEAD', typed.slice(dots + 2) || 'HEAD']);
}

export async function readSide(name: string | null, asked: SideAsked): Promise<Result<Side, SideProblem>> {
  const { root, env } = asked;
  if (name === null) return ok(whole('working tree', await readWorkspace(root, env)));
  if (/\.ya?ml$/.test(name)) return fileSide(name, asked);
  const at = await readWorkspaceAt(root, name, env);
  if (at.ok) return ok(whole(`${name} (${at.value.commit.slice(0, 12)})`, at.value));
  const stored = asked.db && /^[0-9a-f]{4,64}$/.test(name) ? await storedRevision(asked.db, name) : null;
  if (stored?.ok === true) return ok(storedSide(stored.value));
  const isMeant = stored?.error.several === true || at.error.kind === 'no-repository';
  return fail(stored !== null && isMeant ? stored.error : at.error);
}

const whole = (label: string, { settings, files, sequences }: ReadWorkspace): Side => ({
  label,
  config: settings.config,
  settingsText: files.settings?.text ?? null,
  sequences,
  isPart: false,
});

async function fileSide(name: string, { cwd }: SideAsked): Promise<Result<Side, SideProblem>> {
  const path = resolve(cwd, name);
  if (!existsSync(path)) return fail({ message: `there is no file ${name}` });
  const folder = dirname(path);
  const root = findRoot(folder) ?? (existsSync(resolve(folder, '../templates')) ? dirname(folder) : folder);
  const text = await readOne(root, relative(root, path));
  if (!text.ok) return fail({ message: `${name}: ${text.error.message}` });
  const { templates } = await readWorkspaceFiles(root);
  const file = compileFile(name, text.value, templates);
  const id = file.revision?.sequence.id ?? (name as SequenceId);
  return ok({
    label: name,
    config: null,
    settingsText: null,
    sequences: new Map([[id, file]]),
    isPart: true,
  });
}

interface StoredProblem extends SideProblem {
  readonly several: boolean;
}

/** The revision in the database whose hash begins so. */
async function storedRevision(db: Handle, prefix: string): Promise<Result<StoredRevision, StoredProblem>> {
  const [first, second] = await revisionsBeginning(db, prefix.toLowerCase());
  if (first === undefined)
    return fail({ several: false, message: `the database keeps no revision that begins with ${prefix}` });
  if (second !== undefined)
    return fail({
      several: true,
      message: `several revisions in the database begin with ${prefix}; type more of it`,
    });
  return ok(first);
}

function storedSide({ sequence, hash, compiled }: StoredRevision): Side {
  const revision = { hash, sequence: decodeSequence(compiled) };
  const label = `revision ${shortHash(hash)}`;
  const file = { path: label, revision, diagnostics: [] };
  return { label, config: null, settingsText: null, sequences: new Map([[sequence, file]]), isPart: true };
}

/** As much of a hash as is shown, and enough to be typed. */
const shortHash = (hash: RevisionHash): string => hash.slice(0, 12);
