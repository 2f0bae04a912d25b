/** Two machines with four workers each on one database: nothing twice, nothing lost, and SIGTERM finishes what is in flight. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres-driver.ts';
import { bundled } from '../bundled.ts';
import { createWorld } from '../cli/world.ts';
import { brokenLaws } from '../engine/invariants.ts';
import { HELLO, phoneOf } from '../engine/kit.ts';
import { testDatabase } from '../store/postgres-server.ts';

const LEADS = 120;
const NO_LIMIT = '{ per_run: 100000, per_minute: 100000, per_sender_day: 100000 }';
/** A Tuesday, 10:02 in Chicago. */
const TUESDAY = Date.parse('2026-03-03T10:02:00-06:00');

interface Daemon {
  readonly running: ChildProcess;
  readonly ended: Promise<number | null>;
  lines(): readonly Readonly<Record<string, unknown>>[];
}

function start(program: string, root: string): Daemon {
  const words = ['daemon', '--every', '1', '--workers', '4'];
  const running = spawn(process.execPath, [program, root, String(TUESDAY), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  running.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    running,
    ended: new Promise((resolve) => running.once('exit', (code) => resolve(code))),
    lines: () =>
      said
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const files = (root: string): readonly string[] => {
  const outbox = join(root, '.leadseq/outbox');
  return existsSync(outbox) ? readdirSync(outbox).filter((name) => name.endsWith('.txt')) : [];
};

test('two daemons with four workers each: every lead gets one text, and a worker that is told to stop finishes', async () => {
  const target = await testDatabase();
  onTestFinished(target.drop);
  const world = createWorld();
  onTestFinished(() => world.remove());
  const here = join(world.root, 'acme');
  await world.run('seq init acme --yes --name Acme --zone America/Chicago');
  world.cd('acme');
  world.writeFile('sequences/hello.yaml', HELLO.trimStart());
  world.writeFile(
    'leads.csv',
    `first_name,phone\n${Array.from({ length: LEADS }, (_, n) => `Lead${n},${phoneOf(n)}`).join('\n')}\n`,
  );
  expect(await world.run('seq enroll leads.csv --sequence hello')).toContain('120');
  const moved = await world.run(`seq move --to ${target.url}`);
  expect(moved).toContain('Every row is in');
  const settings = join(here, 'leadseq.yaml');
  const text = readFileSync(settings, 'utf8');
  const policy = text.replace(/^policy:\n/m, `policy:\n  budgets: ${NO_LIMIT}\n`);
  expect(policy).not.toBe(text);
  writeFileSync(settings, `${policy}\ndatabase: ${target.url}\n`);
  const there = join(world.root, 'other');
  cpSync(here, there, { recursive: true });
  rmSync(join(there, '.leadseq/instance'), { force: true });

  const program = await bundled(join(import.meta.dirname, 'daemon-child.ts'));
  const daemons = [start(program, here), start(program, there)];
  onTestFinished(() => daemons.forEach(({ running }) => void running.kill('SIGKILL')));
  const db = await openPostgres(target.url);
  onTestFinished(() => db.close());
  const sent = async () =>
    Number((await db.all("SELECT count(*) AS n FROM attempt WHERE state = 'sent'"))[0]?.n);
  await expect.poll(sent, { timeout: 200_000, interval: 200 }).toBe(LEADS);
  for (const { running } of daemons) running.kill('SIGTERM');
  expect(await Promise.all(daemons.map(({ ended }) => ended))).toEqual([0, 0]);

  expect(await brokenLaws(db)).toEqual([]);
  expect([...files(here), ...files(there)].length).toBe(LEADS);
  expect((await db.all('SELECT count(*) AS n FROM run WHERE ended_at IS NULL'))[0]).toEqual({ n: 0 });
  for (const { lines } of daemons) {
    expect(lines()[0]).toMatchObject({ event: 'started', workers: 4 });
    expect(lines().at(-1)).toMatchObject({ event: 'stopped' });
    expect(lines().filter(({ event }) => event === 'trouble')).toEqual([]);
    const workers = new Set(lines().flatMap(({ worker }) => (worker === undefined ? [] : [worker])));
    for (const worker of workers) expect([1, 2, 3, 4]).toContain(worker);
  }
});

test('on a file several workers are refused, with the reason', async () => {
  const world = createWorld();
  onTestFinished(() => world.remove());
  await world.run('seq init acme --yes --name Acme --zone America/Chicago');
  world.cd('acme');
  expect(await world.run('seq daemon --workers 4')).toBe(
    'seq: several workers need a database on a server: a file has one writer, and more workers gain nothing\n' +
      'Leave out --workers, or carry the workspace over: seq move\n',
  );
  expect(await world.run('seq daemon --workers 17')).toBe('seq: --workers 17 is none of 1 to 16\n');
  expect(readFileSync(join(world.root, 'acme/leadseq.yaml'), 'utf8')).not.toContain('workers');
});
