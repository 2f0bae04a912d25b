/** Whoever is taken from one revision of a sequence into another gets no touch a second time, and nothing because of the move itself. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asId, type EnrollmentId, type TouchId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { after, DAY, HOUR } from '../../src/domain/time.ts';
import { imagine } from '../../src/engine/plan.ts';
import { compileFile } from '../../src/engine/read-workspace.ts';
import { moveEnrollment } from '../../src/schedule/migrate.ts';
import { runThrough } from '../../src/schedule/run-through.ts';
import type { EnrolledIn, Situation } from '../../src/schedule/situation.ts';
import type { Sequence } from '../../src/sequence/sequence.ts';
import { BUSINESS, TUESDAY_10 } from '../engine/kit.ts';

interface Written {
  readonly id: string;
  readonly day: number;
  readonly hour: number;
  readonly channel: 'sms' | 'email';
}

const sequenceOf = (touches: readonly Written[]): Sequence => {
  const lines = touches.map(({ id, day, hour, channel }) => {
    const says = channel === 'sms' ? `sms: "Text ${id}."` : `email: { subject: "${id}", body: "Letter." }`;
    return `  - { id: ${id}, day: ${day}, at: "${String(hour).padStart(2, '0')}:00", ${says} }`;
  });
  const text = `version: 1\nid: some\nname: Some\ntouches:\n${lines.join('\n')}\n`;
  const { revision, diagnostics } = compileFile('some.yaml', text, new Map());
  if (revision === null) throw new Error(JSON.stringify(diagnostics));
  return revision.sequence;
};

const written = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      day: fc.integer({ min: 0, max: 9 }),
      hour: fc.integer({ min: 7, max: 21 }),
      channel: fc.constantFrom('sms' as const, 'email' as const),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 5 },
  )
  .map((touches) => [...touches].sort((x, y) => x.day - y.day || x.hour - y.hour));

/** As far as the lead has come in the old revision, then moved, then to the end. */
function lived(
  old: readonly Written[],
  fresh: readonly Written[],
  hours: number,
  policy: 'onward' | 'catch-up',
) {
  const sequence = sequenceOf(old);
  const variant = sequence.variants[0] as Sequence['variants'][number];
  const lead = { business: BUSINESS, sequence, variant, at: TUESDAY_10, zone: BUSINESS.zone, state: null };
  const start: Situation = imagine({ ...lead, firstName: 'Maria', appointment: null });
  const now = after(TUESDAY_10, hours * HOUR);
  const first = runThrough(start, DEFAULT_POLICY, TUESDAY_10, { until: now });
  const enrolled = first.situation.enrollments.find(({ id }) => id === asId<EnrollmentId>(1)) as EnrolledIn;
  const map = new Map<TouchId, TouchId>();
  const moved = moveEnrollment(
    first.situation,
    enrolled,
    { sequence: sequenceOf(fresh), policy, map },
    DEFAULT_POLICY,
    now,
  );
  const rest = moved.ok ? runThrough(moved.value.situation, DEFAULT_POLICY, now).gone : [];
  return { moved, now, before: first.gone, rest };
}

const RUNS = { numRuns: 60, seed: 11 };

it('nothing that was sent goes again, and the channels keep their distance over the move', () => {
  fc.assert(
    fc.property(written, written, fc.integer({ min: 0, max: 240 }), fc.boolean(), (old, fresh, hours, on) => {
      const { before, rest } = lived(old, fresh, hours, on ? 'onward' : 'catch-up');
      const all = [...before, ...rest];
      expect(new Set(all.map(({ key }) => key.touch)).size).toBe(all.length);
      const texts = all.filter(({ touch }) => touch.channel === 'sms');
      const days = texts.map(({ verdict }) => verdict.localDay);
      expect(new Set(days).size).toBe(days.length);
      const emails = all.filter(({ touch }) => touch.channel === 'email').map(({ at }) => at);
      for (const [n, at] of emails.entries())
        if (n > 0) expect(at - (emails[n - 1] ?? 0)).toBeGreaterThanOrEqual(2 * DAY);
    }),
    RUNS,
  );
});

it('a touch that the new revision has before now is passed over by `onward`, and left to its own `late` by `catch-up`', () => {
  const old: readonly Written[] = [
    { id: 'a', day: 0, hour: 11, channel: 'sms' },
    { id: 'b', day: 5, hour: 10, channel: 'sms' },
  ];
  const tip: Written = { id: 'c', day: 2, hour: 9, channel: 'email' };
  const [first, last] = old as readonly [Written, Written];
  const at = (policy: 'onward' | 'catch-up') => lived(old, [first, tip, last], 50, policy);
  const onward = at('onward');
  expect(onward.moved).toMatchObject({ ok: true, value: { passed: [{ touch: 'c', occurrence: 0 }] } });
  expect(onward.rest.map(({ key }) => key.touch)).toEqual(['b']);
  // Control: the same lead gets it, late, when the touch may decide for itself.
  const caughtUp = at('catch-up');
  expect(caughtUp.moved).toMatchObject({ ok: true, value: { passed: [] } });
  expect(caughtUp.rest.map(({ key }) => key.touch)).toEqual(['c', 'b']);
});
