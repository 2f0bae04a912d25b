/** The real world as an `Io`: the only file besides the launcher that names the process. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
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
  const typed = basename(process.argv[1] ?? 'seq');
  return {
    name: typed === 'leadseq' ? 'leadseq' : 'seq',
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

function outStream(stream: NodeJS.WriteStream): OutStream {
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}
