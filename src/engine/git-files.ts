/** The files of a workspace as they were in a commit, in the form in which the working tree is read. */
import { posix } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { askGit, commitOf, type GitProblem } from './git.ts';
import { MAX_BYTES, MAX_FILES, SETTINGS_FILE, unread, type WorkspaceFiles } from './workspace-files.ts';

export interface CommittedFiles {
  /** Full id of the commit. */
  readonly commit: string;
  readonly files: WorkspaceFiles;
}

interface Entry {
  readonly path: string;
  readonly object: string;
  readonly isLink: boolean;
  readonly size: number;
}

/** Everything together: a history can hold what no working tree would. */
const MAX_TOTAL = 64 * 1024 * 1024;
const WANTED = [SETTINGS_FILE, 'sequences/', 'templates/'];

/** Settings, sequences and templates below `root` (an absolute folder) at a branch, tag or commit; a folder that was not there yet is empty. Three short git processes; nothing is fetched. */
export async function filesAtRevision(
  root: string,
  revision: string,
): Promise<Result<CommittedFiles, GitProblem>> {
  const commit = await commitOf(root, revision);
  if (!commit.ok) return commit;
  const listed = await askGit(root, ['ls-tree', '-r', '-z', '-l', commit.value, '--', ...WANTED]);
  if (listed.code !== 0) return fail(broken(revision, listed.stderr));
  const { entries, diagnostics } = chosen(entriesOf(listed.stdout.toString('utf8')));
  const texts = await textsOf(root, entries);
  if (texts === null) return fail(broken(revision, 'its objects are not all here'));
  const read = new Map<string, string>();
  for (const entry of entries) {
    const bytes = entry.isLink ? linked(entry, entries, texts) : texts.get(entry.object);
    const text = bytes && decoded(bytes);
    if (text !== undefined) read.set(entry.path, text);
    else diagnostics.push(unread('unreadable', entry.path, `At ${revision} this is not a text in UTF-8.`));
  }
  const settings = read.get(SETTINGS_FILE);
  return ok({
    commit: commit.value,
    files: {
      settings: settings === undefined ? null : { path: SETTINGS_FILE, text: settings },
      sequences: within(read, /^sequences\/.*(?<!\.test)\.ya?ml$/),
      templates: within(read, /^templates\/.*\.md$/),
      diagnostics,
    },
  });
}

const broken = (revision: string, said: string): GitProblem => ({
  kind: 'failed',
  message: `git cannot read the files at "${revision}": ${said.split('\n')[0] ?? ''}`,
});

/** Lines such as `100644 blob <id>     123\tsequences/a.yaml`, each ended by a NUL. */
const entriesOf = (text: string): readonly Entry[] =>
  text.split('\0').flatMap((line): readonly Entry[] => {
    const tab = line.indexOf('\t');
    const [mode = '', kind, object = '', size = ''] = line.slice(0, tab).split(/ +/);
    if (tab === -1 || kind !== 'blob') return [];
    return [{ path: line.slice(tab + 1), object, isLink: mode === '120000', size: Number(size) }];
  });

/** What the working tree's reader would take, within the same bounds. */
function chosen(all: readonly Entry[]): {
  readonly entries: readonly Entry[];
  readonly diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const entries: Entry[] = [];
  let total = 0;
  for (const entry of [...all].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const isWanted = entry.path === SETTINGS_FILE || /\.(ya?ml|md)$/.test(entry.path);
    if (!isWanted || posix.basename(entry.path).startsWith('.')) continue;
    total += entry.size;
    if (entry.size > MAX_BYTES || total > MAX_TOTAL || entries.length >= 2 * MAX_FILES) {
      const message = `This file is not read: it has ${entry.size.toLocaleString('en-US')} bytes, or comes after too many others.`;
      diagnostics.push(unread('too-large', entry.path, message));
    } else entries.push(entry);
  }
  return { entries, diagnostics };
}

/** The contents by object id; null when one of them is not here. */
async function textsOf(root: string, entries: readonly Entry[]): Promise<ReadonlyMap<string, Buffer> | null> {
  const found = new Map<string, Buffer>();
  if (entries.length === 0) return found;
  const input = entries.map(({ object }) => `${object}\n`).join('');
  const most = entries.reduce((sum, { size }) => sum + size + 200, 0);
  const { code, stdout } = await askGit(root, ['cat-file', '--batch'], { input, most });
  if (code !== 0) return null;
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(10, at);
    const [object = '', kind, size = ''] = stdout.toString('utf8', at, end).split(' ');
    if (end === -1 || kind !== 'blob') return null;
    const from = end + 1;
    found.set(object, stdout.subarray(from, from + Number(size)));
    at = from + Number(size) + 1;
  }
  return found;
}

/** What a link points at, when that is another of the files. */
function linked(
  link: Entry,
  entries: readonly Entry[],
  texts: ReadonlyMap<string, Buffer>,
): Buffer | undefined {
  const target = texts.get(link.object)?.toString('utf8') ?? '';
  const path = posix.join(posix.dirname(link.path), target);
  const found = entries.find((entry) => entry.path === path && !entry.isLink);
  return found && texts.get(found.object);
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const within = (read: ReadonlyMap<string, string>, wanted: RegExp): ReadonlyMap<string, string> =>
  new Map([...read].filter(([path]) => wanted.test(path)));
