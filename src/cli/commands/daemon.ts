/** `seq daemon`: a tick at every heartbeat until a signal says stop; what is in flight is finished first. */
import { createBeat, type LogLine } from '../../engine/daemon.ts';
import { areWell, daemonStates } from '../../engine/daemon-health.ts';
import { openWorkspace } from '../../engine/open-workspace.ts';
import { tick } from '../../engine/tick.ts';
import type { TickEvent, TickReport } from '../../engine/tick-options.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { writeLines } from '../acted.ts';
import { closeCarriers, openCarriers } from '../carriers.ts';
import { createPinger, readPing, signsOf } from '../daemon-signs.ts';
import { systemdUnit } from '../daemon-unit.ts';
import { daemonsJson, daemonText } from '../daemon-words.ts';
import { isCount, MOST_WORKERS, ONE_WRITER, signsTogether } from '../daemon-workers.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { jsonLine, writeJson } from '../json.ts';
import { usage } from '../problems.ts';
import { plain } from '../terminal.ts';
import { rootFor, withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly every?: number;
  readonly ping?: string;
  readonly status?: boolean;
  readonly systemd?: boolean;
  readonly workers?: number;
}

export const run: Command<Options> = async (io, _args, options) => {
  if (options.status === true) return daemonStatus(io, options);
  const every = options.every ?? 60;
  const heartbeats = cronOf(every);
  if (heartbeats === null) {
    return usage(
      io,
      options,
      `--every ${every} does not divide a minute or an hour evenly`,
      'It takes 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 seconds, or as many whole minutes: 60, 120, 300 …',
    );
  }
  const ping = options.ping === undefined ? null : readPing(options.ping);
  if (options.ping !== undefined && ping === null)
    return usage(
      io,
      options,
      `--ping ${plain(options.ping)} is no address that may be asked`,
      'It takes one that begins with https://, or http:// on this machine.',
    );
  const count = options.workers ?? 1;
  if (!isCount(count)) return usage(io, options, `--workers ${count} is none of 1 to ${MOST_WORKERS}`);
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  if (options.systemd === true) {
    writeLines(io, systemdUnit(io, root, options));
    return EXIT.ok;
  }
  // Opened once before anything else: a mistake at the start is told as any command tells it. Later ones are logged.
  const opens = await withWorkspace(io, options, async (ws) => {
    if (ws.db.engine === 'sqlite' && count > 1)
      return usage(
        io,
        options,
        ONE_WRITER,
        `Leave out --workers, or carry the workspace over: ${io.name} move`,
      );
    // What a live provider lacks ends it here, where somebody reads it, and not at each heartbeat in a log.
    await closeCarriers(await openCarriers(io, ws));
    return EXIT.ok;
  });
  if (opens !== EXIT.ok) return opens;

  const write = (line: LogLine): void => io.stdout.write(`${jsonLine(line)}\n`);
  const say = (level: LogLine['level'], event: string, facts: Record<string, string | number> = {}): void =>
    write({ time: new Date(io.now()).toISOString(), level, event, ...facts });
  const signs = signsOf(io, root, every);
  const pinger = ping === null ? null : createPinger(ping, say);
  const notes = signsTogether(count, (sign) => {
    signs.note(sign);
    if (sign.kind === 'good') pinger?.();
  });
  const beats = notes.map((sign, n) =>
    createBeat({
      root,
      sign,
      now: io.now,
      onServer: Boolean(io.env.LEADSEQ_DATABASE),
      open: () => openWorkspace(root, { env: io.env, now: io.now(), random: io.random }),
      tick: (ws, onEvent) => tickOnce(io, ws, onEvent),
      write,
      ...(count > 1 ? { worker: n + 1 } : {}),
    }),
  );

  const cron = await import('node-cron');
  const route =
    (level: LogLine['level']) =>
    (message: string | Error): void =>
      say(level, 'heartbeat', { message: message instanceof Error ? message.message : message });
  cron.setLogger({ info: route('info'), warn: route('warn'), error: route('error'), debug: () => {} });

  say('info', 'started', { root, every, ...(count > 1 ? { workers: count } : {}) });
  const workers = beats.map((beat) => {
    // At once, and not at the next full minute: whatever was due while nothing ran is caught up now.
    let current = beat();
    // A beat that had to wait for the one before it is not begun any more once the daemon is told to stop.
    const next = async (): Promise<void> => (io.signal.aborted ? undefined : beat());
    const task = cron.schedule(heartbeats, () => (current = current.then(next)), {
      noOverlap: true,
      // Local time skips an hour in spring; a heartbeat has no use for it.
      timezone: 'UTC',
    });
    return { task, inFlight: () => current };
  });
  await aborted(io.signal);
  for (const { task } of workers) await task.destroy();
  say('info', 'stopping', { signal: String(io.signal.reason) });
  for (const { inFlight } of workers) await inFlight();
  signs.end();
  say('info', 'stopped');
  return EXIT.ok;
};

function daemonStatus(io: Io, options: GlobalOptions): ExitCode {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const states = daemonStates(root, io.now());
  const lines = states.map((state) => `The daemon ${daemonText(io, state, io.now())}`);
  if (options.json) writeJson(io, 'daemon', daemonsJson(states));
  else writeLines(io, lines.length > 0 ? lines : [`No daemon has run here. To start one: ${io.name} daemon`]);
  return areWell(states) ? EXIT.ok : EXIT.problems;
}

async function tickOnce(io: Io, ws: Workspace, onEvent: (event: TickEvent) => void): Promise<TickReport> {
  const transports = await openCarriers(io, ws);
  const { now, random, signal } = io;
  return tick(ws, { now, random, signal, transports, command: 'daemon', onEvent }).finally(() =>
    closeCarriers(transports),
  );
}

/** Null when the heartbeats would come unevenly. */
function cronOf(seconds: number): string | null {
  if (seconds < 60) return 60 % seconds === 0 ? `*/${seconds} * * * * *` : null;
  const minutes = seconds / 60;
  if (minutes === 60) return '0 * * * *';
  return Number.isInteger(minutes) && 60 % minutes === 0 ? `*/${minutes} * * * *` : null;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
