import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { decide } from '../../src/schedule/decide.ts';
import { lead, sequence, shown, wall } from './building.ts';
import { drive } from './driving.ts';
import { FRAMEWORK_14 } from './framework-14.ts';

type Timetable = Readonly<Record<string, string>>;

/** Source → arrival → touch → when. */
function readTimetables(): ReadonlyMap<string, ReadonlyMap<string, Timetable>> {
  const text = readFileSync(new URL('fixtures/timetables.md', import.meta.url), 'utf8');
  const sections = text.split('\n## ').slice(1);
  return new Map(
    sections.map((section) => {
      const rows = section
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
      const [head = [], ...body] = rows;
      const arrivals = head
        .slice(1)
        .map(
          (arrival, n) =>
            [arrival, Object.fromEntries(body.map((row) => [row[0] ?? '', row[n + 1] ?? '']))] as const,
        );
      return [section.split('\n')[0] ?? '', new Map(arrivals)] as const;
    }),
  );
}

/** `Tue 2026-04-07 10:00` without its year. */
const short = (text: string): string => text.replace(/ \d{4}-/, ' ');

const timetables = readTimetables();
const cases = [...timetables].flatMap(([source, arrivals]) =>
  [...arrivals].map(([arrival, expected]) => ({ source, arrival, expected })),
);

describe('timetables worked out by hand', () => {
  it('cover five sources and seven arrivals', () => {
    expect([...timetables.keys()]).toEqual(Object.keys(FRAMEWORK_14));
    expect(cases).toHaveLength(35);
  });

  const situation = (source: string, arrival: string) => {
    const variant = FRAMEWORK_14[source];
    if (variant === undefined) throw new Error(`no source ${source}`);
    const now = wall(arrival.slice(4));
    return { now, start: lead([], now, { variant, sequence: sequence([variant]) }) };
  };

  it.each(cases)('$source, $arrival', ({ source, arrival, expected }) => {
    const { now, start } = situation(source, arrival);
    const { forecasts } = decide(start, DEFAULT_POLICY, now, { callOutcome: 'no_answer' });
    const planned = forecasts.map(({ touch, verdict }) => [
      touch.id,
      verdict.kind === 'go' || verdict.kind === 'defer'
        ? short(shown(verdict.at))
        : 'reason' in verdict
          ? verdict.reason.code
          : '',
    ]);
    expect(Object.fromEntries(planned)).toEqual(expected);
  });

  it.each(cases)('$source, $arrival, lived through', ({ source, arrival, expected }) => {
    const { now, start } = situation(source, arrival);
    const { sent, situation: after } = drive(start, DEFAULT_POLICY, now, {
      // A call takes a minute, so what follows it may come that much later than planned.
      call: () => ({ after: MINUTE, outcome: 'no_answer' }),
    });
    const lived = Object.fromEntries([
      ...sent.map(({ touch, at }) => [touch, at]),
      ...after.enrollments.flatMap(({ ends }) =>
        ends.flatMap(({ touch, end }) => (end.kind === 'skipped' ? [[touch, end.reason.code]] : [])),
      ),
    ]) as Record<string, number | string>;
    expect(Object.keys(lived).sort()).toEqual(Object.keys(expected).sort());
    for (const [touch, when] of Object.entries(lived)) {
      const possible =
        typeof when === 'string' ? [when] : [when, when - MINUTE].map((ms) => short(shown(ms as typeof now)));
      expect(possible, touch).toContain(expected[touch]);
    }
  });
});
