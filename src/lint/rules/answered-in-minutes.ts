/** Who is calling several businesses today goes with the first that answers. */
import { MINUTE } from '../../domain/time.ts';
import { describeDuration } from '../../schedule/describe.ts';
import { WORKING_HOURS } from '../behavior/courses.ts';
import { firstOfEach } from '../behavior/moved.ts';
import { answersInquiries, timeOf } from '../behavior/who.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const answeredInMinutes: Rule = {
  id: 'answered-in-minutes',
  severity: 'warning',
  title: 'Urgent leads are answered within minutes',
  why: 'A source with `urgency: high` brings people who ask several businesses at once. An answer within five minutes is worth many times one after an hour; after a quarter of an hour somebody else has answered. Measured on leads who come in during working hours.',
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
    return input.courses().variants.flatMap(({ variant, planned, frame }): readonly RuleFinding[] => {
      const { source, urgency } = variant;
      if (urgency !== 'high') return [];
      const found = WORKING_HOURS.flatMap((arrival): readonly RuleFinding[] => {
        const first = planned(arrival).find(({ touch }) => touch.channel !== 'move');
        if (first === undefined) return [];
        const { id, timing } = first.touch;
        const hint = 'Write `day: 0` and `within: 5m` on the first touch.';
        // Nothing goes before it, so only the hours of its channel could move it from here.
        const waited = first.planned - frame(arrival).now;
        if (waited > allowed * MINUTE) {
          const message = `An urgent lead of ${arrival} waits ${describeDuration(waited)} for the first touch, \`${id}\`; answer within ${allowed} minutes.`;
          return [{ message, hint, at: timeOf(input, source, id), source }];
        }
        if (timing.kind !== 'elapsed' || timing.within === null || timing.within <= allowed * MINUTE)
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
