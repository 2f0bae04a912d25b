/** Who watches: what `/readyz` misses, in a few words, and the figures that `/metrics` tells to this machine alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { pauseScope } from '../../src/engine/pausing.ts';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/listen.ts';
import { ensureBusiness } from '../../src/store/businesses.ts';
import { storeRead } from '../../src/store/mailboxes.ts';
import { insertPause } from '../../src/store/pauses.ts';
import { storePoll } from '../../src/store/polls.ts';
import { BUSINESS, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { createSite, type TestSite } from './site.ts';
import { inboundFields, smsSid, twilioPost } from './twilio-post.ts';

let site: TestSite;
beforeEach(async () => {
  site = await createSite();
});
afterEach(() => site.close());

const ready = async (url = site.url) => {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, await answer.text()];
};
const READY = [200, 'ready\n'];
const everything = { business: null, channel: null, sequence: null };

describe('it is not ready', () => {
  it('while what is due is not being sent, and is again once it was', async () => {
    await site.kit.enroll();
    site.kit.advance(3 * MINUTE);
    expect(await ready()).toEqual(READY);
    site.kit.advance(1);
    expect(await ready()).toEqual([503, 'what is due is not being sent\n']);
    expect(site.log.at(-1)?.message).toBe('1 leads are due, the first since 2026-03-10T15:00:00.000Z');
    await site.kit.tick(scripted().transports);
    expect(await ready()).toEqual(READY);
  });

  it('while a guard has stopped sending, and is while a person has', async () => {
    await site.kit.ws.db.tx((handle) => pauseScope(handle, everything, 'holidays', TUESDAY_10));
    expect(await ready()).toEqual(READY);
    await site.kit.ws.db.tx((handle) =>
      insertPause(handle, everything, TUESDAY_10, 'too many opt-outs', 'opt_outs'),
    );
    expect(await ready()).toEqual([503, 'sending has stopped by itself\n']);
    expect(site.log.at(-1)?.message).toBe('too many opt-outs');
  });

  it('while nobody knows what leads have answered, where texts are live', async () => {
    const { ws } = site.kit;
    const { config, env } = { ...site.site.ws, env: site.site.env };
    const live = { ...ws, config: { ...config, transports: { sms: 'twilio', email: 'outbox' } as const } };
    const app = await listen(
      createApp(site.site, async () => ({ ...site.site, env, ws: live })),
      0,
      '127.0.0.1',
    );
    await ws.db.tx(async (handle) =>
      storePoll(handle, await ensureBusiness(handle, BUSINESS.id), site.kit.clock.now),
    );
    site.kit.advance(5.5 * MINUTE);
    expect(await ready(app.url)).toEqual(READY);
    site.kit.advance(1);
    expect(await ready(app.url)).toEqual([503, 'what leads have answered is not known\n']);
    // With the outbox there is nobody to ask.
    expect(await ready()).toEqual(READY);
    await app.close();
  });
});

it('a mailbox that nobody has read for so long is the same, where emails wait for one', async () => {
  const { ws } = site.kit;
  const { config } = site.site.ws;
  const serving = async (emailReplies: 'imap' | 'arrives', answers: readonly unknown[]): Promise<void> => {
    const transports = { sms: 'outbox', email: 'smtp' } as const;
    const live = { ...ws, config: { ...config, transports, emailReplies } };
    const app = await listen(
      createApp(site.site, async () => ({ ...site.site, ws: live })),
      0,
      '127.0.0.1',
    );
    expect(await ready(app.url)).toEqual(answers);
    await app.close();
  };
  const row = await ws.db.tx((handle) => ensureBusiness(handle, BUSINESS.id));
  await storeRead(ws.db, row, 'hello@example.com', site.kit.clock.now);
  site.kit.advance(5.5 * MINUTE);
  await serving('imap', READY);
  site.kit.advance(1);
  await serving('imap', [503, 'what leads have answered is not known\n']);
  await serving('arrives', READY);
  const metrics = await (await fetch(`${site.url}/metrics`)).text();
  expect(metrics).toContain('leadseq_mailbox_age_seconds{business="bright-dental"} 330.001');
});

describe('the figures', () => {
  const figures = async (headers: Readonly<Record<string, string>> = {}, url = site.url) => {
    const answer = await fetch(`${url}/metrics`, { headers });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  const valuesOf = (text: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );

  it('count what went, what is due, who may not be reached, and what came in', async () => {
    await site.kit.enroll({ phone: '+13125550142' });
    await site.kit.enroll({ phone: '+17735550143' });
    site.kit.advance(MINUTE);
    await site.kit.tick(scripted().transports);
    await site.kit.enroll({ phone: '+17735550144' });
    await twilioPost(site, '/tw/in', inboundFields({ Body: 'STOP' }));
    await twilioPost(site, '/tw/in', inboundFields({ Body: 'STOP' }));
    await twilioPost(site, '/tw/in', inboundFields({ MessageSid: smsSid(2) }), { signature: null });
    site.kit.advance(30_000);
    const { status, type, text } = await figures();
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(valuesOf(text)).toMatchObject({
      'leadseq_sends{channel="sms",outcome="sent"}': 2,
      leadseq_uncertain: 0,
      // The new lead, and the one whose STOP is still to be looked at.
      leadseq_due: 2,
      leadseq_due_oldest_seconds: 30,
      'leadseq_due_lag_seconds{quantile="0.5"}': 60,
      'leadseq_due_lag_seconds{quantile="0.99"}': 60,
      'leadseq_suppressions{channel="sms"}': 1,
      leadseq_tick_age_seconds: 30,
      'leadseq_webhooks_total{path="/tw/in",outcome="taken"}': 2,
      'leadseq_webhooks_total{path="/tw/in",outcome="replayed"}': 1,
      'leadseq_webhooks_total{path="/tw/in",outcome="refused"}': 1,
    });
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) leadseq_\w+ .+|leadseq_\w+(\{.*\})? \d+(\.\d+)?)$/);
  });

  it('are of a day, and name what is uncertain with its age', async () => {
    await site.kit.enroll();
    await site.kit.tick(scripted(() => 'hang').transports, { sendTimeout: 1 });
    site.kit.advance(2 * HOUR);
    const now = valuesOf((await figures()).text);
    expect(now).toMatchObject({ leadseq_uncertain: 1, leadseq_uncertain_oldest_seconds: 7_200 });
    site.kit.advance(DAY);
    expect(Object.keys(valuesOf((await figures()).text)).filter((name) => name.includes('sends'))).toEqual(
      [],
    );
  });

  it('are told to this machine, and to nobody else without the key', async () => {
    const elsewhere = { 'x-forwarded-for': '203.0.113.5' };
    expect((await figures(elsewhere)).status).toBe(403);
    expect((await figures({ ...elsewhere, authorization: 'Bearer ' })).status).toBe(403);
    const env = { LEADSEQ_METRICS_KEY: 'a-key' };
    const app = await listen(createApp({ ...site.site, env }), 0, '127.0.0.1');
    expect((await figures({ ...elsewhere, authorization: 'Bearer guessed' }, app.url)).status).toBe(403);
    expect((await figures({ ...elsewhere, authorization: 'Bearer a-key' }, app.url)).status).toBe(200);
    await app.close();
  });
});
