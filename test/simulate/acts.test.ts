/** What scripted leads do stops what it must stop, at the minute, and nothing else. */
import { describe, expect, it } from 'vitest';
import { showMoment } from '../../src/cli/times.ts';
import type { LeadStory } from '../../src/engine/simulate-story.ts';
import { CHICAGO } from '../engine/kit.ts';
import { optionsAt, playShipped, scriptOf, shippedFiles, TUESDAY } from './stage.ts';

/** One lead's days as `Tue Mar 3 10:00 sent hello`. */
const told = ({ happenings }: LeadStory): readonly string[] =>
  happenings.map(({ at, kind, touch, sequence }) =>
    [showMoment(at, CHICAGO, TUESDAY), kind, touch ?? sequence].filter((part) => part !== null).join(' '),
  );

async function facebook(script: string): Promise<readonly string[]> {
  const files = await shippedFiles();
  const options = optionsAt(TUESDAY, { script: scriptOf(files, script) });
  const { stories } = await playShipped('framework-14', options);
  const story = stories.find(({ source }) => source === 'facebook');
  if (story === undefined) throw new Error('nobody came from facebook');
  return told(story);
}

const BEGINNING = [
  'Tue Mar 3 10:00 enrolled framework-14',
  'Tue Mar 3 10:00 sent hello',
  'Tue Mar 3 10:20 sent confirm',
];

const events = (...list: readonly string[]): string =>
  `leads: [{ source: facebook, events: [${list.map((one) => `{ ${one} }`).join(', ')}] }]`;

describe('what a lead does', () => {
  it('control: nobody who does nothing is stopped', async () => {
    const all = await facebook('version: 1');
    expect(all.slice(0, 3)).toEqual(BEGINNING);
    expect(all.filter((line) => / sent /.test(line)).length).toBe(5);
    expect(all.at(-1)).toBe('Tue Mar 17 10:01 finished framework-14');
  });

  it('STOP ends everything at once, and no task is left', async () => {
    expect(await facebook(events('at: T+3h, stop: true'))).toEqual([
      ...BEGINNING,
      'Tue Mar 3 13:00 stop',
      'Tue Mar 3 13:00 stopped framework-14',
    ]);
  });

  it('STOP ten minutes after a message counts from when it really went', async () => {
    expect(await facebook(events('after: hello + 10m, stop: true'))).toEqual([
      ...BEGINNING.slice(0, 2),
      'Tue Mar 3 10:10 stop',
      'Tue Mar 3 10:10 stopped framework-14',
    ]);
  });

  it('what was to follow a touch that never went is told, and what did follow is not', async () => {
    const files = await shippedFiles();
    const came = async (script: string) => {
      const { played } = await playShipped(
        'framework-14',
        optionsAt(TUESDAY, { script: scriptOf(files, script) }),
      );
      return played.findings.map(({ message, range }) => `${range?.start} ${message}`);
    };
    const script = events('after: hello + 10m, stop: true', 'after: confirm + 1h, click: true');
    expect(await came(script)).toEqual([
      `${script.indexOf('{ after: confirm')} confirm never went, so what was to follow it did not happen.`,
    ]);
    expect(await came(events('after: hello + 10m, stop: true'))).toEqual([]);
  });

  it('an answer makes a task and rests the sequence until somebody resumes it', async () => {
    expect(await facebook(events('at: T+3h, reply: "How much is it?"'))).toEqual([
      ...BEGINNING,
      'Tue Mar 3 13:00 reply',
      'Tue Mar 3 13:00 asked',
      'Tue Mar 3 13:00 paused framework-14',
      'Thu Mar 5 13:00 asked',
    ]);
  });

  it('a booking stops the chase and starts the reminders, which count back from it', async () => {
    const all = await facebook(events('at: T+1d, book: "2026-03-12 14:30"'));
    expect(all.slice(3)).toEqual([
      'Wed Mar 4 10:00 book',
      'Wed Mar 4 10:00 stopped framework-14',
      'Wed Mar 4 10:00 started appointment-reminders',
      'Mon Mar 9 14:30 sent details',
      'Wed Mar 11 12:30 skipped first-visit-call',
      'Wed Mar 11 14:30 sent day-before',
      'Thu Mar 12 12:30 sent soon',
      'Thu Mar 12 12:31 finished appointment-reminders',
    ]);
  });

  it('a booking in the past is told and does nothing', async () => {
    const all = await facebook(events('at: T+1d, book: T+3h'));
    expect(all.filter((line) => /stopped|started/.test(line))).toEqual([]);
  });

  it('a dead address ends the emails and no text', async () => {
    const all = await facebook(events('after: confirm + 1m, bounce: true'));
    expect(all.filter((line) => /value|breakup/.test(line))).toEqual([
      'Sat Mar 7 09:30 skipped value',
      'Tue Mar 17 10:00 sent breakup',
    ]);
  });

  it('an outage holds everything up to its end, and what was said meanwhile is heard first', async () => {
    const off = 'outages: [{ from: "2026-03-03 10:10", to: "2026-03-03 12:00" }]';
    expect(await facebook(`${off}\n${events('at: T+30m, stop: true')}`)).toEqual([
      ...BEGINNING.slice(0, 2),
      'Tue Mar 3 12:00 stop',
      'Tue Mar 3 12:00 stopped framework-14',
    ]);
  });

  it('ticks that come every quarter of an hour send at the next quarter', async () => {
    expect((await facebook('late_ticks: 15m')).slice(0, 3)).toEqual([
      ...BEGINNING.slice(0, 2),
      'Tue Mar 3 10:30 sent confirm',
    ]);
  });

  it.each([
    ['refused', 'Tue Mar 3 10:00 refused hello'],
    ['uncertain', 'Tue Mar 3 10:00 uncertain hello'],
    ['unsent', 'Tue Mar 3 10:05 sent hello'],
  ])('a provider that leaves a message %s is obeyed', async (fault, line) => {
    const all = await facebook(`leads: [{ source: facebook, faults: { hello: ${fault} } }]`);
    expect(all).toContain(line);
    expect(all.filter((one) => one.endsWith(' sent hello')).length).toBe(fault === 'unsent' ? 1 : 0);
  });
});
