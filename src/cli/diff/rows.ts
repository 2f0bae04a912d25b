/** What a change does to one lead, as rows of text: when each touch went before and goes now, and the rule that has a say. */
import type { Instant, Zone } from '../../domain/time.ts';
import type { TouchChange } from '../../engine/diff/changes.ts';
import type { CourseRow } from '../../engine/diff/course.ts';
import type { LeadDiff } from '../../engine/diff/leads.ts';
import { daysBetween, localDayOf, localTimeOf } from '../../schedule/calendar.ts';
import { describeDuration } from '../../schedule/describe.ts';
import { humanDates, showMoment } from '../times.ts';
import { CHANNEL_WORDS } from '../touch-words.ts';

export interface ShownChange {
  readonly mark: '+' | '-' | '~';
  readonly touch: string;
  readonly before: string;
  readonly after: string;
  /** Such as `1 day later, other words`. */
  readonly what: string;
  /** The rule that moved or ended it, where the older revision met another one, or none. */
  readonly why: string | null;
}

/** What changes only, in the order of the new course. */
export const shownChanges = ({ changes, zone }: LeadDiff, near: Instant): readonly ShownChange[] =>
  changes.filter(({ kind }) => kind !== 'same').map((change) => shown(change, zone, near));

function shown(change: TouchChange, zone: Zone, near: Instant): ShownChange {
  const { kind, touch, occurrence, before, after } = change;
  const why = ruleMet(change);
  return {
    mark: kind === 'added' ? '+' : kind === 'dropped' ? '-' : '~',
    touch: occurrence === 0 ? touch : `${touch} (${occurrence + 1})`,
    before: timeOf(before, zone, near),
    after: timeOf(after, zone, near),
    what: whatOf(change, zone),
    why: why === null ? null : humanDates(why.detail, zone, near),
  };
}

/** The rule that decides about the new time or end, unless it decided the same before. */
function ruleMet({ before, after, kind }: TouchChange): CourseRow['why'] {
  if (kind === 'same' || kind === 'words' || after === null || after.why === null) return null;
  return before?.why?.code === after.why.code && before.state === after.state ? null : after.why;
}

function timeOf(row: CourseRow | null, zone: Zone, near: Instant): string {
  if (row === null) return '–';
  if (row.state === 'skipped') return 'skipped';
  return row.at === null ? 'waits' : showMoment(row.at, zone, near);
}

function whatOf({ kind, before, after, saysElse, otherChannel }: TouchChange, zone: Zone): string {
  const words: string[] = [];
  if (kind === 'added') return before === null ? `new ${CHANNEL_WORDS[after?.channel ?? 'sms']}` : 'goes now';
  if (kind === 'dropped') return after === null ? 'gone' : 'dropped';
  if (before?.at && after?.at && kind !== 'words') words.push(`${apart(before.at, after.at, zone)} ${kind}`);
  if (otherChannel && before && after)
    words.push(`${CHANNEL_WORDS[before.channel]} → ${CHANNEL_WORDS[after.channel]}`);
  else if (saysElse) words.push('other words');
  return words.join(', ');
}

/** Whole days by the calendar where the time of day is the same, whatever the clocks do in between. */
function apart(from: Instant, to: Instant, zone: Zone): string {
  const days = Math.abs(daysBetween(localDayOf(from, zone), localDayOf(to, zone)));
  if (days > 0 && localTimeOf(from, zone) === localTimeOf(to, zone))
    return `${days} day${days === 1 ? '' : 's'}`;
  return describeDuration(to - from);
}

export interface Group {
  readonly leads: readonly LeadDiff[];
  readonly rows: readonly ShownChange[];
}

/** Sources to which the same happens, together; those without a change are left out. */
export function grouped(leads: readonly LeadDiff[], near: Instant): readonly Group[] {
  const groups = new Map<string, { readonly leads: LeadDiff[]; readonly rows: readonly ShownChange[] }>();
  for (const lead of leads) {
    const rows = shownChanges(lead, near);
    if (rows.length === 0) continue;
    const key = JSON.stringify(rows);
    const group = groups.get(key) ?? { leads: [], rows };
    group.leads.push(lead);
    groups.set(key, group);
  }
  return [...groups.values()];
}

export interface TouchTotal {
  readonly touch: string;
  readonly earlier: number;
  readonly later: number;
  readonly added: number;
  readonly dropped: number;
  readonly words: number;
}

/** How many leads each touch changes for, in the order in which touches first change. */
export function totalsOf(leads: readonly LeadDiff[]): readonly TouchTotal[] {
  const totals = new Map<string, { -readonly [K in keyof TouchTotal]: TouchTotal[K] }>();
  for (const { changes } of leads)
    for (const { kind, touch, saysElse } of changes) {
      if (kind === 'same') continue;
      const zero = { touch, earlier: 0, later: 0, added: 0, dropped: 0, words: 0 };
      const total = totals.get(touch) ?? zero;
      if (kind !== 'words') total[kind] += 1;
      if (saysElse) total.words += 1;
      totals.set(touch, total);
    }
  return [...totals.values()];
}

/** Rules that leads meet by the change, the most frequent first: what it is, and how many touches it moves or ends. */
export function rulesOf(leads: readonly LeadDiff[]): readonly (readonly [rule: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { changes } of leads)
    for (const change of changes) {
      const why = ruleMet(change);
      if (why !== null) counts.set(ruleWords(why.code), (counts.get(ruleWords(why.code)) ?? 0) + 1);
    }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

const RULES: Readonly<Record<string, string>> = {
  quiet_hours: 'quiet hours',
  email_hours: 'hours of emails',
  sms_per_day: 'one text a day',
  sms_spacing: '8 hours between texts',
  email_spacing: '48 hours between emails',
  contacts_per_day: '3 texts and calls in 24 hours',
  business_hours: 'business hours',
  vary_from: 'calls at another time of day',
  order: 'order within a channel',
  reference: 'waiting for another touch',
  closes_last: 'a promise of silence goes last',
  promised_silence: 'silence was promised',
  min_gap: 'gaps are kept',
  catch_up: 'one late message a day',
  too_late: 'too late, and skipped',
  moved_past: 'before the day of the move, and skipped',
  paused: 'the lead is paused',
};

const ruleWords = (code: string): string => RULES[code] ?? code.replaceAll('_', ' ');
