/** How each daemon is, in a sentence and as JSON. */
import type { Instant } from '../domain/time.ts';
import { areWell, type DaemonHealth, type DaemonState } from '../engine/daemon-health.ts';
import type { Io } from './io.ts';
import { iso, isoOrNull } from './json.ts';
import { plain } from './terminal.ts';
import { showSpan } from './times.ts';

/** For after "The daemon". */
export function daemonText(io: Io, { kind, health }: DaemonState, now: Instant): string {
  const last = health.goodAt === null ? 'no tick was good yet' : `last good tick ${ago(health.goodAt, now)}`;
  const start = `To start it again: ${io.name} daemon`;
  switch (kind) {
    case 'healthy':
      return `runs (process ${health.pid}), ${last}.`;
    case 'trouble':
      return `runs (process ${health.pid}), ${last}, and is held up: ${plain(health.trouble ?? '')}`;
    case 'silent':
      return `process ${health.pid} is there, but gave its last sign of life ${ago(health.heartbeatAt, now)}`;
    case 'stopped':
      return `was told to stop ${ago(health.heartbeatAt, now)}. ${start}`;
    case 'died':
      return `died: process ${health.pid} is gone, ${last}. ${start}`;
  }
}

const ago = (at: Instant, now: Instant): string =>
  now - at < 60_000 ? 'less than a minute ago' : `${showSpan(now - at)} ago`;

export const daemonsJson = (states: readonly DaemonState[]): object => ({
  healthy: areWell(states),
  daemons: states.map(({ kind, health }) => ({ state: kind, ...factsOf(health) })),
});

const factsOf = ({ pid, host, every, startedAt, heartbeatAt, goodAt, trouble }: DaemonHealth): object => ({
  pid,
  host,
  every,
  startedAt: iso(startedAt),
  heartbeatAt: iso(heartbeatAt),
  goodAt: isoOrNull(goodAt),
  trouble,
});
