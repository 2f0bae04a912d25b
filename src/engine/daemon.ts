/** One heartbeat of the daemon: the very tick, on files as they are now, and a log line for whatever came of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { anythingDue } from '../store/due.ts';
import { databasePath, type WorkspaceProblem } from './open-workspace.ts';
import { pauseFileObstacle } from './pause-file.ts';
import type { TickEvent, TickReport } from './tick-options.ts';
import type { Workspace } from './workspace.ts';
import { SETTINGS_FILE } from './workspace-files.ts';

/** One JSON object a line: ids, masked addresses, never a body or a name. */
export interface LogLine {
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly [fact: string]: string | number | boolean | null;
}

export interface Heartbeat {
  readonly root: string;
  readonly now: () => Instant;
  /** The environment names a server: the file in the workspace is not the one to ask. */
  readonly onServer?: boolean;
  /** Opened anew at every beat that has work: edited sequences and settings hold from the next beat on. */
  readonly open: () => Promise<Result<Workspace, WorkspaceProblem>>;
  readonly tick: (ws: Workspace, onEvent: (event: TickEvent) => void) => Promise<TickReport>;
  readonly write: (line: LogLine) => void;
  /** Which of several workers this one is; none when it is alone. */
  readonly worker?: number;
  /** Called when a beat begins, while it works, and when it is over. */
  readonly sign?: (sign: Sign) => void;
}

/** A sign of life. */
export interface Sign {
  /** `good`: the beat did all it had to, though that be nothing. */
  readonly kind: 'alive' | 'good' | 'held_up';
  /** What holds the daemon up; null when nothing does. */
  readonly trouble: string | null;
}

/** The function that a clock calls; it never throws, or one bad minute would end all those after it. */
export function createBeat(heartbeat: Heartbeat): () => Promise<void> {
  const { now, write } = heartbeat;
  const whose = heartbeat.worker === undefined ? {} : { worker: heartbeat.worker };
  const say = (
    level: LogLine['level'],
    event: string,
    facts: Record<string, string | number | boolean | null>,
  ) => write({ time: new Date(now()).toISOString(), level, event, ...whose, ...facts });
  // A trouble that lasts is told when it begins and when it ends, not once a minute.
  let trouble: string | null = null;
  const sign = (kind: Sign['kind']): void => heartbeat.sign?.({ kind, trouble });
  const inTrouble = (message: string): void => {
    if (trouble !== message) say('error', 'trouble', { message });
    trouble = message;
    sign('held_up');
  };
  const isWell = (): void => {
    if (trouble !== null) say('info', 'trouble_over', {});
    trouble = null;
  };
  let files = '';
  let held = '';

  return async () => {
    try {
      sign('alive');
      const paused = await pauseFileObstacle(heartbeat);
      if (paused !== null) return inTrouble(paused.message);
      if (trouble === null && !mayBeDue(heartbeat, now())) return sign('good');
      const opened = await heartbeat.open();
      if (!opened.ok) return inTrouble(explain(opened.error));
      const ws = opened.value;
      try {
        files = noteFiles(ws, files, say);
        const report = await heartbeat.tick(ws, (event) => {
          sign('alive');
          say(levelOf(event), event.kind, factsOf(event));
        });
        if (report.obstacle !== null) return inTrouble(report.obstacle.message);
        for (const { level, event, facts } of remarksOf(report)) say(level, event, facts);
        held = noteHeld(report, held, say);
        isWell();
        // Most beats only hear that nobody has answered: a log that says so every minute hides what matters.
        if (!isIdle(report)) say('info', 'tick', summaryOf(report));
        sign('good');
      } finally {
        await ws.db.close();
      }
    } catch (error) {
      inTrouble(error instanceof Error ? error.message : String(error));
    }
  };
}

/** The short question, where a file can answer it: a workspace on PostgreSQL is always opened. */
function mayBeDue({ root, onServer }: Heartbeat, now: Instant): boolean {
  const path = databasePath(root);
  return onServer === true || isOnServer(root) || !existsSync(path) || anythingDue(path, now).due;
}

/** Read as text, once a minute; what the settings really say is found out when they are opened. */
function isOnServer(root: string): boolean {
  const secrets = join(root, '.env');
  const named = /^\s*(export\s+)?LEADSEQ_DATABASE\s*=/m;
  if (existsSync(secrets) && named.test(readFileSync(secrets, 'utf8'))) return true;
  const settings = join(root, SETTINGS_FILE);
  return existsSync(settings) && /^["']?database["']?\s*:/m.test(readFileSync(settings, 'utf8'));
}

interface Remark {
  readonly level: LogLine['level'];
  readonly event: string;
  readonly facts: Record<string, string | number | null>;
}

/** What a person should know of a tick besides what it sent: whose channel was paused, who was set aside, what waits and why. */
const remarksOf = (report: TickReport): readonly Remark[] => [
  ...report.channelsPaused.map(
    ({ business, channel, detail }): Remark => ({
      level: 'warn',
      event: 'channel_paused',
      facts: { business, channel, detail },
    }),
  ),
  // Never the name: a log is read by more people than the leads are.
  ...report.problems.map(
    ({ business, contact, detail }): Remark => ({
      level: 'warn',
      event: 'set_aside',
      facts: { business, lead: contact, detail },
    }),
  ),
  ...report.waits.map(
    ({ code, channel, sequence, detail, count }): Remark => ({
      level: code === 'not_live' ? 'warn' : 'info',
      event: 'waiting',
      facts: { code, channel, sequence, count, detail },
    }),
  ),
];

/** An outage of the provider is told when it begins, and when it is over. */
function noteHeld(
  { textsHeld, mailsHeld }: TickReport,
  before: string,
  say: (level: LogLine['level'], event: string, facts: Record<string, string>) => void,
): string {
  const now = JSON.stringify([textsHeld, mailsHeld]);
  if (now === before) return now;
  for (const { business, detail } of textsHeld) say('warn', 'texts_held', { business, detail });
  for (const { business, detail } of mailsHeld) say('warn', 'emails_held', { business, detail });
  const [texts = [], mails = []] = before === '' ? [] : (JSON.parse(before) as readonly unknown[][]);
  if (textsHeld.length === 0 && texts.length > 0) say('info', 'texts_go_on', {});
  if (mailsHeld.length === 0 && mails.length > 0) say('info', 'emails_go_on', {});
  return now;
}

/** Says which sequence files have changed since the last beat, and which of them cannot be used as they are. */
function noteFiles(
  ws: Workspace,
  before: string,
  say: (level: LogLine['level'], event: string, facts: Record<string, string>) => void,
): string {
  const lines = [...ws.sequences].map(([id, { revision, diagnostics }]) => {
    const broken = diagnostics.some(({ severity }) => severity === 'error');
    return { id, state: `${id} ${revision?.hash ?? ''} ${broken}`, broken };
  });
  const known = new Set(before.split('\n'));
  for (const { id, state, broken } of lines) {
    if (known.has(state)) continue;
    if (broken)
      say('warn', 'sequence_broken', { sequence: id, message: 'its last good revision keeps running' });
    else if (before !== '') say('info', 'sequence_changed', { sequence: id });
  }
  return lines.map(({ state }) => state).join('\n');
}

function explain({ message, diagnostics }: WorkspaceProblem): string {
  const [first] = diagnostics;
  if (first === undefined) return message;
  const line = first.range === undefined ? '' : `:${first.range.line}`;
  return `${message} ${first.file}${line}: ${first.message}`;
}

const levelOf = ({ kind }: TickEvent): LogLine['level'] =>
  kind === 'uncertain' || kind === 'refused' ? 'warn' : 'info';

function factsOf(event: TickEvent): Record<string, string | number | boolean | null> {
  return {
    at: new Date(event.at).toISOString(),
    business: event.business,
    lead: event.contact,
    sequence: event.sequence,
    touch: event.touch,
    channel: event.channel,
    to: event.to === null ? null : mask(event.to),
    late: event.late,
    detail: event.kind === 'sent' ? null : event.detail,
  };
}

/** `+1…0142`, `m…@example.com`: enough to recognize somebody known, too little to learn of anybody. */
export function mask(destination: string): string {
  const at = destination.lastIndexOf('@');
  if (at > 0) return `${destination.slice(0, 1)}…${destination.slice(at)}`;
  return `${destination.slice(0, 2)}…${destination.slice(-4)}`;
}

const isIdle = (report: TickReport): boolean =>
  report.contacts === 0 && report.received + report.resolved + report.recovered === 0;

/** What the log says of a beat. */
const SUMMARIZED = [
  'sent',
  'uncertain',
  'refused',
  'unsent',
  'cancelled',
  'tasks',
  'skipped',
  'recovered',
  'resolved',
  'received',
  'endedBy',
] as const satisfies readonly (keyof TickReport)[];

const summaryOf = (report: TickReport): Record<string, string | number> => ({
  ...Object.fromEntries(SUMMARIZED.map((name) => [name, report[name]])),
  ms: report.endedAt - report.startedAt,
});
