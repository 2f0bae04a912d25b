/** What lint has found before in the very same files, kept beside the database for those who ask for it with `--cache`. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { findRoot } from '../engine/workspace-files.ts';
import type { LintFilesInput } from '../lint/lint-files.ts';
import type { Io } from './io.ts';

/** Says what is wrong with the files of the workspace at `root`. */
export type Judge = (root: string, input: LintFilesInput) => Promise<readonly Diagnostic[]>;

export const judgeAnew: Judge = async (_, input) => {
  const { lintFiles } = await import('../lint/lint-files.ts');
  return lintFiles(input);
};

/** The whole workspace, some files of it, and what they were on some branches; older ones go. */
const MOST_KEPT = 20;

/**
 * Looks for findings of the same files first. `build` tells this program from any other that may find something else; null
 * when nobody can tell, as while it is being worked on: then everything is judged anew. Outside of a workspace too, where there
 * is no folder for it.
 */
export const judgeKept =
  (build: string | null): Judge =>
  async (root, input) => {
    if (build === null || findRoot(root) !== root) return judgeAnew(root, input);
    const folder = join(root, '.leadseq', 'lint');
    const file = join(folder, `${keyOf(build, input)}.json`);
    const known = await findingsIn(file);
    if (known !== null) return known;
    const found = await judgeAnew(root, input);
    await keep(folder, file, found);
    return found;
  };

/** Of all that findings depend on: every text, what is asked, the program, and what it runs on, which knows the time zones. */
function keyOf(build: string, input: LintFilesInput): string {
  const all = JSON.stringify({ build, runtime: process.versions, input }, (_, value: unknown) =>
    value instanceof Map ? [...value] : value instanceof Set ? [...value].sort() : value,
  );
  return createHash('sha256').update(all).digest('hex');
}

/** Null when there are none that can be read: then they are made again. */
async function findingsIn(file: string): Promise<readonly Diagnostic[] | null> {
  try {
    const { findings } = JSON.parse(await readFile(file, 'utf8')) as {
      readonly findings?: readonly Diagnostic[];
    };
    if (!Array.isArray(findings)) return null;
    const now = new Date();
    await utimes(file, now, now);
    return findings;
  } catch {
    return null;
  }
}

/** Whole or not at all, whatever stops it; a folder that cannot be written costs the next run its time, and nothing else. */
async function keep(folder: string, file: string, findings: readonly Diagnostic[]): Promise<void> {
  const unfinished = join(folder, `${randomUUID()}.new`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(unfinished, JSON.stringify({ findings }), { mode: 0o600 });
    await rename(unfinished, file);
    await forgetOldest(folder);
  } catch {
    await rm(unfinished, { force: true }).catch(() => {});
  }
}

async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MOST_KEPT) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  const oldest = aged.sort((a, b) => b.at - a.at).slice(MOST_KEPT);
  for (const { name } of oldest) await rm(join(folder, name), { force: true });
}

/** Written when the chunks are made; there is none for plain files, which anybody may be changing. */
export async function buildId({ env }: Pick<Io, 'env'>): Promise<string | null> {
  if (env.LEADSEQ_DEBUG === '1') return null;
  return readFile(new URL('../chunks/build-id', import.meta.url), 'utf8').catch(() => null);
}
