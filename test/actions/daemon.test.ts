import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../src/domain/result.ts';
import { instant } from '../../src/domain/time.ts';
import { createWorkspace } from '../../src/engine/create-workspace.ts';
import { createBeat, type LogLine, mask } from '../../src/engine/daemon.ts';
import { openWorkspace, type WorkspaceProblem } from '../../src/engine/open-workspace.ts';
import type { TickEvent, TickReport } from '../../src/engine/tick-options.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { StoreError } from '../../src/store/driver.ts';
import { openPostgres } from '../../src/store/postgres-driver.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { enrollLead } from '../engine/kit.ts';
import { databaseSetting } from '../store/test-store.ts';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const SEQ = join(PACKAGE, 'bin/seq');

let root: string;
let setting: Readonly<Record<string, string>>;
beforeEach(async () => {
  setting = await databaseSetting();
  root = mkdtempSync(join(tmpdir(), 'leadseq-daemon-'));
});
afterEach(async () => {
  // A test that failed leaves nobody behind.
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
  rmSync(root, { recursive: true, force: true });
});
const started: { readonly child: ChildProcess; readonly exit: Promise<number | null> }[] = [];

/** A daemon in a process of its own, and what it has logged. */
function daemon(...more: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [SEQ, 'daemon', ...more], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...setting },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const look of waiting) look();
  };
  child.stdout?.on('data', (data: Buffer) => {
    out += data.toString();
    wake();
  });
  child.stderr?.on('data', (data: Buffer) => {
    err += data.toString();
  });
  const lines = (): readonly LogLine[] =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  const exit = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  started.push({ child, exit });
  return {
    child,
    exit,
    lines,
    errors: () => err,
    /** Resolves with the first line that fits, also one that is there already; nothing is slept. */
    line: (fits: (line: LogLine) => boolean): Promise<LogLine> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines().find(fits);
          if (found !== undefined) resolve(found);
        };
        waiting.push(look);
        child.on('exit', () => reject(new Error(`the daemon has ended: ${out}${err}`)));
        look();
      }),
  };
}

function workspace(): void {
  createWorkspace(root, PACKAGE, {
    name: 'Lakeside Dental',
    zone: 'America/Chicago',
    bookingLink: 'https://example.com/book',
    agent: 'Dana',
    postalAddress: '1 Main St, Chicago, IL 60601',
    sequence: 'follow-up-7',
  });
}

/** An inquiry of this very minute, which the first text may answer at any hour. */
async function enroll(): Promise<void> {
  const now = instant(Date.now());
  const opened = await openWorkspace(root, { env: setting, now, random: (bytes) => randomBytes(bytes) });
  if (!opened.ok) throw new Error(opened.error.message);
  const lead = { firstName: 'Maria', phone: '+13125550142', sequence: 'follow-up-7', source: 'Website' };
  await enrollLead(opened.value, now, lead);
  await opened.value.db.close();
}

describe('the daemon, as a process', () => {
  it('catches up at once, logs what went without words or whole numbers, and ends with 0 on SIGTERM', async () => {
    workspace();
    await enroll();
    const running = daemon();
    const sent = await running.line(({ event, channel }) => event === 'sent' && channel === 'sms');
    expect(sent).toMatchObject({ level: 'info', touch: 'hello', to: '+1…0142', lead: 1, detail: null });
    expect(readdirSync(join(root, '.leadseq/outbox')).filter((name) => name.includes('-sms-'))).toHaveLength(
      1,
    );
    await running.line(({ event }) => event === 'tick');
    running.child.kill('SIGTERM');
    expect(await running.exit).toBe(0);
    expect(running.lines().map(({ event }) => event)).toEqual([
      'started',
      'sent',
      'tick',
      'stopping',
      'stopped',
    ]);
    expect(JSON.stringify(running.lines())).not.toContain('Maria');
  });

  it('takes up what comes in while it runs, at its next heartbeat', async () => {
    workspace();
    const running = daemon('--every', '1');
    await running.line(({ event }) => event === 'started');
    await enroll();
    await running.line(({ event, touch }) => event === 'sent' && touch === 'hello');
    running.child.kill('SIGINT');
    expect(await running.exit).toBe(0);
  });

  it('survives settings that are edited badly, says so once, and goes on when they are mended', async () => {
    workspace();
    const running = daemon('--every', '1');
    await running.line(({ event }) => event === 'started');
    const path = join(root, 'leadseq.yaml');
    const good = readFileSync(path, 'utf8');
    await enroll();
    await running.line(({ event }) => event === 'sent');
    writeFileSync(path, good.replace('zone: America/Chicago', 'zone: Chicago'));
    // Something must be due for the settings to be read at all: the same lead once more, waiting at a broken door.
    const trouble = await pokeUntil(running, ({ event }) => event === 'trouble');
    expect(trouble.message).toContain('leadseq.yaml');
    writeFileSync(path, good);
    await running.line(({ event }) => event === 'trouble_over');
    expect(running.lines().filter(({ event }) => event === 'trouble')).toHaveLength(1);
    running.child.kill('SIGTERM');
    expect(await running.exit).toBe(0);
  });

  it('says at the start what is wrong with the workspace, as every command does', async () => {
    const running = daemon();
    expect(await running.exit).toBe(3);
    expect(running.errors()).toContain('there is no workspace here');
  });

  /** Texts go to an account on this machine where nobody listens: nothing of this reaches anybody. */
  const goesLive = (): void => {
    const path = join(root, 'leadseq.yaml');
    const twilio = `twilio: { account_sid: AC${'0'.repeat(32)}, base_url: "http://127.0.0.1:9" }`;
    const text = readFileSync(path, 'utf8').replace(
      /^ {4}name: .*$/m,
      '$&\n    senders: { sms: "+15005550006" }',
    );
    writeFileSync(path, `${text}\nproviders: { sms: twilio }\n${twilio}\n`);
  };

  it('that lacks what a live provider needs ends before its first heartbeat, and leaves no sign of life', async () => {
    workspace();
    await enroll();
    goesLive();
    const running = daemon();
    expect(await running.exit).toBe(3);
    expect(running.errors()).toContain('LEADSEQ_TWILIO_TOKEN is not set');
    expect(running.lines()).toEqual([]);
    expect(existsSync(join(root, '.leadseq/daemons'))).toBe(false);
  });

  it('control: with it the daemon starts, and what the provider does is told by its heartbeats', async () => {
    workspace();
    await enroll();
    goesLive();
    writeFileSync(join(root, '.env'), 'LEADSEQ_TWILIO_TOKEN=fake-auth-token\n', { mode: 0o600 });
    const running = daemon();
    await running.line(({ event }) => event === 'started');
    running.child.kill('SIGTERM');
    expect(await running.exit).toBe(0);
    expect(readdirSync(join(root, '.leadseq/daemons'))).toHaveLength(1);
  });

  it('refuses heartbeats that would come unevenly', async () => {
    workspace();
    const running = daemon('--every', '7');
    expect(await running.exit).toBe(2);
    expect(running.errors()).toContain('--every 7 does not divide a minute or an hour evenly');
  });
});

/** Makes the contact due again, as an answer to a task would. */
async function pokeUntil(
  running: ReturnType<typeof daemon>,
  fits: (line: LogLine) => boolean,
): Promise<LogLine> {
  const url = setting.LEADSEQ_DATABASE;
  const db = url
    ? await openPostgres(url)
    : await openSqlite(join(root, '.leadseq/leadseq.db'), { create: false });
  await db.run('UPDATE contact SET wake_at = 1');
  await db.close();
  return running.line(fits);
}

describe('a heartbeat', () => {
  const lines: LogLine[] = [];
  const NOW = instant(Date.parse('2026-03-10T15:00:00Z'));
  const ws = { sequences: new Map(), db: { close: () => Promise.resolve() } } as unknown as Workspace;
  const report = {
    contacts: 0,
    recovered: 0,
    obstacle: null,
    channelsPaused: [],
    problems: [],
    waits: [],
    textsHeld: [],
    mailsHeld: [],
  } as unknown as TickReport;
  const beating = (
    tick: (onEvent: (event: TickEvent) => void) => Promise<TickReport>,
    problem: WorkspaceProblem | null = null,
  ) =>
    createBeat({
      root,
      now: () => NOW,
      open: () => Promise.resolve(problem === null ? ok(ws) : fail(problem)),
      tick: (_, onEvent) => tick(onEvent),
      write: (line) => lines.push(line),
    });
  beforeEach(() => {
    lines.length = 0;
  });

  it('that fails is told once, and the end of the trouble too', async () => {
    let busy = true;
    const beat = beating(() =>
      busy ? Promise.reject(new StoreError('busy', 'the database is busy')) : Promise.resolve(report),
    );
    await beat();
    await beat();
    expect(lines).toEqual([
      { time: '2026-03-10T15:00:00.000Z', level: 'error', event: 'trouble', message: 'the database is busy' },
    ]);
    busy = false;
    await beat();
    expect(lines.map(({ event }) => event)).toEqual(['trouble', 'trouble_over', 'tick']);
  });

  it('never shows a whole address', () => {
    expect(mask('+13125550142')).toBe('+1…0142');
    expect(mask('maria@example.com')).toBe('m…@example.com');
    expect(existsSync(root)).toBe(true);
  });
});
