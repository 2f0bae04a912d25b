/** A time of day at which its channel is closed all week says one thing and does another. */
import type { Channel } from '../../domain/channel.ts';
import { localTime } from '../../domain/time.ts';
import { describeTime } from '../../schedule/describe.ts';
import { isEmpty, isOpenBetween, openWeek, type Week } from '../behavior/open.ts';
import { hourOf } from '../behavior/who.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const timeNeverOpen: Rule = {
  id: 'time-never-open',
  severity: 'warning',
  title: 'A time of day lies within the hours of its channel',
  why: 'Texts and calls keep away from nights, calls from closed offices, emails from the hours before seven. A touch whose own time is closed on every day of the week always goes at another time, the nearest that is open: write that one, so that the file says what happens.',
  bad: `touches:
  - { id: nudge, day: 1, at: "20:30", sms: "It's {{ business_name }}. Still looking? Reply STOP to opt out." }
`,
  good: `touches:
  - { id: nudge, day: 1, at: "19:30", sms: "It's {{ business_name }}. Still looking? Reply STOP to opt out." }
`,
  check: (input) => {
    const { business, policy } = input;
    return input.sequence.variants.flatMap(({ source, touches }) =>
      touches.flatMap((touch): readonly RuleFinding[] => {
        const { id, channel, timing } = touch;
        if (channel === 'move' || timing.kind !== 'calendar') return [];
        const week = openWeek(channel, business, policy);
        const at = timing.at ?? policy.defaultAt;
        const until = timing.until ?? at;
        if (isEmpty(week) || isOpenBetween(week, at, until)) return [];
        const named =
          timing.until === null ? describeTime(at) : `${describeTime(at)} to ${describeTime(until)}`;
        return [
          {
            message: `\`${id}\` is planned for ${named}, when no ${WORDS[channel]} may go on any day; they go ${hoursOf(week, channel)}.`,
            hint: 'Write a time within those hours: otherwise it goes at the nearest one.',
            at: hourOf(input, source, touch),
            source,
          },
        ];
      }),
    );
  },
};

const WORDS = { sms: 'text', email: 'email', call: 'call' } as const;

/** The widest of the week; one day's exact hours would say no more. */
function hoursOf(week: Week, channel: Channel): string {
  const windows = week.flat();
  const opens = localTime(Math.min(...windows.map((each) => each.opens)));
  const closes = localTime(Math.max(...windows.map((each) => each.closes)));
  // A text must have time left to arrive, so its hours end with the last minute at which it may begin.
  return `from ${describeTime(opens)} to ${describeTime(channel === 'sms' ? localTime(closes - 1) : closes)}`;
}
