/** What lint compares with: the revision that is asked for, else the last commit of a workspace that is in git; and what leads are in. */

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { GitProblem } from '../engine/git.ts';
import { databasePath } from '../engine/open-database.ts';
import type { Earlier } from '../lint/earlier.ts';
import type { Sequence } from '../sequence/sequence.ts';

/** Null when nobody asks and there is no commit to compare with: that is no mistake. */
async function earlierOf(
  root: string,
  since: string | undefined,
): Promise<Result<Earlier | null, GitProblem>> {
  if (since === undefined && !(await isInGit(root))) return ok(null);
  const { filesAtRevision } = await import('../engine/git-files.ts');
  const revision = since ?? 'HEAD';
  const read = await filesAtRevision(root, revision);
  if (!read.ok) return since === undefined ? ok(null) : fail(read.error);
  const { sequences, templates } = read.value.files;
  return ok({ revision, sequences, templates });
}

/** Looked at before git is started, which takes longer than linting a file. */
async function isInGit(folder: string): Promise<boolean> {
  const found = await stat(join(folder, '.git')).then(
    () => true,
    () => false,
  );
  if (found || dirname(folder) === folder) return found;
  return isInGit(dirname(folder));
}

const NOTHING: Earlier = { revision: 'HEAD', sequences: new Map(), templates: new Map() };

/** Lint asks for no database: one that is not there, is held by somebody or cannot be read changes nothing. */
async function enrolledInOf(root: string): Promise<ReadonlyMap<string, Sequence>> {
  const path = databasePath(root);
  if (!existsSync(path)) return new Map();
  const [{ lastRevisions }, { decodeSequence }] = await Promise.all([
    import('../store/last-revisions.ts'),
    import('../sequence/hash.ts'),
  ]);
  try {
    return new Map([...lastRevisions(path)].map(([id, compiled]) => [id, decodeSequence(compiled)] as const));
  } catch {
    // Of a newer program, which alone can read it.
    return new Map();
  }
}

export interface EarlierFiles {
  readonly at: (root: string) => Promise<Earlier | null>;
  /** Why what was asked for could not be read. */
  readonly problem: () => GitProblem | null;
}

/** Each workspace is read once, however often its files are looked at. Files by name are compared only when asked to be. */
export function earlierFiles(since: string | undefined, byName: boolean): EarlierFiles {
  const read = new Map<string, Promise<Earlier | null>>();
  let problem: GitProblem | null = null;
  const look = async (root: string): Promise<Earlier | null> => {
    const earlier = since === undefined && byName ? ok(null) : await earlierOf(root, since);
    const enrolledIn = byName ? new Map() : await enrolledInOf(root);
    if (earlier.ok)
      return enrolledIn.size === 0 ? earlier.value : { ...(earlier.value ?? NOTHING), enrolledIn };
    problem ??= earlier.error;
    return null;
  };
  return {
    at: (root) => {
      const known = read.get(root) ?? look(root);
      read.set(root, known);
      return known;
    },
    problem: () => problem,
  };
}
