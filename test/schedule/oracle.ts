/** The rules of one touch, asked of every minute in turn: slow, simple, and without a line of the gates. */
import type { Instant } from '../../src/domain/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Contact {
  readonly channel: 'sms' | 'email' | 'call';
  readonly at: number;
}

export interface Question {
  readonly channel: 'sms' | 'email' | 'call';
  /** The sequence's own time. */
  readonly from: number;
  /** `HH:mm` of a calendar touch, which keeps its time of day; null for one counted in elapsed time. */
  readonly ownTime: string | null;
  readonly zones: readonly string[];
  /** Whose days count. */
  readonly zone: string;
  readonly businessZone: string;
  readonly history: readonly Contact[];
  /** An inbound lead that came in at this instant. */
  readonly inquiredAt: number | null;
}

/** The rules by name, so that a test can leave one out. */
export type Rule = 'quiet' | 'email hours' | 'one a day' | '8 hours' | '48 hours' | 'three' | 'business';

const formats = new Map<string, Intl.DateTimeFormat>();
function onWall(at: number, zone: string): { day: string; weekday: string; time: string } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(zone, format);
  // `Sun, 03/08/2026, 10:00`
  const [weekday = '', date = '', time = ''] = format.format(at).split(', ');
  return { day: date, weekday, time };
}

const between = (time: string, opens: string, closes: string): boolean => time >= opens && time < closes;

function textWindow(at: number, zone: string): boolean {
  const { weekday, time } = onWall(at, zone);
  return between(time, weekday === 'Sun' ? '12:00' : '09:00', '20:00');
}

function allowed(at: number, question: Question, without: Rule | null = null): boolean {
  const { channel, zones, zone, businessZone, history, inquiredAt } = question;
  const rule = (name: Rule, holds: () => boolean): boolean => name === without || holds();
  const others = history.filter((each) => each.channel === channel);
  const isReply = channel === 'sms' && inquiredAt !== null && at - inquiredAt < 15 * MINUTE;
  const quiet = () =>
    isReply ||
    zones.every((each) => textWindow(at, each) && (channel !== 'sms' || textWindow(at + 14 * MINUTE, each)));
  if (channel === 'email')
    return (
      rule(
        'email hours',
        () =>
          (inquiredAt !== null && question.ownTime === null && at - inquiredAt < HOUR) ||
          zones.every((each) => between(onWall(at, each).time, '07:00', '21:00')),
      ) && rule('48 hours', () => others.every((each) => Math.abs(each.at - at) >= 2 * DAY))
    );
  const contacts = history.filter((each) => each.channel !== 'email').map((each) => each.at);
  const three = () =>
    [...contacts, at].every(
      (start) =>
        start > at ||
        start <= at - DAY ||
        [...contacts, at].filter((each) => each >= start && each < start + DAY).length <= 3,
    );
  if (!rule('quiet', quiet) || !rule('three', three)) return false;
  if (channel === 'call')
    return rule('business', () => {
      const { weekday, time } = onWall(at, businessZone);
      return !weekday.startsWith('S') && between(time, '08:00', '18:00');
    });
  return (
    rule('8 hours', () => others.every((each) => Math.abs(each.at - at) >= 8 * HOUR)) &&
    rule('one a day', () => others.every((each) => onWall(each.at, zone).day !== onWall(at, zone).day))
  );
}

/** The first allowed minute; for a calendar touch that has missed its day, its own time on a later one. Null after 40 days. */
export function oracle(question: Question, without: Rule | null = null): Instant | null {
  const { from, zone, ownTime } = question;
  const day = onWall(from, zone).day;
  let first: number | null = null;
  for (let at = from; at < from + 40 * DAY; at += MINUTE) {
    if (!allowed(at, question, without)) continue;
    const here = onWall(at, zone);
    if (ownTime === null || here.day === day) return at as Instant;
    first ??= at;
    if (here.time === ownTime) return at as Instant;
    if (at - first > 14 * DAY) return null;
  }
  return null;
}
