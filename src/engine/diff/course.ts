/** What one lead would get from now on, in virtual time: each touch with its minute, its words, and the rule that moved or ended it. */
import type { Channel } from '../../domain/channel.ts';
import type { EnrollmentId, TouchId } from '../../domain/ids.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';
import { runThrough } from '../../schedule/run-through.ts';
import type { Decision, Forecast, Situation } from '../../schedule/situation.ts';
import { calendarZone } from '../../schedule/zones.ts';
import { type Words, wordsFor } from '../words.ts';

export interface CourseRow {
  readonly touch: TouchId;
  readonly occurrence: number;
  readonly channel: Channel;
  /** `waits`: held until somebody acts. */
  readonly state: 'goes' | 'skipped' | 'waits';
  /** When it goes, or is skipped; null while it waits. */
  readonly at: Instant | null;
  /** What it says, as one text; null for what is not sent. */
  readonly words: string | null;
  /** Why it is skipped or waits, or what moved it from its own time: a clause, with the rule's name. */
  readonly why: { readonly code: string; readonly detail: string } | null;
}

export interface CourseAsked {
  readonly now: Instant;
  /** Nothing later is looked at. */
  readonly until: Instant;
  /** How every call ends, a minute after its task is made; null: nobody calls. */
  readonly calls: CallOutcome | null;
}

/** In the order in which it happens; what waits comes last. */
export function courseOf(
  start: Situation,
  policy: Policy,
  id: EnrollmentId,
  { now, until, calls }: CourseAsked,
): readonly CourseRow[] {
  const zone = calendarZone(start.contact.zone, start.business.zone);
  const rows: CourseRow[] = [];
  let last: Decision | null = null;
  const watch = (decision: Decision, before: Situation, at: Instant): void => {
    last = decision;
    for (const forecast of decision.forecasts) {
      if (forecast.enrollment !== id) continue;
      const { verdict } = forecast;
      if (verdict.kind === 'go') rows.push(gone(forecast, before, at, zone));
      else if (verdict.kind === 'skip' && verdict.at <= at) rows.push(row(forecast, 'skipped', at));
    }
  };
  const answer = calls === null ? null : { after: 0, outcome: calls };
  runThrough(start, policy, now, { watch, until, call: () => answer });
  const seen = new Set(rows.map(keyOf));
  const rest = (last as Decision | null)?.forecasts ?? [];
  for (const forecast of rest) {
    const { verdict, key, enrollment } = forecast;
    if (enrollment !== id || seen.has(keyOf(key))) continue;
    if (verdict.kind === 'hold' || verdict.kind === 'stop') rows.push(row(forecast, 'waits', null));
  }
  return rows;
}

export const keyOf = ({ touch, occurrence }: Pick<CourseRow, 'touch' | 'occurrence'>): string =>
  `${touch} ${occurrence}`;

function row(forecast: Forecast, state: CourseRow['state'], at: Instant | null): CourseRow {
  const { key, touch, verdict, moves } = forecast;
  const moved = moves.findLast(({ from, to }) => to > from);
  const why =
    'reason' in verdict
      ? { code: verdict.reason.code, detail: verdict.reason.detail }
      : moved === undefined
        ? null
        : { code: moved.gate, detail: moved.detail };
  return { ...key, channel: touch.channel, state, at, words: null, why };
}

function gone(
  forecast: Forecast,
  before: Situation,
  at: Instant,
  zone: ReturnType<typeof calendarZone>,
): CourseRow {
  const enrolled = before.enrollments.find(({ id }) => id === forecast.enrollment);
  const words = enrolled === undefined ? null : said(wordsFor(before, enrolled, forecast, at, zone));
  return { ...row(forecast, 'goes', at), words };
}

function said(words: Words): string | null {
  switch (words.kind) {
    case 'message':
      return words.message.kind === 'email'
        ? `Subject: ${words.message.subject}\n\n${words.message.text}`
        : words.message.body;
    case 'script':
      return [words.script.script, words.script.voicemail].filter((text) => text !== '').join('\n\n');
    case 'problem':
      return `(cannot be written: ${words.problem.message})`;
    default:
      return null;
  }
}
