/** Workers that sleep, and connections that break, at every labeled step: whoever wakes late sends nothing new, and nobody gets two. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { recover } from '../../src/engine/recover.ts';
import { thisProcess } from '../../src/engine/run-identity.ts';
import { tick } from '../../src/engine/tick.ts';
import type { TickProcess } from '../../src/engine/tick-options.ts';
import { openPostgres, type PostgresDriver } from '../../src/store/postgres-driver.ts';
import { startRun } from '../../src/store/runs.ts';
import { bundled } from '../bundled.ts';
import { brokenLaws } from '../engine/invariants.ts';
import { createKit, type Kit, scripted, TUESDAY_10, tickDefaults, workspaceOf } from '../engine/kit.ts';
import { administer } from '../store/postgres-server.ts';

vi.hoisted(() => {
  process.env.LEADSEQ_TEST_ENGINE = 'postgres';
});

const MOST = Number.MAX_SAFE_INTEGER;
const OPTIONS = {
  policy: { budgets: { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST } },
};
const LEADS = 20;

let kit: Kit;
let open: PostgresDriver[] = [];
beforeEach(async () => {
  kit = await createKit(OPTIONS);
  for (let n = 0; n < LEADS; n += 1) await kit.enroll();
});
afterEach(async () => {
  await Promise.all(open.map((db) => db.close()));
  open = [];
  await kit.close();
});

const url = (): string => readFileSync(join(kit.ws.root, '.leadseq/leadseq.db.url'), 'utf8');

async function connection(address = url(), options = {}): Promise<PostgresDriver> {
  const db = await openPostgres(address, options);
  open.push(db);
  return db;
}

/** Another machine, for which every run but its own has been silent for too long. */
const elsewhere = (): TickProcess => ({ ...thisProcess('tick', 'postgres'), isAlive: () => false });

const ledger = (): readonly string[] =>
  existsSync(`${kit.ws.root}/ledger`)
    ? readFileSync(`${kit.ws.root}/ledger`, 'utf8').trimEnd().split('\n')
    : [];

test.each([
  ['after reserve', 0, 0],
  ['last look', 0, 0],
  // The last look was before: this one request nobody can call back.
  ['before request', 1, 1],
  ['after request', 0, 1],
] as const)(
  'a worker that is stopped at "%s" and wakes after another has taken over makes %i more requests, and tells %i answers',
  async (step, more, heard) => {
    const program = await bundled(join(import.meta.dirname, 'child.ts'));
    const child = spawn(process.execPath, [program, kit.ws.root, String(TUESDAY_10), step], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    await new Promise<void>((resolve) =>
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('asleep')) resolve();
      }),
    );
    child.kill('SIGSTOP');

    const ws = workspaceOf(kit.ws.root, await connection(), OPTIONS);
    const provider = scripted();
    await tick(ws, { ...tickDefaults(kit.clock), transports: provider.transports, process: elsewhere() });
    const before = ledger().length;
    const settled = await kit.all('SELECT id, state, fence FROM attempt ORDER BY id');
    child.kill('SIGCONT');
    expect(await ended).toBe(0);

    expect(ledger().length - before).toBe(more);
    // Somebody has declared it dead: it begins nothing new.
    expect(said).toContain(`{"sent":${heard},"obstacle":"busy"}`);
    // An answer that it heard ends a doubt; nothing else that it believed changes a row.
    const after = await kit.all('SELECT id, state, fence FROM attempt ORDER BY id');
    const changed = after.filter((row, at) => row.state !== settled[at]?.state);
    expect(changed.map(({ state }) => state)).toEqual(Array.from({ length: heard }, () => 'sent'));
    expect(after.map(({ id, fence }) => [id, fence])).toEqual(settled.map(({ id, fence }) => [id, fence]));
    expect(settled.filter((row, at) => row.state !== after[at]?.state).map(({ state }) => state)).toEqual(
      Array.from({ length: heard }, () => 'uncertain'),
    );
    const reached = [
      ...ledger().map((line) => line.split(' ')[1]),
      ...provider.ledger.map((one) => one.message.to),
    ];
    expect(new Set(reached).size).toBe(reached.length);
    const people = await kit.all(`
    SELECT contact_id FROM attempt WHERE state IN ('sent', 'uncertain') GROUP BY contact_id`);
    expect(people.length).toBe(LEADS);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
  },
);

test.each(['in claim', 'in reserve', 'after reserve', 'before settle', 'in settle'])(
  'a connection that the server ends at "%s": each result is kept or held as uncertain, and nobody gets two',
  async (step) => {
    const db = await connection();
    const ws = workspaceOf(kit.ws.root, db, OPTIONS);
    const provider = scripted();
    const [row] = await db.all('SELECT pg_backend_pid() AS pid');
    let cut = false;
    const broken = tick(ws, {
      ...tickDefaults(kit.clock),
      transports: provider.transports,
      crash: async (reached) => {
        if (reached !== step || cut) return;
        cut = true;
        await administer(url(), `SELECT pg_terminate_backend(${String(row?.pid)})`);
      },
    });
    // Between two transactions a new connection is made, and nothing is noticed. At a commit it is not known what became of it.
    if (step === 'after reserve') await broken;
    else {
      const kind = step === 'in reserve' ? 'unknown' : 'unreachable';
      await expect(broken).rejects.toMatchObject({ name: 'StoreError', kind });
    }
    expect(cut).toBe(true);
    await tick(ws, { ...tickDefaults(kit.clock), transports: provider.transports, process: elsewhere() });
    const reached = provider.ledger.map(({ message }) => message.to);
    expect([reached.length, new Set(reached).size]).toEqual([LEADS, LEADS]);
    // A client that has not noticed yet meets the end in its last look: that request is taken back, and made with a later one.
    const kept = "SELECT state, count(*) AS n FROM attempt WHERE state <> 'cancelled' GROUP BY state";
    expect(await kit.all(kept)).toEqual([{ state: 'sent', n: LEADS }]);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
  },
);

test('a server that falls silent is given up after a bounded wait, and asked anew once it is back', async () => {
  const target = new URL(url());
  const port = Number(target.port);
  let silent = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (silent || to.write(chunk)));
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const address = proxy.address();
  target.port = String(typeof address === 'object' ? address?.port : 0);
  const db = await connection(target.href, { statementTimeout: 200 });
  silent = true;
  const began = performance.now();
  await expect(db.all('SELECT 1 AS one')).rejects.toMatchObject({ kind: 'unreachable' });
  expect(performance.now() - began).toBeLessThan(60_000);
  silent = false;
  expect(await db.all('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('on a server a run of another machine is dead after 120 seconds of silence, and one of this machine when its process is gone', () => {
  const here = thisProcess('tick', 'postgres');
  onTestFinished(here.end);
  const now = instant(TUESDAY_10);
  const silentFor = (seconds: number, owner = {}) =>
    here.isAlive(
      {
        ...here.owner,
        ...owner,
        id: 1 as never,
        startedAt: now,
        heartbeatAt: instant(now - seconds * 1_000),
      },
      now,
    );
  const other = { host: 'web-2', bootId: 'another' };
  expect([silentFor(10, other), silentFor(120, other), silentFor(121, other)]).toEqual([true, true, false]);
  expect([silentFor(10), silentFor(100_000)]).toEqual([true, true]);
  expect(silentFor(0, { pid: 2 ** 22 + 1 })).toBe(false);
});

test('a dead run is buried once, however many find it at the same time', async () => {
  const { db } = kit.ws;
  const owner = { ...thisProcess('tick', 'postgres').owner, pid: 1 };
  const runs = await db.tx(async (handle) => [
    await startRun(handle, owner, TUESDAY_10),
    await startRun(handle, owner, TUESDAY_10),
  ]);
  const workers = await Promise.all(
    Array.from({ length: 8 }, async () => workspaceOf(kit.ws.root, await connection(), OPTIONS)),
  );
  const { sms, email } = scripted().transports;
  await Promise.all(workers.map((ws) => recover(ws, { sms, email }, () => false, TUESDAY_10)));
  const died = await db.all("SELECT data FROM event WHERE kind = 'run_died'");
  expect(died.map(({ data }) => JSON.parse(String(data)).run).sort()).toEqual([...runs].sort());
});
