/** Emails that are planned closer than two days go later than the file says. */
import { DAY, HOUR } from '../../domain/time.ts';
import { WORKING_HOURS } from '../behavior/courses.ts';
import { distance, firstOfEach, insteadOf, neighbors } from '../behavior/moved.ts';
import { timeOf } from '../behavior/who.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const emails48hApart: Rule = {
  id: 'emails-48h-apart',
  severity: 'warning',
  title: 'Emails are planned at least 48 hours apart',
  why: 'One address gets an email every 48 hours at most: more of them end in the spam folder, and take the later ones with them. An email that is planned sooner waits until the 48 hours are over, so what is sent is not what is written. Two days apart is enough where only the hour at which the lead came in makes it a little less: such an email goes later on its own day.',
  bad: `touches:
  - { id: confirm, day: 0, within: 20m, email: { subject: Hi, body: We have your message. } }
  - { id: value, day: 1, at: "09:30", email: { subject: More, body: What people ask. } }
`,
  good: `touches:
  - { id: confirm, day: 0, within: 20m, email: { subject: Hi, body: We have your message. } }
  - { id: value, day: 3, at: "09:30", email: { subject: More, body: What people ask. } }
`,
  check: (input) => {
    const { sequence, courses } = input;
    const { policy, variants } = courses();
    return variants.flatMap((course): readonly RuleFinding[] => {
      const { source } = course.variant;
      const pairs = WORKING_HOURS.flatMap((arrival) =>
        neighbors(sequence, course, arrival, 'email').flatMap((pair) => ({ arrival, pair })),
      );
      const isClose = ({ pair: [first, second] }: (typeof pairs)[number]): boolean =>
        second.planned - first.planned < policy.emailSpacing;
      const found = pairs.flatMap((one) => {
        const { arrival, pair } = one;
        const [first, second] = pair;
        if (!isClose(one)) return [];
        // Where only the hour at which the lead came in makes it less than 48, it goes later on its own day.
        const isByTheClock = first.touch.timing.kind === 'calendar';
        if (!isByTheClock && second.day - first.day >= policy.emailSpacing / DAY) return [];
        return [
          {
            message: `\`${second.touch.id}\` is planned ${distance(first, second)} \`${first.touch.id}\`, and emails keep ${policy.emailSpacing / HOUR} hours apart.`,
            hint: `For a lead of ${arrival} ${insteadOf(course, arrival, second)}. Give it a later day.`,
            at: timeOf(input, source, second.touch.id),
            source,
          },
        ];
      });
      return firstOfEach(found);
    });
  },
};
