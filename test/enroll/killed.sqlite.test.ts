/** The command on a file of several pieces, with its second thread: what it stores, what a rehearsal leaves, and what a kill does. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite } from '../../src/store/sqlite-driver.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const SEQ = join(PACKAGE, 'bin/seq');
const ROWS = 30_000;

let root = '';
beforeEach(() => {
  expect(existsSync(join(PACKAGE, 'dist/store/aside-thread.js')), 'run `npm run build` first').toBe(true);
  root = mkdtempSync(join(tmpdir(), 'enroll-killed-'));
  run('init', '--yes', '--name', 'Smile', '--zone', 'America/Chicago');
  const rows = Array.from({ length: ROWS }, (_, n) => `Lead${n},lead${n}@example.com,Web form\n`);
  // In the third piece: a row that is refused, and one that is there already.
  rows.splice(25_000, 0, 'Nobody,,Web form\n', 'Lead7,lead7@example.com,Web form\n');
  writeFileSync(join(root, 'leads.csv'), `first_name,email,source\n${rows.join('')}`);
});
afterEach(() => rmSync(root, { recursive: true }));

function run(...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [SEQ, ...args], { cwd: root, encoding: 'utf8' });
  return { status, stdout };
}

/** Of each table how many rows, and of the enrolled how many are somebody twice or not who they should be. */
async function stored() {
  const db = await openSqlite(join(root, '.leadseq/leadseq.db'), { create: false });
  const [counts] = await db.all(
    `SELECT (SELECT count(*) FROM enrollment) AS enrollments, (SELECT count(*) FROM lead) AS leads,
            (SELECT count(*) FROM contact) AS contacts, (SELECT count(DISTINCT key) FROM destination) AS destinations`,
  );
  const wrong = await db.all(
    `SELECT e.id FROM enrollment e JOIN lead l ON l.id = e.lead_id JOIN contact c ON c.id = l.contact_id JOIN destination d ON d.id = c.email_id
     WHERE e.contact_id <> c.id OR d.value <> 'lead' || substr(c.first_name, 5) || '@example.com'`,
  );
  expect(wrong).toEqual([]);
  expect(await db.damage()).toBeNull();
  await db.close();
  return counts;
}

const each = (n: number) => ({ enrollments: n, leads: n, contacts: n, destinations: n });

it('stores every row once and in the order of the file, after a rehearsal that left nothing', async () => {
  const counts = { enrolled: ROWS, already: 1, rejected: 1 };
  const rehearsal = JSON.parse(run('enroll', 'leads.csv', '--dry-run', '--json').stdout);
  expect(rehearsal.counts).toMatchObject({ enrolled: ROWS, repeated: 1, rejected: 1 });
  expect(await stored()).toEqual(each(0));
  const { status, stdout } = run('enroll', 'leads.csv', '--json');
  expect(JSON.parse(stdout).counts).toMatchObject(counts);
  expect(JSON.parse(stdout).rejected).toMatchObject([{ line: 25_002 }]);
  expect(status).toBe(1);
  expect(await stored()).toEqual(each(ROWS));
  const db = await openSqlite(join(root, '.leadseq/leadseq.db'), { create: false });
  expect(await db.all(`SELECT count(*) AS n FROM contact WHERE first_name <> 'Lead' || (id - 1)`)).toEqual([
    { n: 0 },
  ]);
  await db.close();
});

it('loses nobody and enrolls nobody twice when it is killed and begun again', async () => {
  const child = spawn(process.execPath, [SEQ, 'enroll', 'leads.csv'], { cwd: root, stdio: 'ignore' });
  const ended = once(child, 'exit');
  // As soon as the first piece is there, the thread has begun the second.
  const db = await openSqlite(join(root, '.leadseq/leadseq.db'), { create: false });
  for (let n = 0; n === 0; await sleep(1))
    n = Number((await db.all('SELECT count(*) AS n FROM enrollment'))[0]?.n);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  await db.close();
  const { enrollments = 0 } = (await stored()) ?? {};
  expect(Number(enrollments) % 10_000).toBe(0);
  expect(Number(enrollments)).toBeGreaterThan(0);
  expect(Number(enrollments)).toBeLessThan(ROWS);
  expect(run('enroll', 'leads.csv').status).toBe(1);
  expect(await stored()).toEqual(each(ROWS));
});
