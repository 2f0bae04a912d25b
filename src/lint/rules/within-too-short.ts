/** A promise that nobody can keep is measured as broken every time. */
import type { Policy } from '../../domain/policy.ts';
import { DAY, MINUTE } from '../../domain/time.ts';
import { dayAndTime, describeDuration } from '../../schedule/describe.ts';
import type { PlannedTouch } from '../../schedule/plan.ts';
import { WORKING_HOURS } from '../behavior/courses.ts';
import { firstOfEach } from '../behavior/moved.ts';
import type { Rule, RuleFinding } from './rule.ts';

const SHORTEST = MINUTE;
const HOURS: readonly string[] = ['quiet_hours', 'email_hours', 'business_hours'];

export const withinTooShort: Rule = {
  id: 'within-too-short',
  severity: 'warning',
  title: 'A promise of `within` can be kept',
  why: '`within` is a promise that reports measure. Whoever works looks once a minute, so less than a minute is kept by luck. A touch that an earlier one holds back, because a phone gets one text a day or an address one email in 48 hours, cannot keep it either.',
  bad: `touches:
  - { id: hello, day: 0, within: 30s, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
`,
  good: `touches:
  - { id: hello, day: 0, within: 2m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
`,
  check: ({ courses, places, policy }) =>
    courses().variants.flatMap((course): readonly RuleFinding[] => {
      const { variant, run, frame } = course;
      const { source, touches } = variant;
      const promised = touches.flatMap(({ id, timing }) =>
        timing.kind === 'elapsed' && timing.within !== null ? [{ id, within: timing.within }] : [],
      );
      if (promised.length === 0) return [];
      const short = promised.flatMap(({ id, within }): readonly RuleFinding[] =>
        within >= SHORTEST
          ? []
          : [
              {
                message: `\`${id}\` promises ${describeDuration(within)}, and what is due is looked at once a minute; promise a minute or more.`,
                at: places.value(source, id, 'within'),
                source,
              },
            ],
      );
      const broken = WORKING_HOURS.flatMap((arrival) => {
        const planned = course.planned(arrival);
        if (!promised.some(({ id }) => isCrowded(planned, id, policy))) return [];
        const { sent } = run({ arrival, consent: true });
        return promised.flatMap(({ id, within }): readonly RuleFinding[] => {
          const gone = sent.find(({ touch }) => touch.id === id);
          const cause = gone?.moves.find(({ gate }) => !HOURS.includes(gate));
          if (gone === undefined || gone.nominal === null || cause === undefined) return [];
          if (gone.at - gone.nominal <= within) return [];
          return [
            {
              message: `\`${id}\` promises ${describeDuration(within)} and cannot keep it: for a lead of ${arrival} it goes ${dayAndTime(gone.at, frame(arrival).zone)} (${cause.detail}).`,
              hint: 'Give it a day of its own instead of `within`.',
              at: places.key(source, id, 'within'),
              source,
            },
          ];
        });
      });
      return firstOfEach([...short, ...broken]);
    }),
};

/** Whether something is planned so shortly before a touch that a rule of its channel may hold it back: only then a simulation tells more. */
function isCrowded(planned: readonly PlannedTouch[], id: string, policy: Policy): boolean {
  const own = planned.find(({ touch }) => touch.id === id);
  if (own === undefined) return false;
  const { channel } = own.touch;
  const before = (span: number): readonly PlannedTouch[] =>
    planned.filter(
      (each) => each !== own && each.planned <= own.planned && own.planned - each.planned < span,
    );
  const span = channel === 'email' ? policy.emailSpacing : DAY;
  if (before(span).some(({ touch }) => touch.channel === channel)) return true;
  const contacts = before(DAY).filter(({ touch }) => touch.channel === 'sms' || touch.channel === 'call');
  return channel !== 'email' && contacts.length >= policy.contactsPerDay;
}
