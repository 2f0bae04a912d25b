/** A call to be made, with everything in view that whoever makes it needs; and the list of all of them. */
import type { ChalkInstance } from 'chalk';
import type { Instant } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';
import type { CallQueue, QueuedCall } from '../engine/call-queue.ts';
import type { ThreadEntry } from '../engine/thread.ts';
import { calendarZone } from '../schedule/zones.ts';
import { iso } from './json.ts';
import { table, wrap } from './table.ts';
import { isOverdue, lateness, taskJson, titleOf } from './task-words.ts';
import { plain, plainLines } from './terminal.ts';
import { threadLines } from './thread-words.ts';
import { showInColumn, showMoment } from './times.ts';

/** What is typed for each outcome: its letter, or the word itself. */
export const OUTCOME_KEYS = {
  a: 'answered',
  v: 'voicemail',
  n: 'no_answer',
  b: 'busy',
  w: 'wrong_number',
  k: 'booked',
  x: 'not_interested',
  c: 'call_back',
  o: 'opted_out',
} as const satisfies Readonly<Record<string, CallOutcome>>;

export type Said =
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome }
  | { readonly kind: 'skip' | 'quit' }
  | { readonly kind: 'ring' | 'nothing' }
  | { readonly kind: 'unclear' };

/** What somebody typed after a call. */
export function readSaid(typed: string): Said {
  const word = typed
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  if (word === '') return { kind: 'nothing' };
  if (word === 'r' || word === 'ring') return { kind: 'ring' };
  if (word === 's' || word === 'skip') return { kind: 'skip' };
  if (word === 'q' || word === 'quit' || word === 'exit') return { kind: 'quit' };
  const outcome = Object.entries(OUTCOME_KEYS).find(([key, name]) => word === key || word === name)?.[1];
  return outcome === undefined ? { kind: 'unclear' } : { kind: 'outcome', outcome };
}

export const KEYS: readonly string[] = [
  'a answered   v voicemail       n no answer   b busy        w wrong number',
  'k booked     x not interested  c call back   o opted out   s skip   q quit',
];

/** Where the settings say that Twilio puts calls through. */
export const RING_KEY = 'r ring: your own phone first, then theirs';

/** The newest words on both sides: more would push the script out of view. */
const TAIL = 4;

export function callLines(
  { task, situation }: QueuedCall,
  thread: readonly ThreadEntry[],
  left: number,
  now: Instant,
  width: number,
  color: ChalkInstance,
): readonly string[] {
  const { contact, business } = situation;
  const zone = calendarZone(contact.zone, business.zone);
  const late = lateness(task, now);
  const said = thread
    .filter(({ kind }) => kind === 'heard' || kind === 'sent' || kind === 'called')
    .slice(-TAIL);
  const part = (title: string, text: string | null): readonly string[] =>
    text === null || text.trim() === ''
      ? []
      : [
          '',
          color.bold(title),
          ...plainLines(text.trimEnd())
            .flatMap((line) => wrap(line, width - 2))
            .map((line) => `  ${line}`.trimEnd()),
        ];
  const after = left === 0 ? 'the last one' : `${left} more ${left === 1 ? 'waits' : 'wait'}`;
  return [
    ...wrap(`${titleOf(task, now)} (task ${task.id}, ${after})`, width).map((line) => color.bold(line)),
    `${plain(task.name) || '(no name)'}  ${color.bold(contact.phone?.value ?? '(no number)')}  lead ${contact.id} of ${plain(business.name)}`,
    `There it is ${showMoment(now, zone, now)} (${zone}). Due since ${showMoment(task.dueAt, zone, now)}${late === '' ? '' : color.yellow(`, ${late}`)}.`,
    ...(said.length === 0
      ? []
      : [
          '',
          color.bold('Said last'),
          ...threadLines(said, contact.firstName, zone, now, width, color),
        ].filter((line, at, all) => !(line === '' && at > 0 && all[at - 1] === color.bold('Said last')))),
    ...part(task.key === null ? 'What it is about' : 'Script', task.script),
    ...part('Voicemail', task.voicemail),
  ];
}

/** For whoever makes no calls here and now: all of them, and when. */
export function queueLines(queue: CallQueue, now: Instant, width: number): readonly string[] {
  const row = ({ task, situation, from }: QueuedCall): readonly string[] => {
    const zone = calendarZone(situation.contact.zone, situation.business.zone);
    return [
      String(task.id),
      from <= now ? lateness(task, now) || 'now' : when(from, zone, now),
      titleOf(task, now),
      task.phone ?? '',
      task.assignee ?? '',
    ];
  };
  const rows = [...queue.now, ...queue.later].map(row);
  if (rows.length === 0) return ['There are no calls to make.'];
  return table(
    [
      { title: '#', align: 'right' },
      { title: 'when' },
      { title: 'call', fit: 'wrap' },
      { title: 'phone' },
      { title: 'whose', fit: 'cut' },
    ],
    rows,
    width,
  );
}

const when = (from: Instant, zone: Parameters<typeof showInColumn>[1], now: Instant): string =>
  Number.isFinite(from) ? showInColumn(from, zone, now) : 'no hours';

export const queuedJson = ({ task, situation, from }: QueuedCall, now: Instant): object => ({
  ...taskJson(task, now),
  script: task.script,
  voicemail: task.voicemail,
  zone: calendarZone(situation.contact.zone, situation.business.zone),
  callableNow: from <= now,
  callableFrom: Number.isFinite(from) ? iso(from) : null,
});

export const queuedCells = ({ task, from }: QueuedCall, now: Instant): readonly string[] => [
  String(task.id),
  Number.isFinite(from) ? iso(from) : '',
  from <= now ? 'yes' : 'no',
  isOverdue(task, now) ? 'yes' : 'no',
  task.business,
  String(task.contact),
  task.name,
  task.phone ?? '',
  task.title,
  task.assignee ?? '',
];

export const QUEUE_TITLES: readonly string[] = [
  'task',
  'from',
  'now',
  'overdue',
  'business',
  'lead',
  'name',
  'phone',
  'title',
  'assignee',
];
