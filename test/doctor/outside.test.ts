/** The doctor's looks outside, at real servers on this machine: a Twilio, a mail server and our own site. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outsideFindings } from '../../src/cli/doctor-outside.ts';
import type { Io } from '../../src/cli/io.ts';
import { instant } from '../../src/domain/time.ts';
import type { Finding } from '../../src/engine/doctor/finding.ts';
import { createApp } from '../../src/server/app.ts';
import { type DevSmtp, startDevSmtp } from '../../src/server/dev-smtp.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { listen } from '../../src/server/listen.ts';
import { BUSINESS } from '../engine/kit.ts';
import { createLiveKit, type LiveKit } from '../live/kit.ts';

let kit: LiveKit;
let twilio: FakeTwilio;
let mail: DevSmtp;
beforeEach(async () => {
  kit = await createLiveKit();
  twilio = await startFakeTwilio();
  mail = await startDevSmtp({ now: Date.now });
  kit.becomeLive();
  point({ baseUrl: twilio.url, port: mail.port });
});
afterEach(async () => {
  await twilio.close();
  await mail.close();
  await kit.close();
});

/** Where the accounts of the business are. */
function point({ baseUrl, port }: { readonly baseUrl: string; readonly port: number }): void {
  const before = kit.ws.config.accounts.get(BUSINESS.id);
  if (before === undefined) throw new Error('the kit has accounts');
  const senders = { sms: '+15005550006', email: 'hello@example.com' };
  const business = { ...BUSINESS, senders, postalAddress: '1 Main St, Chicago, IL 60601' };
  kit.set({
    businesses: new Map([[BUSINESS.id, business]]),
    emailReplies: 'watched_by_hand',
    accounts: new Map([
      [
        BUSINESS.id,
        {
          twilio: { ...before.twilio, accountSid: TEST_ACCOUNT.sid, baseUrl },
          smtp: { ...before.smtp, port },
        },
      ],
    ]),
  });
}

const look = (token: string = TEST_ACCOUNT.token): Promise<readonly Finding[]> =>
  outsideFindings({ now: () => instant(Date.now()) } as Io, kit.ws, { LEADSEQ_TWILIO_TOKEN: token });
const of = (findings: readonly Finding[], ...checks: readonly string[]) =>
  findings
    .filter(({ check }) => checks.includes(check))
    .map(({ check, level, seen }) => `${check} ${level}: ${seen}`);

describe('Twilio', () => {
  test('accepts the token and knows the sender', async () => {
    expect(of(await look(), 'twilio', 'sender')).toEqual([
      `twilio ok: ${BUSINESS.id}: the account accepts the token ${`…${TEST_ACCOUNT.token.slice(-4)}`}`,
      `sender ok: ${BUSINESS.id}: +15005550006 belongs to the account`,
    ]);
  });

  test('does not accept another token, which is not shown', async () => {
    const findings = await look('a-token-that-nobody-may-ever-read');
    expect(of(findings, 'twilio', 'sender')).toEqual([
      `twilio failure: ${BUSINESS.id}: the account SID, the key or the secret is wrong (20003; token …read)`,
    ]);
    expect(JSON.stringify(findings)).not.toContain('nobody-may-ever');
  });

  test('is not there', async () => {
    const { url } = twilio;
    await twilio.close();
    expect(of(await look(), 'twilio')).toEqual([expect.stringContaining(`twilio failure: ${BUSINESS.id}: `)]);
    twilio = await startFakeTwilio();
    expect(twilio.url).not.toBe(url);
  });
});

describe('the mail server', () => {
  test('lets us in, and is sent nothing', async () => {
    expect(of(await look(), 'smtp')).toEqual([`smtp ok: ${BUSINESS.id}: 127.0.0.1 lets us in`]);
    expect(mail.ledger()).toEqual([]);
  });

  test('says no, or is not there', async () => {
    mail.setFaults([{ at: 'greeting', act: 554 }]);
    expect(of(await look(), 'smtp')).toEqual([expect.stringMatching(/^smtp failure: .*127\.0\.0\.1: .*554/)]);
    point({ baseUrl: twilio.url, port: 1 });
    expect(of(await look(), 'smtp')).toEqual([expect.stringMatching(/^smtp failure: .*ECONNREFUSED/)]);
  });
});

describe('the public address', () => {
  test('leads to this workspace, to another one, or nowhere', async () => {
    const site = {
      ws: kit.ws,
      env: {},
      now: () => kit.clock.now,
      random: (bytes: number) => new Uint8Array(bytes),
      log: () => undefined,
    };
    const here = await listen(createApp(site), 0, '127.0.0.1');
    const theirs = { ...site, ws: { ...kit.ws, pepper: new Uint8Array(32) } };
    const there = await listen(createApp(theirs), 0, '127.0.0.1');
    kit.set({ publicUrl: here.url });
    expect(of(await look(), 'public-url')).toEqual([`public-url ok: ${here.url} leads to this workspace`]);
    kit.set({ publicUrl: there.url });
    expect(of(await look(), 'public-url')).toEqual([
      `public-url warning: ${there.url} answers for another workspace`,
    ]);
    await here.close();
    await there.close();
    expect(of(await look(), 'public-url')).toEqual([
      expect.stringContaining(`${there.url} does not answer: `),
    ]);
  });
});
