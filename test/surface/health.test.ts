/** The daemon's sign of life: healthy only while it lives, beats and is not held up; and a ping that sending never waits for. */

import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPinger, readPing, signsOf } from '../../src/cli/daemon-signs.ts';
import { instant } from '../../src/domain/time.ts';
import { type DaemonHealth, daemonState, writeHealth } from '../../src/engine/daemon-health.ts';
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
    ['that nobody has started', null, 0, 'never'],
    ['that beats', elsewhere, 1, 'healthy'],
    ['that is held up', { ...elsewhere, trouble: 'the disk is full' }, 1, 'trouble'],
    ['that has missed three beats', elsewhere, 4, 'silent'],
    ['with long beats has as long to miss them', { ...elsewhere, every: 300 }, 4, 'healthy'],
    ['that was told to stop', { ...elsewhere, ended: true }, 1, 'stopped'],
    ['whose machine has started anew', { ...elsewhere, bootId: 'another' }, 1, 'died'],
  ] as const)('%s', (_, health, later, kind) => {
    if (health !== null) writeHealth(world.root, health);
    expect(daemonState(world.root, minutes(later)).kind).toBe(kind);
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
      state: 'healthy',
      healthy: true,
      pid: 4711,
    });
  });

  it('writes its sign at most every five seconds while it works, and at once when it is held up', () => {
    let now = NOW;
    const io = { now: () => now } as never;
    const signs = signsOf(io, world.root, 60);
    const seen = () => daemonState(world.root, now);
    signs.note({ kind: 'good', trouble: null });
    now = instant(NOW + 1_000);
    signs.note({ kind: 'alive', trouble: null });
    expect(seen()).toMatchObject({ health: { heartbeatAt: NOW, goodAt: NOW } });
    signs.note({ kind: 'held_up', trouble: 'paused' });
    expect(seen()).toMatchObject({ health: { heartbeatAt: now, goodAt: NOW, trouble: 'paused' } });
    signs.end();
    expect(seen().kind).toBe('stopped');
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
