/** `seq schema`: the JSON Schema of this version's files, for an editor or a check of one's own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { usage } from '../problems.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly write?: boolean;
}

const FOLDER = fileURLToPath(new URL('../../../schemas/', import.meta.url));
const KINDS = ['sequence', 'workspace', 'test'] as const;
const fileOf = (kind: string): string => `${kind}.schema.json`;

export const run: Command<Options> = async (io, [kind], options) => {
  if (kind !== undefined && !KINDS.some((each) => each === kind))
    return usage(io, options, `there is no schema "${kind}"`, 'It takes sequence, workspace or test.');
  if (!options.write) {
    io.stdout.write(readFileSync(join(FOLDER, fileOf(kind ?? 'sequence')), 'utf8'));
    return EXIT.ok;
  }
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  mkdirSync(join(root, 'schemas'), { recursive: true });
  const written = KINDS.filter((each) => kind === undefined || each === kind).map((each) => {
    const path = join(root, 'schemas', fileOf(each));
    writeFileSync(path, readFileSync(join(FOLDER, fileOf(each)), 'utf8'));
    return relative(io.cwd, path);
  });
  if (options.json) writeJson(io, 'schema', { written });
  else for (const path of written) io.stdout.write(`Written: ${path}\n`);
  return EXIT.ok;
};
