/** Times as tests write them: a day and a time on the lead's clock, days after the enrollment, or so long after it. */
import { after, type Instant, type LocalDate, type Zone } from '../../domain/time.ts';
import { atDay, dateOf, dayOf, localTimeOf, parseLocal, weekdayOf } from '../../schedule/calendar.ts';
import { parseDuration, parseTime } from '../../sequence/literals.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const UTC = 'UTC' as Zone;

type Read =
  | { readonly ok: true; readonly at: (enrolled: Instant, zone: Zone) => Instant }
  | { readonly ok: false; readonly message: string };

export function readTestTime(text: string): Read {
  const [, plus] = /^T\s*\+\s*(\S+)$/.exec(text) ?? [];
  if (plus !== undefined) {
    const span = parseDuration(plus);
    return span === null
      ? wrong(`"${text}" holds no duration; it takes one such as T+10m, T+3h or T+2d.`)
      : { ok: true, at: (enrolled) => after(enrolled, span) };
  }
  const [, days, time] = /^day (\d{1,3}) (\d{1,2}:\d\d)$/.exec(text) ?? [];
  const minutes = time === undefined ? null : parseTime(time);
  if (days !== undefined && minutes !== null)
    return {
      ok: true,
      at: (enrolled, zone) => atDay(dayOf(enrolled, zone) + Number(days), minutes, zone),
    };
  const [, weekday, rest = ''] = /^(?:([A-Z][a-z]{2}) )?(\S+ \S+)$/.exec(text) ?? [];
  if (parseLocal(rest, UTC) === null)
    return wrong(
      `"${text}" is no time; it takes "2026-03-03 10:00" or "Tue 2026-03-03 10:00" on the lead's clock, day 4 09:30, or T+20m.`,
    );
  const date = rest.slice(0, 10);
  const really = WEEKDAYS[weekdayOf(date as LocalDate)];
  if (weekday !== undefined && weekday !== really) return wrong(`${date} is a ${really}, not a ${weekday}.`);
  return { ok: true, at: (_, zone) => parseLocal(rest, zone) ?? (0 as Instant) };
}

const wrong = (message: string): Read => ({ ok: false, message });

/** `Tue 2026-03-03 10:00`, as `readTestTime` reads it. */
export function writeTestTime(at: Instant, zone: Zone): string {
  const day = dayOf(at, zone);
  const minutes = localTimeOf(at, zone);
  const date = dateOf(day);
  return `${WEEKDAYS[weekdayOf(date)]} ${date} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Two instants that a clock without seconds shows as one. */
export const sameMinute = (a: Instant, b: Instant): boolean =>
  Math.floor(a / 60_000) === Math.floor(b / 60_000);
