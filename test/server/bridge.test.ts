/** What Twilio says of a call that somebody asked for, and what it is told: a lead is dialed after one key, and never otherwise. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactId } from '../../src/domain/ids.ts';
import { DAY, MINUTE, SECOND } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import { BUSINESS, outboxOf } from '../engine/kit.ts';
import {
  AGENT,
  bridges,
  CALL_FIRST,
  CALLING,
  callFrom,
  LEAD,
  sidOf,
  stateOf,
  telephone,
  tokenOf,
  twilioSays,
} from './bridge-kit.ts';
import { createSite, OTHER_SID, type TestSite } from './site.ts';
import type { TwilioPost } from './twilio-post.ts';

let site: TestSite;
let lead: ContactId;
beforeEach(async () => {
  asked = 0;
  site = await createSite({ businesses: [CALLING], sequences: [CALL_FIRST] });
  lead = (await site.kit.enroll({ phone: LEAD, sequence: 'call-first' })).contact;
  await site.kit.tick(outboxOf(site.kit.ws));
});
afterEach(() => site.close());

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const DIALS =
  `${XML}<Response><Dial callerId="+13125550100" timeout="30" timeLimit="14400" ` +
  `action="https://seq.example.com/tw/bridge/TOKEN/ended" method="POST"><Number>${LEAD}</Number></Dial></Response>`;

let asked = 0;
/** Each call has a name of its own. */
const ask = () => {
  asked += 1;
  return callFrom(site, lead, telephone({ kind: 'sent', providerId: sidOf(asked) }));
};
const changes = async () =>
  (await site.kit.all("SELECT data FROM event WHERE kind = 'bridge_changed' ORDER BY seq")).map(
    ({ data }) => JSON.parse(String(data)).state,
  );

describe('a call that was asked for', () => {
  it('rings the phone of whoever asked, once, for the task that was to be done', async () => {
    const phone = telephone();
    await callFrom(site, lead, phone);
    expect(phone.asked).toEqual([
      {
        token: await tokenOf(site),
        business: 'bright-dental',
        agent: AGENT,
        callerId: '+13125550100',
        rings: 25_000,
      },
    ]);
    expect(await bridges(site)).toEqual([
      { state: 'ringing', result: null, seconds: null, detail: null, task_id: 1 },
    ]);
  });

  it('says who is called and dials the lead after a 1, with the number of the business on their phone', async () => {
    await ask();
    const whisper = await twilioSays(site, '');
    const say = '<Say>Bright Dental. Call Maria Lopez. Press 1 to be put through.</Say>';
    expect(whisper.text).toBe(
      `${XML}<Response><Gather numDigits="1" timeout="8" action="https://seq.example.com/tw/bridge/${await tokenOf(site)}/key" method="POST">` +
        `${say}<Pause length="1"/>${say}</Gather><Say>No key was pressed, and nobody was called. Good bye.</Say></Response>`,
    );
    const dialed = await twilioSays(site, '/key', { Digits: '1' });
    expect(dialed.text).toBe(DIALS.replace('TOKEN', await tokenOf(site)));
    expect(await stateOf(site)).toBe('talking');
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['completed', { DialCallDuration: '125' }, 'ended talked'],
    ['answered', {}, 'ended talked'],
    ['busy', {}, 'ended busy'],
    ['no-answer', {}, 'ended no_answer'],
    ['failed', {}, 'ended unreached'],
    ['canceled', {}, 'ended unreached'],
  ])(
    'that ended as %s at the lead’s phone is known as that, and its task stays open',
    async (status, more, state) => {
      await ask();
      await twilioSays(site, '/key', { Digits: '1' });
      const answer = await twilioSays(site, '/ended', { DialCallStatus: status, ...more });
      expect([answer.status, answer.text]).toEqual([200, `${XML}<Response/>`]);
      expect(await stateOf(site)).toBe(state);
      expect(await site.kit.all('SELECT state, outcome FROM task')).toEqual([
        { state: 'open', outcome: null },
      ]);
    },
  );

  it.each([
    ['busy', 'failed agent_busy'],
    ['no-answer', 'failed agent_no_answer'],
    ['failed', 'failed agent_unreached'],
    ['canceled', 'failed agent_unreached'],
    // A mailbox that took it, or somebody who hung up.
    ['completed', 'failed no_key'],
  ])(
    'that was %s at one’s own phone never reached the lead, and may be asked for again',
    async (status, state) => {
      await ask();
      expect((await twilioSays(site, '/status', { CallStatus: status })).status).toBe(204);
      expect(await stateOf(site)).toBe(state);
      expect((await ask()).kind).toBe('called');
    },
  );

  it.each(['2', '', '11', '#'])('is not put through by the key %j', async (Digits) => {
    await ask();
    expect((await twilioSays(site, '/key', { Digits })).text).toBe(
      `${XML}<Response><Say>Nobody was called. Good bye.</Say><Hangup/></Response>`,
    );
    expect(await stateOf(site)).toBe('ringing');
  });

  it('is not put through once the lead has written STOP while it rang', async () => {
    await ask();
    await receive(
      site.site.ws,
      {
        business: BUSINESS.id,
        provider: 'twilio',
        providerId: 'SM1',
        channel: 'sms',
        from: { kind: 'phone', value: LEAD },
        text: 'STOP',
        at: site.kit.clock.now,
      },
      site.kit.clock.now,
    );
    const answer = await twilioSays(site, '/key', { Digits: '1' });
    expect(answer.text).not.toContain(LEAD);
    expect(answer.text).toContain('asked not to be called');
    expect(await stateOf(site)).toBe('failed called_off');
  });

  it('is read aloud without what a form put into a name', async () => {
    const { contact } = await site.kit.enroll({
      phone: '+13125550149',
      firstName: `<Dial>+19005550100</Dial>\u202e&"`,
      sequence: 'call-first',
    });
    await callFrom(site, contact, telephone({ kind: 'sent', providerId: sidOf(2) }));
    const { text } = await twilioSays(site, '', { CallSid: sidOf(2) });
    expect(text).not.toContain('<Dial');
    expect(text).not.toContain('\u202e');
    expect(text).toContain('&#60;Dial&#62;+19005550100');
  });
});

describe('a word of Twilio’s', () => {
  it.each<[string, Readonly<Record<string, string>>, TwilioPost, number]>([
    ['without a signature', {}, { signature: null }, 403],
    ['signed with another token', {}, { token: 'guessed' }, 403],
    ['signed for another address', {}, { url: 'https://seq.example.com/tw/in' }, 403],
    ['of another account', { AccountSid: OTHER_SID }, { token: 'oak-token' }, 403],
    ['about no call', { CallSid: 'CA1' }, {}, 400],
  ])('%s changes nothing and dials nobody', async (_name, fields, how, status) => {
    await ask();
    for (const part of ['', '/key', '/ended', '/status'] as const) {
      const url = how.url ?? `https://seq.example.com/tw/bridge/${await tokenOf(site)}${part}`;
      const answer = await twilioSays(
        site,
        part,
        { Digits: '1', DialCallStatus: 'completed', CallStatus: 'completed', ...fields },
        { ...how, url },
      );
      expect([part, answer.status]).toEqual([part, status]);
      expect(answer.text).not.toContain(LEAD);
    }
    expect(await changes()).toEqual(['ringing']);
  });

  it('about another call than the one that was asked for is not believed', async () => {
    await ask();
    await twilioSays(site, '/status', { CallSid: sidOf(9), CallStatus: 'busy' });
    const answer = await twilioSays(site, '/key', { CallSid: sidOf(9), Digits: '1' });
    expect(answer.text).not.toContain(LEAD);
    expect(await changes()).toEqual(['ringing']);
  });

  it('that comes again is answered as before, and changes nothing', async () => {
    await ask();
    const first = await twilioSays(site, '/key', { Digits: '1' });
    expect((await twilioSays(site, '/key', { Digits: '1' })).text).toBe(first.text);
    for (let n = 0; n < 3; n++)
      await twilioSays(site, '/ended', { DialCallStatus: 'completed', DialCallDuration: '60' });
    expect((await twilioSays(site, '/key', { Digits: '1' })).text).not.toContain(LEAD);
    await twilioSays(site, '/status', { CallStatus: 'completed' });
    expect(await changes()).toEqual(['ringing', 'talking', 'ended']);
  });

  it('moves a call only forward, whatever the order in which all of them come, and how often', async () => {
    const words = [
      ['/status', { CallStatus: 'initiated' }],
      ['/status', { CallStatus: 'ringing' }],
      ['/status', { CallStatus: 'in-progress' }],
      ['', {}],
      ['/key', { Digits: '1' }],
      ['/ended', { DialCallStatus: 'completed', DialCallDuration: '60' }],
      ['/status', { CallStatus: 'completed' }],
    ] as const;
    const RANK = ['asked', 'uncertain', 'ringing', 'talking', 'ended', 'failed'];
    const order = fc.shuffledSubarray([...words, ...words], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(order, async (said) => {
        site.kit.advance(DAY);
        const cut = telephone({ kind: 'uncertain', code: 'x', detail: 'cut' });
        expect((await callFrom(site, lead, cut, { anyway: true })).kind).toBe('called');
        // Each call has a name of its own, which its first word brings.
        const CallSid = sidOf(1_000 + (await bridges(site)).length);
        const from = (await changes()).length;
        for (const [part, fields] of said) await twilioSays(site, part, { ...fields, CallSid });
        const path = (await changes()).slice(from).map((state) => RANK.indexOf(String(state)));
        // A later word may say more of an end; nothing else is said twice.
        expect(
          path.every((rank, n) => rank > (path[n - 1] ?? -1) || (rank === 4 && n === path.length - 1)),
        ).toBe(true);
        const isOver = said.some(([, fields]) => 'CallStatus' in fields && fields.CallStatus === 'completed');
        if (isOver) expect((await bridges(site)).at(-1)?.state).toMatch(/ended|failed/);
      }),
      { numRuns: 25 },
    );
  });

  it('with the name of another call is not believed', async () => {
    await ask();
    site.kit.advance(DAY);
    await callFrom(site, lead, telephone({ kind: 'uncertain', code: 'x', detail: 'cut' }));
    expect((await twilioSays(site, '/key', { CallSid: sidOf(1), Digits: '1' })).text).not.toContain(LEAD);
    expect(await stateOf(site)).toBe('uncertain');
  });
});

describe('a call of which nobody speaks any more', () => {
  it('holds up no other one for ever: after five minutes of ringing it may be asked for again', async () => {
    await ask();
    site.kit.advance(4 * MINUTE);
    expect(await ask()).toMatchObject({ kind: 'refused', why: 'under_way' });
    site.kit.advance(61 * SECOND);
    expect((await ask()).kind).toBe('called');
    expect((await bridges(site)).map(({ state }) => state)).toEqual(['uncertain', 'ringing']);
  });
});
