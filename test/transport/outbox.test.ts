import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { instant } from '../../src/domain/time.ts';
import type { EmailMessage, SmsMessage } from '../../src/message/message.ts';
import { outbox } from '../../src/transport/outbox.ts';
import type { SendKey } from '../../src/transport/transport.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leadseq-outbox-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const key: SendKey = {
  token: asId('0123456789abcdef0123456789abcdef'),
  business: asId('bright-dental'),
  at: instant(Date.parse('2026-03-10T15:04:05.123Z')),
  validUntil: instant(Date.parse('2026-03-11T01:00:00Z')),
};
const sms: SmsMessage = {
  kind: 'sms',
  to: '+13125550142',
  from: '+13125550100',
  body: 'Hi Maria, it’s Bright Dental.',
  segments: 1,
  encoding: 'UCS-2',
};
const email: EmailMessage = {
  kind: 'email',
  to: 'maria@example.com',
  from: null,
  subject: 'We got your request\r\nBcc: everyone@example.org',
  text: 'Hi Maria,\n\nthank you.',
  html: '<p>Hi Maria,</p><p>thank you.</p>',
};

const NAME = '20260310T150405123Z-sms-bright-dental-0123456789abcdef0123456789abcdef.txt';

test('a text becomes one readable file, named by time, channel, business and attempt', async () => {
  const outcome = await outbox(folder).send(sms, key, signal);
  expect(outcome).toEqual({ kind: 'sent', providerId: NAME });
  expect(readdirSync(folder)).toEqual([NAME]);
  expect(readFileSync(join(folder, NAME), 'utf8')).toBe(
    `Channel: sms
Business: bright-dental
From: +13125550100
To: +13125550142
Date: 2026-03-10T15:04:05.123Z
Valid-Until: 2026-03-11T01:00:00.000Z
Segments: 1 (UCS-2)
Attempt: 0123456789abcdef0123456789abcdef

Hi Maria, it’s Bright Dental.
`,
  );
});

test('only the owner can read it', async () => {
  await outbox(folder).send(sms, key, signal);
  expect(statSync(join(folder, NAME)).mode & 0o777).toBe(0o600);
});

test('a line break in a subject cannot start a header of its own', async () => {
  await outbox(folder).send(email, key, signal);
  const [name] = readdirSync(folder);
  const lines = readFileSync(join(folder, name ?? ''), 'utf8').split('\n');
  expect(lines[6]).toBe('Subject: We got your request Bcc: everyone@example.org');
  expect(lines[2]).toBe('From: (no sender set)');
});

test('the same attempt a second time is seen, and leaves the first file as it is', async () => {
  const transport = outbox(folder);
  await transport.send(sms, key, signal);
  const again = await transport.send({ ...sms, body: 'another text' }, key, signal);
  expect(again).toEqual({ kind: 'uncertain', code: 'repeated', detail: `${NAME} is in the outbox already` });
  expect(readFileSync(join(folder, NAME), 'utf8')).toContain('Hi Maria');
});

test('the folder is made when it is missing', async () => {
  const missing = join(folder, 'new', 'outbox');
  expect(await outbox(missing).send(sms, key, signal)).toEqual({ kind: 'sent', providerId: NAME });
  expect(statSync(missing).mode & 0o777).toBe(0o700);
});

test('a folder that cannot be written is a proven non-send, and leaves nothing half written', async () => {
  // A folder where the partial file belongs fails for every user, root included.
  mkdirSync(join(folder, `${NAME}.part`));
  const outcome = await outbox(folder).send(sms, key, signal);
  expect(outcome).toMatchObject({ kind: 'unsent', retryAfter: 60_000 });
  expect(readdirSync(folder).filter((name) => name === NAME)).toEqual([]);
});

test('a message whose sender died is found when it is whole, and is proven unsent when it is not', async () => {
  const transport = outbox(folder);
  const sought = {
    token: key.token,
    business: key.business,
    channel: 'sms' as const,
    to: sms.to,
    body: sms.body,
    at: key.at,
    deadline: key.validUntil,
  };
  await transport.send(sms, key, signal);
  expect(await transport.find?.(sought)).toEqual({ kind: 'sent', providerId: NAME });
  renameSync(join(folder, NAME), join(folder, `${NAME}.part`));
  expect(await transport.find?.(sought)).toEqual({
    kind: 'unsent',
    code: 'not_in_outbox',
    detail: 'it never reached the outbox',
    retryAfter: 0,
  });
  expect(readdirSync(folder)).toEqual([]);
});
