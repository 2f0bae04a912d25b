/** `seq serve`: the workspace's answers to the internet, until a signal says stop. */
import { ok } from '../../domain/result.ts';
import { changingSettings, type Settings } from '../../engine/changing-settings.ts';
import { createBeat, type LogLine } from '../../engine/daemon.ts';
import { inTheWake } from '../../engine/in-the-wake.ts';
import { beginTelling, tellOthers } from '../../engine/notices.ts';
import { tick } from '../../engine/tick.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { Listening } from '../../server/listen.ts';
import { signingTokens } from '../../server/signing-tokens.ts';
import type { Site } from '../../server/site.ts';
import { closeCarriers, environmentOf, openCarriers } from '../carriers.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { jsonLine } from '../json.ts';
import { complain, usage, warn } from '../problems.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly port?: number;
  readonly host?: string;
  /** `--no-send` makes it false. */
  readonly send?: boolean;
}

const PORT = 8080;
const HOST = '127.0.0.1';

export const run: Command<Options> = async (io, _args, options) => {
  const { port = PORT, host = HOST } = options;
  if (port > 65_535) return usage(io, options, `--port ${port} is too high: ports go up to 65535`);
  return withWorkspace(io, options, async (ws) => {
    const write = (line: LogLine): void => io.stdout.write(`${jsonLine(line)}\n`);
    const say = (
      level: LogLine['level'],
      event: string,
      facts: Readonly<Record<string, string>> = {},
    ): void => write({ time: new Date(io.now()).toISOString(), level, event, ...facts });
    const site: Site = { ws, env: environmentOf(io, ws), now: io.now, random: io.random, log: say };
    warnOfSilence(io, options, site);
    const settings = changingSettings(ws, io.env);
    // A CRM that does not answer keeps no lead waiting: it is told beside the ticks, and not in them.
    const telling = inTheWake(() => tellBeside(io, ws, settings, say));
    const wake = options.send === false ? null : inTheWake(beatOf(io, ws, settings, write, telling.call));
    let told: Settings = await settings();
    await beginTelling(ws, io.now());
    const refresh = async (): Promise<Site> => {
      const now = await settings();
      if (now !== told) {
        if (now.broken === null)
          say('info', 'settings_read', { public_url: now.ws.config.publicUrl ?? 'not set' });
        else say('error', 'settings_broken', { message: now.broken });
        await beginTelling({ ...now.ws, db: ws.db }, io.now());
        told = now;
      }
      return { ...site, ...now, ...(wake && { wake: wake.call }) };
    };
    const server = await listening(io, options, site, refresh, port, host);
    if (server === null) return EXIT.configuration;
    say('info', 'listening', { url: server.url, public_url: ws.config.publicUrl ?? 'not set' });
    await aborted(io.signal);
    say('info', 'stopping', { signal: String(io.signal.reason) });
    await server.close();
    await wake?.end();
    await telling.end();
    say('info', 'stopped');
    return EXIT.ok;
  });
};

/** The very tick, on the database that is open here: two connections of one process could wait for each other for ever. */
function beatOf(
  io: Io,
  { root, db }: Workspace,
  settings: () => Promise<Settings>,
  write: (line: LogLine) => void,
  tell: () => void,
): () => Promise<void> {
  const shared = { ...db, close: async () => undefined };
  return createBeat({
    root,
    now: io.now,
    onServer: db.engine === 'postgres',
    open: async () => ok({ ...(await settings()).ws, db: shared }),
    async tick(ws, onEvent) {
      const transports = await openCarriers(io, ws);
      const { now, random, signal } = io;
      // What is told to others is told beside it.
      const { teller: _, ...carriers } = transports;
      const options = {
        now,
        random,
        signal,
        transports: carriers,
        command: 'serve',
        hurried: true,
        onEvent,
      };
      const report = await tick({ ...ws, db }, options).finally(() => closeCarriers(transports));
      if (report.obstacle === null) tell();
      return report;
    },
    write,
  });
}

/** Never throws: what could not be told is due again, for the next tick of cron or the next word from outside. */
async function tellBeside(
  io: Io,
  { db }: Workspace,
  settings: () => Promise<Settings>,
  say: (level: LogLine['level'], event: string, facts: Readonly<Record<string, string>>) => void,
): Promise<void> {
  try {
    const ws = { ...(await settings()).ws, db };
    const transports = await openCarriers(io, ws);
    const { teller } = transports;
    if (teller === undefined) return;
    await tellOthers(ws, teller, io).finally(() => closeCarriers(transports));
  } catch (error) {
    say('error', 'not_told', { message: error instanceof Error ? error.message : String(error) });
  }
}

async function listening(
  io: Io,
  options: GlobalOptions,
  site: Site,
  refresh: () => Promise<Site>,
  port: number,
  host: string,
): Promise<Listening | null> {
  const [{ createApp }, { listen }] = await Promise.all([
    import('../../server/app.ts'),
    import('../../server/listen.ts'),
  ]);
  try {
    return await listen(createApp(site, refresh), port, host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = WHY_NOT[code];
    if (why === undefined) throw error;
    complain(io, options, `${why[0]}: ${host}, port ${port}`, why[1]);
    return null;
  }
}

/** What a socket can lack, and what to type instead. */
const WHY_NOT: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  EADDRINUSE: ['something else listens there already', 'Name another port: --port 8081'],
  EACCES: ['only the administrator may listen there', 'Ports from 1024 on are for everybody: --port 8080'],
  EADDRNOTAVAIL: ['that address is not one of this machine', 'For this machine alone: --host 127.0.0.1'],
  ENOTFOUND: ['there is no such address', 'For this machine alone: --host 127.0.0.1'],
};

/** What nobody will be able to reach, said before anybody wonders. */
function warnOfSilence(io: Io, options: GlobalOptions, site: Site): void {
  const { config } = site.ws;
  if (config.publicUrl === null) {
    warn(io, options, 'public_url is not set, so nothing that is sent points here. See: leadseq.yaml');
    return;
  }
  if (config.transports.sms !== 'twilio') return;
  const mute = [...config.businesses.keys()].filter((id) => signingTokens(site, id).length === 0);
  if (mute.length > 0) {
    const names = mute.join(', ');
    warn(
      io,
      options,
      `status callbacks are refused for ${names}: no auth token to check their signature with. Set LEADSEQ_TWILIO_TOKEN, or LEADSEQ_TWILIO_AUTH_TOKEN with an API key.`,
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
