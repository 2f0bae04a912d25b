/** `seq fmt`: tidies sequence files without touching a word, or says which are not tidy. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { findRoot, readOne, readWorkspaceFiles } from '../../engine/workspace-files.ts';
import { formatSequence } from '../../sequence/format.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain } from '../problems.ts';
import { shellWord } from '../terminal.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly check?: boolean;
}

interface Tidied {
  readonly root: string;
  readonly path: string;
  readonly before: string;
  /** Null when the file has mistakes. */
  readonly after: string | null;
}

export const run: Command<Options> = async (io, names, options) => {
  const files = names.length > 0 ? await named(io, options, names) : await all(io, options);
  if (typeof files === 'number') return files;
  const shown = ({ root, path }: Tidied): string => relative(io.cwd, join(root, path));
  const broken = files.filter(({ after }) => after === null);
  const untidy = files.filter(({ before, after }) => after !== null && after !== before);
  if (!options.check) for (const file of untidy) write(file);
  const done = options.check ? 'untidy' : 'tidied';
  if (options.json) {
    writeJson(io, 'fmt', { checked: files.length, [done]: untidy.map(shown), broken: broken.map(shown) });
  } else {
    for (const file of untidy) io.stdout.write(`${options.check ? 'Not tidy' : 'Tidied'}: ${shown(file)}\n`);
    if (untidy.length === 0 && broken.length === 0)
      io.stdout.write(`${files.length} ${files.length === 1 ? 'file' : 'files'}: tidy\n`);
  }
  for (const file of broken)
    complain(
      io,
      options,
      `${shown(file)} has mistakes, and stays as it is`,
      `See: ${io.name} lint ${shellWord(shown(file))}`,
    );
  return broken.length > 0 || (options.check && untidy.length > 0) ? EXIT.problems : EXIT.ok;
};

async function all(io: Io, options: GlobalOptions): Promise<readonly Tidied[] | ExitCode> {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const { sequences } = await readWorkspaceFiles(root);
  return [...sequences].map(([path, before]) => ({ root, path, before, after: formatSequence(before) }));
}

async function named(
  io: Io,
  options: GlobalOptions,
  names: readonly string[],
): Promise<readonly Tidied[] | ExitCode> {
  const files: Tidied[] = [];
  for (const name of names) {
    const absolute = resolve(io.cwd, options.workspace ?? '.', name);
    const root = findRoot(resolve(absolute, '..')) ?? resolve(absolute, '..');
    const path = relative(root, absolute);
    const text = await readOne(root, path);
    if (!text.ok) {
      complain(io, options, `${name}: ${text.error.message}`, text.error.hint);
      return EXIT.usage;
    }
    files.push({ root, path, before: text.value, after: formatSequence(text.value) });
  }
  return files;
}

/** All of it or nothing: whoever cuts the power has the file as it was. */
function write({ root, path, after }: Tidied): void {
  const target = join(root, path);
  // One that was cut short before left this behind.
  rmSync(`${target}.tidy`, { force: true });
  writeFileSync(`${target}.tidy`, after ?? '', { flag: 'wx' });
  renameSync(`${target}.tidy`, target);
}
