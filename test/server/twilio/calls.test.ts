/** Calls through the fake: the same refusals, the operator's own TwiML fetched and obeyed, and phones that are not picked up. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, MINUTE } from '../../../src/domain/time.ts';
import { TEST_ACCOUNT } from '../../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { readPhone } from '../../../src/server/fake-twilio/phones.ts';
import { readTwiml } from '../../../src/server/fake-twilio/twiml.ts';
import { signatureOf } from '../../../src/server/twilio-signature.ts';

const [AGENT, LEAD, SENDER] = ['+13125550177', '+13125550142', '+15005550006'];

let fake: FakeTwilio;
let server: Server;
let home: string;
/** What is answered below each path, and what was posted there. */
let answers: Record<string, string>;
let posted: {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly signed: boolean;
}[];

beforeEach(async () => {
  fake = await startFakeTwilio({ start: instant(Date.parse('2026-03-10T15:00:00Z')) });
  answers = {};
  posted = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const fields = new Map(new URLSearchParams(body));
      const signed =
        request.headers['x-twilio-signature'] === signatureOf(TEST_ACCOUNT.token, `${home}${path}`, fields);
      posted.push({ path, fields: Object.fromEntries(fields), signed });
      response.end(answers[path] ?? '<Response/>');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await fake.close();
  await new Promise((closed) => server.close(closed));
});

async function ring(more: Readonly<Record<string, string>> = {}): Promise<[status: number, code: unknown]> {
  const form = new URLSearchParams({ To: AGENT, From: SENDER, Url: `${home}/say`, ...more });
  const secret = Buffer.from(`${TEST_ACCOUNT.sid}:${TEST_ACCOUNT.token}`).toString('base64');
  const answer = await fetch(`${fake.url}/2010-04-01/Accounts/${TEST_ACCOUNT.sid}/Calls.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${secret}` },
    body: form,
  });
  const json = (await answer.json()) as { readonly code?: number; readonly status?: string };
  return [answer.status, json.code ?? json.status];
}

describe('a request for a call', () => {
  it.each([
    [{ To: '' }, 21201],
    [{ To: '0142' }, 21211],
    [{ From: 'MG00000000000000000000000000000001' }, 21212],
    [{ Url: 'ftp://example.com/say' }, 21205],
  ])('%o is refused with %i', async (wrong, code) => {
    expect(await ring(wrong)).toEqual([400, code]);
    expect(fake.callLedger()).toEqual([]);
  });
});

describe('a call', () => {
  it('posts each word signed, says what it is told, and dials whom it is told', async () => {
    answers['/say'] = `<Response><Gather action="${home}/key"><Say>A &amp; B</Say></Gather></Response>`;
    answers['/key'] =
      `<Response><Dial callerId="${SENDER}" action="${home}/over"><Number>${LEAD}</Number></Dial></Response>`;
    expect(await ring({ StatusCallback: `${home}/status` })).toEqual([201, 'queued']);
    await fake.clock.advance(MINUTE);
    expect(posted.map(({ path }) => path)).toEqual(['/say', '/key', '/over', '/status']);
    expect(posted.every(({ signed }) => signed)).toBe(true);
    expect(posted[1]?.fields).toMatchObject({ Digits: '1', CallStatus: 'in-progress', To: AGENT });
    expect(posted[2]?.fields).toMatchObject({ DialCallStatus: 'completed', DialCallDuration: '30' });
    expect(fake.calls()).toMatchObject([
      { status: 'completed', heard: ['A & B'], dialed: { to: LEAD, callerId: SENDER, seconds: 30 } },
    ]);
  });

  it('to a mailbox presses no key, and goes on after the time for one is over', async () => {
    answers['/say'] =
      `<Response><Gather action="${home}/key"><Say>Press 1.</Say></Gather><Say>Bye.</Say></Response>`;
    fake.setPhone(AGENT, { kind: 'picked_up', presses: false, seconds: 5 });
    await ring();
    await fake.clock.advance(MINUTE);
    expect(posted.map(({ path }) => path)).toEqual(['/say']);
    expect(fake.calls()).toMatchObject([{ status: 'completed', heard: ['Press 1.', 'Bye.'], dialed: null }]);
  });

  it.each(['busy', 'no-answer', 'failed'] as const)('that is %s asks for no words', async (kind) => {
    fake.setPhone(AGENT, { kind });
    await ring();
    await fake.clock.advance(2 * MINUTE);
    expect(posted).toEqual([]);
    expect(fake.calls()).toMatchObject([{ status: kind }]);
  });

  it('that is answered with something else than TwiML ends with an error', async () => {
    answers['/say'] = '{"say": "hello"}';
    await ring();
    await fake.clock.advance(MINUTE);
    expect(fake.calls()[0]?.heard).toEqual(['An application error has occurred. Goodbye.']);
  });
});

describe('what is read', () => {
  it.each([
    ['<Response><Play>https://example.com/a.mp3</Play></Response>'],
    ['<Response><Say>a</Response>'],
    ['<Response/><Response/>'],
    ['<Say>a</Say>'],
    [''],
    ['<Response><Gather><Say>a</Say></Gather></Response>'],
  ])('%s is no TwiML that is obeyed here', (text) => {
    expect(readTwiml(text)).toBeNull();
  });

  it('of a phone is one of the words there are', () => {
    expect(
      ['answers', 'answers 95', 'mailbox', 'busy', 'no-answer', 'failed'].map(
        (word) => readPhone(word)?.kind,
      ),
    ).toEqual(['picked_up', 'picked_up', 'picked_up', 'busy', 'no-answer', 'failed']);
    for (const word of ['', 'answer', 'answers soon', 'answers -1', 'BUSY'])
      expect(readPhone(word)).toBeNull();
  });
});
