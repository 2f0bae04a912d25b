/** Whoever does not pick up at ten may pick up at three. */
import { localTimeOf } from '../../schedule/calendar.ts';
import { describeTime } from '../../schedule/describe.ts';
import { WORKING_HOURS } from '../behavior/courses.ts';
import { firstOfEach } from '../behavior/moved.ts';
import { hourOf } from '../behavior/who.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const callHoursVary: Rule = {
  id: 'call-hours-vary',
  severity: 'warning',
  title: 'A call is tried again at another time of day',
  why: 'Somebody who could not pick up at ten in the morning is likely to be at work at ten the next time too. The next call is worth most three hours of the clock away from the one before. `vary_from` keeps that distance from the time at which the earlier call really happened.',
  bad: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: call-2, day: 4, at: "11:00", call: { script: Ask again., voicemail: Hi again. } }
`,
  good: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: call-2, day: 4, at: "14:30", vary_from: call-1, call: { script: Ask again., voicemail: Hi again. } }
`,
  check: (input) => {
    const { policy, variants } = input.courses();
    return variants.flatMap(({ variant, planned, frame }): readonly RuleFinding[] => {
      const { source, touches } = variant;
      if (touches.filter(({ channel }) => channel === 'call').length < 2) return [];
      const found = WORKING_HOURS.flatMap((arrival) => {
        const { zone } = frame(arrival);
        const calls = planned(arrival).filter(({ touch }) => touch.channel === 'call');
        return calls.slice(1).flatMap(({ touch, planned: at }, n): readonly RuleFinding[] => {
          const before = calls[n];
          if (before === undefined || touch.varyFrom === before.touch.id) return [];
          const [hour, earlier] = [localTimeOf(at, zone), localTimeOf(before.planned, zone)];
          const span = Math.abs(hour - earlier);
          if (Math.min(span, 1440 - span) * 60_000 >= policy.varyBy) return [];
          const isFixed = before.touch.timing.kind === 'calendar' && before.touch.timing.at !== null;
          return [
            {
              message: isFixed
                ? `\`${touch.id}\` is planned at ${describeTime(hour)}, near the hour at which \`${before.touch.id}\` (${describeTime(earlier)}) reached nobody.`
                : `\`${touch.id}\` may fall on the very hour at which \`${before.touch.id}\` reached nobody: that one is made when the lead comes in.`,
              hint: `Write \`vary_from: ${before.touch.id}\`, or a time ${policy.varyBy / 3_600_000} hours away.`,
              at: hourOf(input, source, touch),
              source,
            },
          ];
        });
      });
      return firstOfEach(found);
    });
  },
};
