/** A backup is whole or there is none; a restored database knows every opt-out and sends nothing until it is adopted. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { backupName, makeBackup, pruneBackups, verifyBackup } from '../../src/engine/backup.ts';
import { bindingOf } from '../../src/engine/instance.ts';
import { restoreBackup } from '../../src/engine/restore.ts';
import { processHere } from '../../src/engine/run-identity.ts';
import { startRun } from '../../src/store/runs.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { countedBytes, PEPPER } from '../engine/kit.ts';
import { createPlace, type Place } from './place.ts';

let here: Place;
let file: string;
beforeEach(async () => {
  here = createPlace();
  file = join(here.root, 'copy.db');
  await here.enroll();
  await here.tick();
});
afterEach(() => here.remove());

async function backUp(): Promise<void> {
  const made = await makeBackup((await here.ws()).db, file, here.clock.now);
  expect(made.ok).toBe(true);
}

/** Changes bytes in the middle of a file, as a bad disk does. */
function scar(path: string, at: number): void {
  const opened = openSync(path, 'r+');
  writeSync(opened, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(opened);
}

describe('a backup', () => {
  it('holds every row, is for its owner alone, and says what it is', async () => {
    await backUp();
    const manifest = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
    expect(manifest).toMatchObject({
      version: 1,
      kind: 'leadseq-backup',
      madeAt: '2026-03-10T15:00:00.000Z',
      bytes: statSync(file).size,
      runs: 1,
      rows: { contact: 1, attempt: 1, run: 1, suppression: 0 },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await verifyBackup(file)).toMatchObject({ ok: true, value: { hasManifest: true } });
    expect(readFileSync(file).includes(PEPPER)).toBe(false);
    expect(readdirSync(here.root).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('replaces one of ours, and no other file', async () => {
    await backUp();
    await here.enroll();
    await backUp();
    expect(await verifyBackup(file)).toMatchObject({
      ok: true,
      value: { manifest: { rows: { contact: 2 } } },
    });
    const other = join(here.root, 'leads.csv');
    writeFileSync(other, 'First Name\n');
    const refused = await makeBackup((await here.ws()).db, other, here.clock.now);
    expect(refused).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('is no backup of this program') },
    });
    expect(readFileSync(other, 'utf8')).toBe('First Name\n');
  });

  it.each([
    ['a byte that was changed', () => scar(file, 9_000), 'bytes were changed or lost'],
    ['an end that is missing', () => truncateSync(file, 20_000), 'bytes were changed or lost'],
    ['a byte too many', () => appendFileSync(file, 'x'), 'bytes were changed or lost'],
    ['a manifest that is cut short', () => truncateSync(`${file}.json`, 40), 'cannot be read'],
    [
      'a manifest of another copy',
      () =>
        writeFileSync(
          `${file}.json`,
          readFileSync(`${file}.json`, 'utf8').replace('"contact": 1', '"contact": 2'),
        ),
      'says something else about its rows',
    ],
  ] as const)('with %s is found out', async (_, spoil, seen) => {
    await backUp();
    spoil();
    expect(await verifyBackup(file)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(seen) },
    });
    const restored = await restoreBackup(here.root, file, here.clock.now);
    expect(restored).toMatchObject({ ok: false, error: { exit: 3 } });
  });

  it('without a manifest is read through all the same, wherever it is scarred: found out, or harmless', async () => {
    await backUp();
    rmSync(`${file}.json`);
    expect(await verifyBackup(file)).toMatchObject({ ok: true, value: { hasManifest: false } });
    const whole = readFileSync(file);
    let found = 0;
    for (let at = 0; at < whole.length; at += 4_096) {
      writeFileSync(file, whole);
      scar(file, at);
      if (!(await verifyBackup(file)).ok) found += 1;
    }
    // Free pages and the unused middle of a page hold nothing.
    expect(found).toBeGreaterThan(whole.length / 4_096 / 2);
  });

  it('is as good in the middle of a tick as after it', async () => {
    for (let lead = 0; lead < 5; lead += 1) await here.enroll();
    let made = 0;
    await here.tick({
      lanes: 1,
      crash: async (step) => {
        if (!['after reserve', 'after request', 'before claim'].includes(step)) return;
        made += 1;
        await backUp();
        expect(await verifyBackup(file)).toMatchObject({ ok: true });
      },
    });
    expect(made).toBeGreaterThan(3);
  });

  it('in a folder has a name that sorts, and only the newest so many are kept', async () => {
    const { db } = await here.ws();
    for (const day of [1, 2, 3, 4])
      await makeBackup(db, join(here.root, backupName(instant(Date.UTC(2026, 2, day)))), here.clock.now);
    writeFileSync(join(here.root, 'leadseq-2020-01-01T00-00-00Z.db'), 'without a manifest: not ours');
    expect(pruneBackups(here.root, 2)).toEqual([
      'leadseq-2026-03-01T00-00-00Z.db',
      'leadseq-2026-03-02T00-00-00Z.db',
    ]);
    expect(
      readdirSync(here.root)
        .filter((name) => name.endsWith('.db'))
        .sort(),
    ).toEqual([
      'leadseq-2020-01-01T00-00-00Z.db',
      'leadseq-2026-03-03T00-00-00Z.db',
      'leadseq-2026-03-04T00-00-00Z.db',
    ]);
  });
});

describe('a restore', () => {
  it('keeps what was there, sends nothing, and says why', async () => {
    await backUp();
    await here.enroll();
    expect(await here.tick()).toMatchObject({ sent: 1 });
    await here.close();
    const restored = await restoreBackup(here.root, file, here.clock.now);
    expect(restored).toMatchObject({ ok: true, value: { optOuts: 0 } });
    if (!restored.ok) return;
    expect(existsSync(join(restored.value.aside ?? '', 'leadseq.db'))).toBe(true);
    const report = await here.tick();
    expect(report).toMatchObject({ sent: 0, obstacle: { kind: 'instance' } });
    expect(report.obstacle?.message).toContain('was put back from copy.db of 2026-03-10T15:00:00.000Z');
    expect(here.ledger).toHaveLength(2);
  });

  it('tells the older database of every opt-out since', async () => {
    await backUp();
    const { db } = await here.ws();
    await db.run(
      `INSERT INTO suppression (key, business_id, channel, reason, at, seq) VALUES (?, 1, 'sms', 'opted_out', 1, 1)`,
      [countedBytes(16)],
    );
    await here.close();
    expect(await restoreBackup(here.root, file, here.clock.now)).toMatchObject({
      ok: true,
      value: { optOuts: 1 },
    });
    const after = (await here.ws()).db;
    expect(await after.all('SELECT channel, reason FROM suppression WHERE lifted_at IS NULL')).toEqual([
      { channel: 'sms', reason: 'opted_out' },
    ]);
  });

  it('puts one back where the database is broken, or gone', async () => {
    await backUp();
    await here.close();
    writeFileSync(here.database, 'no database at all');
    expect(await restoreBackup(here.root, file, here.clock.now)).toMatchObject({
      ok: true,
      value: { optOuts: null },
    });
    rmSync(here.database);
    expect(await restoreBackup(here.root, file, here.clock.now)).toMatchObject({ ok: true });
    expect(await bindingOf(await here.ws())).toMatchObject({ kind: 'restored' });
  });

  it('waits for a tick that is running, and pauses what a late one might still have open', async () => {
    await backUp();
    const { db } = await here.ws();
    const now = here.clock.now;
    // Of a parent that is alive: this process itself has no run.
    await db.tx((handle) =>
      startRun(handle, { ...processHere('tick'), pid: process.ppid, pidStarted: startOf(process.ppid) }, now),
    );
    expect(await restoreBackup(here.root, file, now)).toMatchObject({ ok: false, error: { exit: 4 } });
    await db.run('UPDATE run SET ended_at = heartbeat_at');
    const restored = await restoreBackup(here.root, file, now);
    expect(restored).toMatchObject({ ok: true });
    // The connection from before still reaches the file that was set aside.
    expect(await db.all('SELECT detail FROM pause WHERE lifted_at IS NULL')).toEqual([
      { detail: 'set aside by a restore: the database in its place goes on' },
    ]);
  });

  it('is refused with another key: every opt-out would be forgotten', async () => {
    await backUp();
    await here.close();
    writeFileSync(join(here.root, '.leadseq/pepper'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    const before = readFileSync(here.database);
    expect(await restoreBackup(here.root, file, here.clock.now)).toMatchObject({
      ok: false,
      error: { exit: 3, message: expect.stringContaining('every opt-out in it would be forgotten') },
    });
    expect(readFileSync(here.database).equals(before)).toBe(true);
  });
});

describe('after a run that died', () => {
  async function die(): Promise<void> {
    await here.enroll();
    const died = here.tick({
      crash: (step) => {
        if (step === 'after run is started') throw new Error('the power went');
      },
    });
    await expect(died).rejects.toThrow('the power went');
    await here.close();
  }

  it('a damaged database sends nothing, wherever it was scarred; a whole one goes on', async () => {
    await die();
    const whole = readFileSync(here.database);
    const sentBefore = here.ledger.length;
    let refused = 0;
    for (let at = 4_096; at < whole.length; at += 8_192) {
      writeFileSync(here.database, whole);
      scar(here.database, at);
      if (!(await isDamaged(here.database))) continue;
      refused += 1;
      await expect(here.tick()).rejects.toThrow('Nothing more is sent from it');
      await here.close();
    }
    expect(refused).toBeGreaterThan(5);
    expect(here.ledger).toHaveLength(sentBefore);
    writeFileSync(here.database, whole);
    expect(await here.tick()).toMatchObject({ sent: 1, obstacle: null });
  });
});

/** As SQLite itself says it. */
async function isDamaged(path: string): Promise<boolean> {
  try {
    const db = await openSqlite(path, { create: false });
    const found = await db.damage().finally(() => db.close());
    return found !== null;
  } catch {
    return true;
  }
}

/** As the kernel says it: field 22 of the process's line, counted from behind its name. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
