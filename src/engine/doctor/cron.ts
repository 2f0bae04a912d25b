/** Whether anything runs the tick: a tick with nothing to do leaves no trace, so cron is missed only when something is due. */
import { elapsed, type Instant, MINUTE } from '../../domain/time.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

/** A tick comes every minute; one may take long. */
const MISSED_AFTER = 5 * MINUTE;

export interface Ticking {
  /** When a tick last had something to do. */
  readonly last: Instant | null;
  readonly due: number;
  readonly oldestDue: Instant | null;
  /** One does its work here. */
  readonly daemon: boolean;
  /** Something was found that lets no tick send, whoever runs it. */
  readonly held: boolean;
}

const START = 'Let cron run it: seq crontab prints the line. Or keep seq daemon running.';

export function cronFinding({ last, due, oldestDue, daemon, held }: Ticking, now: Instant): Finding {
  if (due > 0 && oldestDue !== null && elapsed(oldestDue, now) > MISSED_AFTER)
    return failure(
      'cron',
      `${due === 1 ? 'one lead is' : `${due} leads are`} due, the first for ${span(oldestDue, now)}, and nothing sends`,
      held ? 'Mend first what is said above: until then no tick sends anything.' : START,
    );
  if (last === null && daemon) return fine('cron', 'not needed while a daemon does its work');
  if (last === null) return warning('cron', 'no tick has ever had anything to do here', START);
  return fine('cron', `the last tick with something to do was ${span(last, now)} ago; nothing is overdue`);
}

function span(from: Instant, to: Instant): string {
  const count = Math.floor(Math.max(0, elapsed(from, to)) / MINUTE);
  if (count === 0) return 'less than a minute';
  if (count < 120) return count === 1 ? '1 minute' : `${count} minutes`;
  const hours = Math.floor(count / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
