/** The doctor at a database on a server: its promises, its clock and the rights of the user, on a real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { writeFinding } from '../../src/engine/doctor/database.ts';
import type { Finding } from '../../src/engine/doctor/finding.ts';
import { promiseFinding, serverFindings } from '../../src/engine/doctor/server.ts';
import { openPostgres, type PostgresDriver } from '../../src/store/postgres-driver.ts';
import { serverFacts } from '../../src/store/server-facts.ts';
import { createWorld } from '../cli/world.ts';
import { administer, type TestDatabase, testDatabase } from '../store/postgres-server.ts';

let database: TestDatabase;
let db: PostgresDriver;
let other: string;
beforeEach(async () => {
  database = await testDatabase('tables');
  db = await openPostgres(database.url);
  other = `visitor_${new URL(database.url).pathname.slice(1)}`;
});
afterEach(async () => {
  await db.close();
  await database.drop();
  await administer(serverOf(database.url), `DROP ROLE IF EXISTS ${other}`);
});

/** The server's own database, from which others are taken away. */
function serverOf(url: string): string {
  const server = new URL(url);
  server.pathname = '/postgres';
  return server.href;
}

const now = () => instant(Date.now());
const told = (findings: readonly Finding[]) =>
  findings.map(({ check, level, seen }) => `${check} ${level}: ${seen}`);

/** Somebody else than the owner of the tables, with these rights. */
async function visitor(grant: string): Promise<PostgresDriver> {
  await administer(database.url, `CREATE ROLE ${other} LOGIN PASSWORD 'x'; ${grant}`);
  const url = new URL(database.url);
  url.username = other;
  url.password = 'x';
  return openPostgres(url.href);
}

describe('a server as it should be', () => {
  test('keeps what it acknowledges, has our time, and lets its user do everything', async () => {
    const { version, user, fsync } = await serverFacts(db);
    // The tests' own server may have given its promises up, for speed.
    const [promise, ...rest] = await serverFindings(db, now);
    expect(promise?.level).toBe(fsync === 'on' ? 'ok' : 'failure');
    expect(version).toMatch(/^PostgreSQL \d+/);
    expect(told(rest)).toEqual([
      "server-clock ok: this clock agrees with the database server's",
      `rights ok: ${user} may read, write and upgrade every table`,
    ]);
  });

  const facts = {
    version: 'PostgreSQL 15.18',
    user: 'leads',
    schema: 'public',
    fsync: 'on',
    fullPageWrites: 'on',
    synchronousCommit: 'on',
    time: 0,
  };
  test.each([
    [{}, 'database ok: PostgreSQL 15.18; every commit flushed (fsync on, synchronous_commit on)'],
    [
      { synchronousCommit: 'remote_apply' },
      'database ok: PostgreSQL 15.18; every commit flushed (fsync on, synchronous_commit remote_apply)',
    ],
    [
      { fsync: 'off', fullPageWrites: 'off' },
      'database failure: PostgreSQL 15.18 with fsync and full_page_writes off: a power cut would forget or damage what was sent',
    ],
  ])('with %j', (change, seen) => {
    expect(told([promiseFinding({ ...facts, ...change })])).toEqual([seen]);
  });
});

test('a clock that is not the server’s', async () => {
  const [, clock] = await serverFindings(db, () => instant(Date.now() - 150_000));
  expect(clock).toMatchObject({ check: 'server-clock', level: 'failure' });
  expect(clock?.seen).toMatch(/^this clock is (149|150) s behind the database server's; it may be 5 s off$/);
});

describe('a user who does not own the tables', () => {
  test('may do all but upgrade them', async () => {
    const guest = await visitor(`
      GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO ${other};
      GRANT DELETE ON meta, touch_end TO ${other};
      GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ${other}`);
    const [, , rights] = await serverFindings(guest, now);
    expect(rights).toMatchObject({
      level: 'warning',
      seen: expect.stringMatching(
        new RegExp(
          `^${other} may read and write everything, but does not own \\w+ and \\d+ more: a newer version of the program could not change it$`,
        ),
      ),
    });
    expect((await writeFinding({ db: guest } as never)).level).toBe('ok');
    await guest.close();
    await administer(database.url, `DROP OWNED BY ${other}`);
  });

  test('may not write one of them', async () => {
    const guest = await visitor(`
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${other};
      GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ${other};
      REVOKE INSERT ON event FROM ${other}; REVOKE UPDATE ON meta FROM ${other}`);
    const [, , rights] = await serverFindings(guest, now);
    expect(rights).toMatchObject({
      level: 'failure',
      seen: `${other} may not do with event and 1 more what the program does there`,
      remedy: `As its owner: GRANT ALL ON ALL TABLES IN SCHEMA public TO ${other}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${other};`,
    });
    await expect(writeFinding({ db: guest } as never)).rejects.toThrow('does not allow this user to do that');
    await guest.close();
    await administer(database.url, `DROP OWNED BY ${other}`);
  });
});

test('the command tells of the server, and nothing of a file that there is not', async () => {
  const world = createWorld();
  const empty = await testDatabase();
  const run = (words: string) => world.run(`LEADSEQ_DATABASE=${empty.url} seq ${words}`);
  world.setNow(new Date().toISOString());
  await run('init --yes --name "Acme Dental" --zone America/Chicago');
  const text = await run('doctor --offline');
  expect([...text.matchAll(/^(?:ok|warning|failure) +(\S+)/gm)].map(([, check]) => check)).toEqual([
    'node',
    'zone-data',
    'path',
    'settings',
    'files',
    'disk',
    'database',
    'server-clock',
    'rights',
    'write',
    'instance',
    'cron',
  ]);
  expect(text).not.toMatch(/sqlite|write-ahead|every page|leadseq\.db/i);
  expect(text).toContain('only their owner can read the key and the secrets\n');
  world.remove();
  await empty.drop();
});
