/** Instants, spans and local calendar values: the four kinds of time that must never be mixed. */

declare const unit: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z. An instant has no zone; a zone is only needed to show it or to reason about days. */
export type Instant = number & { readonly [unit]: 'instant' };

/** Elapsed milliseconds, independent of any calendar: 24 hours are 86,400,000 also when the clocks change. */
export type Millis = number & { readonly [unit]: 'millis' };

/** A calendar day such as `2026-03-08`, always read together with a zone. Strings of this form sort by time. */
export type LocalDate = string & { readonly [unit]: 'local date' };

/** Minutes after local midnight, 0 to 1440 (1440 is the end of the day and only ever closes a window). */
export type LocalTime = number & { readonly [unit]: 'local time' };

/** An IANA zone name that the runtime knows, such as `America/Chicago`. */
export type Zone = string & { readonly [unit]: 'zone' };

export const instant = (ms: number): Instant => ms as Instant;
export const millis = (ms: number): Millis => ms as Millis;
export const localDate = (text: string): LocalDate => text as LocalDate;
export const localTime = (minutes: number): LocalTime => minutes as LocalTime;

export const SECOND = millis(1_000);
export const MINUTE = millis(60_000);
export const HOUR = millis(3_600_000);
export const DAY = millis(86_400_000);

/** The instant `span` after `at`. */
export const after = (at: Instant, span: number): Instant => (at + span) as Instant;

/** Elapsed time from `from` to `to`; negative when `to` is earlier. */
export const elapsed = (from: Instant, to: Instant): Millis => (to - from) as Millis;

/** The later of the instants. */
export const latest = (...instants: readonly Instant[]): Instant => Math.max(...instants) as Instant;

/** Whether the runtime has zone rules under this name. `Intl.supportedValuesOf` lacks Asia/Kolkata, UTC and Europe/Kyiv on Node 20, so a formatter is built instead. */
export function isZone(name: string): name is Zone {
  // Offsets such as "+05:00" construct a formatter too, but carry no rules for clock changes.
  if (!/^[A-Za-z]/.test(name)) return false;
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    if (knownZones.size < 1_000) knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

/** A formatter takes 100 µs to build; the runtime has some 600 names. */
const knownZones = new Set<string>();

/** An open stretch of a local day: from `opens` up to, not including, `closes`. */
export interface LocalWindow {
  readonly opens: LocalTime;
  readonly closes: LocalTime;
}

/** Windows for each weekday, index 0 = Monday … 6 = Sunday; an empty list is a closed day. */
export type WeeklyHours = readonly [
  readonly LocalWindow[],
  readonly LocalWindow[],
  readonly LocalWindow[],
  readonly LocalWindow[],
  readonly LocalWindow[],
  readonly LocalWindow[],
  readonly LocalWindow[],
];
