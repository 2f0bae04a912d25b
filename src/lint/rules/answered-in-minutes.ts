/** Who is calling several businesses today goes with the first that answers. */
import { describeDuration } from '../../schedule/describe.ts';
import { WORKING_HOURS } from '../behavior/courses.ts';
import { firstOfEach } from '../behavior/moved.ts';
import { answersInquiries, timeOf } from '../behavior/who.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const answeredInMinutes: Rule = {
  id: 'answered-in-minutes',
  severity: 'warning',
  title: 'Urgent leads are answered within minutes',
  why: 'A source with `urgency: high` brings people who ask several businesses at once. An answer within five minutes is worth many times one after an hour; after a quarter of an hour somebody else has answered. Measured on a simulated lead who comes in during working hours.',
  bad: `touches:
  - { id: hello, day: 0, after: 2h, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
sources:
  google_lsa: { match: ["Google LSA"], urgency: high }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
sources:
  google_lsa: { match: ["Google LSA"], urgency: high }
`,
  options: {
    minutes: {
      type: 'integer',
      description: 'How many minutes after an urgent lead came in the first touch has to go at the latest.',
      default: 15,
      minimum: 1,
      maximum: 1440,
    },
  },
  check: (input) => {
    if (!answersInquiries(input)) return [];
    const allowed = numberOf(input, 'minutes');
    return input.courses().variants.flatMap(({ variant, run }): readonly RuleFinding[] => {
      const { source, urgency } = variant;
      if (urgency !== 'high') return [];
      const found = WORKING_HOURS.flatMap((arrival): readonly RuleFinding[] => {
        const { from, sent } = run({ arrival, consent: true });
        const first = sent.find(({ touch }) => touch.channel !== 'move');
        if (first === undefined) return [];
        // What a gate holds back outside of its hours is no fault of the file.
        if (first.moves.length > 0 && first.nominal === from) return [];
        const { id, timing } = first.touch;
        const at = timeOf(input, source, id);
        const hint = 'Write `day: 0` and `within: 5m` on the first touch.';
        const waited = first.at - from;
        if (waited > allowed * 60_000) {
          const message = `An urgent lead of ${arrival} waits ${describeDuration(waited)} for the first touch, \`${id}\`; answer within ${allowed} minutes.`;
          return [{ message, hint, at, source }];
        }
        if (timing.kind !== 'elapsed' || timing.within === null || timing.within <= allowed * 60_000)
          return [];
        return [
          {
            message: `\`${id}\` promises the first answer to urgent leads only within ${describeDuration(timing.within)}; promise ${allowed} minutes or less.`,
            hint,
            at: input.places.key(source, id, 'within'),
            source,
          },
        ];
      });
      return firstOfEach(found);
    });
  },
};
