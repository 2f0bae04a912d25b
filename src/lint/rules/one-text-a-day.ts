/** What is planned as the second text of a day goes on another day than the file says. */
import { dayOf } from '../../schedule/calendar.ts';
import { WORKING_HOURS } from '../behavior/courses.ts';
import { distance, firstOfEach, insteadOf, neighbors } from '../behavior/moved.ts';
import { timeOf } from '../behavior/who.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const oneTextADay: Rule = {
  id: 'one-text-a-day',
  severity: 'warning',
  title: 'No two texts are planned for one day',
  why: 'A phone gets one text a day, over all sequences: carriers block senders who write more, and people answer STOP. A second text that is planned for the same day waits for the next, so what is sent is not what is written, and what is planned after it moves too.',
  bad: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: nudge, day: 0, after: 3h, sms: Still looking? }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: nudge, day: 1, at: "10:30", sms: Still looking? }
`,
  check: (input) => {
    const { sequence, courses } = input;
    return courses().variants.flatMap((course): readonly RuleFinding[] => {
      const { source } = course.variant;
      const found = WORKING_HOURS.flatMap((arrival) =>
        neighbors(sequence, course, arrival, 'sms').flatMap(([first, second]) => {
          const { zone } = course.frame(arrival);
          if (dayOf(first.planned, zone) !== dayOf(second.planned, zone)) return [];
          const [a, b] = [first.touch.id, second.touch.id];
          return [
            {
              message: `\`${b}\` is a second text on one day: it is planned ${distance(first, second)} \`${a}\`, and a phone gets one text a day.`,
              hint: `For a lead of ${arrival} ${insteadOf(course, arrival, second)}. Give it a day of its own.`,
              at: timeOf(input, source, b),
              source,
            },
          ];
        }),
      );
      return firstOfEach(found);
    });
  },
};
