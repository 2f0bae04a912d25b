/** What comes from outside is a value and nothing else: no statement is made of it, no message goes where it is dear, nobody is dialed for it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/listen.ts';
import type { Driver, Handle } from '../../src/store/driver.ts';
import { scripted } from '../engine/kit.ts';
import type { TestSite } from '../server/site.ts';
import { openSite, type Proven, provenWords, speak, written } from './proven.ts';

let site: TestSite;
let words: readonly Proven[] = [];
beforeEach(async () => {
  site = await openSite();
  words = await provenWords(site);
});
afterEach(() => site.close());

const MARK = 'zqx';
const HOSTILE = `${MARK}'"); DROP TABLE contact; --`;

/** The database, and every statement that it was given. */
function listening(db: Driver, said: Set<string>): Driver {
  const heard = (handle: Handle): Handle => ({
    ...handle,
    all: (sql, params) => {
      said.add(sql);
      return handle.all(sql, params);
    },
    run: (sql, params) => {
      said.add(sql);
      return handle.run(sql, params);
    },
  });
  return { ...db, ...heard(db), tx: (work) => db.tx((handle) => work(heard(handle))) };
}

/** The same word with a hostile one in each of its values, one after the other. */
function hostileForms({ type, body }: Proven): readonly string[] {
  if (type.endsWith('rfc822'))
    return [
      body.replace('Thank you!', HOSTILE),
      body.replace('From: ', `From: "${HOSTILE.replaceAll('"', '')}" `),
    ];
  if (type.endsWith('json'))
    return [...body.matchAll(/:"([^"]*)"/g)].map(
      ({ index = 0, 0: found }) =>
        `${body.slice(0, index)}:${JSON.stringify(HOSTILE)}${body.slice(index + found.length)}`,
    );
  const fields = [...new URLSearchParams(body)];
  return fields.map(([name]) => {
    const form = new URLSearchParams(fields);
    form.set(name, HOSTILE);
    return form.toString();
  });
}

it('no statement holds a word that was said: all of them are bound, from every address, and nothing is dropped', async () => {
  const said = new Set<string>();
  const db = listening(site.kit.ws.db, said);
  const app = await listen(createApp({ ...site.site, ws: { ...site.site.ws, db } }), 0, '127.0.0.1');
  for (const word of words) {
    for (const form of hostileForms(word)) {
      site.kit.advance(60_000);
      expect(await speak(app.url, word, { bytes: Buffer.from(form) })).toBeLessThan(500);
    }
    const path = `${word.path.split('/').slice(0, -1).join('/')}/${encodeURIComponent(HOSTILE)}`;
    expect(await speak(app.url, { ...word, path })).toBeLessThan(500);
  }
  await app.close();
  expect([...said].filter((sql) => sql.includes(MARK))).toEqual([]);
  // It was there all the same, as a value.
  expect(await written(site)).toContain(MARK);
  expect(said.size).toBeGreaterThan(60);
});

it('control: a statement that is made of a word is heard', async () => {
  const said = new Set<string>();
  await listening(site.kit.ws.db, said).tx((handle) => handle.all(`SELECT '${MARK}' AS word`));
  expect([...said].some((sql) => sql.includes(MARK))).toBe(true);
});

describe.each([
  ['a premium number', '+19005550199'],
  ['a number of the Caribbean', '+18765550123'],
  ['a number of a satellite', '+8810123456789'],
  ['a number abroad', '+442071838750'],
  ['a short code', '28849'],
  ['an emergency number', '911'],
])('%s', (_name, number) => {
  const wordWith = (route: string): Proven => {
    const word = words.find((one) => one.route === route);
    if (word === undefined) throw new Error(`nobody says anything to ${route}`);
    const swapped = word.type.endsWith('json')
      ? word.body.replace(/312 555 0177|\+17735550177/, number)
      : word.body.replace(/(?<=From=)[^&]*/, encodeURIComponent(number));
    expect(swapped).not.toBe(word.body);
    return { ...word, body: swapped };
  };

  it('is texted by nothing that it says, posts, or rings', async () => {
    for (const route of [
      '/tw/in',
      '/tw/voice/:business/ended',
      '/leads/:business',
      '/hooks/google/:business',
    ])
      expect([route, (await speak(site.url, wordWith(route))) < 500]).toEqual([route, true]);
    const { transports, ledger } = scripted();
    site.kit.advance(60_000);
    await site.kit.tick(transports);
    expect(ledger.filter(({ message }) => message.to === number)).toEqual([]);
    const texted = await site.kit.all(
      'SELECT d.id FROM attempt a JOIN destination d ON d.id = a.destination_id WHERE d.value = ?',
      [number],
    );
    expect(texted).toEqual([]);
  });
});

it('control: an ordinary number is texted for the same words', async () => {
  const lead = words.find(({ route }) => route === '/leads/:business');
  if (lead === undefined) throw new Error('there is one');
  expect(await speak(site.url, lead)).toBe(202);
  const { transports, ledger } = scripted();
  site.kit.advance(60_000);
  await site.kit.tick(transports);
  expect(ledger.map(({ message }) => message.to)).toContain('+13125550177');
});
