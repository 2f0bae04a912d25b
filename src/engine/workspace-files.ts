/** The files of a workspace as text: settings, sequences and templates, bounded in size and never from outside its folder. */
import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { fail, ok, type Result } from '../domain/result.ts';

export const SETTINGS_FILE = 'leadseq.yaml';

/** Paths are relative to the root, with `/`. */
export interface WorkspaceFiles {
  readonly settings: { readonly path: string; readonly text: string } | null;
  readonly sequences: ReadonlyMap<string, string>;
  readonly templates: ReadonlyMap<string, string>;
  /** Files that are there but were not read, and why. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Far above any sequence or template a person writes; below what could hurt a parser. */
export const MAX_BYTES = 1024 * 1024;
export const MAX_FILES = 5_000;

/** The folder with `leadseq.yaml` that `cwd` is in, or null. */
export function findRoot(cwd: string): string | null {
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(join(at, SETTINGS_FILE))) return at;
    if (dirname(at) === at) return null;
  }
}

/**
 * What stands for a workspace's folder when `folder` holds sequences and is in none: itself where their templates are in it,
 * as the shipped ones have them; otherwise the folder over `sequences/`.
 */
export function looseRoot(folder: string): string {
  if (!existsSync(join(folder, 'templates'))) {
    if (['sequences', 'templates'].includes(basename(folder))) return dirname(folder);
    if (existsSync(join(folder, 'sequences', 'templates'))) return join(folder, 'sequences');
  }
  return folder;
}

/** The folder that a sequence's other files are looked for in: its workspace's, or what stands for one. */
export const rootOfFolder = (folder: string): string => findRoot(folder) ?? looseRoot(folder);

/** Only `leadseq.yaml`: enough for whatever works by the revisions in the store. */
export async function readSettingsFile(root: string): Promise<WorkspaceFiles> {
  const settings = await readOne(root, SETTINGS_FILE);
  return {
    settings: settings.ok ? { path: SETTINGS_FILE, text: settings.value } : null,
    sequences: new Map(),
    templates: new Map(),
    diagnostics: settings.ok ? [] : [settings.error],
  };
}

/** In a folder that is no workspace and has no `sequences/`, its own files are the sequences. */
export async function readWorkspaceFiles(root: string): Promise<WorkspaceFiles> {
  const settings = await readSettingsFile(root);
  const sequences = await readFolder(root, folderOf(root, settings), isSequenceFile);
  const templates = await readFolder(root, 'templates', (name) => name.endsWith('.md'));
  return {
    settings: settings.settings,
    sequences: sequences.texts,
    templates: templates.texts,
    diagnostics: [...settings.diagnostics, ...sequences.diagnostics, ...templates.diagnostics],
  };
}

const folderOf = (root: string, { settings }: WorkspaceFiles): string =>
  settings === null && !existsSync(join(root, 'sequences')) ? '.' : 'sequences';

/** The tests of sequences, which lie beside them. */
export const readTestFiles = async (root: string): ReturnType<typeof readFolder> =>
  readFolder(root, folderOf(root, await readSettingsFile(root)), isTestFile);

/** `hello.test.yaml` holds the tests of a sequence, and is none. */
export const isTestFile = (path: string): boolean => /\.test\.ya?ml$/.test(path);
const isSequenceFile = (name: string): boolean => /\.ya?ml$/.test(name) && !isTestFile(name);

/** Reads one file of the workspace, or says why it is not read. */
export async function readOne(root: string, path: string): Promise<Result<string, Diagnostic>> {
  const absolute = join(root, path);
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(absolute)]);
    if (real !== realRoot && !real.startsWith(realRoot + sep)) {
      return fail(
        unread('outside-workspace', path, `This is a link to ${real}, outside the workspace.`, OUTSIDE_HINT),
      );
    }
    const { size } = await stat(real);
    if (size > MAX_BYTES) {
      const message = `This file has ${size.toLocaleString('en-US')} bytes; up to ${MAX_BYTES.toLocaleString('en-US')} are read.`;
      return fail(unread('too-large', path, message));
    }
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(real)));
  } catch (error) {
    return fail(unread('unreadable', path, reasonOf(error)));
  }
}

const OUTSIDE_HINT =
  'Copy the file into the workspace: what is sent must not change by an edit somewhere else.';

async function readFolder(
  root: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] }> {
  const texts = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const names = await namesIn(root, folder, wanted);
  if (names.length > MAX_FILES) {
    diagnostics.push(
      unread(
        'too-many-files',
        folder,
        `This folder has ${names.length} files; the first ${MAX_FILES} are read.`,
      ),
    );
  }
  for (const path of names.slice(0, MAX_FILES)) {
    const text = await readOne(root, path);
    if (text.ok) texts.set(path, text.value);
    else diagnostics.push(text.error);
  }
  return { texts, diagnostics };
}

/** Files and links of the folder and the folders in it, sorted; never pipes and devices, which would not end. */
async function namesIn(
  root: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: folder !== '.' });
    return entries
      .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && wanted(entry.name))
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

export function unread(code: string, file: string, message: string, hint?: string): Diagnostic {
  return { code, severity: 'error', message, file, ...(hint === undefined ? {} : { hint }) };
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'There is no such file.';
    case 'EACCES':
    case 'EPERM':
      return 'This file may not be read by this user.';
    case 'EISDIR':
      return 'This is a folder, not a file.';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'This file is not text in UTF-8.';
    case 'ELOOP':
      return 'This link leads back to itself.';
    default:
      return `This file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
