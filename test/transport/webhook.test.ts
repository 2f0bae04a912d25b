/** Notices as they go over a socket: signed so that others can check it, and to no address inside a network. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { signedHeaders } from '../../src/engine/standard-webhooks.ts';
import { isInside } from '../../src/transport/inside.ts';
import { post } from '../../src/transport/webhook.ts';

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function receiver(answer: (response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (bytes: Buffer) => parts.push(bytes));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http://127.0.0.1:${port}/hook` };
}

const never = new AbortController().signal;
const SECRET = `whsec_${Buffer.from('a secret of twenty-four.').toString('base64')}`;
const BODY = '{"type":"lead.booked","data":{"name":"Zoë"}}';
const postingTo = (url: string, secret = SECRET) => ({
  url,
  body: BODY,
  signed: signedHeaders(secret, 'lsq_12_abc', BODY, instant(Date.now())),
});
const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end();

test('the package of the standard finds the signature right', async () => {
  const { heard, url } = await receiver(status(204));
  expect(await post(postingTo(url), never)).toEqual({ kind: 'told' });
  const [one] = heard;
  const headers = one?.headers as Record<string, string>;
  expect(new Webhook(SECRET).verify(one?.body ?? '', headers)).toEqual({
    type: 'lead.booked',
    data: { name: 'Zoë' },
  });
  expect(headers['webhook-id']).toBe('lsq_12_abc');
  expect(() =>
    new Webhook(`whsec_${Buffer.from('another secret').toString('base64')}`).verify(one?.body ?? '', headers),
  ).toThrow();
  expect(() => new Webhook(SECRET).verify(`${one?.body} `, headers)).toThrow();
});

test('a secret without the prefix is taken as it is', async () => {
  const { heard, url } = await receiver(status(200));
  await post(postingTo(url, 'plain words'), never);
  const raw = new Webhook(Buffer.from('plain words'), { format: 'raw' });
  expect(raw.verify(heard[0]?.body ?? '', heard[0]?.headers as Record<string, string>)).toBeTruthy();
});

test.each([
  [302, { kind: 'failed', detail: 'it answered 302, and redirects are not followed' }],
  [410, { kind: 'refused', detail: 'it answered 410: gone for good' }],
  [500, { kind: 'failed', detail: 'it answered 500' }],
])('an answer of %i', async (code, told) => {
  const elsewhere = await receiver(status(200));
  const { url } = await receiver(
    (response) => void response.writeHead(code, { location: elsewhere.url }).end(),
  );
  expect(await post(postingTo(url), never)).toEqual(told);
  expect(elsewhere.heard).toEqual([]);
});

test('an answer without an end is read no further than 64 KB, and counts by its status', async () => {
  let written = 0;
  const { url } = await receiver((response) => {
    response.writeHead(200);
    const more = () => {
      if (response.destroyed) return;
      written += 16_384;
      response.write(Buffer.alloc(16_384), () => setImmediate(more));
    };
    more();
  });
  expect(await post(postingTo(url), never)).toEqual({ kind: 'told' });
  expect(written).toBeLessThan(50_000_000);
});

test('nobody listening is a failure to be tried again', async () => {
  const { url } = await receiver(status(200));
  const told = await post(postingTo(url.replace(/:\d+/, ':1')), never);
  expect(told.kind).toBe('failed');
});

test.each([
  'https://127.0.0.1/',
  'https://localhost/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[::ffff:a00:1]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://0.0.0.0/',
])('%s is never asked', async (url) => {
  const told = await post(postingTo(url), never);
  expect(told).toMatchObject({ kind: 'refused', detail: expect.stringContaining('where no webhook may go') });
});

test('a name that leads inside is refused, also when only one of its addresses does', async () => {
  const resolve = () => Promise.resolve(['93.184.216.34', '10.0.0.7']);
  expect(await post(postingTo('https://crm.example.com/'), never, resolve)).toMatchObject({
    kind: 'refused',
  });
});

test('a name is resolved once, and what it led to then is what is connected to', async () => {
  const { heard, url } = await receiver(status(204));
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return asked.length === 1 ? ['127.0.0.1'] : ['10.0.0.7'];
  };
  const named = url.replace('127.0.0.1', 'crm.example.com');
  expect(await post(postingTo(named), never, resolve)).toEqual({ kind: 'told' });
  expect([asked, heard.length, heard[0]?.headers.host]).toEqual([
    ['crm.example.com'],
    1,
    new URL(named).host,
  ]);
});

test('whoever does not answer within five seconds has failed, and is let go', async () => {
  let open = 0;
  const { url } = await receiver((response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
    });
  });
  expect(await post(postingTo(url), never)).toEqual({ kind: 'failed', detail: 'no answer in 5 seconds' });
  await expect.poll(() => open).toBe(0);
});

test('plain http goes to this machine and nowhere else', async () => {
  const resolve = () => Promise.resolve(['93.184.216.34']);
  expect(await post(postingTo('http://crm.example.com/'), never, resolve)).toMatchObject({ kind: 'refused' });
});

test('addresses of the world are none of a network', () => {
  expect(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946'].map(isInside)).toEqual([
    false,
    false,
    false,
  ]);
  expect(['no address', ''].map(isInside)).toEqual([true, true]);
});
