/** Whoever lies about how much is coming, or sends it a byte at a time, is let go; nothing is done of what did not come whole. */
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TestSite } from '../server/site.ts';
import { openSite, type Proven, provenWords, written } from './proven.ts';

let site: TestSite;
let words: readonly Proven[] = [];
beforeEach(async () => {
  site = await openSite();
  words = await provenWords(site);
});
afterEach(() => site.close());

interface Asked {
  readonly word: Proven;
  /** What it says its length is. */
  readonly length: number;
  readonly bytes: Buffer;
  /** Bytes at a time, for ever slower than anybody waits; all at once when it is left out. */
  readonly drop?: number;
  readonly halfClosed?: boolean;
}

/** What is heard until the socket closes, and how long that took. */
function ask({ word, length, bytes, drop, halfClosed = false }: Asked): Promise<readonly [string, number]> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(site.port, '127.0.0.1');
    let heard = '';
    let dripping: NodeJS.Timeout | undefined;
    const headers = Object.entries({
      'content-type': word.type,
      ...word.headers(Buffer.from(word.body), 'right'),
    });
    socket.write(
      [
        `POST ${word.path} HTTP/1.1`,
        'host: seq.example.com',
        `content-length: ${length}`,
        ...headers.map(([name, value]) => `${name}: ${value}`),
        '',
        '',
      ].join('\r\n'),
    );
    if (drop === undefined) socket.write(bytes);
    else {
      let at = 0;
      dripping = setInterval(() => {
        if (!socket.destroyed) socket.write(bytes.subarray(at, at + drop));
        at += drop;
      }, 500);
    }
    if (halfClosed) socket.end();
    socket.on('data', (chunk) => {
      heard += String(chunk);
      if (!halfClosed && drop === undefined) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(dripping);
      resolve([heard, performance.now() - began]);
    });
  });
}

it('a body that is shorter than it says, and then over, does nothing', async () => {
  const before = await written(site);
  for (const word of words) {
    const bytes = Buffer.from(word.body);
    const [heard] = await ask({ word, length: bytes.length + 10, bytes, halfClosed: true });
    expect([word.route, heard]).toEqual([word.route, expect.not.stringMatching(/^HTTP\/1\.1 2/)]);
  }
  expect(await written(site)).toBe(before);
});

it('a body that is longer than it says ends where it says: what is over is no request of anybody', async () => {
  // Under a key alone a part is a word of its own: what it does would be done beside the ones that are looked at here.
  const overEveryByte = words.filter((word) =>
    Object.keys(word.headers(Buffer.from(word.body), 'right')).some((name) => name !== 'authorization'),
  );
  expect(overEveryByte).toHaveLength(12);
  const before = await written(site);
  for (const word of overEveryByte) {
    const bytes = Buffer.from(word.body);
    // The proof is over the whole of it, and no more than a part is taken for it.
    const [heard] = await ask({ word, length: bytes.length - 4, bytes });
    expect([word.route, heard.slice(9, 12)]).toEqual([word.route, expect.stringMatching(/^40[013]$/)]);
    expect(await written(site)).toBe(before);
  }
});

it('a body that comes a byte at a time is let go after fifteen seconds, wherever it goes', async () => {
  const before = await written(site);
  const all = await Promise.all(
    words.map(async (word) => {
      const bytes = Buffer.alloc(4_000, word.body);
      const [heard, took] = await ask({ word, length: bytes.length, bytes, drop: 1 });
      return [word.route, heard.slice(0, 12), took > 14_000] as const;
    }),
  );
  for (const [route, heard, waited] of all)
    expect([route, heard, waited]).toEqual([route, 'HTTP/1.1 408', true]);
  expect(await written(site)).toBe(before);
});
