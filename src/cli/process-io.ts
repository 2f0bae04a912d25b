/** The real world as an `Io`: the only file besides the launcher that names the process. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, delimiter, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instant } from '../domain/time.ts';
import type { Io, OutStream } from './io.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/seq', import.meta.url));

export function processIo(): Io {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // Once: a second signal has its usual effect and ends the process at once.
    process.once(name, () => abort.abort(name));
  }
  return {
    name: nameToType(process.argv[1] ?? LAUNCHER, process.cwd(), process.env),
    program: [process.execPath, LAUNCHER],
    // A getter: opening standard input costs time that most commands need not pay.
    get stdin() {
      return process.stdin as Io['stdin'];
    },
    stdout: outStream(process.stdout),
    stderr: outStream(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: () => instant(Date.now()),
    random: (bytes) => randomBytes(bytes),
    signal: abort.signal,
  };
}

/**
 * What starts this very program when it is pasted: its plain name when the shell finds it by that, and else a path, as
 * typed where that is known. `seq` alone would be coreutils' program in a fresh clone.
 */
export function nameToType(
  launcher: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  // An alias of the shell is found by its own name, which only the alias itself can tell.
  if (/^[\w-]+$/.test(env.LEADSEQ_NAME ?? '')) return env.LEADSEQ_NAME ?? '';
  const name = basename(launcher);
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(resolve(cwd, folder), name));
  const found = onPath.find((path) => existsSync(path));
  if (found === launcher) return name;
  // Most shells say in `_` how a program was called.
  if (env._?.startsWith('.') && resolve(cwd, env._) === launcher) return env._;
  const near = relative(cwd, launcher);
  return near.startsWith('..') ? launcher : `./${near}`;
}

function outStream(stream: NodeJS.WriteStream): OutStream {
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.columns || 80;
    },
  };
}
