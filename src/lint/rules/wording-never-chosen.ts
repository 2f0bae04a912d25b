/** Words that others above them always take the place of are read by nobody. */
import { holds } from '../../domain/condition.ts';
import type { Touch, Variant } from '../../sequence/sequence.ts';
import { alternativesOf } from '../behavior/courses.ts';
import { allFacts, fitsSource } from '../behavior/facts.ts';
import type { Place } from '../places.ts';
import type { Rule, RuleFinding, RuleInput } from './rule.ts';

export const wordingNeverChosen: Rule = {
  id: 'wording-never-chosen',
  severity: 'warning',
  title: 'Every wording of a touch is chosen for somebody',
  why: 'Of several wordings the first whose condition holds is sent. One that asks for less than one above it, for a call outcome after which the sequence stops anyway (booked, not interested, wrong number, opted out), or for two things that exclude each other, is never sent: those leads read other words than the file seems to say. Every combination of facts is tried.',
  bad: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - id: after-call
    day: 2
    at: "11:00"
    sms:
      - { if: { call-1: [voicemail, no_answer, busy] }, text: "It's {{ business_name }}. I tried to call you. Reply STOP to opt out." }
      - { if: { call-1: voicemail }, text: "It's {{ business_name }}. I left you a message. Reply STOP to opt out." }
      - { text: "It's {{ business_name }}. Easier by text? Reply STOP to opt out." }
`,
  good: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - id: after-call
    day: 2
    at: "11:00"
    sms:
      - { if: { call-1: voicemail }, text: "It's {{ business_name }}. I left you a message. Reply STOP to opt out." }
      - { if: { call-1: [no_answer, busy] }, text: "It's {{ business_name }}. I tried to call you. Reply STOP to opt out." }
      - { text: "It's {{ business_name }}. Easier by text? Reply STOP to opt out." }
`,
  check: (input) => {
    const { variants } = input.sequence;
    const uses = variants.flatMap((variant) => variant.touches.map((touch) => ({ variant, touch })));
    const unused = uses.flatMap(({ variant, touch }) =>
      neverChosen(input, variant, touch).map((n) => ({ variant, touch, n })),
    );
    // A wording that is for another source is chosen there.
    return unused.flatMap(({ variant, touch, n }): readonly RuleFinding[] => {
      const at = placeOf(input, variant.source, touch, n);
      const isChosenElsewhere = uses.some(
        (other) =>
          other.touch.id === touch.id &&
          placeOf(input, other.variant.source, other.touch, n).range.start === at.range.start &&
          !unused.some((one) => one.variant === other.variant && one.touch === other.touch && one.n === n),
      );
      if (isChosenElsewhere) return [];
      // That it asks for a source or an urgency of nobody is said by a rule of its own.
      const asked = [touch.if, alternativesOf(touch)[n] ?? null].filter((one) => one !== null);
      const fitsSomebody = uses.some(
        (other) =>
          other.touch.id === touch.id &&
          placeOf(input, other.variant.source, other.touch, n).range.start === at.range.start &&
          asked.every((one) => fitsSource(one, other.variant)),
      );
      if (!fitsSomebody) return [];
      const many = alternativesOf(touch).length;
      return [
        {
          message:
            many > 1
              ? `Wording ${n + 1} of ${many} of \`${touch.id}\` is never sent: whenever its \`if\` holds, one above it does too, or the sequence has stopped.`
              : `\`${touch.id}\` is never sent: its \`if\` only holds when the sequence has stopped, or never.`,
          hint: 'Put the narrower condition above the wider one, or take these words out.',
          at,
          source: variant.source,
        },
      ];
    });
  },
};

/** Positions of wordings that no lead of this source gets. */
function neverChosen({ sequence }: RuleInput, variant: Variant, touch: Touch): readonly number[] {
  const own = alternativesOf(touch);
  const alternatives = own.length > 0 ? own : [null];
  const conditions = [touch.if, ...alternatives].flatMap((one) => one ?? []);
  if (conditions.length === 0) return [];
  const facts = allFacts(sequence, variant, conditions);
  if (facts === null) return [];
  const chosen = new Set(
    facts
      .filter((each) => holds(touch.if, each))
      .map((each) => alternatives.findIndex((alternative) => holds(alternative, each))),
  );
  return alternatives.map((_, n) => n).filter((n) => !chosen.has(n));
}

/** Its words where they stand in this file; else its channel. */
function placeOf({ places, path }: RuleInput, source: string, { id, action }: Touch, n: number): Place {
  const words = action.kind === 'sms' ? action.alternatives[n]?.text : undefined;
  const place = words && places.words(words);
  return place?.file === path ? place : places.channel(source, id);
}
