/** Which minutes of the week a channel has at a business: what the settings, the law and opening hours leave. */
import type { Business } from '../../domain/business.ts';
import type { Channel } from '../../domain/channel.ts';
import type { Policy } from '../../domain/policy.ts';
import { type LocalWindow, localTime, MINUTE } from '../../domain/time.ts';
import { JURISDICTIONS, windowsFor } from '../../schedule/jurisdiction.ts';

export type Week = readonly (readonly LocalWindow[])[];

/** Windows by weekday, from Monday, in which a touch of this channel may begin. */
export function openWeek(
  channel: Channel,
  business: Business,
  policy: Policy,
  states: readonly string[] = [],
): Week {
  if (channel === 'email') return Array.from({ length: 7 }, () => [policy.emailWindow]);
  const weekly: Week = windowsFor(states, policy).weekly;
  if (channel === 'call') return weekly.map((windows, day) => meet(windows, business.hours[day] ?? []));
  // A text needs some minutes of open window, and may begin no later.
  const need = policy.minOpenWindow / MINUTE;
  return weekly.map((windows) =>
    windows.flatMap(({ opens, closes }) =>
      closes - need < opens ? [] : [{ opens, closes: localTime(closes - need + 1) }],
    ),
  );
}

const meet = (one: readonly LocalWindow[], other: readonly LocalWindow[]): readonly LocalWindow[] =>
  one.flatMap((a) =>
    other.flatMap((b) => {
      const opens = localTime(Math.max(a.opens, b.opens));
      const closes = localTime(Math.min(a.closes, b.closes));
      return opens < closes ? [{ opens, closes }] : [];
    }),
  );

export const isEmpty = (week: Week): boolean => week.every((windows) => windows.length === 0);

/** Whether some day of the week is open at some minute from `at` to `until`. */
export const isOpenBetween = (week: Week, at: number, until: number): boolean =>
  week.some((windows) => windows.some(({ opens, closes }) => at < closes && until >= opens));

/** States whose law leaves nothing of what the settings allow. */
export function closedStates(channel: Channel, business: Business, policy: Policy): readonly string[] {
  const known = closed.get(policy) ?? new Map<string, readonly string[]>();
  closed.set(policy, known);
  // Of a business only the hours count, and those only for calls.
  const key = JSON.stringify([channel, channel === 'call' && business.hours]);
  const states =
    known.get(key) ??
    JURISDICTIONS.flatMap(({ states: all }) => all).filter((state) =>
      isEmpty(openWeek(channel, business, policy, [state])),
    );
  known.set(key, states);
  return states;
}

/** Each of a thousand sequences asks for the same. */
const closed = new WeakMap<Policy, Map<string, readonly string[]>>();
