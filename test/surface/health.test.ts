/** The sign of life of each daemon: healthy only while it lives, beats and is not held up; and a ping that sending never waits for. */
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPinger, readPing, signsOf } from '../../src/cli/daemon-signs.ts';
import { instant } from '../../src/domain/time.ts';
import {
  aliveDaemon,
  areWell,
  type DaemonHealth,
  daemonStates,
  forgetGone,
  writeHealth,
} from '../../src/engine/daemon-health.ts';
import { daemonFindings } from '../../src/engine/doctor/daemons.ts';
import { processHere } from '../../src/engine/run-identity.ts';
import { createWorld, type World } from '../cli/world.ts';

let world: World;
beforeEach(async () => {
  world = createWorld();
  mkdirSync(`${world.root}/.leadseq`);
});
afterEach(() => world.remove());

const NOW = instant(Date.parse('2026-03-03T16:00:00Z'));
const minutes = (n: number) => instant(NOW + n * 60_000);
const healthy: DaemonHealth = {
  ...processHere('daemon'),
  every: 60,
  startedAt: NOW,
  heartbeatAt: NOW,
  goodAt: NOW,
  trouble: null,
  ended: false,
};

describe('a daemon', () => {
  // In another container of this boot, whose process ids nobody here can ask for: its signs alone decide.
  const elsewhere = { ...healthy, host: 'web-2' };

  it.each([
    ['that beats', elsewhere, 1, 'healthy'],
    ['that is held up', { ...elsewhere, trouble: 'the disk is full' }, 1, 'trouble'],
    ['that has missed three beats', elsewhere, 4, 'silent'],
    ['with long beats has as long to miss them', { ...elsewhere, every: 300 }, 4, 'healthy'],
    ['that was told to stop', { ...elsewhere, ended: true }, 1, 'stopped'],
    ['whose machine has started anew', { ...elsewhere, bootId: 'another' }, 1, 'died'],
  ] as const)('%s', (_, health, later, kind) => {
    writeHealth(world.root, health);
    expect(daemonStates(world.root, minutes(later)).map((state) => state.kind)).toEqual([kind]);
  });

  it('says how it is, with an exit code for whoever watches', async () => {
    await world.run('seq init --yes --name Acme --zone America/Chicago');
    expect(await world.run('seq daemon --status')).toBe('No daemon has run here. To start one: seq daemon\n');
    expect(await world.run('echo $?')).toBe('1\n');
    writeHealth(world.root, { ...elsewhere, pid: 4711 });
    expect(await world.run('seq daemon --status')).toBe(
      'The daemon runs (process 4711), last good tick less than a minute ago.\n',
    );
    expect(await world.run('echo $?')).toBe('0\n');
    expect(JSON.parse(await world.run('seq daemon --status --json'))).toMatchObject({
      kind: 'daemon',
      healthy: true,
      daemons: [{ state: 'healthy', pid: 4711 }],
    });
  });

  it('writes its sign at most every five seconds while it works, and at once when it is held up', () => {
    let now = NOW;
    const io = { now: () => now } as never;
    const signs = signsOf(io, world.root, 60);
    const seen = () => daemonStates(world.root, now)[0];
    signs.note({ kind: 'good', trouble: null });
    now = instant(NOW + 1_000);
    signs.note({ kind: 'alive', trouble: null });
    expect(seen()).toMatchObject({ health: { heartbeatAt: NOW, goodAt: NOW } });
    signs.note({ kind: 'held_up', trouble: 'paused' });
    expect(seen()).toMatchObject({ health: { heartbeatAt: now, goodAt: NOW, trouble: 'paused' } });
    signs.end();
    expect(seen()?.kind).toBe('stopped');
  });
});

describe('two daemons in one folder', () => {
  const first = { ...healthy, host: 'web-1', pid: 4711 };
  const second = { ...healthy, host: 'web-1', pid: 4712, startedAt: minutes(1), heartbeatAt: minutes(1) };
  const elsewhereIn = { ...healthy, host: 'web-2', pid: 4711, startedAt: minutes(2) };
  /** Of an earlier start of the machine: surely gone. */
  const gone = { bootId: 'another' };
  const kinds = (at = minutes(2)) =>
    daemonStates(world.root, at).map(({ kind, health }) => `${health.host} ${health.pid} ${kind}`);

  it('each has its own sign, though their process ids be the same in two containers', () => {
    for (const one of [first, second, elsewhereIn]) writeHealth(world.root, one);
    expect(kinds()).toEqual(['web-1 4711 healthy', 'web-1 4712 healthy', 'web-2 4711 healthy']);
    expect(areWell(daemonStates(world.root, minutes(2)))).toBe(true);
  });

  it('the death of one is told while the other goes on, by status, the doctor and the exit code', async () => {
    await world.run('seq init --yes --name Acme --zone America/Chicago');
    writeHealth(world.root, { ...first, ...gone });
    writeHealth(world.root, second);
    expect(await world.run('seq daemon --status')).toBe(
      'The daemon died: process 4711 is gone, last good tick less than a minute ago. To start it again: seq daemon\n' +
        'The daemon runs (process 4712), last good tick less than a minute ago.\n',
    );
    expect(await world.run('echo $?')).toBe('1\n');
    expect(await world.run('seq status')).toContain(
      '  Daemon            died: process 4711 is gone, last good tick less than a\n' +
        '                    minute ago. To start it again: seq daemon\n' +
        '  Daemon            runs (process 4712), last good tick less than a minute ago.\n',
    );
    expect(
      daemonFindings(world.root, minutes(2)).map(({ check, level, seen }) => [check, level, seen]),
    ).toEqual([
      [
        'daemon',
        'failure',
        'process 4711 on web-1 is gone, and was not told to stop; its last sign of life was 2 minutes ago',
      ],
      ['daemon', 'ok', 'process 4712 on web-1 does its work; its last sign of life was 1 minute ago'],
    ]);
    expect(aliveDaemon(world.root, minutes(2))?.pid).toBe(4712);
  });

  it('one that was told to stop leaves the other one well', () => {
    writeHealth(world.root, { ...first, ended: true });
    writeHealth(world.root, second);
    expect(areWell(daemonStates(world.root, minutes(2)))).toBe(true);
    expect(daemonFindings(world.root, minutes(2)).map(({ level }) => level)).toEqual(['ok']);
    writeHealth(world.root, { ...second, ended: true });
    expect(areWell(daemonStates(world.root, minutes(2)))).toBe(false);
    expect(aliveDaemon(world.root, minutes(2))).toBe(null);
  });

  it('a start stands in for the longest dead and for all that were told to stop, and hides no other death', () => {
    writeHealth(world.root, { ...first, ...gone });
    writeHealth(world.root, { ...second, ...gone });
    writeHealth(world.root, { ...elsewhereIn, ended: true });
    forgetGone(world.root, minutes(2));
    expect(kinds()).toEqual(['web-1 4712 died']);
    forgetGone(world.root, minutes(3));
    expect(kinds()).toEqual([]);
    expect(readdirSync(`${world.root}/.leadseq/daemons`)).toEqual([]);
  });

  it('a start leaves alone whoever may still be there, and a death is told for a week', () => {
    const day = 24 * 60;
    writeHealth(world.root, elsewhereIn);
    // Three beats are missed, and nobody here can ask for a process of another container: it may be asleep.
    forgetGone(world.root, minutes(9));
    expect(kinds(minutes(9))).toEqual(['web-2 4711 silent']);
    writeHealth(world.root, { ...first, ...gone });
    writeHealth(world.root, { ...second, ...gone, heartbeatAt: minutes(7 * day) });
    writeHealth(world.root, { ...second, ...gone, pid: 4713, heartbeatAt: minutes(1) });
    forgetGone(world.root, minutes(7 * day + 2));
    expect(kinds(minutes(7 * day + 2))).toEqual(['web-1 4712 died']);
  });
});

describe('the ping', () => {
  it.each([
    ['https://example.com/ping/abc', true],
    ['http://127.0.0.1:8080/x', true],
    ['http://example.com/ping', false],
    ['https://user:secret@example.com/', false],
    ['file:///etc/passwd', false],
    ['nonsense', false],
  ])('%s: %s', (text, may) => {
    expect(readPing(text) !== null).toBe(may);
  });

  it('is one request, and what becomes of it is told once, without the path that is its secret', async () => {
    let status = 200;
    let asked = 0;
    const server = createServer((_, answer) => {
      asked += 1;
      answer.writeHead(status).end();
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const url = readPing(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`);
    if (url === null) throw new Error('loopback may be asked');
    const said: string[] = [];
    let heard = (): void => {};
    const ping = createPinger(url, (level, event, facts) => {
      said.push(JSON.stringify([level, event, facts]));
      heard();
    });
    const word = () => new Promise<void>((done) => (heard = done));
    status = 500;
    const failed = word();
    ping();
    await failed;
    status = 200;
    const works = word();
    ping();
    await works;
    server.close();
    expect(asked).toBe(2);
    expect(said).toEqual([
      JSON.stringify(['warn', 'ping_failed', { host: url.host, message: 'it answered 500' }]),
      JSON.stringify(['info', 'ping_works', { host: url.host }]),
    ]);
  });
});
