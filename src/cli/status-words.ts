/** What `status` shows: the table of businesses, and below it whatever needs a person. */
import type { Business } from '../domain/business.ts';
import { elapsed, type Instant, MINUTE } from '../domain/time.ts';
import type { DaemonState } from '../engine/daemon-health.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { EmailReplies } from '../sequence/workspace-file.ts';
import type { BusinessCounts, LastRun } from '../store/listings.ts';
import { covers, type Pause } from '../store/pauses.ts';
import type { Poll } from '../store/polls.ts';
import { daemonText } from './daemon-words.ts';
import type { GlobalOptions, Io } from './io.ts';
import { isoOrNull } from './json.ts';
import { inPlainWords } from './network-words.ts';
import { describeScope, flagsOf } from './pause-scope.ts';
import { type Trouble, troubleFacts, troubleJson } from './status-trouble.ts';
import { table } from './table.ts';
import { colorsFor, plain } from './terminal.ts';
import { showMoment, showSpan } from './times.ts';

/** Cron ticks every minute; after this long without one somebody should look. */
const QUIET_TOO_LONG = 10 * MINUTE;

type Held = Pick<Poll, 'business' | 'heldSince' | 'detail'>;

export interface Glance {
  readonly rows: readonly (BusinessCounts & { readonly of: Business })[];
  readonly pauses: readonly Pause[];
  readonly last: LastRun | null;
  /** The first line; null when everything is live. */
  readonly rehearsal: string | null;
  /** Sequences that a person must decide about before anything goes. */
  readonly undecided: readonly string[];
  /** Who notices answers; null while emails are rehearsed. */
  readonly emailReplies: EmailReplies | null;
  /** Businesses whose provider could not be asked for what leads have answered. */
  readonly textsHeld: readonly Held[];
  /** Businesses whose mailbox could not be read. */
  readonly mailsHeld: readonly Held[];
  /** Why a copy of the database sends nothing; null when this is the one that is sent from. */
  readonly copy: string | null;
  /** The only people that anything reaches; null for everybody. */
  readonly onlyTo: readonly string[] | null;
  readonly trouble: Trouble;
  /** Texts of a day from people whom nobody here knows. */
  readonly strangers: number;
}

export function statusLines(
  io: Io,
  options: GlobalOptions,
  ws: Workspace,
  glance: Glance,
  daemons: readonly DaemonState[],
): readonly string[] {
  const { rows, pauses, last } = glance;
  const color = colorsFor(io, io.stdout, options);
  const now = io.now();
  const zones = new Set(rows.map(({ of }) => of.zone));
  const total = (count: (row: BusinessCounts) => number): number =>
    rows.reduce((sum, row) => sum + count(row), 0);
  const number = { align: 'right' } as const;
  const columns = [
    { title: 'business', fit: 'cut' as const },
    { title: 'leads', ...number },
    { title: 'active', ...number },
    { title: 'paused', ...number },
    { title: 'finished', ...number },
    { title: 'stopped', ...number },
    { title: 'due', ...number },
    { title: 'next look' },
  ];
  const cells = rows.map((row) => [
    row.of.id,
    shown(row.contacts),
    shown(row.enrollments.active),
    shown(row.enrollments.paused),
    shown(row.enrollments.finished),
    shown(row.enrollments.stopped),
    { text: shown(row.due), paint: row.due > 0 ? color.bold : color.reset },
    row.nextWake === null ? '-' : showMoment(row.nextWake, row.of.zone, now),
  ]);
  const [zone] = zones;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Sent in 24 hours',
      `${count(
        total((row) => row.sms),
        'text',
      )}, ${count(
        total((row) => row.email),
        'email',
      )}`,
    ],
    [
      'Tasks',
      tasksText(
        io,
        total((row) => row.openTasks),
        total((row) => row.dueTasks),
      ),
    ],
    [
      'Uncertain',
      uncertainText(
        io,
        total((row) => row.uncertain),
      ),
    ],
    ...troubleFacts(io, ws, glance.trouble, now),
    ...pauses.map((pause) => ['Paused', pauseText(io, pause, rows, now)] as const),
    ...heldFacts('sms', glance.textsHeld, glance, now),
    ...heldFacts('email', glance.mailsHeld, glance, now),
    ...(glance.copy === null
      ? []
      : [['Not sending', `${plain(glance.copy)} See: ${io.name} adopt`] as const]),
    ...(glance.onlyTo === null
      ? []
      : [
          [
            'Try-out',
            `only_to in leadseq.yaml names ${glance.onlyTo.join(', ')}; everybody else’s messages wait`,
          ] as const,
        ]),
    ...(glance.strangers === 0
      ? []
      : [
          [
            'Unknown numbers',
            `${count(glance.strangers, 'text')} in 24 hours from numbers that no lead has; kept, with nobody to answer them`,
          ] as const,
        ]),
    ...(glance.undecided.length === 0
      ? []
      : [
          [
            'Not sending',
            `rehearsed, and not decided about: ${glance.undecided.join(', ')}. See: ${io.name} live`,
          ] as const,
        ]),
    ...(glance.emailReplies === null
      ? []
      : [['Email answers', repliesText(io, glance.emailReplies)] as const]),
    [
      'Last tick',
      lastText(
        io,
        last,
        total((row) => row.due),
        now,
      ),
    ],
    ...daemons
      .filter(({ kind }) => kind !== 'stopped')
      .map((daemon) => ['Daemon', daemonText(io, daemon, now)] as const),
  ];
  return [
    ...(glance.rehearsal === null ? [] : [color.yellow(glance.rehearsal), '']),
    ...table(columns, cells, 80),
    '',
    ...table([{ title: '' }, { title: '', fit: 'wrap' }], facts, 80),
    '',
    zones.size === 1 && zone !== undefined
      ? `Times are in ${zone}.`
      : 'Times are in each business’s own zone.',
  ];
}

const shown = (n: number): string => n.toLocaleString('en-US');
const count = (n: number, noun: string): string => `${shown(n)} ${noun}${n === 1 ? '' : 's'}`;

function tasksText(io: Io, open: number, due: number): string {
  if (open === 0) return 'none';
  return `${shown(open)} open, ${shown(due)} due now. See: ${io.name} tasks`;
}

const uncertainText = (io: Io, count: number): string =>
  count === 0 ? 'none' : `${shown(count)} may or may not have arrived. See: ${io.name} uncertain`;

const repliesText = (io: Io, replies: EmailReplies): string =>
  ({
    watched_by_hand: `watched by hand: whoever reads the mailbox stops the lead. ${io.name} stop <lead>`,
    imap: 'read from the mailbox before each email',
    arrives: 'handed over by whatever receives the mail',
  })[replies];

/** What a pause of a person holds as well is said there. */
const heldFacts = (
  channel: 'sms' | 'email',
  held: readonly Held[],
  { pauses, rows }: Glance,
  now: Instant,
): readonly (readonly [string, string])[] =>
  held
    .filter(({ business }) => !pauses.some((pause) => covers(pause, { business, channel, sequence: null })))
    .map((poll) => [channel === 'sms' ? 'Texts wait' : 'Emails wait', heldText(poll, rows, now)]);

function pauseText(io: Io, pause: Pause, rows: Glance['rows'], now: Instant): string {
  const zone = (rows.find(({ of }) => of.id === pause.business) ?? rows[0])?.of.zone;
  const since = zone === undefined ? '' : ` since ${showMoment(pause.since, zone, now)}`;
  const why = pause.detail === '' ? '' : `: ${plain(pause.detail)}`;
  return `${describeScope(pause)}${since}${why.replace(/\.$/, '')}. To lift it: ${io.name} resume${flagsOf(pause)}`;
}

function heldText({ business, heldSince, detail }: Held, rows: Glance['rows'], now: Instant): string {
  const zone = rows.find(({ of }) => of.id === business)?.of.zone;
  const since = zone === undefined || heldSince === null ? '' : ` since ${showMoment(heldSince, zone, now)}`;
  return `${business}${since}: it is not known what leads have answered: ${plain(inPlainWords(detail ?? ''))}`;
}

function lastText(io: Io, last: LastRun | null, due: number, now: Instant): string {
  const cron = `To let cron do it: ${io.name} crontab`;
  if (last === null) return `never. ${cron}`;
  const quiet = elapsed(last.endedAt ?? last.startedAt, now);
  const ago = quiet < MINUTE ? 'just now' : `${showSpan(quiet)} ago`;
  return due > 0 && quiet > QUIET_TOO_LONG ? `${ago}, and ${shown(due)} are due. ${cron}` : ago;
}

export function statusJson(glance: Glance): object {
  const { rows, pauses, last, rehearsal, undecided, emailReplies, strangers } = glance;
  const held = (list: readonly Held[]) =>
    list.map(({ business, heldSince, detail }) => ({ business, since: isoOrNull(heldSince), detail }));
  return {
    textsHeld: held(glance.textsHeld),
    mailsHeld: held(glance.mailsHeld),
    ...troubleJson(glance.trouble),
    strangers,
    onlyTo: glance.onlyTo,
    rehearsal: rehearsal !== null,
    undecided,
    emailReplies,
    businesses: rows.map(({ of, business, nextWake, ...counts }) => ({
      id: business,
      name: of.name,
      zone: of.zone,
      ...counts,
      nextWake: isoOrNull(nextWake),
    })),
    pauses: pauses.map((pause) => ({ ...pause, since: isoOrNull(pause.since) })),
    lastTick: last === null ? null : isoOrNull(last.endedAt ?? last.startedAt),
  };
}
