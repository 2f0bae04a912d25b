/** What a tick tells people and programs: a summary in sentences, and the same as JSON. */
import type { Failed, TickEvent, TickReport, Waiting } from '../engine/tick-options.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { Io } from './io.ts';
import { iso } from './json.ts';
import type { LeftOut } from './left-out.ts';
import { inPlainWords } from './network-words.ts';
import { NOTHING_DUE } from './nothing-due.ts';
import { table } from './table.ts';
import { plain } from './terminal.ts';
import { showInColumn, withPeriod } from './times.ts';

/** The counts that are not zero, in the order in which they matter. */
const COUNTED: readonly (readonly [keyof TickReport, one: string, many: string])[] = [
  ['sent', 'sent', 'sent'],
  ['received', 'answer read', 'answers read'],
  ['tasks', 'call task made', 'call tasks made'],
  ['moved', 'moved on', 'moved on'],
  ['deferred', 'goes later', 'go later'],
  ['skipped', 'skipped', 'skipped'],
  ['refused', 'refused', 'refused'],
  ['unsent', 'to be tried again', 'to be tried again'],
  ['cancelled', 'held back at the last moment', 'held back at the last moment'],
  ['uncertain', 'uncertain', 'uncertain'],
  ['stopped', 'sequence stopped', 'sequences stopped'],
  ['finished', 'sequence finished', 'sequences finished'],
];

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** `line`: what is to be said first of rehearsals. */
export function summary(
  io: Io,
  report: TickReport,
  line: string | null,
  leftOut: readonly LeftOut[] = [],
): readonly string[] {
  const parts = COUNTED.flatMap(([key, one, many]) => {
    const count = Number(report[key]);
    return count === 0 ? [] : [plural(count, one, many)];
  });
  const held = report.recovered + report.uncertain;
  const isHeld = report.waits.length > 0 || heldLines(report).length > 0 || report.recovered > 0;
  return [
    // With nothing done there is nothing to mistake for real, and cron says so every minute.
    ...(line !== null && !report.dryRun && parts.length > 0 ? [line] : []),
    parts.length > 0 ? `${parts.join(', ')}.` : isHeld ? 'Nothing was sent.' : NOTHING_DUE,
    ...leftOutLines(leftOut),
    ...failedLines(report),
    ...report.waits.map((wait) => waitLine(io, wait)),
    ...heldLines(report),
    ...(report.resolved === 0
      ? []
      : [
          `${plural(report.resolved, 'uncertain message was', 'uncertain messages were')} cleared up by the provider.`,
        ]),
    ...(report.recovered === 0
      ? []
      : [`${plural(report.recovered, 'message', 'messages')} of a tick that died may have arrived.`]),
    ...(held === 0 ? [] : [`Nothing uncertain is sent again by itself. See: ${io.name} uncertain`]),
    ...report.channelsPaused.map(
      ({ business, channel, detail }) =>
        `${business}: ${channel === 'sms' ? 'texts' : 'emails'} are paused, because ${plain(detail).replace(/\.$/, '')}. When it is mended: ${io.name} resume --business ${business} --channel ${channel}`,
    ),
    ...report.problems.map(
      ({ contact, name, detail }) =>
        `${plain(name) || 'A lead'} (lead ${contact}) was set aside for an hour, because ${plain(detail)}. See: ${io.name} tasks`,
    ),
    ...(report.endedBy === 'limit'
      ? ['More is due: the limit of this run is used up, and the next tick goes on.']
      : []),
    ...(report.endedBy === 'signal'
      ? ['Told to stop: what was on its way was finished, the rest waits.']
      : []),
  ];
}

/** What waits for a provider that does not tell what leads have answered. */
const heldLines = (report: TickReport): readonly string[] => {
  const lines = (channel: 'sms' | 'email', held: TickReport['textsHeld']): readonly string[] =>
    held
      .filter(({ business }) => !isPaused(report, { business, channel }))
      .map(
        ({ business, detail }) =>
          `${business}: ${channel === 'sms' ? 'texts' : 'emails'} wait, because nobody knows what leads have answered: ${plain(inPlainWords(detail)).replace(/\.$/, '')}. The next tick asks again.`,
      );
  return [...lines('sms', report.textsHeld), ...lines('email', report.mailsHeld)];
};

/** Reasons may name a lead's own times; a few tell what it was, and `why` tells the rest. */
const MOST_LEFT_OUT = 3;

function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const rest = leftOut.slice(MOST_LEFT_OUT).reduce((sum, { count }) => sum + count, 0);
  return [
    ...leftOut
      .slice(0, MOST_LEFT_OUT)
      .map(
        ({ kind, detail, count }) => `${count.toLocaleString('en-US')} ${kind}: ${withPeriod(plain(detail))}`,
      ),
    ...(rest === 0 ? [] : [`${rest.toLocaleString('en-US')} more skipped or stopped for other reasons.`]),
  ];
}

/** Each provider in its own words; a carrier that finds many of them is cut short. */
const MOST_FAILED = 5;

const WHAT_BECAME: Readonly<Record<Failed['kind'], string>> = {
  unsent: 'did not go and will be tried again',
  refused: 'will not be tried again',
  uncertain: 'may or may not have arrived',
};

/** A channel that was paused says the same once more, with what to do. */
const isPaused = (report: TickReport, { business, channel }: Pick<Failed, 'business' | 'channel'>): boolean =>
  report.channelsPaused.some((paused) => paused.business === business && paused.channel === channel);

function failedLines(report: TickReport): readonly string[] {
  const failed = report.failed.filter((each) => !isPaused(report, each));
  const often = [...failed].sort((a, b) => b.count - a.count);
  const rest = often.slice(MOST_FAILED).reduce((sum, { count }) => sum + count, 0);
  return [
    ...often.slice(0, MOST_FAILED).map(({ kind, business, channel, detail, count }) => {
      const what = channel === 'email' ? plural(count, 'email', 'emails') : plural(count, 'text', 'texts');
      return `${business}: ${what} ${WHAT_BECAME[kind]}: ${withPeriod(plain(inPlainWords(detail)))}`;
    }),
    ...(rest === 0 ? [] : [`${plural(rest, 'more message', 'more messages')} for other reasons.`]),
  ];
}

/** What holds messages back, and what a person can do about it. */
function waitLine(io: Io, { count, code, detail, sequence }: Waiting): string {
  const what = `${plural(count, 'message waits', 'messages wait')}: ${detail}`;
  if (code === 'not_live') return `${what}. See: ${io.name} live ${sequence} --dry-run`;
  if (code === 'first_run')
    return `${what}. When you have looked at them: ${io.name} live ${sequence} --more`;
  return `${what}.`;
}

/** What a dry run would do, one line a touch. */
export function preview(io: Io, ws: Workspace, events: readonly TickEvent[]): readonly string[] {
  if (events.length === 0) return [];
  const now = io.now();
  const rows = events.map((event) => {
    const zone = ws.config.businesses.get(event.business)?.zone;
    const words = event.subject ?? event.text ?? event.detail ?? '';
    return [
      DOES[event.kind],
      event.channel ?? '',
      event.name || `lead ${event.contact}`,
      `${event.sequence}/${event.touch}`,
      zone === undefined ? iso(event.at) : showInColumn(event.at, zone, now),
      words,
    ];
  });
  return table(
    [
      { title: '' },
      { title: '' },
      { title: 'lead', fit: 'cut' },
      { title: 'touch', fit: 'cut' },
      { title: 'at' },
      { title: 'words', fit: 'cut' },
    ],
    rows,
    io.stdout.columns,
  );
}

const DOES: Readonly<Record<TickEvent['kind'], string>> = {
  sent: 'send',
  uncertain: 'send',
  refused: 'send',
  unsent: 'send',
  cancelled: 'hold',
  task: 'make a task',
  moved: 'move',
  skipped: 'skip',
  stopped: 'stop',
  finished: 'finish',
};

export const eventJson = (event: TickEvent): object => ({ ...event, at: iso(event.at) });

export const reportJson = (report: TickReport): object => ({
  ...report,
  startedAt: iso(report.startedAt),
  endedAt: iso(report.endedAt),
});
