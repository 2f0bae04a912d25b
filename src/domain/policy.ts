/** The channel rules with their numbers; a workspace may tighten them, never loosen them past the law. */
import {
  DAY,
  HOUR,
  type LocalTime,
  type LocalWindow,
  localTime,
  MINUTE,
  type Millis,
  millis,
  type WeeklyHours,
} from './time.ts';

/** Caps on how much one run, minute, sender or day may send; applied by the tick's queue after the fold, never gates. */
export interface Budgets {
  readonly perRun: number;
  readonly perMinute: number;
  readonly perSenderDay: number;
  /** Messages of one sequence on one channel in its first day live; twice as many each clean day after. */
  readonly firstRun: number;
}

export interface Policy {
  /** Texts and call tasks, contact's local time; intersected with the jurisdiction's own windows. */
  readonly quietWindows: WeeklyHours;
  /** Lets `quietWindows` be as wide as the federal 08:00–21:00; jurisdiction rows still hold. */
  readonly allowFederalWindow: boolean;
  readonly emailWindow: LocalWindow;
  /** A text needs at least this much of open window left, or it would arrive in quiet hours. */
  readonly minOpenWindow: Millis;
  readonly smsSpacing: Millis;
  readonly emailSpacing: Millis;
  readonly contactsPerDay: number;
  /** The first text may answer an inquiry at any hour while it is this fresh; `null` switches it off. */
  readonly instantReplyWithin: Millis | null;
  /** The time of a `day:` that names none. */
  readonly defaultAt: LocalTime;
  /** A touch is late from here on; below it downtime is not worth mentioning. */
  readonly lateFrom: Millis;
  readonly varyBy: Millis;
  /** What an opt-out ends: everything that reaches the person, or the channel it came over. */
  readonly stopScope: 'all_channels' | 'same_channel';
  readonly budgets: Budgets;
}

const window = (opens: number, closes: number): LocalWindow => ({
  opens: localTime(opens * 60),
  closes: localTime(closes * 60),
});
const weekday = [window(9, 20)];
const sunday = [window(12, 20)];

/** Monday to Saturday 09:00–20:00, Sunday 12:00–20:00, email 07:00–21:00. */
export const DEFAULT_POLICY: Policy = {
  quietWindows: [weekday, weekday, weekday, weekday, weekday, weekday, sunday],
  allowFederalWindow: false,
  emailWindow: window(7, 21),
  minOpenWindow: millis(15 * MINUTE),
  smsSpacing: millis(8 * HOUR),
  emailSpacing: millis(2 * DAY),
  contactsPerDay: 3,
  instantReplyWithin: millis(15 * MINUTE),
  defaultAt: localTime(600),
  lateFrom: millis(30 * MINUTE),
  varyBy: millis(3 * HOUR),
  stopScope: 'all_channels',
  // No cap by default: budgets protect senders with real quotas, and the outbox has none. A live channel has its own.
  budgets: {
    perRun: Number.MAX_SAFE_INTEGER,
    perMinute: Number.MAX_SAFE_INTEGER,
    perSenderDay: Number.MAX_SAFE_INTEGER,
    firstRun: 20,
  },
};
