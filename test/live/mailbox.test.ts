/** A mailbox in the settings, as an operator meets it: what is missing, what is read, and what is said while it cannot be. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instant } from '../../src/domain/time.ts';
import { type DevSmtp, startDevSmtp } from '../../src/server/dev-smtp.ts';
import { createWorld, type World } from '../cli/world.ts';
import { letter } from '../engine/letters.ts';
import { type ImapServer, startImapServer } from '../transport/imap-server.ts';

const PASSWORD = 'a-mailbox-password-nobody-may-read-77';
const LETTERS = `
version: 1
id: letters
name: Two letters
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, email: { subject: "Your request", body: "Hi {{ first_name }}." } }
  - { id: again, day: 3, at: "10:00", email: { subject: "One more", body: "Hi {{ first_name }}." } }
`;

let world: World;
let imap: ImapServer;
let smtp: DevSmtp;
const settings = (rest: string): string => `version: 1
businesses:
  acme:
    name: Acme Dental
    zone: America/Chicago
    postal_address: 1 Main St, Chicago, IL 60601
    senders: { email: hello@example.com }
    sequence: letters
providers: { email: smtp }
smtp: { host: 127.0.0.1, port: ${smtp.port}, security: none }
email_replies: imap
${rest}`;
const mailbox = (more = ''): string =>
  `imap: { host: 127.0.0.1, port: ${imap.port}, security: none, user: hello@example.com${more} }\n`;

beforeEach(async () => {
  imap = await startImapServer({ password: PASSWORD });
  smtp = await startDevSmtp({ port: 0, now: () => Date.now() as Instant });
  world = createWorld();
  await world.run('seq init --yes --name "Acme" --zone America/Chicago --sequence follow-up-7 > made.txt');
  world.writeFile('sequences/letters.yaml', LETTERS);
  write(settings(mailbox()));
});
afterEach(async () => {
  world.remove();
  await smtp.close();
  await imap.close();
});

function write(text: string, env = `LEADSEQ_IMAP_PASSWORD=${PASSWORD}\n`): void {
  world.writeFile('leadseq.yaml', text);
  world.writeFile('.env', env);
  chmodSync(join(world.root, '.env'), 0o600);
}
const said = async (line: string): Promise<string> => (await world.run(line)).replace(/\s+/g, ' ');

async function firstLetter(): Promise<void> {
  world.writeFile('leads.csv', 'First name,Email,Source\nMaria,maria@example.com,Website form\n');
  await world.run('seq enroll leads.csv > enrolled.txt');
  await world.run('seq live letters --yes > live.txt');
  await world.run('seq tick > tick.txt');
  expect(smtp.ledger().length).toBe(1);
}

it('is named before an email goes: what is missing is said all at once', async () => {
  write(settings(''), 'X=1\n');
  world.writeFile('leads.csv', 'First name,Email,Source\nMaria,maria@example.com,Website form\n');
  await world.run('seq enroll leads.csv > enrolled.txt');
  const text = await said('seq tick');
  expect(text).toContain(
    'email_replies is imap, and no mailbox is named. Write: imap: { host: imap.example.com, user: hello@example.com }',
  );
  expect(text).toContain('LEADSEQ_IMAP_PASSWORD is not set');
  write(settings('imap: { host: imap.example.com, security: none, user: hello@example.com }\n'));
  expect(await said('seq tick')).toContain(
    'the password and all mail would go in the clear to imap.example.com. Write: imap: { security: tls }',
  );
});

it('is read, and what was answered is seen everywhere', async () => {
  await firstLetter();
  expect(await said('seq status')).toContain('Email answers read from the mailbox before each email');
  imap.deliver(letter({ text: 'Can you call me on Thursday at 3?' }), new Date('2026-03-05T12:00:00Z'));
  world.setNow('2026-03-06T10:00:00-06:00');
  expect(await said('seq tick')).toMatch(/1 answer read/);
  expect(smtp.ledger().length).toBe(1);
  expect(await said('seq why maria@example.com')).toContain('Can you call me on Thursday at 3?');
  expect(await said('seq doctor')).toContain('acme: 127.0.0.1 opens INBOX for reading');
  expect(await said('seq config imap')).toContain('imap.user hello@example.com');
});

describe('while it cannot be read', () => {
  beforeEach(async () => {
    await firstLetter();
    write(settings(mailbox()), 'LEADSEQ_IMAP_PASSWORD=another-password-nobody-may-read\n');
    world.setNow('2026-03-06T10:00:00-06:00');
  });
  const REFUSED = '127.0.0.1 did not accept the password of hello@example.com: Invalid credentials';

  it('nothing is sent, and tick, status, why and doctor say the same', async () => {
    expect(await said('seq tick')).toContain(
      `acme: emails wait, because nobody knows what leads have answered: ${REFUSED}`,
    );
    expect(smtp.ledger().length).toBe(1);
    world.setNow('2026-03-06T10:01:30-06:00');
    expect(await said('seq status')).toContain(
      `Emails wait acme since Fri Mar 6 10:00: it is not known what leads have answered: ${REFUSED}`,
    );
    expect(await said('seq why maria@example.com again')).toContain(
      `It waits: it is not known what leads have answered: ${REFUSED}`,
    );
    expect(JSON.parse(await world.run('seq status --json'))).toMatchObject({
      emailReplies: 'imap',
      mailsHeld: [{ business: 'acme', since: '2026-03-06T16:00:00.000Z' }],
    });
    expect(await said('seq doctor')).toContain(`acme: ${REFUSED}`);
    write(settings(mailbox()));
    world.setNow('2026-03-06T10:11:00-06:00');
    expect(await said('seq tick')).toContain('1 sent');
    expect(smtp.ledger().length).toBe(2);
  });

  it('nobody is answered by hand either: there may be an opt-out among it', async () => {
    expect(await said('seq reply maria@example.com --channel email "Hello again" --yes')).toContain(
      'nothing was sent, because nobody knows what leads have written',
    );
    expect(smtp.ledger().length).toBe(1);
  });

  it('no password is ever printed', async () => {
    const printed: string[] = [];
    for (const line of ['seq tick', 'seq tick --json', 'seq status --json', 'seq doctor', 'seq config'])
      printed.push(await world.run(line));
    expect(printed.join('\n')).not.toMatch(/nobody-may-read/);
    // The control: it was used.
    expect(imap.asked).toContain('LOGIN');
  });
});

it('is not asked while mail comes in by itself', async () => {
  write(settings('').replace('email_replies: imap', 'email_replies: arrives'), 'X=1\n');
  await firstLetter();
  expect(await said('seq status')).toContain('Email answers handed over by whatever receives the mail');
  world.setNow('2026-03-06T10:00:00-06:00');
  expect(await said('seq tick')).toContain('1 sent');
  expect(imap.asked).toEqual([]);
});
