/** Everything that locks rows, all at once: eight workers and sixteen processes among STOPs, callbacks, new leads, pauses and resumptions. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asId, type ContactId, type DestinationId } from '../../src/domain/ids.ts';
import { pauseScope, resumeScope } from '../../src/engine/pausing.ts';
import { receive } from '../../src/engine/receive.ts';
import { noteStatus } from '../../src/engine/statuses.ts';
import { tick } from '../../src/engine/tick.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { txAgain } from '../../src/store/begin-again.ts';
import { claimContacts, wakeContact } from '../../src/store/claims.ts';
import { lockDestinations } from '../../src/store/destinations.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import { openPostgres, type PostgresDriver } from '../../src/store/postgres-driver.ts';
import { startRun } from '../../src/store/runs.ts';
import { bundled } from '../bundled.ts';
import { brokenLaws } from '../engine/invariants.ts';
import {
  BUSINESS,
  createKit,
  type Kit,
  scripted,
  TUESDAY_10,
  tickDefaults,
  withoutGuard,
  workspaceOf,
} from '../engine/kit.ts';

vi.hoisted(() => {
  process.env.LEADSEQ_TEST_ENGINE = 'postgres';
});

const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };
const OPTIONS = { policy: { budgets: NO_LIMIT } };

let kit: Kit;
let open: PostgresDriver[] = [];
beforeEach(async () => {
  kit = await createKit(OPTIONS);
});
afterEach(async () => {
  await Promise.all(open.map((db) => db.close()));
  open = [];
  await kit.close();
});

/** The same workspace over a connection of its own, as another process has it. */
async function worker(): Promise<Workspace> {
  const db = await openPostgres(readFileSync(join(kit.ws.root, '.leadseq/leadseq.db.url'), 'utf8'));
  open.push(db);
  return workspaceOf(kit.ws.root, db, OPTIONS);
}

const EVERYBODY = { business: BUSINESS.id, channel: null, sequence: null };

interface Lead {
  readonly contact: ContactId;
  readonly phone: string;
}

async function enroll(count: number): Promise<readonly Lead[]> {
  const made: ContactId[] = [];
  for (let n = 0; n < count; n += 1) made.push((await kit.enroll()).contact);
  const rows = await kit.all(`
    SELECT contact.id, destination.value FROM contact JOIN destination ON destination.id = contact.phone_id`);
  const phones = new Map(rows.map((row) => [row.id as ContactId, String(row.value)]));
  return made.map((contact) => ({ contact, phone: phones.get(contact) ?? '' }));
}

const stop = (ws: Workspace, phone: string, n: number) =>
  receive(
    ws,
    {
      business: BUSINESS.id,
      provider: 'twilio',
      providerId: `SM-in-${n}`,
      channel: 'sms',
      from: { kind: 'phone', value: phone },
      text: 'STOP',
      at: TUESDAY_10,
    },
    TUESDAY_10,
  );

async function deadlocks(): Promise<number> {
  const [row] = await kit.all('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()');
  return Number(row?.deadlocks);
}

test('eight workers among STOPs, callbacks, new leads and pauses: nothing ends with an error, nobody gets two', async () => {
  const leads = await enroll(320);
  await withoutGuard(kit, 'opt_outs');
  const provider = scripted();
  const ticking = Array.from({ length: 8 }, async () => {
    const ws = await worker();
    for (let n = 0; n < 3; n += 1)
      await tick(ws, { ...tickDefaults(kit.clock), transports: provider.transports, lanes: 4 });
  });
  const stopping = Array.from({ length: 3 }, async (_, n) => {
    const ws = await worker();
    for (let at = n; at < leads.length; at += 12) await stop(ws, leads[at]?.phone ?? '', at);
  });
  const reporting = (async () => {
    const ws = await worker();
    for (let round = 0; round < 20; round += 1)
      for (const { token } of provider.ledger.slice(round * 16, round * 16 + 16))
        await noteStatus(ws, {
          token,
          providerId: `SM-${token}`,
          status: 'sent',
          errorCode: null,
          at: TUESDAY_10,
        });
  })();
  const pausing = (async () => {
    const ws = await worker();
    for (let n = 0; n < 10; n += 1) {
      await txAgain(ws.db, (handle) => pauseScope(handle, EVERYBODY, 'a try', TUESDAY_10));
      await txAgain(ws.db, (handle) => resumeScope(handle, EVERYBODY, TUESDAY_10));
    }
  })();
  const enrolling = enroll(40);
  await Promise.all([...ticking, ...stopping, reporting, pausing, enrolling]);
  // Whoever was held by the last pause is due now.
  await tick(await worker(), { ...tickDefaults(kit.clock), transports: provider.transports });

  const reached = provider.ledger.map(({ message }) => message.to);
  expect(new Set(reached).size).toBe(reached.length);
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  const left = await kit.all(`
    SELECT contact.id FROM contact
    JOIN enrollment ON enrollment.contact_id = contact.id AND enrollment.state = 'active'
    WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.contact_id = contact.id AND attempt.state = 'sent')`);
  expect(left).toEqual([]);
});

test('an opt-out and a claim at the same moment: neither waits for the other one for ever', async () => {
  const [lead] = await enroll(1);
  if (lead === undefined) throw new Error('nobody was enrolled');
  const [a, b] = [await worker(), await worker()];
  const run = await a.db.tx((handle) =>
    startRun(handle, { command: 'tick', host: 'h', bootId: 'b', pid: 1, pidStarted: '1' }, TUESDAY_10),
  );
  const [row] = await kit.all('SELECT phone_id FROM contact WHERE id = ?', [lead.contact]);
  const phone = asId<DestinationId>(Number(row?.phone_id));
  const contact = lead.contact;
  for (let n = 0; n < 10; n += 1) {
    await kit.ws.db.run('UPDATE contact SET wake_at = ?, lease_until = NULL', [TUESDAY_10]);
    await Promise.all([
      a.db.tx((handle) => claimContacts(handle, [contact], run, TUESDAY_10, TUESDAY_10)),
      b.db.tx(async (handle) => {
        await lockDestinations(handle, [phone]);
        await wakeContact(handle, contact, TUESDAY_10);
      }),
    ]);
  }
  expect(await deadlocks()).toBe(0);
});

test('what a deadlock has undone is done again, and done once', async () => {
  await enroll(2);
  const [a, b] = [await worker(), await worker()];
  const tries = { a: 0, b: 0 };
  const meet = gate(2);
  const crossing = (ws: Workspace, name: 'a' | 'b', ids: readonly number[]) =>
    txAgain(ws.db, async (handle) => {
      tries[name] += 1;
      for (const id of ids) {
        await handle.run('UPDATE contact SET urgency = urgency + 1 WHERE id = ?', [id]);
        if (tries[name] === 1 && id === ids[0]) await meet();
      }
    });
  await Promise.all([crossing(a, 'a', [1, 2]), crossing(b, 'b', [2, 1])]);
  // Who was undone may come back before the other one has gone on, and cross it once more.
  expect(tries.a + tries.b).toBeGreaterThanOrEqual(3);
  expect(await kit.all('SELECT urgency FROM contact ORDER BY id')).toEqual([{ urgency: 3 }, { urgency: 3 }]);
});

test('a lock that was waited for too long is waited for again', async () => {
  await enroll(1);
  const holder = await worker();
  const waiter = await openPostgres(readFileSync(join(kit.ws.root, '.leadseq/leadseq.db.url'), 'utf8'), {
    lockTimeout: 100,
  });
  open.push(waiter);
  let tries = 0;
  const waiting = new Promise<void>((resolve, reject) => {
    holder.db
      .tx(async (handle) => {
        await handle.run('UPDATE contact SET urgency = 5');
        const second = txAgain(waiter, (mine) => {
          tries += 1;
          return mine.run('UPDATE contact SET urgency = urgency + 1');
        });
        second.then(() => resolve(), reject);
        // Held until the first try has been given up.
        await expect.poll(() => tries, { timeout: 100_000 }).toBe(2);
      })
      .catch(reject);
  });
  await waiting;
  expect(await kit.all('SELECT urgency FROM contact')).toEqual([{ urgency: 6 }]);
});

/** Lets nobody through until so many have come. */
function gate(count: number): () => Promise<void> {
  let release = (): void => undefined;
  const full = new Promise<void>((resolve) => {
    release = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come === count) release();
    return full;
  };
}

test('sixteen processes share the work among STOPs: nobody gets two, and nobody who is left has none', async () => {
  const leads = await enroll(120);
  const child = await bundled(join(import.meta.dirname, 'child.ts'));
  const running = Array.from({ length: 16 }, () =>
    spawn(process.execPath, [child, kit.ws.root, String(TUESDAY_10)], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  const ends = running.map(finished);
  const ws = await worker();
  for (let at = 0; at < leads.length; at += 10) await stop(ws, leads[at]?.phone ?? '', at);
  expect(await Promise.all(ends)).toEqual(Array.from({ length: 16 }, () => ({ code: 0, said: '' })));
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  const [row] = await kit.all(`
    SELECT count(*) AS n, count(DISTINCT contact_id) AS people FROM attempt WHERE state = 'sent'`);
  const [kept] = await kit.all("SELECT count(*) AS n FROM enrollment WHERE state = 'active'");
  expect(row?.n).toBe(row?.people);
  expect(Number(row?.n)).toBeGreaterThanOrEqual(Number(kept?.n));
});

function finished(running: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  running.stdout?.resume();
  running.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve) => running.once('exit', (code) => resolve({ code, said })));
}
