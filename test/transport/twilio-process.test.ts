import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/attempt.ts';
import { CERTIFICATE, KEY } from './twilio-certificate.ts';
import { byHand, http, resource, SID, TEN } from './twilio-kit.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Inside `node_modules`, so that the bundle finds the SDK as the program does. */
const folder = join(root, 'node_modules', '.cache', `twilio-tests-${process.pid}`);
const child = join(folder, 'child.mjs');
const trusted = join(folder, 'trusted.pem');

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(trusted, CERTIFICATE);
  await build({
    entryPoints: [fileURLToPath(new URL('./twilio-child.ts', import.meta.url))],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['twilio'],
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly outcome: Outcome;
  readonly before: number;
  readonly after: number;
}

async function sendFromChild(
  url: string,
  env: Readonly<Record<string, string>> = {},
  what: 'send' | 'poll' = 'send',
): Promise<Told> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, url, what], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted, ...env },
  });
  return JSON.parse(stdout);
}

const WHOLE = http(201, JSON.stringify(resource()));

describe('over TLS that is trusted', () => {
  test('a text is sent, and a connection that breaks after the handshake leaves its fate open', async () => {
    const cases = [
      [WHOLE, { kind: 'sent', providerId: SID }],
      [WHOLE.slice(0, 40), { kind: 'uncertain', code: 'ECONNRESET' }],
      ['', { kind: 'uncertain', code: 'ECONNRESET' }],
    ] as const;
    for (const [answer, outcome] of cases) {
      const server = await byHand(
        { answer: (socket) => socket.write(answer, () => socket.destroy()) },
        createTlsServer({ key: KEY, cert: CERTIFICATE }),
      );
      expect((await sendFromChild(`https://localhost:${server.port}`)).outcome).toMatchObject(outcome);
      expect(server.requests).toHaveLength(1);
      await server.close();
    }
  });

  test('control: without the trust nothing of it leaves', async () => {
    const server = await byHand(
      { answer: (socket) => socket.write(WHOLE) },
      createTlsServer({ key: KEY, cert: CERTIFICATE }),
    );
    const told = await sendFromChild(`https://localhost:${server.port}`, { NODE_EXTRA_CA_CERTS: '' });
    expect(told.outcome).toMatchObject({ kind: 'unsent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(server.requests).toEqual([]);
    await server.close();
  });
});

describe('the SDK', () => {
  test('is loaded by the first text, not by making the transport; and the environment does not move its address', async () => {
    const server = await byHand({ answer: (socket) => socket.end(WHOLE) });
    const told = await sendFromChild(server.url, {
      TWILIO_REGION: 'au1',
      TWILIO_EDGE: 'sydney',
      TWILIO_LOG_LEVEL: 'debug',
    });
    expect(told.outcome).toEqual({ kind: 'sent', providerId: SID });
    expect(told.before).toBe(0);
    expect(told.after).toBeGreaterThan(10);
    await server.close();
  });
});

test('what leads answered is asked for without the SDK: most ticks that ask send nothing', async () => {
  const page = JSON.stringify({ messages: [], next_page_uri: null });
  const server = await byHand({
    answer: (socket) => socket.write(http(200, page, [`Date: ${new Date(TEN).toUTCString()}`])),
  });
  const { outcome, before, after } = await sendFromChild(server.url, {}, 'poll');
  expect({ outcome, before, after }).toEqual({
    outcome: { kind: 'read', messages: [], numbers: ['+13125550100'] },
    before: 0,
    after: 0,
  });
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]).toMatch(/\r\nAuthorization: Basic /);
  await server.close();
});
