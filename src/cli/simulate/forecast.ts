/** The forecast as people read it: a line a day, what it costs, and when nothing waits any more. */

import type { Budgets } from '../../domain/policy.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import type { Forecast } from '../../engine/simulate-forecast.ts';
import { table, wrap } from '../table.ts';
import { showDay } from '../times.ts';
import { type Cost, costOf } from './json.ts';
import { WIDTH } from './lines.ts';

const shown = (count: number): string => count.toLocaleString('en-US');
const money = (amount: number | null): string => (amount === null ? '' : amount.toFixed(2));

export function forecastLines(forecast: Forecast, cost: Cost, zone: Zone, near: Instant): readonly string[] {
  const { days, clears, left } = forecast;
  const priced = cost.segment !== null || cost.email !== null;
  const waits = days.some(({ behind }) => behind > 0);
  const total = days.reduce(
    (sum, day) => ({
      texts: sum.texts + day.texts,
      segments: sum.segments + day.segments,
      emails: sum.emails + day.emails,
      calls: sum.calls + day.calls,
    }),
    { texts: 0, segments: 0, emails: 0, calls: 0 },
  );
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'day' },
    ...['texts', 'segments', 'emails', 'calls'].map(right),
    ...(waits ? [right('waiting')] : []),
    ...(priced ? [right('cost')] : []),
  ];
  const row = (name: string, sums: typeof total, behind: number | null) => [
    name,
    ...[sums.texts, sums.segments, sums.emails, sums.calls].map(shown),
    ...(waits ? [behind === null ? '' : shown(behind)] : []),
    ...(priced ? [money(costOf(sums, cost))] : []),
  ];
  const cleared = clears === null ? undefined : days.find(({ day }) => day === clears);
  return [
    ...table(
      columns,
      [...days.map((day) => row(showDay(day.at, zone, near), day, day.behind)), row('all', total, null)],
      WIDTH,
    ),
    '',
    ...(priced ? [] : ['No price was given, so no cost is told: --price-sms, --price-email.']),
    ...backlog(waits, left, cleared === undefined ? null : showDay(cleared.at, zone, near)),
  ];
}

function backlog(waits: boolean, left: number, clears: string | null): readonly string[] {
  if (!waits) return ['No cap holds anything up.'];
  if (left > 0)
    return [`${shown(left)} messages still wait at the end of it: the caps are too low for these leads.`];
  return clears === null
    ? []
    : [`The backlog clears on ${clears.replace('  ', ' ')}: from then on nothing waits for a cap.`];
}

/** The caps in force, said before the table. */
export function capLines(
  caps: readonly (readonly [business: string, budgets: Budgets])[],
): readonly string[] {
  const figure = (count: number, what: string): readonly string[] =>
    count >= Number.MAX_SAFE_INTEGER ? [] : [`${shown(count)} ${what}`];
  const lines = caps.flatMap(([business, { perRun, perMinute, perSenderDay }]) => {
    const said = [
      ...figure(perRun, 'a tick'),
      ...figure(perMinute, 'a minute'),
      ...figure(perSenderDay, 'a day on each channel'),
    ];
    return said.length === 0 ? [] : [`${business}: at most ${said.join(', ')}.`];
  });
  return lines.length === 0
    ? ['There are no caps in these settings (policy.budgets).']
    : wrap(
        `Caps: ${lines.join(' ')} The slow start of a sequence that has just gone live is not part of it.`,
        WIDTH,
      );
}
