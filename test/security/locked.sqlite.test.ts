/** While another process writes for longer than anybody waits, every word is told to come again, nothing of it is there, and when it comes again all of it is. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { type Listening, listen } from '../../src/server/listen.ts';
import { openStore } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import type { TestSite } from '../server/site.ts';
import { openSite, type Proven, provenWords, speak, written } from './proven.ts';

let site: TestSite;
let words: readonly Proven[] = [];
let other: Awaited<ReturnType<typeof openStore>>;
let ours: Awaited<ReturnType<typeof openSqlite>>;
let served: Listening;
beforeEach(async () => {
  site = await openSite();
  words = await provenWords(site);
  const path = join(site.kit.ws.root, '.leadseq/leadseq.db');
  other = await openStore({ path, create: false, pepper: site.kit.ws.pepper, now: site.kit.clock.now });
  // As long as it waits in earnest, in a twentieth of the time.
  ours = await openSqlite(path, { create: false, busyTimeout: 250 });
  served = await listen(createApp({ ...site.site, ws: { ...site.site.ws, db: ours } }), 0, '127.0.0.1');
});
afterEach(async () => {
  await served.close();
  await ours.close();
  await other.close();
  await site.close();
});

/** They only read, and say what is to be done: a reader waits for nobody. */
const READS_ONLY = ['/tw/voice/:business'];

it('each of them, one after the other', async () => {
  const changing = words.filter(({ route }) => !READS_ONLY.includes(route));
  const before = await written(site);
  await other.tx(async () => {
    for (const word of changing)
      expect([word.route, await speak(served.url, word)]).toEqual([word.route, 503]);
  });
  expect(await written(site)).toBe(before);
  expect(site.log.filter(({ event }) => event === 'failed')).toEqual([]);
  for (const word of changing) {
    const status = await speak(served.url, word);
    expect([word.route, status < 300]).toEqual([word.route, true]);
  }
  expect(await written(site)).not.toBe(before);
});

it('a STOP that waited long enough is taken in the end, once, and silences everything', async () => {
  const [stop] = words;
  if (stop === undefined) throw new Error('there is one');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holding = other.tx(async () => held);
  expect(await speak(served.url, stop)).toBe(503);
  const second = speak(served.url, stop);
  release();
  await holding;
  expect(await second).toBe(200);
  expect(await speak(served.url, stop)).toBe(200);
  expect(await site.kit.all('SELECT meaning FROM inbound')).toEqual([{ meaning: 'opt_out' }]);
  expect(await site.kit.all('SELECT state FROM enrollment ORDER BY id LIMIT 1')).toEqual([
    { state: 'stopped' },
  ]);
});
