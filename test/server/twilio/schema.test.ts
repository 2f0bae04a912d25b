/** What the fake answers has every field of Twilio's published description, of the type that stands there, and no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { TEST_ACCOUNT } from '../../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { clientOf, LEAD, SENDER } from './client.ts';

type Json = { [key: string]: unknown };
const published = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/messages.openapi.json'), 'utf8'),
) as Json;

/** OpenAPI's dialect as JSON Schema: `nullable` is a second type, and every property that is described is expected. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Json;
  const whole = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, strict(value)]));
  return {
    ...whole,
    ...(nullable === true ? { type: [whole.type, 'null'] } : {}),
    ...(whole.properties === undefined
      ? {}
      : { required: Object.keys(whole.properties as Json), additionalProperties: false }),
  };
}

const RFC_2822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000$/;

const ajv = new Ajv({
  strict: false,
  formats: {
    'date-time-rfc-2822': RFC_2822,
    'phone-number': /^\+[1-9]\d{6,14}$/,
    currency: /^[A-Z]{3}$/,
    uri: true,
    'uri-map': true,
  },
}).addSchema(strict(published) as Json, 'published');

const problems = (pointer: string, value: unknown): unknown => {
  const validate = ajv.getSchema(`published#${pointer}`);
  if (validate === undefined) throw new Error(`there is no ${pointer}`);
  return validate(value) ? [] : validate.errors;
};
const MESSAGE = '/components/schemas/api.v2010.account.message';

let fake: FakeTwilio;
beforeAll(async () => {
  fake = await startFakeTwilio({ start: instant(Date.UTC(2026, 2, 1, 15)) });
});
afterAll(() => fake.close());

const get = async (path: string): Promise<Json> => {
  const credentials = Buffer.from(`${TEST_ACCOUNT.sid}:${TEST_ACCOUNT.token}`).toString('base64');
  const answer = await fetch(`${fake.url}${path}`, { headers: { authorization: `Basic ${credentials}` } });
  return (await answer.json()) as Json;
};
const LIST = `/2010-04-01/Accounts/${TEST_ACCOUNT.sid}/Messages.json`;

describe('the published description', () => {
  it('fits every message at every moment of its way, whoever sent it', async () => {
    const { messages } = clientOf(fake);
    fake.set({ endings: new Map([['+17735550143', { status: 'failed', errorCode: 30006 }]]) });
    await messages.create({ to: LEAD, from: SENDER, body: 'Hi' });
    await messages.create({ to: LEAD, messagingServiceSid: `MG${'0'.repeat(32)}`, body: 'Hi' });
    await messages.create({ to: '+17735550143', from: SENDER, body: 'Hi' });
    await fake.inbound({ from: LEAD, to: SENDER, body: 'HELP' });
    const seen = new Set<unknown>();
    for (const ms of [0, 100, 200, 300, 900]) {
      await fake.clock.advance(ms);
      const page = await get(LIST);
      expect(problems('/list', page)).toEqual([]);
      for (const message of page.messages as Json[]) {
        seen.add(message.status);
        expect(problems(MESSAGE, message)).toEqual([]);
        expect(problems(MESSAGE, await get(String(message.uri)))).toEqual([]);
      }
    }
    expect([...seen].sort()).toEqual([
      'accepted',
      'delivered',
      'failed',
      'queued',
      'received',
      'sending',
      'sent',
    ]);
  });

  it('fits every page of a list, the empty one too', async () => {
    expect(problems('/list', await get(`${LIST}?PageSize=1&Page=1`))).toEqual([]);
    expect(problems('/list', await get(`${LIST}?To=%2B12125550100`))).toEqual([]);
  });

  it('control: does not fit a message with a field missing, or of another type', async () => {
    const [message] = (await get(LIST)).messages as Json[];
    const { sid: _sid, ...without } = message ?? {};
    expect(problems(MESSAGE, without)).toMatchObject([{ params: { missingProperty: 'sid' } }]);
    expect(problems(MESSAGE, { ...message, num_segments: 1 })).toMatchObject([
      { instancePath: '/num_segments' },
    ]);
    expect(problems(MESSAGE, { ...message, date_sent: '2026-03-01' })).toMatchObject([
      { instancePath: '/date_sent' },
    ]);
  });
});
