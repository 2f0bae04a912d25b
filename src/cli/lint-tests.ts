/** The tests in what `seq lint` is given whole, a workspace or a folder: read as `seq test` reads them, and none is played. */
import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { readTestFiles, rootOfFolder } from '../engine/workspace-files.ts';
import type { GlobalOptions, Io } from './io.ts';
import type { Linted } from './lint-work.ts';

export const testsOfAll = (io: Io, linted: readonly Linted[]): Promise<readonly Linted[]> =>
  Promise.all(linted.map((one) => withTests(io, one, () => true)));

/** `names` as they were typed; of those that are folders, what lies in them. */
export async function testsInFolders(
  io: Io,
  options: GlobalOptions,
  names: readonly string[],
  linted: readonly Linted[],
): Promise<readonly Linted[]> {
  const paths = names.map((name) => resolve(io.cwd, options.workspace ?? '.', name));
  const kinds = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const folders = paths.filter((_, at) => kinds[at]?.isDirectory() === true);
  return Promise.all(
    linted.map((one) => {
      const inside = folders
        .filter((folder) => rootOfFolder(folder) === one.root)
        .map((folder) => relative(one.root, folder));
      // A folder over the one that stands for its workspace is all of that.
      const isIn = (path: string): boolean =>
        inside.some((folder) => folder === '' || folder.startsWith('..') || path.startsWith(`${folder}/`));
      return inside.length === 0 ? one : withTests(io, one, isIn);
    }),
  );
}

async function withTests(io: Io, linted: Linted, isIn: (path: string) => boolean): Promise<Linted> {
  const { root, checked, diagnostics, texts } = linted;
  const found = await readTestFiles(root);
  const paths = [...found.texts.keys()].filter((path) => isIn(path) && !checked.includes(path));
  if (paths.length === 0) return { ...linted, diagnostics: [...diagnostics, ...found.diagnostics] };
  const { checkTests } = await import('./test/find.ts');
  const tests = await checkTests(io, root, paths, true);
  return {
    root,
    checked: [...checked, ...paths],
    diagnostics: [...diagnostics, ...found.diagnostics, ...tests.diagnostics],
    texts: new Map([...texts, ...tests.texts]),
  };
}
