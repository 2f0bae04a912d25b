/** The days that a text names, counted from the day on which it was written. */
import type { LocalDate } from '../domain/time.ts';
import { dayOf, daysAfter, MONTHS, NUMBERS, partsOf, WEEKDAYS, weekdayOf } from './calendar-words.ts';

/** A stretch of text that names a day, and which; null where it names one without saying which ("next week"). */
export interface NamedDay {
  readonly from: number;
  readonly to: number;
  readonly date: LocalDate | null;
}

type Reading = (found: RegExpMatchArray, today: LocalDate) => LocalDate | null;

const WEEKDAY = WEEKDAYS.map((names) => `(?:${names})`).join('|');
const MONTH = MONTHS.map((names) => `(?:${names})`).join('|');
const COUNT = `\\d{1,3}|${Object.keys(NUMBERS).join('|')}`;
const B = '(?<![a-z0-9])';
const E = '(?![a-z0-9])';

const indexIn = (names: readonly string[], word: string): number =>
  names.findIndex((name) => new RegExp(`^(?:${name})$`).test(word));

/** The first such day from today on; what would be more than ten months off was meant as past, by {@link pastToo}. */
const onward = (today: LocalDate, month: number, day: number): LocalDate | null => {
  const { year } = partsOf(today);
  const date = dayOf(year, month, day);
  return date !== null && date >= today ? date : (dayOf(year + 1, month, day) ?? date);
};

const fullYear = (digits: string | undefined): number | null =>
  digits === undefined ? null : digits.length === 2 ? 2000 + Number(digits) : Number(digits);

function monthDay(today: LocalDate, month: number, day: number, year: number | null): LocalDate | null {
  return year === null ? onward(today, month, day) : dayOf(year, month, day);
}

const nextWeekday = (today: LocalDate, weekday: number): LocalDate =>
  daysAfter(today, ((weekday - weekdayOf(today) + 6) % 7) + 1);

/** In this order, the longest first: what has been read once is not read again. */
const READINGS: readonly (readonly [RegExp, Reading])[] = [
  [
    new RegExp(`${B}(20\\d\\d)-(\\d\\d)-(\\d\\d)${E}`, 'g'),
    ([, year, month, day]) => dayOf(Number(year), Number(month), Number(day)),
  ],
  [
    new RegExp(
      `${B}(?:(?:${WEEKDAY})\\.?,? )?(?:the )?(\\d{1,2})(?:st|nd|rd|th)?[ -](?:of |de )?(${MONTH})\\.?${E}(?:,? (?:de |del )?(20\\d\\d)|-(20\\d\\d))?`,
      'g',
    ),
    ([, day, month = '', year, dashed], today) =>
      monthDay(today, indexIn(MONTHS, month) + 1, Number(day), fullYear(year ?? dashed)),
  ],
  [
    new RegExp(
      `${B}(?:(?:${WEEKDAY})\\.?,? )?(?:the )?(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?${E}(?![:.]\\d)(?:,? (20\\d\\d))?`,
      'g',
    ),
    ([, month = '', day, year], today) =>
      monthDay(today, indexIn(MONTHS, month) + 1, Number(day), fullYear(year)),
  ],
  [
    // With dots the day comes first; with strokes the month does, as our businesses are American.
    new RegExp(`${B}(\\d{1,2})\\.(\\d{1,2})\\.(20\\d\\d|\\d\\d)?${E}`, 'g'),
    ([, day, month, year], today) => monthDay(today, Number(month), Number(day), fullYear(year)),
  ],
  [
    new RegExp(
      `${B}(?:(?:${WEEKDAY})\\.?,? ?\\(?)?(\\d{1,2})[/-](\\d{1,2})(?:[/-](20\\d\\d|\\d\\d))?${E}(?!\\s?(?:am|pm|a\\.m|p\\.m|h))`,
      'g',
    ),
    ([found, first, second, year], today) => {
      if (found.includes('-') && year === undefined) return null;
      const [month, day] = Number(first) > 12 ? [second, first] : [first, second];
      return monthDay(today, Number(month), Number(day), fullYear(year));
    },
  ],
  [new RegExp(`${B}(?:day after tomorrow|pasado manana)${E}`, 'g'), (_, today) => daysAfter(today, 2)],
  [
    new RegExp(`${B}(?:a week from|una semana despues del?) (${WEEKDAY}|today|tomorrow)${E}`, 'g'),
    ([, word = ''], today) =>
      daysAfter(
        word === 'today'
          ? today
          : word === 'tomorrow'
            ? daysAfter(today, 1)
            : nextWeekday(today, indexIn(WEEKDAYS, word)),
        7,
      ),
  ],
  [
    new RegExp(
      `${B}(next|proximo) (${WEEKDAY})${E}|${B}(?:el )?(${WEEKDAY}) (?:de la )?(?:next week|(?:la )?(?:proxima semana|semana que viene|proximo|que viene))${E}`,
      'g',
    ),
    ([, , first, second], today) => {
      const weekday = indexIn(WEEKDAYS, first ?? second ?? '');
      const monday = daysAfter(today, 7 - weekdayOf(today));
      return daysAfter(monday, weekday);
    },
  ],
  [
    new RegExp(
      `${B}(?:in|en|dentro de) (?:about |like |unos |unas )?(${COUNT}) (days?|dias?|weeks?|semanas?)${E}`,
      'g',
    ),
    ([, count = '', unit = ''], today) =>
      daysAfter(today, Math.round((NUMBERS[count] ?? Number(count)) * (/^(?:w|s)/.test(unit) ? 7 : 1))),
  ],
  [
    new RegExp(
      `${B}(?:today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:tarde|noche|manana)|right now|ahorita|ahora(?: mismo)?)${E}`,
      'g',
    ),
    (_, today) => today,
  ],
  [
    // "por la mañana" is a time of day, and "mañana" is tomorrow.
    new RegExp(
      `${B}(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|(?<!\\b(?:la|esta|cada|una) )manana)${E}`,
      'g',
    ),
    (_, today) => daysAfter(today, 1),
  ],
  [
    new RegExp(`${B}(?:this |the )?(?:weekend|fin de semana)${E}`, 'g'),
    (_, today) => (weekdayOf(today) >= 5 ? today : nextWeekday(today, 5)),
  ],
  [
    new RegExp(
      `${B}(?<!\\b(?:i|we|he|she|it|the|of) (?=(?:mon|wed|sat|sun)(?![a-z])))(?:this |este )?(${WEEKDAY})${E}`,
      'g',
    ),
    ([, word = ''], today) => nextWeekday(today, indexIn(WEEKDAYS, word)),
  ],
  [
    new RegExp(
      `${B}(?:the|el|dia|el dia|del?) (\\d{1,2})(?:st|nd|rd|th)?${E}(?![:.]\\d|\\s?(?:am|pm|%|a[nñ]os|years))`,
      'g',
    ),
    ([found, digits], today) => {
      if (/^(?:the|de) \d+$/.test(found)) return null;
      const { year, month, day } = partsOf(today);
      const wanted = Number(digits);
      return wanted >= day
        ? dayOf(year, month, wanted)
        : dayOf(month === 12 ? year + 1 : year, (month % 12) + 1, wanted);
    },
  ],
  [
    new RegExp(`${B}(?:next week|(?:la )?(?:proxima semana|semana que (?:viene|entra)))${E}`, 'g'),
    () => null,
  ],
];

/** Readings that name no day at all when they read none, rather than one without a date. */
const LOOSE = READINGS.length - 1;

/** What any of them has: most messages have none of it, and so are not read for a day. */
const MAY_NAME_ONE = new RegExp(
  `\\d|${WEEKDAY}|${MONTH}|tod|toni|tom|tmr|hoy|ahor|now|tarde|noche|manana|morning|afternoon|evening|day|dia|week|semana`,
);

/** Each day named, in the order of the text; `text` is in lower case and without accents. */
export function namedDays(text: string, today: LocalDate): readonly NamedDay[] {
  if (!MAY_NAME_ONE.test(text)) return [];
  const found: NamedDay[] = [];
  for (const [at, [pattern, read]] of READINGS.entries())
    for (const match of text.matchAll(pattern)) {
      const from = match.index;
      const to = from + match[0].length;
      if (found.some((other) => from < other.to && to > other.from)) continue;
      const date = read(match, today);
      if (date !== null || at === LOOSE) found.push({ from, to, date });
      if (found.length >= MOST) return found.sort((a, b) => a.from - b.from);
    }
  return found.sort((a, b) => a.from - b.from);
}

/** Who names more days than this names none for a call. */
const MOST = 20;
