/** Whether anything runs the tick: a tick with nothing to do leaves no trace, so it is missed only when something is due. */
import { elapsed, type Instant, MINUTE } from '../../domain/time.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

/** A tick comes every minute; one may take long. */
const MISSED_AFTER = 5 * MINUTE;

export function cronFinding(
  last: Instant | null,
  due: number,
  oldestDue: Instant | null,
  now: Instant,
): Finding {
  const start = 'Let cron run it: seq crontab prints the line. Or keep seq daemon running.';
  if (due > 0 && oldestDue !== null && elapsed(oldestDue, now) > MISSED_AFTER)
    return failure('cron', `${due} leads are due, the first for ${minutes(oldestDue, now)}`, start);
  if (last === null) return warning('cron', 'no tick has ever sent anything from here', start);
  return fine('cron', `the last tick with something to do was ${minutes(last, now)} ago; nothing is overdue`);
}

function minutes(from: Instant, now: Instant): string {
  const count = Math.floor(Math.max(0, elapsed(from, now)) / MINUTE);
  if (count < 120) return count === 1 ? '1 minute' : `${count} minutes`;
  const hours = Math.floor(count / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
