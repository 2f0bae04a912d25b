/** A workspace whose database is on a server: chosen by its settings, made once, refused whenever it is not the right one. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openWorkspace, type WorkspaceProblem } from '../../src/engine/open-workspace.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { getMeta, putMeta } from '../../src/store/meta.ts';
import { openPostgresStore } from '../../src/store/open-postgres.ts';
import { openPostgres } from '../../src/store/postgres-driver.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { PEPPER, TUESDAY } from '../store/fixture.ts';
import { administer, testDatabase } from '../store/postgres-server.ts';
import { scratchFolder } from '../store/scratch.ts';

let url: string;
beforeEach(async () => {
  const database = await testDatabase();
  ({ url } = database);
  onTestFinished(database.drop);
});

const SETTINGS = `
version: 1
businesses:
  acme: { name: Acme, zone: America/Chicago, country: US, booking_link: https://example.com/book, postal_address: "1 Main St, Chicago, IL 60601", hours: { mon-fri: "09:00-17:00" } }
`;

function workspaceFolder(settings = ''): string {
  const root = scratchFolder();
  writeFileSync(join(root, 'leadseq.yaml'), `${SETTINGS}${settings}`);
  mkdirSync(join(root, 'sequences'));
  return root;
}

let drawn = 0;
const open = (root: string, env: Readonly<Record<string, string>> = {}) =>
  openWorkspace(root, {
    env,
    now: TUESDAY,
    random: (bytes) => {
      drawn += 1;
      return new Uint8Array(bytes).fill(drawn);
    },
  });

async function opened(root: string, env: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const answer = await open(root, env);
  if (!answer.ok) throw new Error(answer.error.message);
  onTestFinished(() => answer.value.db.close());
  return answer.value;
}

async function refused(root: string, env: Readonly<Record<string, string>> = {}): Promise<WorkspaceProblem> {
  const answer = await open(root, env);
  if (answer.ok) throw new Error('it was opened');
  return answer.error;
}

test('the address in leadseq.yaml is used, the tables are made once, and no file is', async () => {
  const root = workspaceFolder(`database: ${url}\n`);
  const first = await opened(root);
  expect(first.db.engine).toBe('postgres');
  expect(await getMeta(first.db, 'schema_version')).toBe(String(SCHEMA_VERSION));
  const second = await opened(root);
  expect(await getMeta(second.db, 'instance')).toBe(await getMeta(first.db, 'instance'));
  expect(existsSync(join(root, '.leadseq/leadseq.db'))).toBe(false);
  expect(existsSync(join(root, '.leadseq/pepper'))).toBe(true);
});

test('the environment wins over the file', async () => {
  const root = workspaceFolder('database: postgres://nobody@127.0.0.1:1/nowhere\n');
  expect((await opened(root, { LEADSEQ_DATABASE: url })).db.engine).toBe('postgres');
});

test('workspaces that open an empty database at the same time make its tables once', async () => {
  const root = workspaceFolder(`database: ${url}\n`);
  const all = await Promise.all([1, 2, 3, 4].map(() => opened(root)));
  const instances = await Promise.all(all.map(({ db }) => getMeta(db, 'instance')));
  expect(new Set(instances).size).toBe(1);
});

test('a second machine without the key is told to bring it, and keeps none of its own', async () => {
  await opened(workspaceFolder(`database: ${url}\n`));
  const elsewhere = workspaceFolder(`database: ${url}\n`);
  const problem = await refused(elsewhere);
  expect(problem).toMatchObject({ kind: 'store', exit: 3 });
  expect(problem.message).toContain('Put back the pepper file that belongs to this database.');
  for (const file of ['pepper', 'pepper.new'])
    expect(existsSync(join(elsewhere, '.leadseq', file))).toBe(false);
});

test('a database that lost its tables is not made anew by a workspace that had them', async () => {
  const root = workspaceFolder(`database: ${url}\n`);
  await (await opened(root)).db.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  expect((await refused(root)).message).toContain('They knew everybody who opted out');
});

test('a workspace with a file and a server is refused until it is known which of them counts', async () => {
  const root = workspaceFolder();
  await opened(root);
  const problem = await refused(root, { LEADSEQ_DATABASE: url });
  expect(problem.message).toContain('This workspace has two databases');
  expect(problem.message).toContain('seq move');
  rmSync(join(root, '.leadseq/leadseq.db'));
  expect((await refused(root, { LEADSEQ_DATABASE: url })).message).toContain('There are no tables in');
});

const secret = 'hunter2-very-secret';

test('whatever is wrong with the server is one sentence, with its address and without its password', async () => {
  const { hostname, port, pathname } = new URL(url);
  const at = (place: string) => `postgres://leadseq:${secret}@${place}`;
  const wrong: readonly (readonly [address: string, words: string])[] = [
    [at('127.0.0.1:1/leads'), 'postgres://leadseq@127.0.0.1:1/leads does not answer (ECONNREFUSED)'],
    [at('no-such-host.invalid/leads'), 'does not answer (E'],
    [at(`${hostname}:${port}/no_such_database`), 'has no database of that name'],
    [
      `postgres://stranger:${secret}@${hostname}:${port}${pathname}`,
      `postgres://stranger@${hostname}:${port}${pathname} does not let this user in`,
    ],
    [at(`${hostname}:${port}${pathname}?sslmode=require`), 'does not'],
    [`mysql://leadseq:${secret}@example.com/leads`, 'is not one of PostgreSQL'],
    ['leads', 'is not one of PostgreSQL'],
  ];
  for (const [address, words] of wrong) {
    const problem = await refused(workspaceFolder(), { LEADSEQ_DATABASE: address });
    expect([address, problem.exit]).toEqual([address, 3]);
    expect(problem.message).toContain(words);
    expect(problem.message).not.toContain(secret);
    expect(problem.message).not.toMatch(/\n| at /);
  }
});

const store = (change: Partial<Parameters<typeof openPostgresStore>[0]> = {}) =>
  openPostgresStore({ url, pepper: PEPPER, now: TUESDAY, create: true, ...change });

test('tables of a newer program are refused and left alone', async () => {
  const db = await store();
  await putMeta(db, 'schema_version', String(SCHEMA_VERSION + 1));
  await db.close();
  await expect(store()).rejects.toMatchObject({ name: 'StoreError', kind: 'newer' });
});

test('a database of another program is not written to', async () => {
  await administer(url, 'CREATE TABLE invoices (id int)');
  await expect(store()).rejects.toThrow('belongs to another program: it has a table invoices');
  await administer(url, 'DROP TABLE invoices');
  await (await store()).close();
});

test('a standby, which takes no writes, is told from the primary', async () => {
  await (await store()).close();
  await administer(
    url,
    `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`,
  );
  const db = await openPostgres(url);
  await expect(db.tx((handle) => handle.run('UPDATE business SET slug = slug'))).rejects.toMatchObject({
    kind: 'read_only',
  });
  await db.close();
});

test('every connection waits to be told that a commit is on the disk, whatever the server is set to', async () => {
  await administer(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
  const control = await openPostgres(url);
  const asked = ['synchronous_commit', 'default_transaction_isolation', 'lock_timeout'];
  const seen = await Promise.all(
    asked.map((name) => control.all('SELECT current_setting(?) AS value', [name])),
  );
  expect(seen.map(([row]) => row?.value)).toEqual(['on', 'read committed', '5s']);
  await control.close();
});
