/** The first day after an absence, as the notice says it. */
import type { LocalDate } from '../domain/time.ts';
import { daysAfter } from './calendar-words.ts';
import { namedDays } from './named-day.ts';
import { plain } from './named-time.ts';

/** The date follows at once, but for a word or two. */
const NEAR = 30;
const LONGEST = 1_500;

/** Says on which day somebody is there again. */
const BACK =
  /(?<![a-z])(?:return(?:s|ing)?|be back|back|reopen(?:s|ing)?|regres[a-z]{1,8}|vuelvo|volver[a-z]{1,4}|me reincorporo|me incorporo|reabrimos|available again)(?![a-z])/g;
/** Says until when somebody is away: that day is the first. */
const UNTIL = /(?<![a-z])(?:until|till?|hasta)(?![a-z])/g;
/** Says the last day: the next is the first. */
const LAST = /(?<![a-z])(?:through|thru|to|al|-|–|inclusive)(?![a-z])/g;

/** Nobody is away for longer than this without a program that ends; such a date was meant as past. */
const LONGEST_ABSENCE = 300;

export function backOn(notice: string, today: LocalDate): LocalDate | null {
  const text = plain(notice.slice(0, LONGEST));
  const days = namedDays(text, today).filter(
    ({ date }) => date !== null && date <= daysAfter(today, LONGEST_ABSENCE),
  );
  for (const [words, plus] of [
    [BACK, 0],
    [UNTIL, 0],
    [LAST, 1],
  ] as const)
    for (const word of text.matchAll(words)) {
      const end = word.index + word[0].length;
      const day = days.find(({ from }) => from >= end && from - end <= NEAR);
      if (day?.date) return daysAfter(day.date, plus);
    }
  return null;
}
