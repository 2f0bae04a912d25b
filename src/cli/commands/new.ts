/** `seq new`: a sequence file to begin with, right as it stands, and never over one that is there. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { asId, type SequenceId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import { readWorkspace } from '../../engine/read-workspace.ts';
import { readOne } from '../../engine/workspace-files.ts';
import { isSequenceId, renamed, type StarterKind, starterText } from '../../sequence/starter.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { shellWord } from '../terminal.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly kind?: StarterKind;
  readonly like?: string;
  readonly name?: string;
}

export const run: Command<Options> = async (io, [id = ''], options) => {
  if (!isSequenceId(id)) return notAnId(io, options, id);
  if (options.kind !== undefined && options.like !== undefined)
    return usage(io, options, '--kind and --like are two ways to begin; give one of them');
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const { sequences } = await readWorkspace(root, io.env);
  const path = `sequences/${id}.yaml`;
  const taken = sequences.get(asId<SequenceId>(id))?.path ?? (existsSync(join(root, path)) ? path : null);
  if (taken !== null) {
    complain(io, options, `there is a sequence "${id}" already: ${taken}`, 'Nothing was changed.');
    return EXIT.problems;
  }
  const name = options.name ?? titleOf(id);
  const text = await textFor(
    io,
    options,
    root,
    id,
    name,
    new Map([...sequences].map(([key, file]) => [key as string, file.path])),
  );
  if (typeof text === 'number') return text;
  const absolute = join(root, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, text, { flag: 'wx' });
  if (options.json) {
    writeJson(io, 'new', { id, path });
    return EXIT.ok;
  }
  const shown = relative(io.cwd, absolute);
  io.stdout.write(`Made ${shown}\n\nNext\n  ${io.name} lint ${shellWord(shown)}\n  ${io.name} plan ${id}\n`);
  return EXIT.ok;
};

function notAnId(io: Io, options: GlobalOptions, typed: string): ExitCode {
  const close = typed
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return usage(
    io,
    options,
    `"${typed}" cannot be the id of a sequence: it takes small letters, digits, - and _, and begins with a letter`,
    isSequenceId(close) ? `Such as: ${io.name} new ${close}` : `Such as: ${io.name} new spring-offer`,
  );
}

/** `spring-offer` is "Spring offer" until somebody finds a better one. */
const titleOf = (id: string): string => {
  const words = id.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

async function textFor(
  io: Io,
  options: Options & GlobalOptions,
  root: string,
  id: string,
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<string | ExitCode> {
  if (options.like === undefined) return starterText(options.kind ?? 'chase', id, name);
  const path = files.get(options.like);
  if (path === undefined) {
    const close = nearest(options.like, [...files.keys()]);
    const meant = close === null ? '' : `; did you mean ${close}?`;
    return usage(
      io,
      options,
      `there is no sequence "${options.like}"${meant}`,
      `This workspace has ${[...files.keys()].join(', ')}.`,
    );
  }
  const original = await readOne(root, path);
  const text = original.ok ? renamed(original.value, id, name) : null;
  if (text !== null) return text;
  complain(io, options, `${path} has mistakes: mend it first`, `See: ${io.name} lint ${path}`);
  return EXIT.problems;
}
