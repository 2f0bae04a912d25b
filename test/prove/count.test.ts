/** How much a proof has to do is known before it is begun. */
import { expect, it } from 'vitest';
import { MOST_SCENES, scenesToJudge } from '../../src/cli/prove-work.ts';
import { placesOf } from '../../src/lint/prove/places.ts';
import type { Claim } from '../../src/lint/prove/scene.ts';
import { countScenes, type SharedChoices, scenesFor, weeksOf } from '../../src/lint/prove/scenes.ts';
import type { Touch } from '../../src/sequence/sequence.ts';
import { at, BUSINESS, onCalls, touch } from '../schedule/building.ts';
import { claimOf } from './claims.ts';

const weeks = weeksOf(2026, [BUSINESS.zone]);
const choices: SharedChoices = {
  weeks,
  places: placesOf(BUSINESS, weeks, { zones: null, shared: true, states: false }),
  outages: ['none', 'night', 'weekend'],
};

/** So many calls, and a text after each that asks how it ended. */
const asking = (calls: number): readonly Touch[] =>
  Array.from({ length: calls }, (_, n) => [
    touch(`call-${n}`, 'call', at(2 * n, '10:00')),
    touch(`text-${n}`, 'sms', at(2 * n + 1, '11:00'), { if: onCalls({ [`call-${n}`]: ['voicemail'] }) }),
  ]).flat();

const CLAIMS: readonly (readonly [string, Claim])[] = [
  ['no call', claimOf([touch('hello', 'sms', at(0, '10:00'))])],
  ['a call that nothing asks about', claimOf([touch('call', 'call', at(0, '10:00'))])],
  ['one call that a text asks about', claimOf(asking(1))],
  ['three of them', claimOf(asking(3))],
];

it.each(CLAIMS)('as many scenes are counted as are made: %s', (_, claim) => {
  for (const combined of [false, true])
    expect(countScenes(claim, choices, combined)).toBe(scenesFor(claim, choices, combined).length);
});

it('a proof of more calls than any memory holds is known to be too large without being begun', () => {
  const claims = [claimOf(asking(24))];
  for (const combined of [false, true])
    expect(scenesToJudge({ claims, choices, combined })).toBeGreaterThan(MOST_SCENES);
  // A control: an ordinary one is not.
  expect(scenesToJudge({ claims: [claimOf(asking(2))], choices, combined: true })).toBeLessThan(MOST_SCENES);
});

it('sources whose leads are reached at the same times are counted once', () => {
  const claim = claimOf(asking(1));
  const once = scenesToJudge({ claims: [claim], choices, combined: false });
  expect(scenesToJudge({ claims: [claim, { ...claim }], choices, combined: false })).toBe(once);
  expect(scenesToJudge({ claims: [claim, claimOf(asking(2))], choices, combined: false })).toBeGreaterThan(
    once,
  );
});
