/** One word for every address that takes any, said as its sender says it: proven over whatever bytes are given. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import type { Business } from '../../src/domain/business.ts';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import { unsubscribeToken } from '../../src/engine/unsubscribe.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { signatureOf } from '../../src/server/twilio-signature.ts';
import { destinationKey } from '../../src/store/destinations.ts';
import { ALL } from '../actions/sequences.ts';
import { BUSINESS, outboxOf } from '../engine/kit.ts';
import { CALL_FIRST, CALLING, callFrom, sidOf, telephone, tokenOf } from '../server/bridge-kit.ts';
import { cal, calendly } from '../server/hooks/calendars.ts';
import { createSite, PUBLIC, type TestSite } from '../server/site.ts';
import { inboundFields } from '../server/twilio-post.ts';

const SECRET = `whsec_${Buffer.from('a secret of the events, 32 bytes').toString('base64')}`;
const MISSED = readFileSync(new URL('../../sequences/missed-call.yaml', import.meta.url), 'utf8');
const RINGING: Business = {
  ...CALLING,
  defaultSequence: asId<SequenceId>('chase'),
  ...(CALLING.calls && { calls: { ...CALLING.calls, forwardTo: '+13125550188' } }),
};

/** With an unsigned address, nobody is proven. */
export type Keys = 'right' | 'wrong';

export interface Proven {
  /** As it is declared. */
  readonly route: string;
  readonly path: string;
  readonly body: string;
  readonly type: string;
  /** What proves these bytes. */
  headers(bytes: Buffer, keys: Keys): Readonly<Record<string, string>>;
}

const KEYS: Readonly<Record<string, string>> = {
  LEADSEQ_TWILIO_TOKEN_BRIGHT_DENTAL: TEST_ACCOUNT.token,
  LEADSEQ_LEADS_KEY: 'leads-key',
  LEADSEQ_FACEBOOK_SECRET: 'facebook-key',
  LEADSEQ_GOOGLE_KEY: 'google-key',
  LEADSEQ_CALENDLY_KEY: 'calendly-key',
  LEADSEQ_CAL_KEY: 'cal-key',
  LEADSEQ_MAIL_KEY: 'mail-key',
  LEADSEQ_EVENTS_KEY: SECRET,
};

/** A site on which every kind of word finds what it is about. */
export const openSite = (): Promise<TestSite> =>
  createSite({ businesses: [RINGING], sequences: [...ALL, MISSED, CALL_FIRST], env: KEYS });

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const hex = (key: string, bytes: Uint8Array | string): string =>
  createHmac('sha256', key).update(bytes).digest('hex');

/** Every address that takes words, with one that it takes. */
export async function provenWords(site: TestSite): Promise<readonly Proven[]> {
  const { kit } = site;
  const lead = { phone: '+13125550142', email: 'maria@example.com' };
  await kit.enroll({ ...lead, sequence: 'chase' });
  const { contact } = await kit.enroll({ phone: '+17735550143', email: null, sequence: 'call-first' });
  await kit.tick(outboxOf(kit.ws));
  await callFrom(site, contact, telephone());
  const bridge = await tokenOf(site);
  const [sent] = await kit.all('SELECT token FROM attempt ORDER BY id');
  const seconds = (): string => String(Math.floor(kit.clock.now / 1_000));
  const say = (route: string, type: string, body: unknown, headers: Proven['headers']): Proven => ({
    route,
    path: route
      .replace(':business', 'bright-dental')
      .replace('/tw/s/:token', `/tw/s/${sent?.token}`)
      .replace('/tw/bridge/:token', `/tw/bridge/${bridge}`)
      .replace('/u/:token', `/u/${unsubscribed}`),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    type,
    headers,
  });
  const { pepper } = kit.ws;
  const unsubscribed = unsubscribeToken(
    pepper,
    destinationKey(pepper, BUSINESS.id, 'email', 'maria@example.com'),
  );
  const twilio = (route: string, fields: Readonly<Record<string, string>>): Proven => {
    const word: Proven = say(route, FORM, form(fields), (bytes, keys) => ({
      'x-twilio-signature': signatureOf(
        keys === 'right' ? TEST_ACCOUNT.token : 'guessed',
        `${PUBLIC}${word.path}`,
        new Map(new URLSearchParams(bytes.toString())),
      ),
    }));
    return word;
  };
  const bearer = (key: string) => (_bytes: Buffer, keys: Keys) => ({
    authorization: `Bearer ${keys === 'right' ? key : 'guessed'}`,
  });
  const account = { AccountSid: TEST_ACCOUNT.sid };
  const called = { ...account, CallSid: sidOf(1), CallStatus: 'in-progress' };
  const rang = { ...account, CallSid: sidOf(7), From: '+17735550188', To: '+13125550188' };
  return [
    twilio('/tw/in', inboundFields({ Body: 'STOP' })),
    twilio('/tw/s/:token', { ...account, MessageSid: `SM${'7'.repeat(32)}`, MessageStatus: 'delivered' }),
    twilio('/tw/voice/:business', { ...rang, CallStatus: 'ringing' }),
    twilio('/tw/voice/:business/ended', { ...rang, DialCallStatus: 'no-answer' }),
    twilio('/tw/bridge/:token', called),
    twilio('/tw/bridge/:token/key', { ...called, Digits: '1' }),
    twilio('/tw/bridge/:token/ended', { ...called, DialCallStatus: 'completed', DialCallDuration: '60' }),
    twilio('/tw/bridge/:token/status', { ...called, CallStatus: 'completed' }),
    say('/leads/:business', JSON_TYPE, { name: 'Ada', phone: '312 555 0177' }, bearer('leads-key')),
    say(
      '/hooks/facebook/:business',
      JSON_TYPE,
      { entry: [{ changes: [{ field: 'leadgen', value: { leadgen_id: '77' } }] }] },
      (bytes, keys) => ({
        'x-hub-signature-256': `sha256=${hex(keys === 'right' ? 'facebook-key' : 'guessed', bytes)}`,
      }),
    ),
    // Its proof stands in the body itself.
    say(
      '/hooks/google/:business',
      JSON_TYPE,
      {
        google_key: 'google-key',
        lead_id: 'g1',
        user_column_data: [{ column_id: 'PHONE_NUMBER', string_value: '+17735550177' }],
      },
      () => ({}),
    ),
    say('/hooks/calendly/:business', JSON_TYPE, calendly('invitee.created'), (bytes, keys) => ({
      'calendly-webhook-signature': `t=${seconds()},v1=${hex(
        keys === 'right' ? 'calendly-key' : 'guessed',
        `${seconds()}.${bytes}`,
      )}`,
    })),
    say('/hooks/cal/:business', JSON_TYPE, cal('BOOKING_CREATED'), (bytes, keys) => ({
      'x-cal-signature-256': hex(keys === 'right' ? 'cal-key' : 'guessed', bytes),
    })),
    say(
      '/mail/:business',
      'message/rfc822',
      'From: maria@example.com\r\nTo: hello@example.com\r\nMessage-ID: <m1@example.com>\r\n\r\nThank you!\r\n',
      bearer('mail-key'),
    ),
    say(
      '/events/:business',
      JSON_TYPE,
      { type: 'message', contact: { email: lead.email }, text: 'Is there parking?' },
      (bytes, keys) => ({
        'webhook-id': 'msg_1',
        'webhook-timestamp': seconds(),
        'webhook-signature': new Webhook(keys === 'right' ? SECRET : 'whsec_b3RoZXI=').sign(
          'msg_1',
          new Date(kit.clock.now),
          bytes.toString(),
        ),
      }),
    ),
    say('/u/:token', FORM, 'List-Unsubscribe=One-Click', () => ({})),
  ];
}

export interface Said {
  readonly keys?: Keys;
  /** What goes in place of its own words; proven all the same. */
  readonly bytes?: Buffer<ArrayBuffer>;
  /** How the bytes go out, when not in one go. */
  readonly stream?: ReadableStream<Uint8Array>;
}

export async function speak(url: string, word: Proven, how: Said = {}): Promise<number> {
  const bytes = how.bytes ?? Buffer.from(word.body);
  const answer = await fetch(`${url}${word.path}`, {
    method: 'POST',
    headers: { 'content-type': word.type, ...word.headers(bytes, how.keys ?? 'right') },
    body: how.stream ?? bytes,
    redirect: 'manual',
    duplex: 'half',
  } as RequestInit);
  await answer.arrayBuffer();
  return answer.status;
}

/** Everything that a word from outside could change. */
const TABLES = [
  'contact',
  'lead',
  'enrollment',
  'inbound',
  'webhook',
  'event',
  'suppression',
  'task',
  'appointment',
  'attempt',
  'bridge',
  'click',
  'notice',
  'business',
];

/** All of it, row by row. */
export async function written({ kit }: TestSite): Promise<string> {
  const rows: unknown[] = [];
  for (const table of TABLES) rows.push(table, await kit.all(`SELECT * FROM ${table} ORDER BY 1`));
  return JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}
