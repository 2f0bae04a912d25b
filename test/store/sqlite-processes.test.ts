/** Several processes on one SQLite file: nothing twice, nobody told that the database is busy, a lock waited for. */
import { copyFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { bundleRoles, startRole } from './child.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

let bundle = '';
beforeAll(async () => {
  bundle = await bundleRoles();
});

const NOW = String(SCHEMA_VERSION);
const lastLine = (stdout: string): unknown => JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');

test('four processes reserve at random: each rule holds, and none of them ever sees a busy database', async () => {
  const path = scratchFile();
  const seed = Math.floor(Math.random() * 2 ** 31);
  const children = [1, 2, 3, 4].map((n) => startRole(bundle, 'reserve', [path, String(seed + n), '150']));
  const ends = await Promise.all(children.map(({ ended }) => ended));
  for (const { code, stdout, stderr } of ends)
    expect({ seed, code, stdout, stderr }).toEqual({ seed, code: 0, stdout: expect.any(String), stderr: '' });
  const counts = ends.map((end) => lastLine(end.stdout) as { reserved: number; conflicts: number });
  const reserved = counts.reduce((sum, count) => sum + count.reserved, 0);
  expect(reserved + counts.reduce((sum, count) => sum + count.conflicts, 0)).toBe(600);
  const db = await openSqlite(path, { create: false });
  expect(await db.all('SELECT count(*) AS n FROM attempt')).toEqual([{ n: reserved }]);
  expect(
    await db.all(`SELECT 1 FROM attempt WHERE state IN ('wire', 'sent', 'uncertain')
      GROUP BY enrollment_id, touch_id, occurrence HAVING count(*) > 1`),
  ).toEqual([]);
  expect(
    await db.all(`SELECT 1 FROM attempt WHERE state IN ('wire', 'sent', 'uncertain') AND automatic = 1 AND channel = 'sms'
      GROUP BY destination_id, local_day HAVING count(*) > 1`),
  ).toEqual([]);
  // The places where both rules bite were all filled: three people on three days.
  expect(await db.all(`SELECT count(*) AS n FROM attempt WHERE state = 'uncertain'`)).toEqual([{ n: 9 }]);
  expect(await db.all('SELECT sum(locks) AS n FROM destination')).toEqual([{ n: 600 }]);
  // Every reservation and every settlement has its event, and each attempt points at its own.
  expect(await db.all('SELECT count(*) AS n FROM event')).toEqual([{ n: 2 * reserved }]);
  expect(
    await db.all(`SELECT count(*) AS n FROM attempt AS a JOIN event AS e ON e.seq = a.wire_seq AND e.attempt_id = a.id
      AND e.kind = 'attempt_reserved'`),
  ).toEqual([{ n: reserved }]);
  expect(await db.damage()).toBeNull();
  await db.close();
});

test('processes that make the same database at once all open one and the same', async () => {
  const path = scratchFile();
  const ends = await Promise.all(
    [1, 2, 3, 4].map(() => startRole(bundle, 'reserve', [path, '1', '0']).ended),
  );
  const nothingDone = '{"reserved":0,"conflicts":0}\n';
  expect(ends.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual(
    Array(4).fill([0, nothingDone, '']),
  );
  const db = await openSqlite(path, { create: false });
  expect(await db.all(`SELECT count(*) AS n FROM meta WHERE key = 'instance'`)).toEqual([{ n: 1 }]);
  expect(await db.all('SELECT count(*) AS n FROM contact')).toEqual([{ n: 3 }]);
  await db.close();
});

test('a lock held for less than the patience is waited for', async () => {
  const path = scratchFile();
  const db = await openStore({ path, pepper: PEPPER, now: TUESDAY, create: true });
  const holder = startRole(bundle, 'hold', [path, '300']);
  await holder.said('held');
  expect(await db.run('INSERT INTO business (slug) VALUES (?)', ['patient'])).toBe(1);
  expect((await holder.ended).code).toBe(0);
  await db.close();
});

test('a process killed while it upgrades leaves the old database or the new one, never one between', async () => {
  const old = scratchFile();
  await (await openStore({ path: old, pepper: PEPPER, now: TUESDAY, create: true })).close();
  const seen = new Set<string>();
  for (let kill = 0; kill < 8; kill++) {
    const path = join(dirname(old), `copy-${kill}.db`);
    copyFileSync(old, path);
    const child = startRole(bundle, 'upgrade', [path]);
    await child.said('upgrading');
    const timer = setTimeout(() => child.process.kill('SIGKILL'), kill * 18);
    await child.ended;
    clearTimeout(timer);
    const db = await openSqlite(path, { create: false });
    expect(await db.damage()).toBeNull();
    const version = String((await db.all(`SELECT value FROM meta WHERE key = 'schema_version'`))[0]?.value);
    const steps = (await db.tables()).filter((name) => name.endsWith('_step'));
    expect([version, steps]).toEqual(
      version === NOW ? [NOW, []] : [String(SCHEMA_VERSION + 2), ['first_step', 'second_step']],
    );
    seen.add(version);
    await db.close();
    // What a kill left behind is no obstacle: the next start finishes the upgrade.
    expect((await startRole(bundle, 'upgrade', [path]).ended).stdout).toContain('upgraded');
  }
  expect(seen).toContain(NOW);
  expect(readdirSync(dirname(old)).some((name) => name.includes(`.version-${NOW}.`))).toBe(true);
});
