/** A comparison says what the planner does: which touches come, go and move for a lead, under which rule, and nothing where the sides mean the same. */
import { describe, expect, it } from 'vitest';
import { asId, type EnrollmentId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { after, DAY, MINUTE } from '../../src/domain/time.ts';
import { changesOf, countChanges } from '../../src/engine/diff/changes.ts';
import { courseOf } from '../../src/engine/diff/course.ts';
import { definitionChanges } from '../../src/engine/diff/definitions.ts';
import { imaginedDiffs } from '../../src/engine/diff/imagined.ts';
import { sidesNamed } from '../../src/engine/diff/sides.ts';
import { foreseeAll, imagine } from '../../src/engine/plan.ts';
import { compileFile } from '../../src/engine/read-workspace.ts';
import type { Sequence } from '../../src/sequence/sequence.ts';
import { ALL_KINDS, BUSINESS, TUESDAY_10, TWO_TEXTS } from './kit.ts';

const compiled = (text: string): Sequence => {
  const { revision, diagnostics } = compileFile('test.yaml', text, new Map());
  if (revision === null) throw new Error(JSON.stringify(diagnostics));
  return revision.sequence;
};
const side = (text: string) => ({ sequence: compiled(text), business: BUSINESS, policy: DEFAULT_POLICY });
const ASKED = { now: TUESDAY_10, until: after(TUESDAY_10, 60 * DAY), calls: 'no_answer' } as const;

const effect = (before: string, now: string) => {
  const [lead] = imaginedDiffs({ ...ASKED, before: side(before), after: side(now) });
  return lead?.changes.map(({ kind, touch, by, saysElse, after: row }) => ({
    kind,
    touch,
    minutes: by / MINUTE,
    saysElse,
    rule: row?.why?.code ?? null,
  }));
};

describe('what a change does to a lead', () => {
  it('is nothing when only comments and order of keys differ', () => {
    const same = `# a comment\n${TWO_TEXTS.replace('id: two\nname: Two texts', 'name: Two texts\nid: two')}`;
    expect(effect(TWO_TEXTS, same)?.map(({ kind }) => kind)).toEqual(['same', 'same']);
    expect(definitionChanges(compiled(TWO_TEXTS), compiled(same))).toEqual([]);
  });

  it('is a later day, to the minute, and across a change of the clocks', () => {
    expect(effect(TWO_TEXTS, TWO_TEXTS.replace('day: 1', 'day: 3'))?.[1]).toEqual({
      kind: 'later',
      touch: 'second',
      minutes: 2 * 24 * 60,
      saysElse: false,
      rule: null,
    });
  });

  it('names the rule that decides about the new time', () => {
    expect(effect(TWO_TEXTS, TWO_TEXTS.replace('"10:00"', '"22:00"'))?.[1]).toMatchObject({
      kind: 'later',
      rule: 'quiet_hours',
    });
  });

  it('is other words, another channel, a touch that comes and one that goes', () => {
    expect(effect(TWO_TEXTS, TWO_TEXTS.replace('again.', 'once more.'))?.[1]).toMatchObject({
      kind: 'words',
    });
    const email = TWO_TEXTS.replace(
      'sms: "Hi {{ first_name }}, again."',
      'email: { subject: "Hi", body: "Again." }',
    );
    const [lead] = imaginedDiffs({ ...ASKED, before: side(TWO_TEXTS), after: side(email) });
    expect(lead?.changes[1]).toMatchObject({ kind: 'words', otherChannel: true });
    const renamed = effect(TWO_TEXTS, TWO_TEXTS.replace('id: second', 'id: other'));
    expect(renamed?.map(({ kind, touch }) => [kind, touch])).toEqual([
      ['same', 'hello'],
      ['added', 'other'],
      ['dropped', 'second'],
    ]);
  });

  it('is a touch that ends without being sent, with its reason', () => {
    const held = TWO_TEXTS.replace('at: "10:00"', 'at: "10:00"\n    if: { urgency: high }');
    expect(effect(TWO_TEXTS, held)?.[1]).toMatchObject({ kind: 'dropped', rule: 'condition_false' });
  });

  it('is the same as `plan` says, for every kind of touch', () => {
    const { sequence, business, policy } = side(ALL_KINDS);
    const variant = sequence.variants[0] as Sequence['variants'][number];
    const lead = { business, sequence, variant, at: TUESDAY_10, zone: business.zone, state: null };
    const situation = imagine({ ...lead, firstName: 'Maria', appointment: null });
    const planned = foreseeAll(situation, policy, TUESDAY_10, 'no_answer');
    const course = courseOf(situation, policy, asId<EnrollmentId>(1), ASKED);
    expect(course.map(({ touch, at }) => [touch, at])).toEqual(
      planned.map(({ forecast, at }) => [forecast.touch.id, at]),
    );
    expect(countChanges(changesOf(course, course))).toEqual({
      earlier: 0,
      later: 0,
      added: 0,
      dropped: 0,
      words: 0,
      same: 6,
    });
  });
});

it('says of the file what differs, each once, in the words of the file', () => {
  const changed = ALL_KINDS.replace('day: 1\n    at: "10:00"', 'day: 2\n    at: "09:30"')
    .replace('    closes: true\n', '')
    .replace('name: Every kind of touch', 'name: Every kind')
    .replace('We got your request', 'Your request');
  expect(
    definitionChanges(compiled(ALL_KINDS), compiled(changed)).map(({ touch, what }) => [touch, what]),
  ).toEqual([
    [null, 'name: Every kind of touch → Every kind'],
    ['confirm', 'says something else'],
    ['call-1', 'day 1 at 10:00 → day 2 at 09:30'],
    ['goodbye', expect.stringContaining('no longer promises silence')],
  ]);
});

it.each([
  [undefined, ['HEAD', null]],
  ['main', ['main', null]],
  ['main..topic', ['main', 'topic']],
  ['main..', ['main', 'HEAD']],
  ['..topic', ['HEAD', 'topic']],
  ['a.yaml..b.yml', ['a.yaml', 'b.yml']],
  ['../a.yaml..../b.yaml', ['../a.yaml', '../b.yaml']],
  ['../a.yaml..b.yaml', ['../a.yaml', 'b.yaml']],
  ['main...topic', null],
])('%s names its two sides', (typed, names) => {
  const sides = sidesNamed(typed);
  expect(sides.ok ? sides.value : null).toEqual(names);
});
