/** Each law of the campaign finds what breaks it, and nothing in books that are in order. */
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { AttemptRecord, Books, TakenText } from './books.ts';
import {
  ALL_HEARD,
  BY_DAY,
  CATCHING_UP,
  CHECKS,
  type Check,
  DAYS_BETWEEN_EMAILS,
  LISTED_IS_SENT,
  LOG_TELLS_ALL,
  LOG_TELLS_STATES,
  LOG_TELLS_STOPS,
  NO_DOUBLE,
  NO_ORPHAN,
  NOTHING_OPEN,
  ONE_REQUEST,
  ONE_TEXT_A_DAY,
  SAME_WORDS,
  SENT_WAS_TAKEN,
  TAKEN_IS_KNOWN,
  TO_THE_END,
  WITHIN_BUDGETS,
} from './checks.ts';
import { START } from './script.ts';

const PHONE = '+13125550142';
const US = '+13125550190';

const text = (id: number, more: Partial<AttemptRecord> = {}): AttemptRecord => ({
  id,
  token: `token-${id}`,
  state: 'sent',
  channel: 'sms',
  business: 'holds',
  contact: 1,
  touch: `1 touch-${id} 0`,
  touchId: `touch-${id}`,
  providerId: `SM${id}`,
  basis: 'window',
  late: false,
  lateBy: 0,
  dueAt: START,
  wireAt: START + id * DAY,
  windowEndAt: START + id * DAY + 10 * HOUR,
  localDay: `2026-03-${10 + id}`,
  body: `Text ${id}`,
  run: id,
  code: null,
  detail: null,
  ...more,
});

const takenOf = ({ token, providerId, body, wireAt }: AttemptRecord): TakenText => ({
  sid: providerId ?? '',
  token,
  from: US,
  to: PHONE,
  body,
  at: wireAt,
  validity: HOUR,
});

const TEXTS = [text(1), text(2)];
const EMAIL = text(3, { channel: 'email', providerId: '<token-3@example.com>' });
const OPEN_TEXT = text(4, { state: 'uncertain', providerId: null, code: 'run_died' });
const UNSENT = text(5, { state: 'unsent', providerId: null, code: 'connection' });

/** Two texts and an email that went, a text in doubt that nobody has, one that never went; a STOP that was heard. */
const inOrder: Books = {
  attempts: [...TEXTS, EMAIL, OPEN_TEXT, UNSENT],
  log: new Map([...TEXTS, EMAIL, OPEN_TEXT, UNSENT].map(({ id, state }) => [id, state])),
  enrollments: [
    { id: 1, state: 'finished' },
    { id: 2, state: 'stopped' },
  ],
  story: new Map([
    [1, 'finished'],
    [2, 'stopped'],
  ]),
  unlogged: [],
  ends: [{ kind: 'sent', reason: null, count: 4 }],
  heard: new Map([['SMin', 'opt_out']]),
  texts: TEXTS.map(takenOf),
  emails: [{ token: EMAIL.token, from: 'us@example.com', to: 'maria@example.com', at: EMAIL.wireAt }],
  requests: TEXTS.map(({ token }) => token),
  answers: [{ sid: 'SMin', from: PHONE, stop: true }],
  caps: { perRun: 2, perMinute: 2 },
};

const withAttempt = (id: number, change: Partial<AttemptRecord>): Books => ({
  ...inOrder,
  attempts: inOrder.attempts.map((one) => (one.id === id ? { ...one, ...change } : one)),
});
const [first = text(1), second = text(2)] = TEXTS;
const withText = (change: Partial<TakenText>): Books => ({
  ...inOrder,
  texts: [takenOf(first), { ...takenOf(second), ...change }],
});
const sameDay = (apart: number): Books => withText({ at: first.wireAt + apart });
const emailsApart = (apart: number): Books => ({
  ...inOrder,
  emails: [...inOrder.emails, ...inOrder.emails.map((one) => ({ ...one, at: one.at + apart }))],
});
/** So many requests of one run, a day apart. */
const inOneRun = (count: number): Books => ({
  ...inOrder,
  attempts: Array.from({ length: count }, (_, n) => text(n, { run: 7 })),
});
const inOneMinute = (count: number): Books => ({
  ...inOrder,
  attempts: Array.from({ length: count }, (_, n) => text(n, { wireAt: START + n })),
});

/** The law, books that break it, and the words that say so. */
const BROKEN: readonly (readonly [what: string, law: Check, books: Books, seen: string])[] = [
  ['a message of nobody', NO_ORPHAN, withText({ token: 'stray' }), 'a message of stray'],
  ['a message without a token', NO_ORPHAN, withText({ token: null }), 'a message of no token'],
  [
    'one touch under two attempts',
    NO_DOUBLE,
    withAttempt(2, { touch: first.touch }),
    'touch 1 touch-1 0 reached somebody 2 times',
  ],
  [
    'one attempt taken twice',
    NO_DOUBLE,
    { ...inOrder, texts: [...inOrder.texts, takenOf(first)] },
    'reached somebody 2 times',
  ],
  [
    'an email taken twice',
    NO_DOUBLE,
    { ...inOrder, emails: [...inOrder.emails, ...inOrder.emails] },
    'touch 1 touch-3 0 reached somebody 2 times',
  ],
  [
    'a second request',
    ONE_REQUEST,
    { ...inOrder, requests: [...inOrder.requests, 'token-1'] },
    'token-1 was requested 2 times',
  ],
  [
    'a loss: what arrived is called unsent',
    TAKEN_IS_KNOWN,
    withAttempt(1, { state: 'unsent' }),
    'a provider took attempt 1 (sms, unsent',
  ],
  [
    'an email that arrived is called refused',
    TAKEN_IS_KNOWN,
    withAttempt(3, { state: 'refused' }),
    'attempt 3 (email, refused',
  ],
  ['a text that nobody has', SENT_WAS_TAKEN, withAttempt(4, { state: 'sent' }), 'no provider has attempt 4'],
  [
    'another message’s id',
    SENT_WAS_TAKEN,
    withAttempt(1, { providerId: 'SM9' }),
    'has the id SM9, and the provider calls it SM1',
  ],
  ['a doubt that the list can settle', LISTED_IS_SENT, withAttempt(1, { state: 'uncertain' }), 'attempt 1'],
  ['a message on the wire', NOTHING_OPEN, withAttempt(5, { state: 'wire' }), 'attempt 5'],
  ['other words', SAME_WORDS, withText({ body: 'Hi {{ first_name }}' }), 'reads "Hi {{ first_name }}"'],
  ['two texts on one day', ONE_TEXT_A_DAY, sameDay(9 * HOUR), 'on 2026-03-11: 2 texts'],
  ['two texts within hours', ONE_TEXT_A_DAY, sameDay(7 * HOUR), 'got two within 420 minutes'],
  ['two emails in two days', DAYS_BETWEEN_EMAILS, emailsApart(2 * DAY - HOUR), 'got two within 2820 minutes'],
  ['a text at eight in the morning', BY_DAY, withText({ at: second.wireAt - 2 * HOUR }), 'attempt 2'],
  [
    'a text at nine in the evening',
    BY_DAY,
    withText({ at: second.wireAt + 11 * HOUR, validity: 0 }),
    'attempt 2',
  ],
  ['a text that outlives its window', BY_DAY, withText({ validity: 11 * HOUR }), 'attempt 2'],
  [
    'an answer that nobody heard',
    ALL_HEARD,
    { ...inOrder, heard: new Map() },
    `nobody heard what ${PHONE} wrote`,
  ],
  [
    'a STOP taken for a reply',
    ALL_HEARD,
    { ...inOrder, heard: new Map([['SMin', 'other']]) },
    'was taken for other',
  ],
  [
    'a lead that is forgotten',
    TO_THE_END,
    { ...inOrder, enrollments: [{ id: 7, state: 'active' }] },
    'enrollment 7 is still active',
  ],
  [
    'two late messages on one day',
    CATCHING_UP,
    {
      ...inOrder,
      attempts: [1, 2].map((id) => text(id, { late: true, lateBy: HOUR, localDay: '2026-03-11' })),
    },
    'lead 1 on 2026-03-11: 2 late messages',
  ],
  [
    'a text seven hours late',
    CATCHING_UP,
    withAttempt(1, { late: true, lateBy: 7 * HOUR }),
    'too late: attempt 1',
  ],
  [
    'a third request in a run for two',
    WITHIN_BUDGETS,
    inOneRun(3),
    'holds in run 7: 3 requests, and 2 are allowed',
  ],
  ['a third request in a minute for two', WITHIN_BUDGETS, inOneMinute(3), '3 requests, and 2 are allowed'],
  [
    'an enrollment that the log leaves elsewhere',
    LOG_TELLS_STATES,
    { ...inOrder, story: new Map([...inOrder.story, [1, 'active']]) },
    'enrollment 1 is finished, and the log says active',
  ],
  [
    'an opt-out of which the log knows nothing',
    LOG_TELLS_STOPS,
    { ...inOrder, unlogged: [7] },
    'the log says nothing of opt-out 7',
  ],
  [
    'a log that tells another story',
    LOG_TELLS_ALL,
    { ...inOrder, log: new Map(inOrder.log).set(1, 'wire') },
    'the log says wire of attempt 1',
  ],
  [
    'an attempt that the log does not know',
    LOG_TELLS_ALL,
    { ...inOrder, log: new Map() },
    'the log says nothing of attempt 1',
  ],
];

test('books that are in order break no law', () => {
  expect(CHECKS.flatMap(({ broken }) => broken(inOrder))).toEqual([]);
});

test.each(BROKEN)('%s is found', (_what, { broken }, books, seen) => {
  expect(broken(books)).toContainEqual(expect.stringContaining(seen));
});

test('every law is among those that can be broken', () => {
  expect(new Set(BROKEN.map(([, check]) => check))).toEqual(new Set(CHECKS));
});

test.each([
  [
    'an answer to an inquiry may go at night',
    BY_DAY,
    {
      ...inOrder,
      attempts: [text(2, { basis: 'instant_reply', windowEndAt: START + 9 * DAY })],
      texts: [{ ...takenOf(second), at: second.wireAt + 12 * HOUR }],
    },
  ],
  ['two texts on two days, more than 8 hours apart', ONE_TEXT_A_DAY, sameDay(23 * HOUR)],
  ['emails 48 hours apart', DAYS_BETWEEN_EMAILS, emailsApart(2 * DAY)],
  ['as many as a run allows', WITHIN_BUDGETS, inOneRun(2)],
  ['as many as a minute allows', WITHIN_BUDGETS, inOneMinute(2)],
  [
    'a promise of silence goes however late it is',
    CATCHING_UP,
    withAttempt(1, { touchId: 'goodbye', late: true, lateBy: 9 * DAY }),
  ],
  ['what did not reach anybody may go again', NO_DOUBLE, withAttempt(5, { touch: first.touch })],
  [
    'a clock that stood for the seconds of a tick',
    ONE_TEXT_A_DAY,
    { ...inOrder, texts: [takenOf(first), { ...takenOf(second), at: first.wireAt + DAY - MINUTE / 2 }] },
  ],
] as const)('in order: %s', (_what, { broken }, books) => {
  expect(broken(books)).toEqual([]);
});
