/** The command line in this process, as one terminal: what it has printed, and Ctrl-C. */
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { TUESDAY_10 } from '../engine/kit.ts';

export interface Terminal {
  readonly exit: Promise<number>;
  out(): string;
  err(): string;
  ctrlC(): void;
}

const sevens: Io['random'] = (bytes) => new Uint8Array(bytes).fill(7);

export function type(
  words: readonly string[],
  cwd = '/',
  env: Io['env'] = {},
  { now = () => TUESDAY_10, random = sevens }: Partial<Pick<Io, 'now' | 'random'>> = {},
): Terminal {
  const abort = new AbortController();
  let [out, err] = ['', ''];
  const io: Io = {
    name: 'seq',
    program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
    stdin: Object.assign((async function* (): AsyncGenerator<Uint8Array> {})(), { isTTY: false }),
    stdout: {
      write: (text) => {
        out += text;
      },
      isTTY: false,
      columns: 80,
    },
    stderr: {
      write: (text) => {
        err += text;
      },
      isTTY: false,
      columns: 80,
    },
    env: { NO_COLOR: '1', ...env },
    cwd,
    now,
    random,
    signal: abort.signal,
  };
  return { exit: main(words, io), out: () => out, err: () => err, ctrlC: () => abort.abort('SIGINT') };
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a socket without a port');
  return address.port;
}
