/** Hours of the week as people write them: `{ mon-fri: "09:00-17:00", sat: ["09:00-12:00"], sun: closed }`. */
import type { LocalWindow, WeeklyHours } from '../domain/time.ts';
import type { Report } from './finding.ts';
import { parseStretch } from './literals.ts';
import { asText, type Entry, itemsOf, type Mapping, type Tree } from './tree.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Days that are not named keep `otherwise`; null, and reported, when a day is named twice or a stretch is no stretch. */
export function weeklyOf(map: Mapping, otherwise: WeeklyHours, report: Report): WeeklyHours | null {
  const week = new Map<number, { readonly entry: Entry; readonly windows: readonly LocalWindow[] }>();
  let sound = true;
  for (const entry of map.entries.values()) {
    const windows = windowsOf(entry.value, report);
    if (!windows) sound = false;
    for (const day of daysOf(entry.key)) {
      const first = week.get(day);
      if (first) {
        report({
          code: 'wrong-value',
          message: `\`${entry.key}\` names ${DAYS[day]} again; \`${first.entry.key}\` on line ${first.entry.keyRange.line} has it already.`,
          range: entry.keyRange,
        });
        sound = false;
      } else week.set(day, { entry, windows: windows ?? [] });
    }
  }
  const [mon, tue, wed, thu, fri, sat, sun] = otherwise.map((usual, day) => week.get(day)?.windows ?? usual);
  return sound ? [mon ?? [], tue ?? [], wed ?? [], thu ?? [], fri ?? [], sat ?? [], sun ?? []] : null;
}

/** `mon-fri` is five days, `sat-mon` three. */
function daysOf(key: string): readonly number[] {
  const [from, to] = key.split('-').map((day) => DAYS.indexOf(day as (typeof DAYS)[number]));
  if (from === undefined) return [];
  const count = to === undefined ? 1 : ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, i) => (from + i) % 7);
}

/** In the order of the day; stretches that overlap or touch are refused, for one of them is a slip. */
function windowsOf(value: Tree, report: Report): readonly LocalWindow[] | null {
  if (value.kind === 'scalar' && value.value === 'closed') return [];
  const windows: LocalWindow[] = [];
  for (const item of itemsOf(value)) {
    const window = parseStretch(asText(item));
    if (!window) {
      report({
        code: 'wrong-value',
        message: `\`${asText(item)}\` ends before it begins.`,
        range: item.range,
      });
      return null;
    }
    const other = windows.find(({ opens, closes }) => window.opens <= closes && opens <= window.closes);
    if (other) {
      report({
        code: 'wrong-value',
        message: `\`${asText(item)}\` overlaps another stretch of the same day.`,
        range: item.range,
      });
      return null;
    }
    windows.push(window);
  }
  return windows.sort((a, b) => a.opens - b.opens);
}

export const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

export const stretch = ({ opens, closes }: LocalWindow): string => `${clock(opens)}-${clock(closes)}`;

/** The first day on which `inner` is open while `outer` is not; null when it lies within. */
export function dayOutside(
  inner: WeeklyHours,
  outer: WeeklyHours,
): { readonly day: string; readonly seen: string; readonly allowed: string } | null {
  for (const [index, windows] of inner.entries()) {
    const limits = outer[index] ?? [];
    const inside = (one: LocalWindow): boolean =>
      limits.some(({ opens, closes }) => opens <= one.opens && one.closes <= closes);
    if (!windows.every(inside))
      return { day: DAYS[index] ?? '', seen: words(windows), allowed: words(limits) };
  }
  return null;
}

const words = (windows: readonly LocalWindow[]): string => windows.map(stretch).join(' and ') || 'closed';

/** Back to words, equal days together: `mon-fri 09:00-17:00, sat closed, sun closed`. */
export function describeWeek(week: WeeklyHours): string {
  const parts: { from: number; to: number; words: string }[] = [];
  for (const [day, windows] of week.entries()) {
    const last = parts.at(-1);
    if (last?.words === words(windows)) last.to = day;
    else parts.push({ from: day, to: day, words: words(windows) });
  }
  return parts
    .map(({ from, to, words: open }) => `${DAYS[from]}${to > from ? `-${DAYS[to]}` : ''} ${open}`)
    .join(', ');
}
