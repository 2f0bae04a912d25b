/** The timetables of the shipped sequences, as files: a change of timing shows in review. UPDATE=1 writes them anew. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { leadTimeline } from '../../src/cli/simulate/lines.ts';
import { showMoment } from '../../src/cli/times.ts';
import { CHICAGO } from '../engine/kit.ts';
import { optionsAt, playShipped, scriptOf, shippedFiles, wall } from './stage.ts';

const ARRIVALS = ['2026-03-03 10:00', '2026-03-06 22:41', '2026-03-08 03:00'];
const HAPPENS = [
  {
    what: 'nobody answers, and nobody makes a call',
    script: 'version: 1',
  },
  {
    what: 'every call is made after 20 minutes and ends with a voicemail',
    script: 'calls: { outcome: voicemail, after: 20m }',
  },
];
const BOOKS = {
  what: 'booked a day later for nine days later, which the reminders follow',
  script: `leads: [{ lead: "*", events: [{ at: T+1d, book: T+10d }] }]`,
};
/** Reminders count back from an appointment: too near for some, beyond a clock change, moved, and answered. */
const APPOINTMENTS = [
  ['booked an hour later for ten days later', '{ at: T+1h, book: T+10d }'],
  ['booked an hour later for the day after', '{ at: T+1h, book: T+26h }'],
  ['booked for six days later, and moved by four', '{ at: T+1h, book: T+6d }, { at: T+4d, book: T+10d }'],
  ['booked for six days later, with a STOP before', '{ at: T+1h, book: T+6d }, { at: T+4d, stop: true }'],
].map(([what, events]) => ({
  what: `${what}`,
  script: `leads: [{ lead: "*", events: [${events}] }]`,
}));
/** The sequence that a lead is enrolled in, where one begins with an appointment and not by itself. */
const BEGINS_WITH: Readonly<Record<string, string>> = { 'appointment-reminders': 'missed-call' };
const HAPPENS_TO: Readonly<Record<string, typeof HAPPENS>> = {
  'appointment-reminders': APPOINTMENTS,
  'framework-14': [...HAPPENS, BOOKS],
  // It calls nobody.
  'nurture-monthly': HAPPENS.slice(0, 1),
};
/** Letters for ever: half a year of them is enough. */
const DAYS: Readonly<Record<string, number>> = { 'nurture-monthly': 180 };

async function timetable(id: string): Promise<string> {
  const files = await shippedFiles();
  const plain = new Chalk({ level: 0 });
  const parts: string[] = [];
  for (const text of ARRIVALS)
    for (const { what, script } of HAPPENS_TO[id] ?? HAPPENS) {
      const at = wall(text);
      const until = (at + (DAYS[id] ?? 60) * 86_400_000) as typeof at;
      const { stories } = await playShipped(
        BEGINS_WITH[id] ?? id,
        optionsAt(at, { until, script: scriptOf(files, script) }),
      );
      const lines = stories.flatMap((story) => [...leadTimeline(story, at, false, plain), '']);
      parts.push(
        `## Enrolled ${showMoment(at, CHICAGO, at)}: ${what}\n\n\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\`\n`,
      );
    }
  return `# When ${id} writes and calls\n\nMade by the tests (\`UPDATE=1\`); one imagined lead for each source, in Chicago.\n\n${parts.join('\n')}`;
}

describe('the shipped timetables', () => {
  it.each(['framework-14', 'follow-up-7', 'missed-call', 'nurture-monthly', 'appointment-reminders'])(
    '%s writes and calls when its file says',
    async (id) => {
      const path = join(import.meta.dirname, 'fixtures', `${id}.md`);
      const made = await timetable(id);
      if (process.env.UPDATE === '1') writeFileSync(path, made);
      expect(existsSync(path)).toBe(true);
      expect(made).toBe(readFileSync(path, 'utf8'));
      expect(made.split('\n').filter((line) => line.length > 80 && !line.startsWith('#'))).toEqual([]);
    },
  );
});
