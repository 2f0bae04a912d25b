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
const HAPPENS_TO: Readonly<Record<string, typeof HAPPENS>> = {
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
      const { stories } = await playShipped(id, optionsAt(at, { until, script: scriptOf(files, script) }));
      const lines = stories.flatMap((story) => [...leadTimeline(story, at, false, plain), '']);
      parts.push(
        `## Enrolled ${showMoment(at, CHICAGO, at)}: ${what}\n\n\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\`\n`,
      );
    }
  return `# When ${id} writes and calls\n\nMade by the tests (\`UPDATE=1\`); one imagined lead for each source, in Chicago.\n\n${parts.join('\n')}`;
}

describe('the shipped timetables', () => {
  it.each(['framework-14', 'follow-up-7', 'missed-call', 'nurture-monthly'])(
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
