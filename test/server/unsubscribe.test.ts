/** The way off the list over HTTP: looking changes nothing, one click is enough, and nobody learns whose link is right. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unsubscribeToken } from '../../src/engine/unsubscribe.ts';
import { destinationKey } from '../../src/store/destinations.ts';
import { BUSINESS } from '../engine/kit.ts';
import { createSite, type TestSite } from './site.ts';

let site: TestSite;
let token = '';
beforeEach(async () => {
  site = await createSite();
  await site.kit.enroll({ email: 'maria@example.com' });
  const { pepper } = site.kit.ws;
  token = unsubscribeToken(pepper, destinationKey(pepper, BUSINESS.id, 'email', 'maria@example.com'));
});
afterEach(() => site.close());

const ask = (init?: RequestInit, of = token): Promise<Response> => fetch(`${site.url}/u/${of}`, init);
const offTheList = async (): Promise<number> =>
  (await site.kit.all("SELECT * FROM suppression WHERE channel = 'email'")).length;

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const form = (): FormData => {
  const data = new FormData();
  data.set('List-Unsubscribe', 'One-Click');
  return data;
};

describe('the link in an email', () => {
  it('shows a page with a button when it is opened, and changes nothing', async () => {
    const answer = await ask();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(await answer.text()).toContain(
      '<form method="post"><button type="submit">Unsubscribe</button></form>',
    );
    expect(await offTheList()).toBe(0);
  });

  it.each([
    ['the button', ''],
    ['one click, as a form', new URLSearchParams(ONE_CLICK)],
    ['one click, in parts', form()],
    ['one click of a program that sends something else', 'whatever'],
  ])('takes the address off the list by %s', async (_name, body) => {
    const answer = await ask({ method: 'POST', body });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<h1>You are unsubscribed</h1>');
    expect(await offTheList()).toBe(1);
  });

  it('works as often as it is used, and for ever', async () => {
    for (const result of ['new', 'known', 'known']) {
      expect((await ask({ method: 'POST' })).status).toBe(200);
      expect(site.log.at(-1)).toEqual({ level: 'info', event: 'unsubscribed', result });
    }
    expect(await offTheList()).toBe(1);
  });

  it('of nobody looks the same to the last byte, and takes nobody off', async () => {
    const wrong = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    for (const method of ['GET', 'POST']) {
      const [right, other, odd] = [
        await ask({ method }),
        await ask({ method }, wrong),
        await ask({ method }, 'x'),
      ];
      const seen = await Promise.all(
        [right, other, odd].map(async (answer) => [
          answer.status,
          [...answer.headers].filter(([name]) => name !== 'date'),
          await answer.text(),
        ]),
      );
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }
    expect(site.log.map(({ result }) => result)).toEqual(['new', 'unknown', 'unknown']);
    expect(await offTheList()).toBe(1);
  });

  it('runs no script and posts only here: its style is the one that its policy names', async () => {
    const answer = await ask();
    const policy = answer.headers.get('content-security-policy') ?? '';
    const html = await answer.text();
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    const { createHash } = await import('node:crypto');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(html).not.toContain('<script');
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('takes no more than 64 KB with a click', async () => {
    const answer = await ask({ method: 'POST', body: 'a'.repeat(64 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(await offTheList()).toBe(0);
  });
});
