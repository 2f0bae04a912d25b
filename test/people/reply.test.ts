/** An answer that a person types: it goes at once and by the one protocol, and whatever holds for all sending holds for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contactIn } from '../../src/cli/acted.ts';
import { asId, type ContactId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, SECOND } from '../../src/domain/time.ts';
import { writePauseFile } from '../../src/engine/pause-file.ts';
import { pauseScope } from '../../src/engine/pausing.ts';
import { stopForOptOut } from '../../src/engine/stopping.ts';
import { brokenLaws } from '../engine/invariants.ts';
import { BUSINESS, createKit, type Kit, outboxOf, scripted, TUESDAY_10, TWO_TEXTS } from '../engine/kit.ts';
import { hear, refusal, said, say } from './replying.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [TWO_TEXTS] });
});
afterEach(async () => {
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
  await kit.close();
});

const MARIA = '+13125550142';
const MAIL = 'maria@example.com';

async function maria(): Promise<ContactId> {
  const { contact } = await kit.enroll({ phone: MARIA, email: MAIL });
  await kit.tick(outboxOf(kit.ws));
  return contact;
}

const files = (): readonly string[] =>
  readdirSync(kit.ws.outbox)
    .filter((name) => name.endsWith('.txt'))
    .sort();
const newest = (): string => readFileSync(join(kit.ws.outbox, files().at(-1) ?? ''), 'utf8');

describe('an answer by hand', () => {
  test('goes by the channel the lead wrote on last, is marked as a person’s, and does the task that asked for it', async () => {
    const lead = await maria();
    kit.advance(HOUR);
    await hear(kit, MARIA, 'Sounds good, let me think about it');
    kit.advance(HOUR);
    const { result, channel, done, resting } = await said(kit, lead, 'Take your time!');
    expect([result.kind, channel]).toEqual(['sent', 'sms']);
    expect(done.map(({ title }) => title)).toEqual(['Reply to Maria Lopez']);
    expect(resting.map(({ sequence }) => sequence)).toEqual(['two']);
    expect(newest()).toContain('\n\nTake your time!\n');
    const rows = await kit.all(
      'SELECT basis, automatic, enrollment_id, state FROM attempt ORDER BY id DESC LIMIT 1',
    );
    expect(rows).toEqual([{ basis: 'person', automatic: 0, enrollment_id: null, state: 'sent' }]);
    const tasks = await kit.all('SELECT state, note FROM task');
    expect(tasks).toEqual([{ state: 'done', note: 'answered by hand' }]);
  });

  test('knows no cap: five of them in a minute go, and take nothing from what is automatic', async () => {
    const lead = await maria();
    for (const n of [1, 2, 3, 4, 5]) await said(kit, lead, `Answer ${n}`);
    kit.clock.now = instant(TUESDAY_10 + DAY);
    await kit.tick(outboxOf(kit.ws));
    const rows = await kit.all(
      `SELECT automatic, count(*) AS n FROM attempt WHERE state = 'sent' GROUP BY automatic`,
    );
    expect(rows.map(({ n }) => Number(n)).sort()).toEqual([2, 5]);
  });

  test('is the first text to a number that wrote by itself, and so names the business and the way out', async () => {
    const { contact } = await kit.enroll({ phone: MARIA, email: null });
    const { message } = await said(kit, contact, 'We open at nine.');
    expect(message.kind === 'sms' && message.body).toBe(
      'We open at nine. - Bright Dental. Reply STOP to opt out.',
    );
  });

  test('typed twice by a finger that slipped goes once; said on purpose it goes again', async () => {
    const lead = await maria();
    await said(kit, lead, 'On our way.');
    expect(await refusal(kit, lead, 'On our way.')).toBe('repeated');
    expect(await refusal(kit, lead, 'On our way.', { again: true })).toBe(null);
    expect(await refusal(kit, lead, 'On our way!')).toBe(null);
    kit.advance(61 * SECOND);
    expect(await refusal(kit, lead, 'On our way.')).toBe(null);
  });

  test('typed by two people in the same moment goes once', async () => {
    const lead = await maria();
    const done = await Promise.all([say(kit, lead, 'On our way.'), say(kit, lead, 'On our way.')]);
    expect(done.map((one) => (one.kind === 'refused' ? one.why : one.result.kind)).sort()).toEqual([
      'repeated',
      'sent',
    ]);
  });

  test('that is rehearsed first sends and stores nothing', async () => {
    const lead = await maria();
    const before = files().length;
    const { result } = await said(kit, lead, 'On our way.', { dryRun: true });
    expect(result.kind).toBe('sent');
    expect(files().length).toBe(before);
    expect(await kit.all(`SELECT 1 FROM attempt WHERE basis = 'person'`)).toEqual([]);
    expect(await refusal(kit, lead, 'On our way.')).toBe(null);
  });
});

describe('an answer by email', () => {
  test('stands below the message that it answers', async () => {
    const lead = await maria();
    await hear(kit, MAIL, 'What does it cost?', {
      subject: 'RE: Re: Your request',
      messageId: '<q1@example.org>',
    });
    const { transports, ledger } = scripted();
    const { channel, message } = await said(kit, lead, 'It is *80* dollars.\n\nAna', { transports });
    expect(channel).toBe('email');
    expect(message.kind === 'email' && message.subject).toBe('Re: Your request');
    expect(message.kind === 'email' && message.text.split('\n').slice(0, 3)).toEqual([
      'It is *80* dollars.',
      '',
      'Ana',
    ]);
    expect(message.kind === 'email' && message.text).toContain('Bright Dental, 1 Main St, Chicago, IL 60601');
    expect(ledger[0]?.key.thread).toEqual(['<q1@example.org>']);
    await said(kit, lead, 'And on Tuesday it is 70.', { transports });
    expect(ledger[1]?.key.thread).toEqual([
      ledger[0]?.key === undefined ? '' : expect.any(String),
      '<q1@example.org>',
    ]);
  });

  test('needs a subject where there has been no email', async () => {
    const lead = await maria();
    expect(await refusal(kit, lead, 'Here is the quote.', { channel: 'email' })).toBe('words');
    const { message } = await said(kit, lead, 'Here is the quote.', {
      channel: 'email',
      subject: 'Your quote',
    });
    expect(message.kind === 'email' && message.subject).toBe('Your quote');
  });
});

describe('no answer goes', () => {
  test('to somebody who has opted out, by whatever word', async () => {
    const lead = await maria();
    await hear(kit, MARIA, 'STOP');
    expect(await refusal(kit, lead, 'Are you sure?')).toBe('opted_out');
    expect(await refusal(kit, lead, 'Are you sure?', { channel: 'email', subject: 'Sure?' })).toBe(
      'opted_out',
    );
  });

  test('over a channel that a person or a guard has paused', async () => {
    const lead = await maria();
    const scope = { business: BUSINESS.id, channel: 'sms', sequence: null } as const;
    await kit.ws.db.tx((handle) => pauseScope(handle, scope, 'the number is being moved', kit.clock.now));
    const refused = await say(kit, lead, 'Hello?');
    expect(refused.kind === 'refused' && refused.why === 'paused' && refused.pause.detail).toBe(
      'the number is being moved',
    );
    expect(await refusal(kit, lead, 'Hello?', { channel: 'email', subject: 'Hello' })).toBe(null);
  });

  test('while the file that stops everything is there', async () => {
    const lead = await maria();
    writePauseFile(kit.ws.root, 'wrong list');
    const refused = await say(kit, lead, 'Hello?');
    expect(refused.kind === 'refused' && refused.why === 'obstacle' && refused.obstacle.kind).toBe(
      'pause_file',
    );
  });

  test('at night, unless the person has been told and means it', async () => {
    const lead = await maria();
    kit.advance(13 * HOUR);
    expect(await refusal(kit, lead, 'Good evening!')).toBe('night');
    expect(await refusal(kit, lead, 'Good evening!', { atNight: true })).toBe(null);
  });

  test('with a placeholder that nobody fills in, with nothing in it, or longer than carriers take', async () => {
    const lead = await maria();
    for (const text of ['Hi {{ first_name }}!', ' \n ', 'a'.repeat(1_601)])
      expect(await refusal(kit, lead, text)).toBe('words');
  });

  test('to a lead that has no such place', async () => {
    const { contact } = await kit.enroll({ phone: null, email: MAIL });
    expect(await refusal(kit, contact, 'Hello', { channel: 'sms' })).toBe('no_place');
  });

  test('after an opt-out that came between the reservation and the wire', async () => {
    const lead = await maria();
    const { transports, ledger } = scripted();
    const { result } = await said(kit, lead, 'Hello?', {
      transports,
      crash: async (step) => {
        if (step !== 'last look') return;
        await kit.ws.db.tx(async (handle) => {
          const contact = await contactIn(handle, lead);
          await stopForOptOut(handle, kit.ws, contact, ['sms'], kit.clock.now);
        });
      },
    });
    expect(result.kind).toBe('cancelled');
    expect(ledger).toEqual([]);
  });
});

describe('what a provider does with it', () => {
  test.each([
    ['accept_then_hang', 'uncertain', 'uncertain', 'open'],
    ['refuse', 'refused', 'refused', 'open'],
    ['unreachable', 'unsent', 'unsent', 'open'],
    ['accept', 'sent', 'sent', 'done'],
  ] as const)('%s: the message is %s, and the task is %s', async (behavior, kind, state, task) => {
    const lead = await maria();
    kit.advance(HOUR);
    await hear(kit, MARIA, 'Sounds good, let me think about it');
    const { transports, ledger } = scripted(() => behavior);
    const { result } = await said(kit, lead, 'Hello!', { transports, sendTimeout: 5 });
    expect(result.kind).toBe(kind);
    expect(ledger.length).toBe(1);
    expect(await kit.all(`SELECT state FROM attempt WHERE basis = 'person'`)).toEqual([{ state }]);
    expect(await kit.all('SELECT state FROM task')).toEqual([{ state: task }]);
    // Nobody sends it again.
    kit.advance(DAY);
    await kit.tick(transports);
    expect(ledger.filter(({ message }) => message.kind === 'sms' && message.body === 'Hello!').length).toBe(
      1,
    );
  });

  test('bad credentials pause the channel, as they do for anything else', async () => {
    const lead = await maria();
    const { transports } = scripted(() => 'bad_credentials');
    const { result, pausedNow } = await said(kit, lead, 'Hello!', { transports });
    expect(result.kind).toBe('misconfigured');
    expect(await kit.all('SELECT channel FROM pause WHERE lifted_at IS NULL')).toEqual([{ channel: 'sms' }]);
    expect(pausedNow).toBe('the credentials were not accepted');
    expect(await refusal(kit, lead, 'Hello?')).toBe('paused');
  });

  test('whoever is not among the people of a try-out is not reached', async () => {
    const lead = await maria();
    const { transports, ledger } = scripted();
    const ws = { ...kit.ws, config: { ...kit.ws.config, onlyTo: ['+13125550199'] } };
    expect(await refusal({ ...kit, ws }, lead, 'Hello', { transports })).toBe('only_to');
    expect(ledger).toEqual([]);
  });

  test('a business that is gone from the settings has nobody who answers', async () => {
    const lead = await maria();
    const businesses = new Map([
      [asId<typeof BUSINESS.id>('other'), { ...BUSINESS, id: asId<typeof BUSINESS.id>('other') }],
    ]);
    const ws = { ...kit.ws, config: { ...kit.ws.config, businesses } };
    expect(await refusal({ ...kit, ws }, lead, 'Hello')).toBe('no_business');
  });
});
