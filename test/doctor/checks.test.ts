/** Each check of the doctor, with what makes it speak up and what keeps it content. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE, millis } from '../../src/domain/time.ts';
import { clockFinding } from '../../src/engine/doctor/clock.ts';
import { cronFinding, type Ticking } from '../../src/engine/doctor/cron.ts';
import {
  damageFinding,
  lawFindings,
  promiseFinding,
  writeFinding,
} from '../../src/engine/doctor/database.ts';
import { fileSystemFinding, spaceFinding } from '../../src/engine/doctor/disk.ts';
import { fileFindings } from '../../src/engine/doctor/files.ts';
import type { Finding } from '../../src/engine/doctor/finding.ts';
import { type LookUp, mailDnsFindings } from '../../src/engine/doctor/mail-dns.ts';
import { pathFinding } from '../../src/engine/doctor/path.ts';
import { mailFinding, textFindings } from '../../src/engine/doctor/providers.ts';
import { callbackFinding, publicUrlFindings } from '../../src/engine/doctor/public-url.ts';
import { nodeFinding, zoneDataFinding } from '../../src/engine/doctor/runtime.ts';
import { gapFindings, obstacleFindings, sequenceFindings } from '../../src/engine/doctor/settings.ts';
import { gapsToCome, liveGaps } from '../../src/engine/going-live-gaps.ts';
import { outboxOf, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { createLiveKit, type LiveKit } from '../live/kit.ts';

let kit: LiveKit;
beforeEach(async () => {
  kit = await createLiveKit();
});
afterEach(() => kit.close());

const levels = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ check, level }) => `${check} ${level}`);
const acme = asId<BusinessId>('acme');

describe('the machine', () => {
  test.each([
    ['v20.19.0', 'ok'],
    ['v20.18.3', 'failure'],
    ['v21.7.0', 'failure'],
    ['v22.14.0', 'ok'],
    ['v24.1.0', 'ok'],
  ])('Node %s: %s', (version, level) => {
    expect(nodeFinding(version).level).toBe(level);
  });

  test.each([
    ['2025c', 2026, 'ok'],
    ['2023a', 2026, 'warning'],
    [undefined, 2026, 'warning'],
  ])('zone data %s in %d: %s', (version, year, level) => {
    expect(zoneDataFinding(version, year).level).toBe(level);
  });

  test.each([
    [10 * 1024 ** 3, 'ok', '10.0 GB are free for /srv'],
    [200 * 1024 ** 2, 'warning', '200 MB are free for /srv'],
    [63 * 1024 ** 2, 'failure', '63 MB are free for /srv'],
  ])('%d bytes free: %s', (free, level, seen) => {
    expect(spaceFinding(free, '/srv')).toMatchObject({ level, seen });
  });

  test.each([
    [0xef53, 'ok'],
    [0x6969, 'warning'],
    // As a signed number, which is how some systems answer.
    [0xff534d42 | 0, 'warning'],
  ])('a disk of type %d: %s', (type, level) => {
    expect(fileSystemFinding(type, '/srv').level).toBe(level);
  });

  test('a shell that finds no seq, another one, ours', () => {
    const folder = join(kit.ws.root, 'bin');
    mkdirSync(folder);
    expect(pathFinding(folder).seen).toBe('a shell finds no seq');
    const file = join(folder, 'seq');
    writeFileSync(file, '\x7fELF and more', { mode: 0o755 });
    expect(pathFinding(folder)).toMatchObject({
      level: 'warning',
      seen: `a shell starts ${file}, which is not ours`,
    });
    writeFileSync(file, '#!/bin/sh\nexec node /opt/leadseq/bin/seq "$@"\n', { mode: 0o755 });
    expect(pathFinding(`/nowhere::${folder}`).level).toBe('ok');
  });
});

describe('the workspace', () => {
  test('a secret that others can read', () => {
    const { root } = kit.ws;
    chmodSync(join(root, '.leadseq/leadseq.db'), 0o600);
    writeFileSync(join(root, '.env'), 'A=b\n', { mode: 0o600 });
    expect(fileFindings(root, true)).toMatchObject([
      { level: 'ok', seen: 'only their owner can read the leads, the key and the secrets' },
    ]);
    expect(fileFindings(root, false)).toMatchObject([
      { level: 'ok', seen: 'only their owner can read the key and the secrets' },
    ]);
    chmodSync(join(root, '.env'), 0o644);
    chmodSync(join(root, '.leadseq'), 0o755);
    expect(fileFindings(root, true).map(({ seen, remedy }) => [seen, remedy])).toEqual([
      [
        `others can read ${join(root, '.leadseq')}: its mode is 755, not 700`,
        `Only its owner may. To mend it: chmod 700 ${join(root, '.leadseq')}`,
      ],
      [
        `others can read ${join(root, '.env')}: its mode is 644, not 600`,
        `Only its owner may. To mend it: chmod 600 ${join(root, '.env')}`,
      ],
    ]);
  });

  test('a sequence with mistakes', () => {
    expect(levels(sequenceFindings(kit.ws))).toEqual(['settings ok']);
    const [[id, file] = []] = [...kit.ws.sequences];
    if (id === undefined || file === undefined) throw new Error('no sequence');
    const diagnostics = [{ severity: 'error', code: 'x', message: 'x', file: 'x' }] as never;
    const broken = { ...kit.ws, sequences: new Map([[id, { ...file, diagnostics }]]) };
    expect(levels(sequenceFindings(broken))).toEqual(['settings warning']);
  });

  test('a database whose commits are not flushed, one with damage, one that broke a rule', async () => {
    const { db } = kit.ws;
    expect((await promiseFinding(db)).level).toBe('ok');
    await db.script('PRAGMA synchronous = 1');
    expect(await promiseFinding(db)).toMatchObject({ level: 'failure' });
    expect((await promiseFinding(db)).seen).toContain('synchronous is 1, not 2');
    expect((await damageFinding(db)).level).toBe('ok');
    const torn = {
      ...db,
      engine: 'sqlite' as const,
      all: async () => [{ quick_check: 'row 7 missing from index' }],
    };
    expect(await damageFinding(torn as never)).toMatchObject({
      level: 'failure',
      seen: 'the database is damaged: row 7 missing from index',
    });
    expect(levels(await lawFindings(db))).toEqual(['invariants ok']);
    await kit.enroll();
    await kit.tick(outboxOf(kit.ws));
    await db.run('UPDATE attempt SET due_at = wire_at + 1');
    expect((await lawFindings(db)).map(({ seen }) => seen.slice(0, 41))).toEqual([
      'not so: nothing went before it was due (1',
    ]);
  });

  test('leads that are due while nothing ticks', () => {
    const now = TUESDAY_10;
    const ago = (ms: number) => instant(now - ms);
    const quiet: Ticking = {
      last: ago(HOUR),
      due: 0,
      oldestDue: null,
      daemon: false,
      held: false,
    };
    const of = (change: Partial<Ticking>) => cronFinding({ ...quiet, ...change }, now);
    expect(of({ last: null })).toMatchObject({ level: 'warning' });
    expect(of({ last: null, daemon: true })).toMatchObject({ level: 'ok' });
    expect(of({})).toMatchObject({
      level: 'ok',
      seen: 'the last tick with something to do was 60 minutes ago; nothing is overdue',
    });
    expect(of({ due: 3, oldestDue: ago(2 * MINUTE) }).level).toBe('ok');
    expect(of({ due: 3, oldestDue: ago(50 * MINUTE) })).toMatchObject({
      level: 'failure',
      seen: '3 leads are due, the first for 50 minutes, and nothing sends',
      remedy: 'Let cron run it: seq crontab prints the line. Or keep seq daemon running.',
    });
    expect(of({ due: 1, oldestDue: ago(3 * DAY), held: true })).toMatchObject({
      level: 'failure',
      seen: 'one lead is due, the first for 3 days, and nothing sends',
      remedy: 'Mend first what is said above: until then no tick sends anything.',
    });
  });

  test('rehearsals that nobody has decided about, and a PAUSE file', async () => {
    const { now } = kit.clock;
    expect(levels(await obstacleFindings(kit.ws, now))).toEqual(['instance ok']);
    await kit.enroll();
    await kit.tick(outboxOf(kit.ws));
    kit.becomeLive();
    writeFileSync(join(kit.ws.root, '.leadseq/PAUSE'), 'moving\n');
    expect(levels(await obstacleFindings(kit.ws, now))).toEqual([
      'pause warning',
      'instance ok',
      'rehearsals failure',
    ]);
  });

  test('a clock that was set back since something was last done here', async () => {
    await kit.enroll();
    await kit.tick(outboxOf(kit.ws));
    expect(levels(await obstacleFindings(kit.ws, kit.clock.now))).toEqual(['instance ok']);
    const [, clock] = await obstacleFindings(kit.ws, instant(kit.clock.now - HOUR));
    expect(clock).toMatchObject({ check: 'clock', level: 'failure' });
    expect(clock?.seen).toContain('The clock was set back: it is 1 hour before');
  });

  test('a database that takes a write and gives it back, and one that takes none', async () => {
    expect(await writeFinding(kit.ws)).toMatchObject({ check: 'write', level: 'ok' });
    await kit.ws.db.script('PRAGMA query_only = on');
    await expect(writeFinding(kit.ws)).rejects.toThrow('cannot be written by this user');
  });

  test('everything that a live provider lacks, and nothing for a business without touches', async () => {
    kit.becomeLive();
    const told = async () => gapFindings(await liveGaps(kit.ws, {}), await gapsToCome(kit.ws, {}));
    const replies =
      'nobody is said to notice answers to emails, so whoever answers would be written to all the same';
    const token = 'bright-dental: LEADSEQ_TWILIO_TOKEN is not set';
    const both = async () => (await told()).map(({ level, seen }) => `${level}: ${seen}`);
    // Nobody waits for a text yet: a word in time, and nothing is held up by it.
    expect(await both()).toEqual([`failure: ${replies}`, `warning: ${token}`]);
    await kit.enroll();
    expect(await both()).toEqual([`failure: ${token}`, `failure: ${replies}`]);
    expect((await told())[0]?.remedy).toBe(
      "Write a line LEADSEQ_TWILIO_TOKEN=… in the workspace's .env, or LEADSEQ_TWILIO_TOKEN_BRIGHT_DENTAL=… for this business alone",
    );
    kit.set({ emailReplies: 'watched_by_hand' });
    expect(await liveGaps(kit.ws, { LEADSEQ_TWILIO_TOKEN: 'x' })).toEqual([]);
  });

  test('SEQ_ENV=test lets nothing go but to this machine', async () => {
    kit.becomeLive();
    kit.set({ emailReplies: 'watched_by_hand' });
    await kit.enroll();
    const env = { LEADSEQ_TWILIO_TOKEN: 'x', SEQ_ENV: 'test' };
    expect((await liveGaps(kit.ws, env)).map(({ seen }) => seen)).toEqual([
      'SEQ_ENV is test, and texts would go to Twilio itself',
    ]);
    const [[id, accounts] = []] = [...kit.ws.config.accounts];
    if (id === undefined || accounts === undefined) throw new Error('no account');
    const withBase = (baseUrl: string) =>
      kit.set({ accounts: new Map([[id, { ...accounts, twilio: { ...accounts.twilio, baseUrl } }]]) });
    withBase('http://127.0.0.1:4010');
    expect(await liveGaps(kit.ws, env)).toEqual([]);
    withBase('http://127.0.0.1.example.com');
    expect(await liveGaps(kit.ws, env)).toHaveLength(1);
  });
});

describe('the outside', () => {
  test('an account that refuses, one that is not reached, and one in order', () => {
    const refused = {
      kind: 'misconfigured',
      code: '20003',
      detail: 'the credentials were not accepted',
    } as const;
    expect(textFindings(acme, '+13125550100', '…c0de', refused)).toEqual([
      {
        check: 'twilio',
        level: 'failure',
        seen: 'acme: the credentials were not accepted (20003; token …c0de)',
        remedy: 'Compare account_sid and LEADSEQ_TWILIO_TOKEN with the Twilio console.',
      },
    ]);
    const checked = {
      kind: 'checked',
      clockAhead: millis(0),
      sender: 'found',
      campaign: 'verified',
    } as const;
    expect(levels(textFindings(acme, '+13125550100', '…c0de', checked))).toEqual([
      'twilio ok',
      'sender ok',
      '10dlc ok',
      'clock ok',
    ]);
    const poor = {
      ...checked,
      sender: 'not_found',
      campaign: 'missing',
      clockAhead: millis(90_000),
    } as const;
    expect(levels(textFindings(acme, '+13125550100', '…c0de', poor))).toEqual([
      'twilio ok',
      'sender failure',
      '10dlc failure',
      'clock failure',
    ]);
  });

  test.each([
    [4_000, "ok: this clock agrees with the provider's"],
    [-12_000, "warning: this clock is 12 s ahead of the provider's; it may be 5 s off"],
    [61_000, "failure: this clock is 61 s behind the provider's; it may be 5 s off"],
  ])('a clock that another one is %d ms ahead of', (ahead, told) => {
    const { level, seen } = clockFinding('clock', millis(ahead), "the provider's");
    expect(`${level}: ${seen}`).toBe(told);
  });

  test('a mail server that does not let us in', () => {
    expect(mailFinding(acme, 'smtp.example.com', null).level).toBe('ok');
    expect(mailFinding(acme, 'smtp.example.com', 'Invalid login: 535').level).toBe('failure');
  });

  test('a domain that says nothing of who sends for it, and one that cannot be looked up', async () => {
    const records: Readonly<Record<string, readonly string[]>> = {
      'example.com': ['v=spf1 include:_spf.example.net -all'],
      '_dmarc.example.com': ['v=DMARC1; p=none'],
      's1._domainkey.example.com': ['v=DKIM1; k=rsa; p=MIIB'],
    };
    const lookUp: LookUp = async (name) => records[name] ?? [];
    const dkim = { domain: 'example.com', selector: 's1' };
    expect(levels(await mailDnsFindings({ domain: 'example.com', dkim }, lookUp))).toEqual([
      'spf ok',
      'dkim ok',
      'dmarc ok',
    ]);
    expect((await mailDnsFindings({ domain: 'example.com', dkim: null }, lookUp))[1]).toMatchObject({
      check: 'dkim',
      level: 'ok',
      seen: expect.stringContaining('emails are not signed here'),
    });
    expect(
      levels(await mailDnsFindings({ domain: 'example.org', dkim: { ...dkim, selector: 's2' } }, lookUp)),
    ).toEqual(['spf warning', 'dkim warning', 'dmarc warning']);
    const some: LookUp = async (name) => (name.startsWith('_dmarc') ? null : lookUp(name));
    expect((await mailDnsFindings({ domain: 'example.com', dkim }, some)).at(-1)).toMatchObject({
      check: 'dmarc',
      level: 'warning',
      seen: '_dmarc.example.com could not be looked up',
    });
  });

  const URL_ = 'https://seq.example.com';
  test.each([
    ['getaddrinfo ENOTFOUND', 'does not answer: getaddrinfo ENOTFOUND'],
    [{ status: 301, workspace: null }, 'answers with a redirect, at which webhooks arrive empty'],
    [{ status: 502, workspace: null }, 'answers with status 502'],
    [{ status: 200, workspace: null }, 'answers, but it is not seq serve'],
    [{ status: 200, workspace: 'theirs' }, 'answers for another workspace'],
  ])('a public address that comes to %j', async (answer, seen) => {
    expect(await publicUrlFindings(URL_, 'ours', async () => answer)).toMatchObject([
      { check: 'public-url', level: 'warning', seen: `${URL_} ${seen}` },
    ]);
  });

  test('a public address that leads here, is not set, or is not https', async () => {
    const here = async () => ({ status: 200, workspace: 'ours' });
    expect(await publicUrlFindings(URL_, 'ours', here)).toMatchObject([
      { level: 'ok', seen: `${URL_} leads to this workspace` },
    ]);
    expect(levels(await publicUrlFindings(null, 'ours', here))).toEqual(['public-url ok']);
    expect(levels(await publicUrlFindings('http://seq.example.com', 'ours', here))).toEqual([
      'public-url failure',
    ]);
  });

  test('callbacks that nothing could prove', () => {
    expect(callbackFinding(acme, [])).toMatchObject({ check: 'callbacks', level: 'warning' });
    expect(callbackFinding(acme, ['…abcd', '…wxyz'])).toMatchObject({
      level: 'ok',
      seen: 'acme: statuses are believed when signed with …abcd or …wxyz',
    });
  });
});

test('no look of the doctor sends anything', async () => {
  await kit.enroll();
  kit.becomeLive();
  const { ledger } = scripted();
  await obstacleFindings(kit.ws, kit.clock.now);
  await lawFindings(kit.ws.db);
  expect(ledger).toEqual([]);
  expect(await kit.all('SELECT id FROM attempt')).toEqual([]);
});
