/** Calendars retry and overtake themselves: in whatever order a booking's words arrive, and however often, the end is the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TestSite } from '../site.ts';
import {
  cal,
  calendarSite,
  calendly,
  FRIDAY,
  IN_AN_HOUR,
  noShow,
  postCal,
  postCalendly,
  stateOf,
} from './calendars.ts';

type Post = (site: TestSite, word: object) => Promise<Response>;

const MOVED = [
  calendly('invitee.created'),
  calendly('invitee.canceled', { rescheduled: true }),
  calendly('invitee.created', { id: 'B', old: 'A', start: FRIDAY }),
];

const LIVES: readonly (readonly [string, Post, readonly object[]])[] = [
  [
    'booked, moved and cancelled',
    postCalendly,
    [...MOVED, calendly('invitee.canceled', { id: 'B', old: 'A', start: FRIDAY })],
  ],
  ['booked, moved and missed', postCalendly, [...MOVED, noShow('B')]],
  [
    'two of them, one cancelled',
    postCalendly,
    [
      calendly('invitee.created'),
      calendly('invitee.created', { id: 'B', start: IN_AN_HOUR }),
      calendly('invitee.canceled', { id: 'B', start: IN_AN_HOUR }),
    ],
  ],
  [
    'asked for, booked, moved and cancelled by Cal.com',
    postCal,
    [
      cal('BOOKING_REQUESTED'),
      cal('BOOKING_CREATED'),
      cal('BOOKING_RESCHEDULED', { uid: 'U2', old: 'U1', start: FRIDAY }),
      cal('BOOKING_CANCELLED', { uid: 'U2', start: FRIDAY }),
    ],
  ],
];

async function endOf(post: Post, words: readonly object[]): Promise<object> {
  const site = await calendarSite();
  try {
    await site.kit.enroll({ sequence: 'chase', email: 'maria@example.com' });
    for (const word of words) expect((await post(site, word)).status).toBe(200);
    return await stateOf(site);
  } finally {
    await site.close();
  }
}

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, at) =>
    permutations([...all.slice(0, at), ...all.slice(at + 1)]).map((rest) => [one, ...rest]),
  );
}

describe.each(LIVES)('%s', (_name, post, words) => {
  it('ends the same in every order', async () => {
    const expected = await endOf(post, words);
    for (const order of permutations(words)) expect(await endOf(post, order)).toEqual(expected);
  });

  it('ends the same however often each word is told', async () => {
    const expected = await endOf(post, words);
    const anyOrder = fc
      .array(fc.constantFrom(...words), { maxLength: 6 })
      .chain((more) => fc.shuffledSubarray([...words, ...more], { minLength: words.length + more.length }));
    await fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        expect(await endOf(post, order)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

it('control: leaving a word out ends otherwise', async () => {
  for (const [, post, words] of LIVES)
    expect(await endOf(post, words.slice(0, -1))).not.toEqual(await endOf(post, words));
});
