/** How the daemon is, in a sentence and as JSON. */
import type { Instant } from '../domain/time.ts';
import { type DaemonHealth, type DaemonState, isWell } from '../engine/daemon-health.ts';
import type { Io } from './io.ts';
import { iso, isoOrNull } from './json.ts';
import { plain } from './terminal.ts';
import { showSpan } from './times.ts';

export function daemonText(io: Io, state: DaemonState, now: Instant): string {
  if (state.kind === 'never') return `has run here. To start one: ${io.name} daemon`;
  const { health } = state;
  const last = health.goodAt === null ? 'no tick was good yet' : `last good tick ${ago(health.goodAt, now)}`;
  const start = `To start it again: ${io.name} daemon`;
  switch (state.kind) {
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

export function daemonJson(state: DaemonState): object {
  if (state.kind === 'never') return { state: 'never', healthy: false };
  return { state: state.kind, healthy: isWell(state), ...factsOf(state.health) };
}

const factsOf = ({ pid, host, every, startedAt, heartbeatAt, goodAt, trouble }: DaemonHealth): object => ({
  pid,
  host,
  every,
  startedAt: iso(startedAt),
  heartbeatAt: iso(heartbeatAt),
  goodAt: isoOrNull(goodAt),
  trouble,
});
