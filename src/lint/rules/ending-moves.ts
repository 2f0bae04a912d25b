/** A sequence that just ends leaves its leads where nobody looks. */
import type { Rule, RuleFinding } from './rule.ts';

export const endingMoves: Rule = {
  id: 'ending-moves',
  severity: 'warning',
  title: 'Whoever never answered is moved somewhere in the end',
  why: 'Most leads never answer. If nothing happens to them after the last touch they stay in the stage of new leads for ever: lists fill up, reports count them as open, and nobody writes the letter in three months that some of them wait for. A `move` touch at the end does the same for all.',
  bad: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
when:
  finished: { do: stop }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
when:
  finished: { do: stop, move_to: nurture }
`,
  check: ({ sequence, places }) => {
    const { kind, when, variants } = sequence;
    const { finished } = when;
    if (kind !== 'chase' || (finished?.moveTo ?? finished?.start ?? null) !== null) return [];
    return variants.flatMap(({ source, touches }): readonly RuleFinding[] =>
      touches.some(({ channel }) => channel === 'move')
        ? []
        : [
            {
              message: finished
                ? 'At its end the sequence only stops: whoever never answered stays where they are.'
                : 'Nothing is said about the end: whoever never answered stays where they are.',
              hint: 'Write `finished: { do: stop, move_to: nurture }` under `when:`, or `start:` another sequence.',
              at: places.when('finished'),
              source,
            },
          ],
    );
  },
};
