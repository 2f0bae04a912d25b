/** The doctor's looks outside, at real servers on this machine: a Twilio, a mail server and our own site. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUpAt, outsideFindings } from '../../src/cli/doctor-outside.ts';
import type { Io } from '../../src/cli/io.ts';
import { instant } from '../../src/domain/time.ts';
import type { Finding } from '../../src/engine/doctor/finding.ts';
import { mailDnsFindings } from '../../src/engine/doctor/mail-dns.ts';
import { createApp } from '../../src/server/app.ts';
import { type DevSmtp, startDevSmtp } from '../../src/server/dev-smtp.ts';
import { TEST_ACCOUNT, TEST_SENDER } from '../../src/server/fake-twilio/accounts.ts';
import {
  type FakeTwilio,
  type FakeTwilioOptions,
  startFakeTwilio,
} from '../../src/server/fake-twilio/fake-twilio.ts';
import { listen } from '../../src/server/listen.ts';
import { BUSINESS } from '../engine/kit.ts';
import { createLiveKit, type LiveKit } from '../live/kit.ts';
import { startNames, type Zone } from './names.ts';

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

async function restart(options: FakeTwilioOptions): Promise<void> {
  await twilio.close();
  twilio = await startFakeTwilio(options);
  point({ baseUrl: twilio.url, port: mail.port });
}

interface Where {
  readonly baseUrl: string;
  readonly port: number;
  readonly sms?: string;
}

/** Where the accounts of the business are, and the number that it texts from. */
function point({ baseUrl, port, sms = TEST_SENDER }: Where): void {
  const before = kit.ws.config.accounts.get(BUSINESS.id);
  if (before === undefined) throw new Error('the kit has accounts');
  const senders = { sms, email: 'hello@example.com' };
  const business = { ...BUSINESS, senders, postalAddress: '1 Main St, Chicago, IL 60601' };
  kit.set({
    businesses: new Map([[BUSINESS.id, business]]),
    emailReplies: 'watched_by_hand',
    accounts: new Map([
      [
        BUSINESS.id,
        {
          ...before,
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

  test('has a clock, which ours is compared with', async () => {
    expect(of(await look(), 'clock')).toEqual(["clock ok: this clock agrees with the provider's"]);
    await restart({ wall: () => instant(Date.now() + 90_000) });
    expect(of(await look(), 'clock')).toEqual([
      expect.stringMatching(
        /^clock failure: this clock is (89|90) s behind the provider's; it may be 5 s off$/,
      ),
    ]);
  });

  test('does not know the number that texts are to come from', async () => {
    await restart({ accounts: [{ ...TEST_ACCOUNT, numbers: ['+13125550199'] }] });
    point({ baseUrl: twilio.url, port: mail.port, sms: '+13125550100' });
    expect(of(await look(), 'sender')).toEqual([
      `sender failure: ${BUSINESS.id}: +13125550100 is not a number of this account`,
    ]);
    point({ baseUrl: twilio.url, port: mail.port, sms: '+13125550199' });
    expect(of(await look(), 'sender')).toEqual([
      `sender ok: ${BUSINESS.id}: +13125550199 belongs to the account`,
    ]);
  });

  test('cannot say whether a bare long code is in a 10DLC campaign; a toll-free number needs none', async () => {
    expect(of(await look(), '10dlc')).toEqual([
      `10dlc warning: ${BUSINESS.id}: whether the sender is in a verified 10DLC campaign cannot be asked`,
    ]);
    point({ baseUrl: twilio.url, port: mail.port, sms: '+18885550123' });
    expect(of(await look(), '10dlc')).toEqual([]);
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

describe('the records of a mail domain', () => {
  const RECORDS: Zone = {
    'example.com': ['v=spf1 include:_spf.example.net -all', 'another word'],
    // Longer than one string of a record may be: it comes in two.
    's1._domainkey.example.com': [`v=DKIM1; k=rsa; p=${'A'.repeat(300)}`],
    '_dmarc.example.com': ['v=DMARC1; p=none'],
    'example.org': [],
  };
  const dkim = { domain: 'example.com', selector: 's1' };

  test('are asked for over the wire: there, not there, and nobody answers', async () => {
    const names = await startNames(RECORDS);
    const there = await mailDnsFindings({ domain: 'example.com', dkim }, lookUpAt(names.address));
    expect(of(there, 'spf', 'dkim', 'dmarc')).toEqual([
      'spf ok: example.com says which servers send for it',
      'dkim ok: s1._domainkey.example.com holds a key',
      'dmarc ok: example.com has a DMARC policy',
    ]);
    const other = { domain: 'example.org', selector: 's1' };
    const missing = await mailDnsFindings({ domain: 'example.org', dkim: other }, lookUpAt(names.address));
    expect(of(missing, 'spf', 'dkim', 'dmarc')).toEqual([
      'spf warning: example.org has no SPF record, so that receivers cannot tell its servers from others',
      'dkim warning: s1._domainkey.example.org holds no key, so that no receiver can check the signature',
      'dmarc warning: example.org has no DMARC record, which the large mailbox providers ask for',
    ]);
    names.refuse();
    expect(await lookUpAt(names.address)('example.com')).toBe(null);
    await names.close();
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
