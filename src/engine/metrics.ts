/** The figures of a workspace as Prometheus reads them: names, labels, numbers; never a person. */
import { elapsed, type Instant } from '../domain/time.ts';
import { readFigures } from '../store/figures.ts';
import { overdue } from '../store/overdue.ts';
import type { Workspace } from './workspace.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly kind: 'gauge' | 'counter';
  readonly values: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

export async function metricsOf(ws: Workspace, now: Instant): Promise<readonly Metric[]> {
  const figures = await readFigures(ws.db, now);
  const due = await overdue(ws.db, now);
  const since = (at: Instant): number => Math.max(0, elapsed(at, now)) / 1_000;
  const { lags } = figures;
  const quantile = (share: number): number =>
    (lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0) / 1_000;
  return [
    gauge(
      'sends',
      'Messages of the last 24 hours, by channel and outcome.',
      figures.sends.map(({ channel, state, count }) => [{ channel, outcome: state }, count]),
    ),
    gauge('uncertain', 'Messages of which nobody knows whether they went.', [[{}, figures.uncertain.count]]),
    gauge('uncertain_oldest_seconds', 'Age of the oldest of them.', ageOf(figures.uncertain.oldest, since)),
    gauge('due', 'Leads who are due now.', [[{}, due.count]]),
    gauge('due_oldest_seconds', 'How long the first of them has been due.', ageOf(due.oldest, since)),
    gauge('due_lag_seconds', 'From due to sent, of the last hour.', [
      [{ quantile: '0.5' }, quantile(0.5)],
      [{ quantile: '0.99' }, quantile(0.99)],
    ]),
    gauge(
      'skipped',
      'Touches skipped in the last 24 hours, by reason.',
      [...figures.skipped].map(([reason, count]) => [{ reason }, count]),
    ),
    gauge(
      'suppressions',
      'Numbers and addresses that may not be reached, by channel.',
      figures.suppressions.map(({ channel, count }) => [{ channel }, count]),
    ),
    gauge('tick_age_seconds', 'Since the last tick that had work.', ageOf(figures.lastRunAt, since)),
    gauge(
      'poll_age_seconds',
      'Since it was last known what leads have answered.',
      [...figures.polled].map(([business, at]) => [{ business }, since(at)]),
    ),
    gauge(
      'mailbox_age_seconds',
      'Since a mailbox was last read to its end.',
      [...figures.mailboxes].map(([business, at]) => [{ business }, since(at)]),
    ),
  ];
}

type Values = Metric['values'];

const gauge = (name: string, help: string, values: Values): Metric => ({ name, help, kind: 'gauge', values });

const ageOf = (at: Instant | null, since: (at: Instant) => number): Values =>
  at === null ? [] : [[{}, since(at)]];

/** The text format of Prometheus, version 0.0.4. */
export function prometheusText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, kind, values }) => [
    `# HELP leadseq_${name} ${help}`,
    `# TYPE leadseq_${name} ${kind}`,
    ...values.map(([labels, value]) => `leadseq_${name}${labelText(labels)} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replace(/[\\"\n]/g, (each) => (each === '\n' ? '\\n' : `\\${each}`))}"`,
  );
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
