/** `seq tick`: sends everything that is due now, once, whatever else is running; or says what it would send. */
import { type Instant, instant } from '../../domain/time.ts';
import type { PauseFile } from '../../engine/pause-file.ts';
import { tick } from '../../engine/tick.ts';
import type { Obstacle, TickEvent, TickReport } from '../../engine/tick-options.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { parseLocal } from '../../schedule/calendar.ts';
import { StoreError } from '../../store/driver.ts';
import { closeCarriers, openCarriers } from '../carriers.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { createLeftOut } from '../left-out.ts';
import { NOTHING_DUE } from '../nothing-due.ts';
import { pauseFileHere, pauseFileLine } from '../pause-file-words.ts';
import { complain, usage } from '../problems.ts';
import { rehearsalLine } from '../rehearsal.ts';
import { eventJson, preview, reportJson, summary } from '../ticked.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly dryRun?: boolean;
  readonly at?: string;
  readonly limit?: number;
  readonly stream?: boolean;
  readonly acceptClock?: boolean;
  readonly failIfLocked?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, _args, options) => {
  if (options.at !== undefined && options.dryRun !== true)
    return usage(io, options, '--at only goes with --dry-run: a real tick is always now');
  const paused = options.dryRun === true ? null : pauseFileHere(io, options);
  if (paused !== null) return sayPaused(io, options, paused);
  const code = await withWorkspace(io, options, (ws) => tickOrYield(io, options, ws));
  return code === EXIT.busy && options.failIfLocked !== true ? EXIT.ok : code;
};

/** Before the database is opened: it may be what is broken. */
function sayPaused(io: Io, options: Given, file: PauseFile): ExitCode {
  const obstacle = { kind: 'pause_file', message: pauseFileLine(io, file) };
  if (options.json === true || options.stream === true)
    writeJson(io, 'tick', { endedBy: 'obstacle', obstacle });
  complain(io, options, obstacle.message);
  return EXIT.refused;
}

/** Somebody else's long transaction is no fault: they are doing this work, and the next tick comes in a minute. */
async function tickOrYield(io: Io, options: Given, ws: Workspace): Promise<ExitCode> {
  try {
    return await tickNow(io, options, ws);
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'busy') throw error;
    complain(io, options, error.message, 'Nothing is lost: the next tick goes on.');
    return EXIT.busy;
  }
}

async function tickNow(io: Io, options: Given, ws: Workspace): Promise<ExitCode> {
  const at = options.at === undefined ? null : readTime(options.at, ws);
  if (options.at !== undefined && at === null)
    return usage(
      io,
      options,
      `"${options.at}" is not a time`,
      'It takes a day and a time at the business, such as "2026-03-10 09:00", or an instant such as 2026-03-10T14:00:00Z.',
    );
  const text = options.stream !== true && options.json !== true;
  const events: TickEvent[] = [];
  const leftOut = createLeftOut();
  const transports = await openCarriers(io, ws);
  const report = await tick(ws, {
    now: at === null ? io.now : () => at,
    random: io.random,
    transports,
    signal: io.signal,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    dryRun: options.dryRun ?? false,
    watched: io.stdout.isTTY,
    acceptClock: options.acceptClock ?? false,
    onEvent: (event) => {
      leftOut.note(event);
      if (options.stream === true) writeJson(io, 'event', { event: eventJson(event) });
      else if (options.dryRun === true) events.push(event);
    },
  }).finally(() => closeCarriers(transports));
  if (!text) {
    const json = reportJson(report);
    const would = options.dryRun === true && options.stream !== true ? { events: events.map(eventJson) } : {};
    writeJson(io, 'tick', { ...json, leftOut: leftOut.all(), ...would });
  } else if (report.obstacle === null) {
    const lines =
      options.dryRun === true
        ? dryRunLines(io, ws, events, report)
        : summary(io, report, rehearsalLine(ws), leftOut.all());
    for (const line of lines) io.stdout.write(`${line}\n`);
  }
  if (report.obstacle !== null) complain(io, options, report.obstacle.message, remedyOf(io, report.obstacle));
  return exitOf(report);
}

function dryRunLines(
  io: Io,
  ws: Workspace,
  events: readonly TickEvent[],
  report: TickReport,
): readonly string[] {
  const line = rehearsalLine(ws);
  const [first = '', ...rest] = summary(io, report, line);
  if (first === NOTHING_DUE) return [first, ...rest];
  return [
    ...(line === null ? [] : [line]),
    'Dry run: nothing is sent or stored.',
    ...preview(io, ws, events),
    `Would be: ${first}`,
    ...rest,
  ];
}

const OBSTACLE_EXITS: Readonly<Record<Obstacle['kind'], ExitCode>> = {
  clock: EXIT.refused,
  disk: EXIT.configuration,
  busy: EXIT.busy,
  pause_file: EXIT.refused,
  instance: EXIT.refused,
  rehearsals: EXIT.refused,
};

/** The command that the last words of the sentence speak of, to be copied. */
function remedyOf(io: Io, { kind }: Obstacle): string | undefined {
  const word = { instance: 'adopt', rehearsals: 'live' }[kind as string];
  return word === undefined ? undefined : `See: ${io.name} ${word}`;
}

function exitOf(report: TickReport): ExitCode {
  if (report.obstacle !== null) return OBSTACLE_EXITS[report.obstacle.kind];
  const needsPerson =
    report.problems.length > 0 ||
    report.channelsPaused.length > 0 ||
    report.uncertain > 0 ||
    report.recovered > 0 ||
    report.waits.some(({ code }) => code === 'not_live');
  return needsPerson ? EXIT.problems : EXIT.ok;
}

/** A wall clock is the first business's; who has several zones names an instant. */
function readTime(text: string, ws: Workspace): Instant | null {
  const [business] = ws.config.businesses.values();
  const local = business === undefined ? null : parseLocal(text, business.zone);
  if (local !== null) return local;
  const absolute = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  return Number.isNaN(absolute) ? null : instant(absolute);
}
