/** Every address of `seq serve` that takes words, one by one: forged, changed, told again, cut into pieces, too large, by other methods, and odd to the last byte. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '../../src/domain/seeded.ts';
import { DAY, SECOND } from '../../src/domain/time.ts';
import { ROUTES } from '../../src/server/app.ts';
import type { TestSite } from '../server/site.ts';
import { openSite, type Proven, provenWords, speak, written } from './proven.ts';

let site: TestSite;
let words: readonly Proven[] = [];
beforeEach(async () => {
  site = await openSite();
  words = await provenWords(site);
});
afterEach(() => site.close());

const wordFor = (route: string): Proven => {
  const word = words.find((one) => one.route === route);
  if (word === undefined) throw new Error(`nobody says anything to ${route}`);
  return word;
};
const TAKING = ROUTES.filter(({ POST }) => POST !== undefined).map(({ path }) => path);
/** That one is open to anybody, and proves itself by its address. */
const PROVEN = ROUTES.filter(({ POST, proof }) => POST !== undefined && proof !== null).map(
  ({ path }) => path,
);
/** What only says what is to be done, and the end of a call that nobody was put through to: they change nothing. */
const ASKING = ['/tw/voice/:business', '/tw/bridge/:token', '/tw/bridge/:token/ended'];

it('all of them are tried here', () => {
  expect(words.map(({ route }) => route).sort()).toEqual([...TAKING].sort());
});

function withOneBitChanged(bytes: Buffer): Buffer<ArrayBuffer> {
  const changed = Buffer.from(bytes);
  const at = changed.length >> 1;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe.each(TAKING)('%s', (route) => {
  it('takes what is right, once and for ever', async () => {
    const before = await written(site);
    expect(await speak(site.url, wordFor(route))).toBeLessThan(300);
    const after = await written(site);
    if (!ASKING.includes(route)) expect(after).not.toBe(before);
    expect(await speak(site.url, wordFor(route))).toBeLessThan(300);
    site.kit.advance(3 * 365 * DAY);
    expect(await speak(site.url, wordFor(route))).toBeLessThan(300);
    expect(await written(site)).toBe(after);
  });

  it('takes the same bytes in pieces of any size, and no byte more than 64 KB, or 10 MB of a mail', async () => {
    const word = wordFor(route);
    const bytes = Buffer.from(word.body);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0, size = 1; at < bytes.length; at += size, size = (size % 9) + 1)
          controller.enqueue(bytes.subarray(at, at + size));
        controller.close();
      },
    });
    expect(await speak(site.url, word, { stream })).toBeLessThan(300);
    const before = await written(site);
    const most = route.startsWith('/mail/') ? 10 * 1024 * 1024 : 64 * 1024;
    const many = Buffer.alloc(most + 1, word.body);
    expect(await speak(site.url, word, { bytes: many })).toBe(413);
    expect(await written(site)).toBe(before);
  });

  it('has no other method than the manual says', async () => {
    const before = await written(site);
    const declared = ROUTES.find(({ path }) => path === route);
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await fetch(`${site.url}${wordFor(route).path}`, { method });
      await answer.arrayBuffer();
      const has = declared?.GET !== undefined && (method === 'GET' || method === 'HEAD');
      expect([method, answer.status === 405]).toEqual([method, !has]);
    }
    expect(await written(site)).toBe(before);
  });
});

describe.each(PROVEN)('%s', (route) => {
  it('believes nobody by another key, and no byte that was changed, added or taken away', async () => {
    const word = wordFor(route);
    const before = await written(site);
    const right = Buffer.from(word.body);
    const proof = word.headers(right, 'right');
    const inBody = Object.keys(proof).length === 0;
    const byKeyAlone = 'authorization' in proof;
    if (!inBody) expect([401, 403]).toContain(await speak(site.url, word, { keys: 'wrong' }));
    const forged = inBody
      ? [Buffer.from(word.body.replace('google-key', 'google-kez'))]
      : byKeyAlone
        ? []
        : [Buffer.concat([right, Buffer.from(' ')]), right.subarray(0, -1), withOneBitChanged(right)];
    for (const bytes of forged) {
      expect(bytes.equals(right)).toBe(false);
      const answer = await fetch(`${site.url}${word.path}`, {
        method: 'POST',
        headers: { 'content-type': word.type, ...proof },
        body: bytes,
      });
      await answer.arrayBuffer();
      expect([401, 403]).toContain(answer.status);
    }
    const bare = await fetch(`${site.url}${word.path}`, {
      method: 'POST',
      headers: { 'content-type': word.type },
      body: inBody ? word.body.replace('google-key', '') : word.body,
    });
    expect([401, 403]).toContain(bare.status);
    expect(await written(site)).toBe(before);
  });

  it('goes by the public address and by no name that the request gives itself', async () => {
    const word = wordFor(route);
    const before = await written(site);
    const answer = await fetch(`${site.url}${word.path}`, {
      method: 'POST',
      headers: {
        'content-type': word.type,
        'x-forwarded-host': 'evil.example.com',
        'x-forwarded-proto': 'http',
        forwarded: 'host=evil.example.com;proto=http',
        'x-original-url': '/healthz',
        'x-http-method-override': 'GET',
        ...word.headers(Buffer.from(word.body), 'right'),
      },
      body: word.body,
    });
    expect(answer.status).toBeLessThan(300);
    if (!ASKING.includes(route)) expect(await written(site)).not.toBe(before);
  });
});

const SEED = 20_261_123;
const EACH = 320;

it(`odd words that are proven, ${EACH} of seed ${SEED} to each address, are taken or refused, and nothing breaks`, async () => {
  const random = seeded(SEED);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const odd = [
    '',
    '0',
    '-1',
    '1e400',
    '"',
    '{',
    '[]',
    'null',
    '\u0000',
    '\ud800',
    '\u202e',
    '%00',
    '%ff%fe',
    '&&=',
    '=',
    ';',
  ];
  const long = ['a', '9', ' ', '\t', '\n', '+1', '[', '{"a":', 'é', '😀', '%'].map(
    (unit) => (): string => unit.repeat(Math.floor(random() * 6_000)),
  );
  /** A change somewhere: a part lost, doubled, replaced, or something odd let in. */
  const change = (text: string): string => {
    const [from, to] = [random(), random()]
      .map((one) => Math.floor(one * text.length))
      .sort((a, b) => a - b) as [number, number];
    const inside = text.slice(from, to);
    return pick([
      () => text.slice(0, from) + text.slice(to),
      () => text.slice(0, to) + inside + text.slice(to),
      () => text.slice(0, from) + pick(odd) + text.slice(from),
      () => text.slice(0, from) + pick(odd) + text.slice(to),
      () => text.slice(0, from) + pick(long)() + text.slice(from),
      () =>
        text.replace(/"[^"]*"(?=[,}\]])/g, (value) =>
          random() < 0.3 ? pick(['1', 'true', 'null', '[]', '{}', '[[["x"]]]', '""', '1e999']) : value,
        ),
      () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      () => text.replace(/:"/, `:${'['.repeat(5_000)}"`).replace(/"(?=[,}])/, `"${']'.repeat(5_000)}`),
    ])();
  };
  const strange: unknown[] = [];
  const seen = new Map<number, number>();
  for (const word of words) {
    for (let n = 0; n < EACH; n += 1) {
      // Whoever is refused too often is not looked at any further: here each of them is.
      if (n % 50 === 0) site.kit.advance(60 * SECOND);
      let body = word.body;
      for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) body = change(body);
      const bytes = Buffer.from(body, random() < 0.1 ? 'latin1' : 'utf8');
      const status = await speak(site.url, word, { bytes: bytes as Buffer<ArrayBuffer> });
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500 || status < 200) strange.push([word.route, status, body.slice(0, 300)]);
    }
  }
  expect(strange).toEqual([]);
  expect(site.log.filter(({ event }) => event === 'failed')).toEqual([]);
  // Some were taken, some were not what they should be, and some could not be believed any more.
  for (const status of [200, 204, 400, 403, 422]) expect([...seen.keys()]).toContain(status);
});
