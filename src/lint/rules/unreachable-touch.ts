/** A touch that no lead can ever get is a mistake, not a decision. */
import type { Condition } from '../../sequence/sequence.ts';
import {
  type Arrival,
  alternativesOf,
  leadFor,
  type Scenario,
  type VariantCourses,
} from '../behavior/courses.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** Calls that move over a weekend may let through by chance what is skipped for everybody else. */
const USUAL: Arrival = 'Tuesday at 10:00';

export const unreachableTouch: Rule = {
  id: 'unreachable-touch',
  severity: 'error',
  title: 'Every touch can be sent to somebody',
  why: 'A touch that is skipped for every lead looks fine in the file and never goes: a condition on a call that is itself never made, a text about a call that a later call has overtaken, words after others that always hold. Found by simulating leads for whom its conditions hold, for every source.',
  bad: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: call-2, day: 2, at: "15:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
  - { id: after-call, day: 6, at: "11:00", if: { call-1: voicemail }, sms: "It's {{ business_name }}. I left you a message. Reply STOP to opt out." }
`,
  good: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: call-2, day: 2, at: "15:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
  - { id: after-call, day: 6, at: "11:00", if: { call-2: voicemail }, sms: "It's {{ business_name }}. I left you a message. Reply STOP to opt out." }
`,
  check: ({ courses, places }) => {
    const { variants } = courses();
    return variants.flatMap((course): readonly RuleFinding[] => {
      const { variant } = course;
      const reached = new Set<string>(course.foreseen(USUAL));
      const isSent = (scenario: Scenario, id: string): boolean => {
        for (const gone of course.run(scenario).sent) reached.add(gone.touch.id);
        return reached.has(id);
      };
      // The last touches ask for most: a lead who gets one of them got many of the others on the way.
      const found = [...variant.touches].reverse().flatMap((touch): readonly RuleFinding[] => {
        if (reached.has(touch.id)) return [];
        if (isForOthers(touch.if, course)) return [];
        const alternatives = alternativesOf(touch);
        const chances = (alternatives.length > 0 ? alternatives : [null]).filter(
          (own) => !isForOthers(own, course),
        );
        if (chances.length === 0 && alternatives.length > 0) return [];
        if (chances.some((own) => isSent(witness(course, touch.id, [touch.if, own]), touch.id))) return [];
        const why = course.run(witness(course, touch.id, [touch.if, ...chances.slice(0, 1)]));
        if (why.isUnknown) return [];
        const skipped = why.skipped.find((each) => each.touch === touch.id);
        // Hours that never meet are told once, by their own rule.
        if (skipped?.code === 'no_allowed_time') return [];
        return [
          {
            message: `\`${touch.id}\` is never sent, whatever a lead of ${USUAL} does: ${skipped?.detail ?? 'it never comes to its turn'}.`,
            hint: 'Change its condition or its day, or skip it for this source.',
            at: places.touch(variant.source, touch.id),
            source: variant.source,
          },
        ];
      });
      return found.reverse();
    });
  },
};

/** A condition on the source or the urgency that leaves this source out on purpose. */
function isForOthers(condition: Condition | null, { variant }: VariantCourses): boolean {
  const { source, urgency } = condition ?? { source: null, urgency: null };
  const isNamed = source === null || source.includes(variant.source) || source.includes(variant.like);
  return !isNamed || (urgency !== null && !urgency.includes(variant.urgency));
}

/** Calls that its conditions ask about may be conditional themselves: those conditions hold too. */
function witness({ variant }: VariantCourses, touch: string, own: readonly (Condition | null)[]): Scenario {
  const asked = new Set([touch]);
  const conditions = [...own];
  for (const condition of conditions)
    for (const { touch: call } of condition?.calls ?? []) {
      if (asked.has(call)) continue;
      asked.add(call);
      const named = variant.touches.find(({ id }) => id === call);
      if (named?.if) conditions.push(named.if);
    }
  // Its own wish comes last: where two disagree, the touch in question decides.
  return leadFor(USUAL, conditions.reverse());
}
