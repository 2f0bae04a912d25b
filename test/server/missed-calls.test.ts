/** Calls to the number that leads ring: who is rung, whose missed call is answered by a text, and that it is one, however often they ring. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallSettings } from '../../src/domain/business.ts';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import { after, DAY, MINUTE, millis, SECOND } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { BUSINESS, HELLO, scripted } from '../engine/kit.ts';
import { createSite, type SiteOptions, type TestSite } from './site.ts';
import { type TwilioPost, twilioPost } from './twilio-post.ts';

const CALLER = '+17735550143';
const MISSED = readFileSync(new URL('../../sequences/missed-call.yaml', import.meta.url), 'utf8');
const CALLS: CallSettings = {
  forwardTo: '+13125550177',
  ring: millis(20 * SECOND),
  voicemailUnder: millis(12 * SECOND),
  sequence: asId<SequenceId>('missed-call'),
  window: DAY,
  vendors: ['+18005550100', '+1847555*'],
};
const RINGING = { ...BUSINESS, phone: '(312) 555-0188', calls: CALLS };

let site: TestSite;
const start = async (options: SiteOptions = {}): Promise<void> => {
  site = await createSite({ businesses: [RINGING], sequences: [HELLO, MISSED], ...options });
};
beforeEach(() => start());
afterEach(() => site.close());

const callSid = (n: number): string => `CA${n.toString(16).padStart(32, '0')}`;
const PATH = '/tw/voice/bright-dental';

function call(n: number, more: Readonly<Record<string, string>> = {}, how: TwilioPost = {}) {
  const fields = {
    AccountSid: TEST_ACCOUNT.sid,
    CallSid: callSid(n),
    CallStatus: 'in-progress',
    Direction: 'inbound',
    From: CALLER,
    To: '+13125550111',
    DialCallStatus: 'no-answer',
    ...more,
  };
  return twilioPost(site, `${PATH}/ended`, fields, how);
}

const results = async () =>
  (await site.kit.all('SELECT result FROM webhook ORDER BY id')).map(({ result }) => result);
const tasks = async () =>
  (await site.kit.all("SELECT title FROM task WHERE state = 'open' ORDER BY id")).map(({ title }) => title);

/** The texts that go within a minute. */
async function textsSent(): Promise<readonly string[]> {
  const { transports, ledger } = scripted();
  await site.kit.tick(transports);
  return ledger.flatMap((entry) => (entry.message.kind === 'sms' ? [entry.message.body] : []));
}

describe('a call', () => {
  it('rings the phone of the business, and says where to tell how it ended', async () => {
    const answer = await twilioPost(site, PATH, {
      AccountSid: TEST_ACCOUNT.sid,
      CallSid: callSid(1),
      From: CALLER,
      To: '+13125550111',
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="20" ' +
        'action="https://seq.example.com/tw/voice/bright-dental/ended" method="POST">' +
        '<Number>+13125550177</Number></Dial></Response>',
    );
  });

  it.each<[string, string, Readonly<Record<string, string>>, TwilioPost, number]>([
    ['without a signature', 'bright-dental', {}, { signature: null }, 403],
    ['signed with another token', 'bright-dental', {}, { token: 'guessed' }, 403],
    ['of another account', 'bright-dental', { AccountSid: `AC${'c'.repeat(32)}` }, {}, 403],
    ['for a business that there is not', 'nobody', {}, {}, 404],
    ['that is none', 'bright-dental', { CallSid: 'CA1' }, {}, 400],
    ['that ended in no way there is', 'bright-dental', { DialCallStatus: 'gone' }, {}, 400],
  ])('%s changes nothing', async (_name, business, fields, how, status) => {
    const whole = { AccountSid: TEST_ACCOUNT.sid, CallSid: callSid(1), From: CALLER, DialCallStatus: 'busy' };
    const answer = await twilioPost(site, `/tw/voice/${business}/ended`, { ...whole, ...fields }, how);
    expect(answer.status).toBe(status);
    expect(await results()).toEqual([]);
  });

  it('is none of ours where no `calls` are set', async () => {
    await site.close();
    await start({ businesses: [BUSINESS] });
    expect((await twilioPost(site, PATH, { AccountSid: TEST_ACCOUNT.sid })).status).toBe(404);
    expect((await call(1)).status).toBe(404);
  });
});

describe('a missed call', () => {
  it.each(['no-answer', 'busy', 'failed', 'canceled'])(
    'that ended as %s is answered by one text',
    async (end) => {
      expect((await call(1, { DialCallStatus: end })).text).toContain('<Response/>');
      expect(await results()).toEqual(['enrolled']);
      expect(await textsSent()).toEqual([
        "Hi there, it's Bright Dental. Sorry we missed your call. How can we help? Reply here, or we'll call you back. Reply STOP to opt out.",
      ]);
      expect(await site.kit.all('SELECT channel, provider_id, contact_id, meaning FROM inbound')).toEqual([
        { channel: 'call', provider_id: callSid(1), contact_id: 1, meaning: 'missed_call' },
      ]);
      expect(await site.kit.all('SELECT source_text FROM lead')).toEqual([{ source_text: 'Missed call' }]);
    },
  );

  it.each<[string, Readonly<Record<string, string>>]>([
    ['taken for 11 seconds', { DialCallStatus: 'completed', DialCallDuration: '11' }],
    [
      'taken by a machine',
      { DialCallStatus: 'completed', DialCallDuration: '40', AnsweredBy: 'machine_end_beep' },
    ],
    ['taken for no time', { DialCallStatus: 'answered' }],
  ])('%s counts as one', async (_name, fields) => {
    await call(1, fields);
    expect(await results()).toEqual(['enrolled']);
  });

  it('three times in a minute makes one text, and three rings in the thread', async () => {
    await call(1);
    site.kit.advance(20 * SECOND);
    await call(2);
    expect(await textsSent()).toHaveLength(1);
    site.kit.advance(20 * SECOND);
    await call(3);
    expect(await textsSent()).toEqual([]);
    expect(await results()).toEqual(['enrolled', 'called_before', 'called_before']);
    expect(await site.kit.all('SELECT COUNT(*) AS count FROM inbound WHERE contact_id = 1')).toEqual([
      { count: 3 },
    ]);
  });

  it('three at the same moment make one text', async () => {
    await Promise.all([call(1), call(2), call(3)]);
    expect([...(await results())].sort()).toEqual(['called_before', 'called_before', 'enrolled']);
    expect(await textsSent()).toHaveLength(1);
  });

  it('that is told twice is one', async () => {
    await call(1);
    await call(1);
    expect(await results()).toEqual(['enrolled']);
    expect(site.log.map(({ result }) => result)).toEqual(['enrolled', 'replayed']);
  });

  it('is answered again once the window is over and nothing runs any more', async () => {
    await call(1);
    expect(await textsSent()).toHaveLength(1);
    const later = after(site.kit.clock.now, 8 * DAY);
    await site.kit.run(scripted().transports, later);
    site.kit.clock.now = later;
    await call(2);
    expect(await results()).toEqual(['enrolled', 'enrolled']);
  });
});

describe('no text goes, and it is written down why', () => {
  const wrote = (from: string, text: string) =>
    receive(
      site.kit.ws,
      {
        business: BUSINESS.id,
        provider: 'twilio',
        providerId: `SM${text}`,
        channel: 'sms',
        from: { kind: 'phone', value: from },
        text,
        at: site.kit.clock.now,
      },
      site.kit.clock.now,
    );

  it.each([
    ['withheld_number', 'anonymous'],
    ['withheld_number', '+266696687'],
    ['withheld_number', ''],
    ['withheld_number', 'sip:somebody@example.com'],
    ['own_number', '+13125550100'],
    ['own_number', '+13125550177'],
    ['own_number', '+13125550188'],
    ['vendor', '+18005550100'],
    ['vendor', '+18475550142'],
  ])('%s: %s', async (result, from) => {
    await call(1, { From: from });
    expect(await results()).toEqual([result]);
    expect(await site.kit.all('SELECT COUNT(*) AS count FROM contact')).toEqual([{ count: 0 }]);
  });

  it('opted_out, known here or not', async () => {
    await wrote(CALLER, 'STOP');
    await call(1);
    await site.kit.enroll({ phone: '+13125550142' });
    await wrote('+13125550142', 'STOP.');
    await call(2, { From: '+13125550142' });
    expect(await results()).toEqual(['opted_out', 'opted_out']);
    expect(await textsSent()).toEqual([]);
  });

  it('followed: the chase rests, and a person calls back', async () => {
    await site.kit.enroll({ phone: CALLER });
    await call(1);
    expect(await results()).toEqual(['followed']);
    expect(await site.kit.all('SELECT state FROM enrollment')).toEqual([{ state: 'paused' }]);
    expect(await tasks()).toEqual(['Call Maria Lopez back: nobody answered']);
    expect(await textsSent()).toEqual([]);
  });

  it('conversation: whoever answers the text and rings again is called back', async () => {
    await call(1);
    expect(await textsSent()).toHaveLength(1);
    site.kit.advance(MINUTE);
    await wrote(CALLER, 'Can I come on Friday?');
    await call(2);
    expect(await results()).toEqual(['enrolled', 'conversation']);
    expect(await textsSent()).toEqual([]);
  });

  it('no_sequence: the settings name one that there is not', async () => {
    await site.close();
    await start({ sequences: [HELLO] });
    await call(1);
    expect(await results()).toEqual(['no_sequence']);
    expect(await site.kit.all('SELECT channel, contact_id FROM inbound')).toEqual([
      { channel: 'call', contact_id: null },
    ]);
  });
});

describe('a call that somebody answered', () => {
  const answered = { DialCallStatus: 'completed', DialCallDuration: '95' };

  it('of a lead is the lead acting: what is automatic rests, and the call is done', async () => {
    await site.kit.enroll({ phone: CALLER });
    await call(1, answered);
    expect(await results()).toEqual(['talked']);
    expect(await site.kit.all('SELECT state FROM enrollment')).toEqual([{ state: 'paused' }]);
    expect(await textsSent()).toEqual([]);
  });

  it('of nobody who is known is nobody’s', async () => {
    await call(1, answered);
    expect(await results()).toEqual(['nobody_known']);
    expect(await textsSent()).toEqual([]);
  });
});
