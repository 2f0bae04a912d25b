/** What nobody of good will sends: 5,000 requests of any shape, two hundred slow clients, bodies that contradict themselves. */
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seeded } from '../../src/domain/seeded.ts';
import { SECOND } from '../../src/domain/time.ts';
import { ROUTES } from '../../src/server/app.ts';
import { written } from '../security/proven.ts';
import { createSite, type TestSite } from './site.ts';
import { inboundFields, twilioPost } from './twilio-post.ts';

let site: TestSite;
beforeEach(async () => {
  site = await createSite();
});
afterEach(() => site.close());

/** All that the server says to some bytes, until it closes or says nothing more. */
const say = (bytes: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(site.port, '127.0.0.1', () => socket.end(bytes));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += String(chunk);
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', () => resolve(heard));
  });

const SEED = 20_261_122;

it(`5,000 requests of seed ${SEED} are answered with 2xx, 4xx or 503, and write nothing without proof`, async () => {
  const random = seeded(SEED);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const text = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(Math.floor(random() * 256))).join('');
  const bodies: readonly (() => string | Uint8Array<ArrayBuffer>)[] = [
    () => '',
    () => new URLSearchParams(inboundFields()).toString(),
    () => `${new URLSearchParams(inboundFields())}&Body=STOP&To[]=x&%00=%ff&=&&`,
    () => Array.from({ length: 5_000 }, (_, n) => `p${n}=${n}`).join('&'),
    () => JSON.stringify({ phone: '+13125550142', fields: { a: [1, { b: 2 }] } }),
    () => `{"__proto__":{"a":1},"phone":${'['.repeat(Math.floor(random() * 2_000))}`,
    () => Buffer.from(text(300), 'latin1') as Uint8Array<ArrayBuffer>,
    () => 'a'.repeat(Math.floor(random() * 70_000)),
    () => `--x\r\nContent-Disposition: form-data; name="Body"\r\n\r\nSTOP\r\n--x--\r\n`,
  ];
  const headers: Readonly<Record<string, readonly string[]>> = {
    'content-type': [
      'application/x-www-form-urlencoded',
      'application/json',
      'multipart/form-data; boundary=x',
      'text/plain; charset=utf-7',
      'message/rfc822',
    ],
    'x-twilio-signature': ['', 'x', 'a'.repeat(28), 'é'],
    authorization: ['Bearer x', 'Bearer ', 'Basic eDp4', 'x'],
    'x-hub-signature-256': ['sha256=', `sha256=${'0'.repeat(64)}`],
    'x-forwarded-for': ['203.0.113.9', 'unknown', '::1, 127.0.0.1'],
    'webhook-signature': ['v1,x', `v1,${'A'.repeat(44)}`],
  };
  const before = await written(site);
  const seen = new Map<number, number>();
  for (let n = 0; n < 5_000; n++) {
    // Whoever asks too often is not looked at any further: here each of them is.
    if (n % 50 === 0) site.kit.advance(60 * SECOND);
    const path = pick(ROUTES).path.replace(/:\w+/g, () =>
      encodeURIComponent(pick(['bright-dental', 'nobody', '0'.repeat(32), '__proto__', '../..', text(8)])),
    );
    const method = pick(['GET', 'POST', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']);
    const body = method === 'GET' || method === 'HEAD' ? undefined : pick(bodies)();
    const sent = Object.entries(headers).flatMap(([name, values]) =>
      random() < 0.5 ? [[name, pick(values)] as [string, string]] : [],
    );
    const query = random() < 0.2 ? `?${encodeURIComponent(text(20))}=1&a=1&a=2` : '';
    const request = { method, headers: sent, redirect: 'manual', ...(body === undefined ? {} : { body }) };
    const answer = await fetch(`${site.url}${path}${query}`, request as RequestInit);
    await answer.arrayBuffer();
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
  }
  const strange = [...seen.keys()].filter((status) => !(status < 500 || status === 503));
  expect(strange).toEqual([]);
  expect(site.log.filter(({ event }) => event === 'failed')).toEqual([]);
  expect(await written(site)).toBe(before);
  // The walk went everywhere.
  for (const status of [200, 400, 403, 404, 405, 413, 415]) expect([...seen.keys()]).toContain(status);
});

it('with two hundred clients that never end their requests a STOP is taken all the same', async () => {
  const slow: Socket[] = [];
  for (let n = 0; n < 220; n++) {
    const socket = connect(site.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    // Half of them before the headers have ended, half of them within the body.
    socket.write(
      n % 2 === 0
        ? 'POST /tw/in HTTP/1.1\r\nhost: a\r\nx: '
        : 'POST /tw/in HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nBody=',
    );
    slow.push(socket);
  }
  const answer = await twilioPost(site, '/tw/in', inboundFields({ Body: 'STOP' }));
  expect(answer.status).toBe(200);
  expect(await site.kit.all('SELECT meaning FROM inbound')).toEqual([{ meaning: 'opt_out' }]);
  for (const socket of slow) socket.destroy();
});

it('a body that comes in pieces of any size is the same body, and its signature holds', async () => {
  const body = new URLSearchParams(inboundFields({ Body: 'é — 你好 '.repeat(150) })).toString();
  const pieces = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += 7) controller.enqueue(Buffer.from(body.slice(at, at + 7)));
      controller.close();
    },
  });
  const fields = inboundFields({ Body: 'é — 你好 '.repeat(150) });
  expect((await twilioPost(site, '/tw/in', fields, { body: pieces })).status).toBe(200);
  const [stored] = await site.kit.all('SELECT body FROM inbound');
  expect(stored?.body).toBe('é — 你好 '.repeat(150));
});

it.each<[string, string]>([
  ['both a length and chunks', 'content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two lengths', 'content-length: 4\r\ncontent-length: 5\r\n\r\nBody'],
  ['a length that is none', 'content-length: -4\r\n\r\nBody'],
  ['a chunk without a size', 'transfer-encoding: chunked\r\n\r\nzz\r\nBody\r\n'],
  ['an unknown encoding', 'transfer-encoding: gzip, identity\r\n\r\nBody'],
])('a request with %s is refused before anybody looks at it', async (_name, rest) => {
  const before = await written(site);
  const heard = await say(`POST /tw/in HTTP/1.1\r\nhost: a\r\n${rest}`);
  expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(await written(site)).toBe(before);
});

it('answers that come before their questions, and twice, end as if they had come in order', async () => {
  const sent = ['STOP', 'Hello?', 'When are you open?'].map((Body, n) =>
    inboundFields({ Body, MessageSid: `SM${String(n).repeat(32)}` }),
  );
  for (const fields of [...sent].reverse()) await twilioPost(site, '/tw/in', fields);
  for (const fields of sent) await twilioPost(site, '/tw/in', fields);
  expect(await site.kit.all('SELECT COUNT(*) AS n FROM inbound')).toEqual([{ n: 3 }]);
  expect(await site.kit.all("SELECT COUNT(*) AS n FROM suppression WHERE channel = 'sms'")).toEqual([
    { n: 1 },
  ]);
});
