/** Whoever sees no progress is told once how long a long proof will take, and nobody is told of a short one. */
import { expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { proveAll, scenesToJudge } from '../../src/cli/prove-work.ts';
import { instant, MINUTE, type Zone } from '../../src/domain/time.ts';
import { placesOf } from '../../src/lint/prove/places.ts';
import { weeksOf } from '../../src/lint/prove/scenes.ts';
import { at, BUSINESS, touch } from '../schedule/building.ts';
import { claimOf } from './claims.ts';

const ZONES = ['America/Denver', 'America/New_York'] as Zone[];
const weeks = weeksOf(2026, [BUSINESS.zone]);
const asking = {
  claims: [claimOf([touch('hello', 'sms', at(0, '10:00'))])],
  choices: {
    weeks,
    places: placesOf(BUSINESS, weeks, { zones: ZONES, shared: true, states: false }),
    outages: ['none', 'night', 'weekend'],
  },
  combined: true,
  exhaustive: false,
} as const;

/** What is written to stderr by a proof whose clock shows `spent` minutes at every look but the first two. */
async function saidWith(spent: number, isTTY: boolean): Promise<string> {
  let said = '';
  let looks = 0;
  const stream = (write: (text: string) => void) => ({ write, isTTY, columns: 80 });
  const io: Io = {
    name: 'seq',
    program: ['node', 'seq'],
    stdin: Object.assign((async function* () {})(), { isTTY: false }),
    stdout: stream(() => {}),
    stderr: stream((text) => {
      said += text;
    }),
    env: {},
    cwd: '.',
    now: () => {
      looks += 1;
      return instant(looks > 2 ? spent * MINUTE : 0);
    },
    random: (bytes) => new Uint8Array(bytes),
    signal: new AbortController().signal,
  };
  const proofs = await proveAll(io, asking, 1);
  expect(proofs?.map(({ counterExamples }) => counterExamples)).toEqual([[]]);
  return said;
}

it('a log is told once, when it is known how long a scene takes', async () => {
  expect(scenesToJudge(asking)).toBe(27);
  // 24 scenes took 48 minutes, so three more take six.
  expect(await saidWith(48, false)).toBe('24 of 27 scenes are judged; the others take about 6 minutes\n');
});

it('a short proof says nothing', async () => {
  expect(await saidWith(16, false)).toBe('');
});

it('a terminal has its line of progress instead', async () => {
  const said = await saidWith(48, true);
  expect(said).toContain(' left');
  expect(said).not.toContain('scenes are judged');
});
