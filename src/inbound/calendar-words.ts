/** Days and hours as people name them in English and Spanish, and the calendar that they are counted on. */
import { type LocalDate, localDate } from '../domain/time.ts';

const DAY_MS = 86_400_000;

/** Index 0 is Monday. */
export const WEEKDAYS: readonly string[] = [
  'mon(?:day)?s?|lunes',
  'tue(?:s|sday)?s?|martes',
  'wed(?:s|nesday)?s?|miercoles',
  'thu(?:r|rs|rsday)?s?|jueves',
  'fri(?:day)?s?|viernes',
  'sat(?:urday)?s?|sabados?',
  'sun(?:day)?s?|domingos?',
];

export const MONTHS: readonly string[] = [
  'jan(?:uary)?|enero',
  'feb(?:ruary)?|febrero',
  'mar(?:ch|zo)?',
  'apr(?:il)?|abril',
  'may|mayo',
  'june?|junio',
  'july?|julio',
  'aug(?:ust)?|agosto',
  'sept?(?:ember)?|septiembre|setiembre',
  'oct(?:ober|ubre)?',
  'nov(?:ember|iembre)?',
  'dec(?:ember)?|diciembre',
];

export const NUMBERS: Readonly<Record<string, number>> = {
  ...{
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
  ...{
    una: 1,
    uno: 1,
    un: 1,
    dos: 2,
    tres: 3,
    cuatro: 4,
    cinco: 5,
    seis: 6,
    siete: 7,
    ocho: 8,
    nueve: 9,
    diez: 10,
  },
  ...{ once: 11, doce: 12, a: 1, an: 1, couple: 2, half: 0.5, media: 0.5 },
};

const millisOf = (date: LocalDate): number => Date.parse(`${date}T00:00:00Z`);

/** The day so many days after another. */
export const daysAfter = (date: LocalDate, days: number): LocalDate =>
  localDate(new Date(millisOf(date) + days * DAY_MS).toISOString().slice(0, 10));

/** 0 is Monday. */
export const weekdayOf = (date: LocalDate): number => (new Date(millisOf(date)).getUTCDay() + 6) % 7;

/** The day, or null when there is none such: 30 February, and a month 13. */
export function dayOf(year: number, month: number, day: number): LocalDate | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return localDate(at.toISOString().slice(0, 10));
}

export const partsOf = (
  date: LocalDate,
): { readonly year: number; readonly month: number; readonly day: number } => ({
  year: Number(date.slice(0, 4)),
  month: Number(date.slice(5, 7)),
  day: Number(date.slice(8, 10)),
});
