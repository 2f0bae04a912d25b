/** The time that a text names for a call or a visit: a hint for a person, and never a booking. */
import { type LocalTime, localTime } from '../domain/time.ts';
import { NUMBERS } from './calendar-words.ts';
import { namedDays } from './named-day.ts';
import type { Said, TimeNamed } from './understand.ts';

/** A time is named within a sentence; whoever needs more names several. */
const LONGEST = 600;

interface NamedHour {
  readonly from: number;
  readonly to: number;
  readonly at: LocalTime;
}

const HOURS = Object.keys(NUMBERS)
  .filter((word) => (NUMBERS[word] ?? 0) >= 1 && !['a', 'an', 'un', 'uno', 'couple'].includes(word))
  .join('|');
const HALF_DAY = '(?:a\\.?m\\b\\.?|p\\.?m\\b\\.?|[ap]\\b)';
const PART =
  '(?:(?:in|por|de|en)(?: la| the)? (?:morning|afternoon|evening|manana|tarde|noche)|at night|tonight)';
const B = '(?<![a-z0-9:/.$#-])';
/** What a number before it counts: rooms, people, years, and houses on a street. */
const NOT_COUNTED =
  '(?![a-z0-9%]|[:./-]\\d|\\s?(?:by|x)\\s?\\d|\\s?(?:days?|weeks?|months?|years?|yrs?|hours?|hrs?|min(?:ute)?s?|people|kids?|beds?|bedrooms?|baths?|rooms?|dogs?|cats?|dollars|bucks|percent|miles?|blocks?|feet|ft|units?|trees?|cars?|stories|dias?|semanas?|meses|anos|horas?|minutos?|personas|perros?|cuadras?|cuartos?)\\b|\\s[a-z]{2,20}\\s(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|ct|court)\\b)';

/** Each with its groups: hour, minutes, half of the day, part of the day. */
const CLOCK: readonly RegExp[] = [
  // 3pm, 3:30 p.m., 15:30, 3:30
  new RegExp(`${B}(\\d{1,2})(?::([0-5]\\d))?\\s?(${HALF_DAY})(?![a-z0-9])`, 'g'),
  new RegExp(`${B}(\\d{1,2})[:.]([0-5]\\d)(?![0-9:./-])()(?:\\s?(?:h|hrs?|horas)\\b)?(?: (${PART}))?`, 'g'),
  // at 3, after 5, around ten, a las 3 y media
  new RegExp(
    `(?<![a-z])(?:@|at|after|around|by|before|till?|until|about|between|from|past|like|say|las?|tipo|sobre las?) ?(?:about |around |like |say |las? )?(\\d{1,2}|${HOURS})(?:ish|ish-|-ish)?( y media| y cuarto)?()${NOT_COUNTED}(?: o'?clock)?(?: (${PART}))?`,
    'g',
  ),
  new RegExp(`${B}(\\d{1,2})(?:ish| ?o'?clock| ?h(?:rs)?\\b)()()(?![a-z])(?: (${PART}))?`, 'g'),
];
const NOON = /(?<![a-z])(?:noon|midday|mediodia|lunchtime)(?![a-z])/g;

/** A number right behind the day: "tues 3", "Monday, 10". */
const BESIDE = new RegExp(`^,? (\\d{1,2})()()${NOT_COUNTED}(?: (${PART}))?`);
/** And right before it: "3 on Tuesday", "10 tomorrow". */
const AHEAD = /(?<![a-z0-9:/.$#-])(\d{1,2})(?:-\d{1,2})?(?: on| this|) $/;

/** Lower case without accents, letter for letter, so that places in it are places in the text. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[áàâä]/g, 'a')
    .replace(/[éèêë]/g, 'e')
    .replace(/[íìîï]/g, 'i')
    .replace(/[óòôö]/g, 'o')
    .replace(/[úùûü]/g, 'u')
    .replace(/ñ/g, 'n')
    .replace(/[’‘`´]/g, "'")
    .replace(/\s/g, ' ');
}

export function timeNamed(typed: string, here: Said['here']): TimeNamed | null {
  const original = typed.slice(0, LONGEST).normalize('NFC');
  const text = plain(original);
  const words = (from: number, to: number): string =>
    (text.length === original.length ? original : text).slice(from, to).trim();
  const soon = inAWhile(text, here);
  if (soon !== null) return { words: words(soon.from, soon.to), date: soon.date, at: soon.at };
  const days = namedDays(text, here.date);
  const day = days.find(({ date }) => date !== null) ?? days[0];
  const hours = namedHours(text).filter(
    ({ from, to }) => !days.some((other) => from >= other.from && to <= other.to),
  );
  if (day === undefined) {
    const hour = hours[0];
    return hour === undefined ? null : { words: words(hour.from, hour.to), date: null, at: hour.at };
  }
  const hour = nearest(hours, day.from, day.to) ?? beside(text, day.from, day.to);
  const from = Math.min(day.from, hour?.from ?? day.from);
  const to = Math.max(day.to, hour?.to ?? day.to);
  return { words: words(from, to), date: day.date, at: hour?.at ?? null };
}

/** Words between a day and its hour: "Tuesday works for me, say around 3". */
const APART = 40;

function nearest(hours: readonly NamedHour[], from: number, to: number): NamedHour | undefined {
  return (
    hours.find((hour) => hour.from >= to - 1 && hour.from - to <= APART) ??
    hours.find((hour) => hour.to <= from + 1 && from - hour.to <= APART)
  );
}

function beside(text: string, from: number, to: number): NamedHour | undefined {
  const after = BESIDE.exec(text.slice(to, to + 60));
  if (after !== null) {
    const at = clock(after[1], undefined, undefined, after[4]);
    if (at !== null) return { from: to, to: to + after[0].length, at };
  }
  const start = Math.max(0, from - 20);
  const before = AHEAD.exec(text.slice(start, from));
  const at = before === null ? null : clock(before[1], undefined, undefined, undefined);
  return before === null || at === null ? undefined : { from: start + before.index, to: from, at };
}

function namedHours(text: string): readonly NamedHour[] {
  const found: NamedHour[] = [];
  for (const pattern of CLOCK)
    for (const match of text.matchAll(pattern)) {
      const from = match.index;
      const to = from + match[0].length;
      const at = clock(match[1], match[2], match[3], match[4]);
      if (at !== null && !found.some((other) => from < other.to && to > other.from))
        found.push({ from, to, at });
    }
  for (const match of text.matchAll(NOON))
    found.push({ from: match.index, to: match.index + match[0].length, at: localTime(720) });
  return found.sort((a, b) => a.from - b.from);
}

/** Hours 1 to 7 are afternoon, 8 to 11 morning, unless said: nobody asks a business to come at three in the night. */
function clock(
  hour: string | undefined,
  minutes: string | undefined,
  half: string | undefined,
  part: string | undefined,
): LocalTime | null {
  const named = NUMBERS[hour ?? ''] ?? Number(hour);
  if (!Number.isInteger(named) || named > 23 || (named === 0 && !minutes)) return null;
  const past = minutes === ' y media' ? 30 : minutes === ' y cuarto' ? 15 : Number(minutes || 0);
  const later = half?.startsWith('p') || /afternoon|evening|tarde|night|noche/.test(part ?? '');
  const earlier = half?.startsWith('a') || /morning|manana/.test(part ?? '');
  if ((later || earlier) && named > 12 && half) return null;
  const base = named === 12 && earlier && half ? 0 : named;
  const inTheAfternoon = later ? base < 12 : !earlier && base >= 1 && base <= 7 && hour?.length !== 2;
  return localTime((base + (inTheAfternoon ? 12 : 0)) * 60 + past);
}

/** "in 10 min", "in half an hour": counted from when it was written. */
function inAWhile(
  text: string,
  here: Said['here'],
): (NamedHour & { readonly date: Said['here']['date'] }) | null {
  const found =
    /(?<![a-z])(?:in|en|dentro de) (?:about |like |unos )?(?:(half an|media) (hour|hora)|(\d{1,3}|an?|una?|one|two|dos|a couple(?: of)?) ?(hours?|hrs?|horas?|min(?:ute|uto)?s?))(?![a-z])/.exec(
      text,
    );
  if (found === null) return null;
  const count = found[1] ? 0.5 : (NUMBERS[(found[3] ?? '').replace(/ .*/, '')] ?? Number(found[3]));
  const unit = (found[2] ?? found[4] ?? '').startsWith('h') ? 60 : 1;
  const at = here.time + Math.round((/couple/.test(found[0]) ? 2 : count) * unit);
  if (!Number.isFinite(at) || at >= 1_440) return null;
  return { from: found.index, to: found.index + found[0].length, date: here.date, at: localTime(at) };
}
