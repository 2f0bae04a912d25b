/** Whether each daemon that was started here still does its work; no line at all where cron does it. */
import { elapsed, type Instant, MINUTE } from '../../domain/time.ts';
import { type DaemonState, daemonStates } from '../daemon-health.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

export const daemonFindings = (root: string, now: Instant): readonly Finding[] =>
  daemonStates(root, now).flatMap((state) => (state.kind === 'stopped' ? [] : [findingOf(state, now)]));

const AGAIN = 'To start it again: seq daemon';

function findingOf({ kind, health }: DaemonState, now: Instant): Finding {
  const quiet = Math.max(0, Math.floor(elapsed(health.heartbeatAt, now) / MINUTE));
  const process = `process ${health.pid} on ${health.host}`;
  const sign = `its last sign of life was ${quiet} ${quiet === 1 ? 'minute' : 'minutes'} ago`;
  switch (kind) {
    case 'died':
      return failure('daemon', `${process} is gone, and was not told to stop; ${sign}`, AGAIN);
    case 'silent':
      return failure('daemon', `${process} is there, and does nothing: ${sign}`, `End it. ${AGAIN}`);
    case 'trouble':
      return warning(
        'daemon',
        `${process} is held up: ${health.trouble ?? ''}`,
        'Its next beat tries again.',
      );
    case 'healthy':
    case 'stopped':
      return fine('daemon', `${process} does its work; ${sign}`);
  }
}
