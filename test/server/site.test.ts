/** What holds for every address of `seq serve`: who it is, what it may be asked, and what it says when something is wrong. */
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SECOND } from '../../src/domain/time.ts';
import { changingSettings } from '../../src/engine/changing-settings.ts';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/listen.ts';
import { createSite, type TestSite } from './site.ts';

let site: TestSite;
beforeEach(async () => {
  site = await createSite();
});
afterEach(() => site.close());

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`${site.url}${path}`, init);

describe('health', () => {
  it('is that the process answers', async () => {
    const answer = await ask('/healthz');
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
  });

  it('is ready only when the database takes a write and gives it back', async () => {
    const answer = await ask('/readyz');
    expect([answer.status, await answer.text()]).toEqual([200, 'ready\n']);
    await site.kit.ws.db.run('ALTER TABLE meta RENAME TO gone');
    const broken = await ask('/readyz');
    expect([broken.status, await broken.text()]).toEqual([503, 'the database cannot be written\n']);
    expect((await ask('/healthz')).status).toBe(200);
    await site.kit.ws.db.run('ALTER TABLE gone RENAME TO meta');
    expect((await ask('/readyz')).status).toBe(200);
  });
});

describe('asking too often', () => {
  const from = (address: string, path = '/nothing') => ask(path, { headers: { 'x-forwarded-for': address } });

  it('holds up one address and no other, and is over after a while', async () => {
    for (let n = 0; n < 120; n++) expect((await from('203.0.113.5')).status).toBe(404);
    const held = await from('203.0.113.5', '/healthz');
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await from('203.0.113.6')).status).toBe(404);
    // What the client itself claims stands before what our proxy has added.
    expect((await from('203.0.113.6, 203.0.113.5')).status).toBe(429);
    site.kit.advance(SECOND);
    expect((await from('203.0.113.5')).status).toBe(404);
    expect((await from('203.0.113.5')).status).toBe(404);
    expect((await from('203.0.113.5')).status).toBe(429);
  });
});

describe('settings that change while it runs', () => {
  const settings = (name: string) =>
    `version: 1\nbusinesses:\n  acme: { name: ${name}, zone: America/Chicago, booking_link: "https://example.com" }\n`;

  it('are read again; broken ones leave those before in force, and it is not ready', async () => {
    const { ws } = site.kit;
    const file = join(ws.root, 'leadseq.yaml');
    const now = changingSettings(ws, {});
    const nameNow = async () => [...(await now()).ws.config.businesses.values()][0]?.name;
    writeFileSync(file, settings('Acme Dental'));
    expect(await nameNow()).toBe('Acme Dental');
    writeFileSync(file, settings('Acme Dental of Chicago'));
    expect(await nameNow()).toBe('Acme Dental of Chicago');
    expect((await now()).broken).toBeNull();
    writeFileSync(file, 'version: 1\nbusinesses: nobody\n');
    expect(await nameNow()).toBe('Acme Dental of Chicago');
    expect((await now()).broken).toBe('leadseq.yaml has mistakes; the settings before stay in force');
    writeFileSync(file, `${settings('Acme')}database: postgres://leads@db.example.com/leads\n`);
    expect((await now()).broken).toContain('another database is named, which takes a restart');
    const app = await listen(
      createApp(site.site, async () => ({ ...site.site, ...(await now()) })),
      0,
      '127.0.0.1',
    );
    const answer = await fetch(`${app.url}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([
      503,
      'the settings have changed, and cannot be used\n',
    ]);
    writeFileSync(file, settings('Acme'));
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    await app.close();
  });

  it('and an account that lacks something make it not ready, and the log says what', async () => {
    const { ws } = site.kit;
    const app = await listen(
      createApp(site.site, async () => ({
        ...site.site,
        ws: { ...ws, config: { ...ws.config, transports: { sms: 'outbox', email: 'smtp' } } },
      })),
      0,
      '127.0.0.1',
    );
    const answer = await fetch(`${app.url}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([503, 'an account lacks something\n']);
    expect(site.log.at(-1)).toMatchObject({
      event: 'not_ready',
      message: expect.stringContaining('nobody is said to notice answers to emails'),
    });
    await app.close();
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/nothing', `/u/${'0'.repeat(48)}`])(
    'of %s keeps out of caches, frames and search engines',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('to what is not there says so in a line', async () => {
    const answer = await ask('/wp-login.php');
    expect([answer.status, await answer.text()]).toEqual([404, 'Not found\n']);
  });

  it.each([
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/readyz', 'GET, HEAD'],
    ['GET', `/tw/s/${'0'.repeat(32)}`, 'POST'],
    ['PUT', `/u/${'0'.repeat(48)}`, 'GET, HEAD, POST'],
  ])('to %s %s names the methods that there are', async (method, path, allowed) => {
    const answer = await ask(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
  });

  it('to HEAD is that of GET without its body', async () => {
    const answer = await ask('/healthz', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('trouble', () => {
  it('inside shows a number that stands in the log, and nothing else', async () => {
    await site.kit.ws.db.run('ALTER TABLE attempt RENAME TO gone');
    const answer = await ask(`/tw/s/${'0'.repeat(32)}`, {
      method: 'POST',
      headers: { 'x-twilio-signature': 'x' },
    });
    expect([answer.status, await answer.text()]).toEqual([500, 'Something went wrong (abababab)\n']);
    expect(site.log).toMatchObject([{ level: 'error', event: 'failed', id: 'abababab' }]);
    expect(site.log[0]?.message).toContain('attempt');
  });
});

describe('a client', () => {
  const talk = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(site.port, '127.0.0.1', () => socket.write(text));
      let heard = '';
      socket.on('data', (chunk) => {
        heard += String(chunk);
      });
      socket.on('close', () => resolve(heard));
      socket.on('error', () => resolve(heard));
    });

  it('with more than 16 KB of headers is refused', async () => {
    const heard = await talk(`GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(17 * 1024)}\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('that never ends its headers is let go after ten seconds, and holds up nobody meanwhile', async () => {
    const began = performance.now();
    const slow = talk('GET /healthz HTTP/1.1\r\nhost: a\r\n');
    expect((await ask('/healthz')).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - began).toBeGreaterThan(9_000);
    // By itself Node would wait for a minute.
    expect(performance.now() - began).toBeLessThan(45_000);
  });
});
