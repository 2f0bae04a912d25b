/** Links over a real socket: where they lead was fixed when they were sent, and only a person's click counts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Business } from '../../../src/domain/business.ts';
import { DAY, HOUR, type Instant, instant } from '../../../src/domain/time.ts';
import { leadToken } from '../../../src/engine/lead-token.ts';
import { tick } from '../../../src/engine/tick.ts';
import type { Message } from '../../../src/message/message.ts';
import { bookingsOpened } from '../../../src/store/links.ts';
import { BUSINESS, scripted, tickDefaults } from '../../engine/kit.ts';
import { createSite, PUBLIC, type SiteOptions, type TestSite } from '../site.ts';

const SEQUENCE = `
version: 1
id: chase
name: Two links
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}: {{ booking_link }} or https://www.example.com/prices. Reply STOP to opt out."
  - id: value
    day: 4
    at: "09:30"
    email: { subject: "Prices", body: "Hi, [book here]({{ booking_link }}) or see https://elsewhere.example.org/x" }
when:
  clicked_not_booked: { do: continue, wait: 4h, call: { due_in: 1h } }
`;

const TRACKED: Business = {
  ...BUSINESS,
  trackedLinks: { base: PUBLIC, hosts: ['example.com', 'www.example.com'] },
};
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

let site: TestSite;
const open = async (options: SiteOptions = {}): Promise<void> => {
  site = await createSite({ businesses: [TRACKED], sequences: [SEQUENCE], ...options });
};
beforeEach(() => open());
afterEach(() => site.close());

/** Ticks at every wake until then, with what would go kept on this machine; the messages as they were written. */
async function go(until: Instant = site.kit.clock.now): Promise<readonly Message[]> {
  const { transports, ledger } = scripted();
  const rehearsed = { ...transports.sms, live: false };
  const { clock } = site.kit;
  for (;;) {
    await tick(site.site.ws, { ...tickDefaults(clock), transports: { sms: rehearsed, email: rehearsed } });
    const [row] = await site.kit.all('SELECT MIN(wake_at) AS next FROM contact');
    if (typeof row?.next !== 'number' || row.next > until) break;
    clock.now = instant(Math.max(row.next, clock.now + 1));
  }
  return ledger.map(({ message }) => message);
}
const send = async (): Promise<string> => {
  const message = (await go()).at(-1);
  return message?.kind === 'sms' ? message.body : '';
};
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/https:\/\/seq\.example\.com\/c\/([a-z2-7]{22})/g)].map(([, token = '']) => token);
const press = (token: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(`${site.url}/c/${token}`, {
    method,
    redirect: 'manual',
    headers: { 'user-agent': PHONE, ...headers },
  });
const clicks = async (): Promise<readonly unknown[]> =>
  (await site.kit.all('SELECT person, detail FROM click ORDER BY id')).map(({ person, detail }) => [
    person,
    detail,
  ]);

describe('a message whose links are tracked', () => {
  it('has a token for each link, and says nothing of the lead; the booking page learns who comes', async () => {
    const { contact } = await site.kit.enroll();
    const text = await send();
    const [book = '', prices = ''] = linksIn(text);
    expect(text).toBe(
      `Hi Maria, it's Bright Dental: ${PUBLIC}/c/${book} or ${PUBLIC}/c/${prices}. Reply STOP to opt out.`,
    );
    const token = leadToken(site.kit.ws.pepper, contact);
    expect(await site.kit.all('SELECT token, target, books FROM link ORDER BY id')).toEqual([
      { token: book, target: `https://example.com/book?utm_content=${token}`, books: 1 },
      { token: prices, target: 'https://www.example.com/prices', books: 0 },
    ]);
    expect(await site.kit.all('SELECT body FROM attempt')).toEqual([{ body: text }]);
  });

  it('is written plainly when it is not asked for, and then no link is kept', async () => {
    await site.close();
    await open({ businesses: [BUSINESS] });
    await site.kit.enroll();
    expect(await send()).toContain(': https://example.com/book or https://www.example.com/prices.');
    expect(await site.kit.all('SELECT * FROM link')).toEqual([]);
  });

  it('is written plainly when nothing answers where its links would lead', async () => {
    await site.close();
    // A port of this machine where nobody listens.
    await open({
      publicUrl: 'http://127.0.0.1:9',
      businesses: [{ ...TRACKED, trackedLinks: { base: 'http://127.0.0.1:9', hosts: ['example.com'] } }],
    });
    await site.kit.enroll();
    const { transports, ledger } = scripted();
    await tick(site.site.ws, { ...tickDefaults(site.kit.clock), transports });
    expect(ledger[0]?.message).toMatchObject({
      body: "Hi Maria, it's Bright Dental: https://example.com/book or https://www.example.com/prices. Reply STOP to opt out.",
    });
    expect(await site.kit.all('SELECT * FROM link')).toEqual([]);
  });

  it('of an email has the same address in both of its parts', async () => {
    await site.kit.enroll({ phone: null });
    const message = (await go(instant(site.kit.clock.now + 5 * DAY))).find(({ kind }) => kind === 'email');
    if (message?.kind !== 'email') throw new Error('no email went');
    const [token = ''] = linksIn(message.text);
    expect(message.html).toContain(`<a href="${PUBLIC}/c/${token}">book here</a>`);
    expect(message.text).toContain('https://elsewhere.example.org/x');
  });
});

describe('opening a link', () => {
  let book = '';
  let prices = '';
  let contact = 0;
  beforeEach(async () => {
    ({ contact } = await site.kit.enroll());
    [book = '', prices = ''] = linksIn(await send());
    site.kit.advance(60_000);
  });

  it('leads on to where it was meant to, whatever the address says besides, and is kept by no cache', async () => {
    for (const query of ['', '?url=https://evil.example', '?target=//evil.example']) {
      const answer = await press(`${prices}${query}`);
      expect([answer.status, answer.headers.get('location'), answer.headers.get('cache-control')]).toEqual([
        302,
        'https://www.example.com/prices',
        'no-store',
      ]);
    }
  });

  it.each(['nothing', 'a'.repeat(22), '%2f%2fevil.example', 'A'.repeat(22), `${'a'.repeat(23)}`])(
    'of no message shows a page that says so: %s',
    async (token) => {
      const answer = await press(token);
      expect([answer.status, answer.headers.get('location')]).toEqual([404, null]);
      expect(await answer.text()).toContain('This link leads nowhere');
    },
  );

  it('counts as a person’s', async () => {
    await press(book);
    expect(await clicks()).toEqual([[1, 'opened']]);
    expect(await bookingsOpened(site.kit.ws.db, contact as never)).toEqual([
      { attempt: expect.stringMatching(/^[\da-f]{32}$/), at: site.kit.clock.now },
    ]);
    expect(site.log.at(-1)).toEqual({ level: 'info', event: 'click', lead: String(contact), by: 'person' });
  });

  it('is not recorded when only its head is asked for', async () => {
    const answer = await press(book, {}, 'HEAD');
    expect([answer.status, await clicks()]).toEqual([302, []]);
  });

  it.each([
    ['no program', { 'user-agent': '' }, 'names no program'],
    [
      'a scanner',
      { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' },
      'a program that is no person',
    ],
    ['a preview of a chat', { 'user-agent': 'WhatsApp/2.23.20.0' }, 'a program that is no person'],
    ['a library', { 'user-agent': 'python-requests/2.32' }, 'a program that is no person'],
    ['a browser that looks ahead', { 'sec-purpose': 'prefetch;prerender' }, 'fetched in advance'],
    ['an older one', { purpose: 'prefetch' }, 'fetched in advance'],
    ['Safari’s preview', { 'x-purpose': 'preview' }, 'fetched in advance'],
    ['the oldest', { 'x-moz': 'prefetch' }, 'fetched in advance'],
  ])('by %s is no person’s, and leads on all the same', async (_name, headers, detail) => {
    const answer = await press(book, headers);
    expect([answer.status, await clicks()]).toEqual([302, [[0, detail]]]);
    expect(await bookingsOpened(site.kit.ws.db, contact as never)).toEqual([]);
  });

  it('within ten seconds of the message is no person’s', async () => {
    site.kit.advance(-50_001);
    await press(book);
    site.kit.advance(1);
    await press(book);
    expect(await clicks()).toEqual([
      [0, 'within 10 seconds of the message'],
      [1, 'opened'],
    ]);
  });

  it('with another of the message within three seconds is no person’s: neither of them', async () => {
    await press(book);
    site.kit.advance(3_000);
    await press(prices);
    expect(await clicks()).toEqual([
      [0, 'several links of the message at once'],
      [0, 'several links of the message at once'],
    ]);
    site.kit.advance(3_001);
    await press(book);
    expect((await clicks()).at(-1)).toEqual([1, 'opened']);
  });

  it('twice is one person who looks again', async () => {
    await press(book);
    site.kit.advance(1_000);
    await press(book);
    expect((await clicks()).map((one) => (one as unknown[])[0])).toEqual([1, 1]);
  });

  const tasks = () => site.kit.all("SELECT kind, title FROM task WHERE kind = 'call'");
  const wait = () => go(instant(site.kit.clock.now + 5 * HOUR));

  it('of the booking page without a booking becomes a call for a person, hours later', async () => {
    await press(book);
    await wait();
    expect((await tasks()).length).toBe(1);
  });

  it('control: of another page it becomes nothing, nor does a scanner’s, nor two links at once', async () => {
    await press(prices);
    await press(book, { 'user-agent': 'Googlebot/2.1' });
    site.kit.advance(4_000);
    await press(book);
    await press(prices);
    await wait();
    expect(await tasks()).toEqual([]);
  });
});
