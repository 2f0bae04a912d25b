/** Who waits for an answer, and one conversation whole. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contactIn } from '../../src/cli/acted.ts';
import { colorsFor } from '../../src/cli/terminal.ts';
import { threadLines } from '../../src/cli/thread-words.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { closeOfLead, closeOfStranger } from '../../src/engine/close-conversation.ts';
import { keysTyped } from '../../src/engine/find-lead.ts';
import { finishTask } from '../../src/engine/finish-task.ts';
import { stopForOptOut } from '../../src/engine/stopping.ts';
import { threadOf, threadOfStranger } from '../../src/engine/thread.ts';
import { fromStrangers } from '../../src/store/inbound.ts';
import { conversations } from '../../src/store/inbox.ts';
import { ALL_KINDS, CHICAGO, createKit, type Kit, outboxOf, TUESDAY_10 } from '../engine/kit.ts';
import { hear, said } from './replying.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [ALL_KINDS] });
});
afterEach(() => kit.close());

const MARIA = '+13125550142';
const STRANGER = '+13125550199';

const inbox = async (all = false): Promise<readonly (readonly [string, string, number | null])[]> =>
  (
    await conversations(kit.ws.db, {
      business: null,
      all,
      strangersSince: instant(kit.clock.now - 14 * DAY),
      limit: 100,
    })
  ).map(({ name, sender, text, waitingSince }) => [
    name || (sender ?? ''),
    text,
    waitingSince === null ? null : (kit.clock.now - waitingSince) / MINUTE,
  ]);

test('somebody waits until a person has answered, and again with their next word', async () => {
  const { contact } = await kit.enroll({ phone: MARIA });
  await kit.tick(outboxOf(kit.ws));
  expect(await inbox(true)).toEqual([]);
  kit.advance(HOUR);
  await hear(kit, MARIA, 'Sounds good, let me think about it');
  kit.advance(30 * MINUTE);
  expect(await inbox()).toEqual([['Maria Lopez', 'Sounds good, let me think about it', 30]]);
  await said(kit, contact, 'Take your time');
  expect(await inbox()).toEqual([]);
  expect(await inbox(true)).toEqual([['Maria Lopez', 'Sounds good, let me think about it', null]]);
  kit.advance(HOUR);
  await hear(kit, MARIA, 'I will come by with my wife then');
  kit.advance(MINUTE);
  expect(await inbox()).toEqual([['Maria Lopez', 'I will come by with my wife then', 1]]);
});

test('a task that is marked done is an answer as well; an opt-out waits for none', async () => {
  const { contact } = await kit.enroll({ phone: MARIA });
  await hear(kit, MARIA, 'Sounds good, let me think about it');
  kit.advance(HOUR);
  const [task] = await kit.all(`SELECT id FROM task WHERE state = 'open'`);
  const done = { outcome: null, note: null, by: 'ana' };
  await kit.ws.db.tx((handle) => finishTask(handle, kit.ws, Number(task?.id) as TaskId, done, kit.clock.now));
  expect(await inbox()).toEqual([]);
  await hear(kit, MARIA, 'STOP');
  expect(await inbox()).toEqual([]);
  const words = (await threadOf(kit.ws.db, contact)).filter(
    ({ kind }) => kind === 'heard' || kind === 'task',
  );
  expect(words.map(({ kind }) => kind)).toEqual(['heard', 'heard', 'task']);
});

test('a stranger waits a fortnight, and until enrolled; what they wrote stands at the head of their story then', async () => {
  await hear(kit, STRANGER, 'Hi, do you take new patients?');
  kit.advance(10 * DAY);
  expect(await inbox()).toEqual([[STRANGER, 'Hi, do you take new patients?', 14_400]]);
  const keys = keysTyped(kit.ws, STRANGER, null).map(({ key }) => key);
  expect((await threadOfStranger(kit.ws.db, keys)).length).toBe(1);
  kit.advance(5 * DAY);
  expect(await inbox()).toEqual([]);
  expect((await inbox(true)).length).toBe(1);
  const { contact } = await kit.enroll({ phone: STRANGER });
  expect(await inbox(true)).toEqual([]);
  expect((await threadOf(kit.ws.db, contact))[0]).toMatchObject({
    kind: 'heard',
    message: { text: 'Hi, do you take new patients?' },
  });
});

test('what is closed by hand waits no longer and is counted no longer, until the next word', async () => {
  await hear(kit, STRANGER, 'Hi, do you take new patients?');
  const keys = keysTyped(kit.ws, STRANGER, null).map(({ key }) => key);
  const counted = async () => [...(await fromStrangers(kit.ws.db, instant(0))).values()];
  expect(await counted()).toEqual([1]);
  const close = () => closeOfStranger(kit.ws, keys, 'ana', kit.clock.now);
  expect(await close()).toEqual({ messages: 1, done: [], openCalls: [] });
  expect([await inbox(), await counted()]).toEqual([[], []]);
  // Again, it is closed already.
  expect((await close()).messages).toBe(0);
  expect((await threadOfStranger(kit.ws.db, keys)).length).toBe(1);
  kit.advance(MINUTE);
  await hear(kit, STRANGER, 'Hello? Are you there?');
  expect([(await inbox()).length, await counted()]).toEqual([1, [1]]);
  const { contact } = await kit.enroll({ phone: MARIA });
  await hear(kit, MARIA, 'Sounds good, let me think about it');
  const closed = await closeOfLead(kit.ws, contact, 'ana', kit.clock.now);
  expect([closed.messages, closed.done.length]).toEqual([1, 1]);
  expect((await inbox()).map(([who]) => who)).toEqual([STRANGER]);
  expect(
    await kit.all("SELECT contact_id FROM event WHERE kind = 'conversation_closed' ORDER BY seq"),
  ).toEqual([{ contact_id: null }, { contact_id: contact }]);
});

test('two who share a phone both have what was said there', async () => {
  const first = await kit.enroll({ phone: MARIA, firstName: 'Maria' });
  const second = await kit.enroll({ phone: MARIA, firstName: 'Jorge' });
  await hear(kit, MARIA, 'Sounds good, let me think about it');
  for (const { contact } of [first, second])
    expect((await threadOf(kit.ws.db, contact)).filter(({ kind }) => kind === 'heard').length).toBe(1);
});

test('a story has every channel in its order, in the lead’s time, at 80 columns, with nothing in it that could steer a terminal', async () => {
  const { contact } = await kit.enroll({ phone: MARIA, email: 'maria@example.com' });
  await kit.run(outboxOf(kit.ws), instant(TUESDAY_10 + HOUR));
  kit.clock.now = instant(TUESDAY_10 + HOUR);
  await hear(kit, 'maria@example.com', `Hello\u001b[2J there, ${'many words '.repeat(20)}`, {
    subject: 'Re: We got\u202e your request',
  });
  kit.advance(HOUR);
  await said(kit, contact, 'Gladly!', { channel: 'sms' });
  await kit.ws.db.tx(async (handle) => {
    await stopForOptOut(
      handle,
      kit.ws,
      await contactIn(handle, contact),
      ['sms', 'email', 'call'],
      kit.clock.now,
    );
  });
  const stream = { write: () => undefined, isTTY: false, columns: 80 };
  const color = colorsFor({ env: {} } as Parameters<typeof colorsFor>[0], stream, {});
  const lines = threadLines(await threadOf(kit.ws.db, contact), 'Maria', CHICAGO, kit.clock.now, 80, color);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(lines.filter((line) => /^\d\d:\d\d {2}\S/.test(line)).map((line) => line.slice(0, 60))).toEqual([
    '10:00  Enrolled: all-kinds',
    '10:00  You by text, all-kinds/hello (rehearsed)',
    '10:20  You by email, all-kinds/confirm (rehearsed)',
    '11:00  Maria by email: reply',
    '11:00  Paused: all-kinds, replied',
    '12:00  Stopped: all-kinds, opted out',
    '12:00  Opted out, texts',
    '12:00  Opted out, calls',
    '12:00  Opted out, emails',
    '12:00  You by text by hand (rehearsed)',
    '12:00  Reply to Maria Lopez: done by ana (answered by hand)',
  ]);
});
