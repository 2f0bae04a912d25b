/** Whether all is there that sending needs, and somebody sends: what is missing first, in a few words. */
import { elapsed, type Instant, MINUTE } from '../domain/time.ts';
import { allMailboxes } from '../store/mailboxes.ts';
import { overdue } from '../store/overdue.ts';
import { pausesInForce } from '../store/pauses.ts';
import { allPolls } from '../store/polls.ts';
import { liveGaps } from './going-live-gaps.ts';
import { diskObstacle } from './obstacles.ts';
import { probe } from './probe.ts';
import type { Environment } from './read-workspace.ts';
import type { Workspace } from './workspace.ts';

/** `seen` is for anybody, `message` for the log. */
export interface NotReadyYet {
  readonly seen: string;
  readonly message: string;
}

/** With nothing due, leads' answers are asked for at the first tick after four and a half minutes. */
const POLLED_WITHIN = 5 * MINUTE + 30_000;
/** Two heartbeats that did not come, and one that is late. */
const SENT_WITHIN = 3 * MINUTE;

/** Null when it is ready. */
export async function whatIsMissing(
  ws: Workspace,
  env: Environment,
  broken: string | null,
  now: Instant,
): Promise<NotReadyYet | null> {
  try {
    await probe(ws);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { seen: 'the database cannot be written', message };
  }
  if (broken !== null) return { seen: 'the settings have changed, and cannot be used', message: broken };
  const gaps = await liveGaps(ws, env);
  if (gaps.length > 0)
    return { seen: 'an account lacks something', message: gaps.map(({ seen }) => seen).join('; ') };
  const disk = await diskObstacle(ws);
  if (disk !== null) return { seen: 'the disk is nearly full', message: disk.message };
  const stopped = (await pausesInForce(ws.db)).filter(({ guard }) => guard !== null);
  if (stopped.length > 0)
    return { seen: 'sending has stopped by itself', message: stopped.map(({ detail }) => detail).join('; ') };
  return (await unheard(ws, now)) ?? (await unsent(ws, now));
}

/** Of businesses that reach people through a live provider: whether it is known what leads have answered. */
async function unheard(ws: Workspace, now: Instant): Promise<NotReadyYet | null> {
  const { transports, emailReplies, businesses } = ws.config;
  const looks = [
    ...(transports.sms === 'outbox' ? [] : (await allPolls(ws.db)).values()),
    ...(transports.email === 'outbox' || emailReplies !== 'imap' ? [] : (await allMailboxes(ws.db)).values()),
  ];
  const late = looks.filter(
    ({ business, polledAt }) =>
      businesses.has(business) && (polledAt === null || elapsed(polledAt, now) > POLLED_WITHIN),
  );
  if (late.length === 0) return null;
  const names = [...new Set(late.map(({ business }) => business))].join(', ');
  return { seen: 'what leads have answered is not known', message: `not asked for: ${names}` };
}

async function unsent(ws: Workspace, now: Instant): Promise<NotReadyYet | null> {
  const { count, oldest } = await overdue(ws.db, now);
  if (oldest === null || elapsed(oldest, now) <= SENT_WITHIN) return null;
  const since = new Date(oldest).toISOString();
  return {
    seen: 'what is due is not being sent',
    message: `${count} leads are due, the first since ${since}`,
  };
}
