/** Every row of the table of outcomes, over real sockets: what is on the wire, and what may be concluded from it. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/attempt.ts';
import { CERTIFICATE, KEY } from './twilio-certificate.ts';
import {
  byHand,
  type Hand,
  http,
  keyAt,
  never,
  resource,
  SECRET,
  SID,
  senderAt,
  TEXT,
  transportTo,
  twilioError,
} from './twilio-kit.ts';

const closing: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function hand(...script: Parameters<typeof byHand>): Promise<Hand> {
  const server = await byHand(...script);
  closing.push(() => server.close());
  return server;
}

async function sendTo(url: string, timeout?: number): Promise<Outcome> {
  const transport = transportTo(senderAt(url), { ...(timeout !== undefined && { timeout }) });
  closing.push(() => transport.close?.());
  return transport.send(TEXT, keyAt(), never());
}

const MADE = JSON.stringify(resource());
const WHOLE = http(201, MADE);
const SIZE = Buffer.byteLength(MADE).toString(16);
const reset = (socket: Socket): void => void socket.resetAndDestroy();

describe('the request was written, and what came back', () => {
  type Row = readonly [string, (socket: Socket) => void, Partial<Outcome>];
  const rows: readonly Row[] = [
    ['201 with a message', (s) => s.write(WHOLE), { kind: 'sent', providerId: SID }],
    [
      '201 in slow pieces',
      async (s) => {
        for (const piece of WHOLE.match(/[\s\S]{1,160}/g) ?? []) {
          s.write(piece);
          await pass(5);
        }
      },
      { kind: 'sent', providerId: SID },
    ],
    [
      '201 in chunks',
      (s) =>
        s.write(`HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n${SIZE}\r\n${MADE}\r\n0\r\n\r\n`),
      { kind: 'sent', providerId: SID },
    ],
    [
      '201 with the body cut short',
      (s) => s.end(WHOLE.slice(0, -20)),
      { kind: 'uncertain', code: 'ECONNRESET' },
    ],
    [
      '201 in chunks, the last one missing',
      (s) => s.end(`HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n${SIZE}\r\n${MADE}\r\n`),
      { kind: 'uncertain', code: 'ECONNRESET' },
    ],
    [
      '201 without a length, cut within the JSON',
      (s) => s.end(`HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n${MADE.slice(0, 60)}`),
      { kind: 'uncertain', code: '201' },
    ],
    ['201 with garbage', (s) => s.write(http(201, '<html>ok</html>')), { kind: 'uncertain', code: '201' }],
    [
      '201 in bytes that are no text',
      (s) =>
        s.write(
          Buffer.concat([
            Buffer.from('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n'),
            Buffer.from([0xff, 0xfe]),
          ]),
        ),
      { kind: 'uncertain', code: '201' },
    ],
    [
      '201 with an endless body',
      (s) => {
        s.write('HTTP/1.1 201 Created\r\n\r\n');
        const more = setInterval(() => s.write('x'.repeat(32_768)), 1);
        s.on('close', () => clearInterval(more));
      },
      { kind: 'uncertain', code: 'too_long' },
    ],
    ['an opt-out', (s) => s.write(http(400, twilioError(400, 21610))), { kind: 'refused', suppress: true }],
    [
      'a landline',
      (s) => s.write(http(400, twilioError(400, 21635))),
      { kind: 'refused', code: '21635', suppress: false, why: 'dead_number' },
    ],
    [
      'an error we do not know',
      (s) => s.write(http(400, twilioError(400, 29_999))),
      { kind: 'refused', code: '29999' },
    ],
    [
      'wrong credentials',
      (s) => s.write(http(401, twilioError(401, 20003))),
      { kind: 'misconfigured', code: '20003' },
    ],
    ['a forbidden account', (s) => s.write(http(403, twilioError(403, 20403))), { kind: 'misconfigured' }],
    [
      '429 with a wait',
      (s) => s.write(http(429, twilioError(429, 20429), ['Retry-After: 7'])),
      { kind: 'unsent', code: '20429' },
    ],
    ['a full queue', (s) => s.write(http(400, twilioError(400, 21611))), { kind: 'unsent', code: '21611' }],
    ...[408, 409, 425].map(
      (status): Row => [
        String(status),
        (s) => s.write(http(status, '{}')),
        { kind: 'uncertain', code: String(status) },
      ],
    ),
    [
      'a redirect',
      (s) => s.write(http(308, '', ['Location: https://example.com/'])),
      { kind: 'uncertain', code: '308' },
    ],
    ['a portal', (s) => s.write(http(403, '<html>Sign in</html>')), { kind: 'uncertain', code: '403' }],
    ...[500, 502, 503, 504].map(
      (status): Row => [
        String(status),
        (s) => s.write(http(status, twilioError(status, 20500))),
        { kind: 'uncertain', code: String(status) },
      ],
    ),
    ['an end without an answer', (s) => s.end(), { kind: 'uncertain', code: 'ECONNRESET' }],
    ['a reset', reset, { kind: 'uncertain', code: 'ECONNRESET' }],
    ['half a status line', (s) => s.end('HTTP/1.1 2'), { kind: 'uncertain' }],
    ['half of the headers', (s) => s.end('HTTP/1.1 201 Created\r\nContent-Len'), { kind: 'uncertain' }],
    ['another protocol', (s) => s.end('220 mail.example.com ESMTP\r\n'), { kind: 'uncertain' }],
    [
      'a switch of protocols',
      (s) => s.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      { kind: 'uncertain' },
    ],
    [
      'two lengths that differ',
      (s) => s.write(`HTTP/1.1 201 Created\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n${MADE}`),
      { kind: 'uncertain' },
    ],
  ];
  test.each(rows)('%s', async (_name, answer, outcome) => {
    const server = await hand({ answer });
    expect(await sendTo(server.url, 2_000)).toMatchObject(outcome);
    expect(server.requests).toHaveLength(1);
  });

  test('Retry-After is heeded, spread by the attempt’s token', async () => {
    const server = await hand({
      answer: (s) => s.write(http(429, twilioError(429, 20429), ['Retry-After: 7'])),
    });
    // The token ends in 89abcdef, which is 0.5377 of what eight digits can be.
    expect(await sendTo(server.url)).toMatchObject({ kind: 'unsent', retryAfter: 10_764 });
  });

  test('silence', async () => {
    const server = await hand({ answer: () => undefined });
    expect(await sendTo(server.url, 100)).toEqual({
      kind: 'uncertain',
      code: 'timeout',
      detail: 'no answer in time',
    });
  });

  test('headers, and then silence', async () => {
    const server = await hand({ answer: (s) => s.write(WHOLE.slice(0, -1)) });
    expect(await sendTo(server.url, 100)).toMatchObject({ kind: 'uncertain', code: 'timeout' });
  });

  test('headers that drip for longer than anybody waits', async () => {
    const server = await hand({
      answer: (s) => {
        s.write('HTTP/1.1 201 Created\r\n');
        const drip = setInterval(() => s.write('X-Drip: 1\r\n'), 20);
        s.on('close', () => clearInterval(drip));
      },
    });
    expect(await sendTo(server.url, 150)).toMatchObject({ kind: 'uncertain', code: 'timeout' });
  });
});

describe('nothing of the request was written', () => {
  test('a port that nobody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({
      kind: 'unsent',
      code: 'ECONNREFUSED',
    });
  });

  test('a name that does not exist', async () => {
    const outcome = await sendTo('https://api.example.invalid');
    expect(outcome.kind).toBe('unsent');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(outcome.kind === 'unsent' && outcome.code);
  });

  test('a certificate that nobody vouches for', async () => {
    const tls = createTlsServer({ key: KEY, cert: CERTIFICATE });
    const server = await hand({ answer: (s) => s.write(WHOLE) }, tls);
    expect(await sendTo(`https://127.0.0.1:${server.port}`)).toMatchObject({
      kind: 'unsent',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(server.requests).toEqual([]);
  });

  test('a server that hangs up in the handshake', async () => {
    let bytes = '';
    const server = await hand({
      connected: (s) =>
        s.once('data', (chunk) => {
          bytes += chunk.toString('latin1');
          s.destroy();
        }),
    });
    expect(await sendTo(`https://127.0.0.1:${server.port}`)).toMatchObject({
      kind: 'unsent',
      code: 'ECONNRESET',
    });
    expect(bytes).not.toContain('POST');
  });

  test('a server that speaks no TLS', async () => {
    const server = await hand({ connected: (s) => s.end('HTTP/1.1 400 Bad Request\r\n\r\n') });
    expect(await sendTo(`https://127.0.0.1:${server.port}`)).toMatchObject({ kind: 'unsent' });
  });
});

describe('whatever is answered, and wherever it breaks off', () => {
  const body = fc.oneof(
    fc.constant(MADE),
    fc.constantFrom(20003, 20429, 21211, 21606, 21610, 29_999).map((code) => twilioError(400, code)),
    fc.constant('<html></html>'),
  );
  const status = fc.constantFrom(200, 201, 302, 400, 401, 403, 404, 408, 429, 500, 503);

  test('an answer that is not whole proves nothing', async () => {
    let answer = Buffer.alloc(0);
    const server = await hand({ answer: (s) => s.end(answer) });
    await fc.assert(
      fc.asyncProperty(
        status,
        body,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (code, text, share) => {
          const whole = Buffer.from(http(code, text));
          answer = whole.subarray(0, Math.floor(share * (whole.length - 1)));
          expect((await sendTo(server.url)).kind).toBe('uncertain');
        },
      ),
      { numRuns: 150 },
    );
  });

  test('no outcome names the account’s secret', async () => {
    const told = `Basic ${SECRET}`;
    const server = await hand({ answer: (s) => s.write(http(400, twilioError(400, 29_999, told))) });
    // What the provider itself repeats is its own to say; nothing of ours adds it.
    expect(JSON.stringify(await sendTo('http://127.0.0.1:1'))).not.toContain(SECRET);
    expect(JSON.stringify(await sendTo(server.url))).toContain('29999');
  });
});
