/** Real processes on one database: killed at random moments, several at once, told to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundled } from '../bundled.ts';
import { brokenLaws } from './invariants.ts';
import { createKit, HELLO, type Kit, outboxOf, TUESDAY_10 } from './kit.ts';

let child = '';
beforeAll(async () => {
  child = await bundled(join(import.meta.dirname, 'child.ts'));
});

let kit: Kit;
beforeEach(async () => {
  kit = await createKit();
});
afterEach(() => kit.close());

const LEADS = 60;

async function enrollAll(): Promise<void> {
  for (let n = 0; n < LEADS; n += 1) await kit.enroll({ email: null });
}

const start = (): ChildProcess =>
  spawn(process.execPath, [child, kit.ws.root, String(TUESDAY_10), HELLO], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const ended = (running: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => running.once('exit', (code) => resolve(code)));

const ready = (running: ChildProcess): Promise<void> =>
  new Promise((resolve) => running.stdout?.once('data', () => resolve()));

/** One file in the outbox is one message that went. */
const files = (): readonly string[] => readdirSync(kit.ws.outbox).filter((name) => name.endsWith('.txt'));

async function accounts(): Promise<Readonly<Record<string, number>>> {
  const rows = await kit.all('SELECT state, count(*) AS n FROM attempt GROUP BY state');
  return Object.fromEntries(rows.map((row) => [String(row.state), Number(row.n)]));
}

/** Every message in the outbox belongs to an attempt that says sent or uncertain, and no lead has two. */
async function expectOneEach(): Promise<void> {
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  const rows = await kit.all("SELECT token, contact_id FROM attempt WHERE state IN ('sent', 'uncertain')");
  const contactOf = new Map(rows.map((row) => [String(row.token), Number(row.contact_id)]));
  const reached = files().map((name) => contactOf.get(name.slice(-36, -4)));
  expect(reached).not.toContain(undefined);
  expect(new Set(reached).size).toBe(reached.length);
  expect(new Set(rows.map((row) => row.contact_id)).size).toBe(LEADS);
}

test('a tick killed in the middle and run again sends nothing twice and forgets nobody', async () => {
  await enrollAll();
  let onTheWire = 0;
  for (const wait of [1, 5, 10, 15, 20, 30]) {
    const running = start();
    await ready(running);
    await new Promise((resolve) => setTimeout(resolve, wait));
    running.kill('SIGKILL');
    await ended(running);
    onTheWire += (await accounts()).wire ?? 0;
  }
  await kit.tick(outboxOf(kit.ws));
  await expectOneEach();
  // Whatever was on the wire at a kill is in the outbox or is not: nothing is left to guess.
  const { sent, unsent = 0, ...others } = await accounts();
  expect({ sent, others }).toEqual({ sent: LEADS, others: {} });
  expect(unsent).toBeLessThanOrEqual(onTheWire);
  expect(files().length).toBe(LEADS);
  expect(readdirSync(kit.ws.outbox).length).toBe(LEADS);
});

test.each([2, 4])('%i ticks at once share the work, and nobody gets two', async (count) => {
  await enrollAll();
  const running = Array.from({ length: count }, start);
  expect(await Promise.all(running.map(ended))).toEqual(Array.from({ length: count }, () => 0));
  await expectOneEach();
  expect(await accounts()).toEqual({ sent: LEADS });
  expect(files().length).toBe(LEADS);
});

test('a tick told to stop finishes what is on its way and leaves the rest due', async () => {
  await enrollAll();
  const running = start();
  await ready(running);
  running.kill('SIGTERM');
  expect(await ended(running)).toBe(0);
  expect((await accounts()).wire).toBe(undefined);
  await kit.tick(outboxOf(kit.ws));
  await expectOneEach();
  expect((await accounts()).uncertain).toBe(undefined);
});
