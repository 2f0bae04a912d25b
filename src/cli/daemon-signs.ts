/** How the daemon shows that it lives: a file for `status`, and a ping for whoever watches from outside. */
import { instant } from '../domain/time.ts';
import type { LogLine, Sign } from '../engine/daemon.ts';
import { type DaemonHealth, forgetGone, writeHealth } from '../engine/daemon-health.ts';
import { processHere } from '../engine/run-identity.ts';
import type { Io } from './io.ts';

/** Seconds in which a busy tick writes no second sign. */
const AT_MOST_EVERY = 5_000;

export interface Signs {
  readonly note: (sign: Sign) => void;
  readonly end: () => void;
}

export function signsOf(io: Io, root: string, every: number): Signs {
  const startedAt = io.now();
  let health: DaemonHealth = {
    ...processHere('daemon'),
    every,
    startedAt,
    heartbeatAt: startedAt,
    goodAt: null,
    trouble: null,
    ended: false,
  };
  attempt(() => forgetGone(root, startedAt));
  let written = instant(0);
  const write = (change: Partial<DaemonHealth>): void => {
    health = { ...health, ...change, heartbeatAt: io.now() };
    written = health.heartbeatAt;
    attempt(() => writeHealth(root, health));
  };
  return {
    note: ({ kind, trouble }) => {
      if (kind === 'alive' && Math.abs(io.now() - written) < AT_MOST_EVERY) return;
      write(kind === 'good' ? { goodAt: io.now(), trouble } : { trouble });
    },
    end: () => write({ ended: true }),
  };
}

/** A full disk is told by the tick; that nobody can see the daemon must not end it. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}

/** Null for an address that may not be asked: in the clear, it would tell the network that this program runs here. */
export function readPing(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return null;
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere) ? url : null;
}

const PING_LIMIT = 5_000;

/** Asks and waits for nothing: sending never depends on who watches it. Told once when it begins to fail, and once when it works again. */
export function createPinger(
  url: URL,
  say: (level: LogLine['level'], event: string, facts?: Record<string, string | number>) => void,
): () => void {
  let failing = false;
  let asking = false;
  const ended = (problem: string | null): void => {
    asking = false;
    // The path is the secret of most such services.
    if (problem !== null && !failing) say('warn', 'ping_failed', { host: url.host, message: problem });
    if (problem === null && failing) say('info', 'ping_works', { host: url.host });
    failing = problem !== null;
  };
  return () => {
    if (asking) return;
    asking = true;
    fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PING_LIMIT) }).then(
      (answer) => {
        answer.body?.cancel().catch(() => {});
        ended(answer.ok ? null : `it answered ${answer.status}`);
      },
      (error: unknown) => ended(reasonOf(error)),
    );
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${PING_LIMIT / 1_000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
