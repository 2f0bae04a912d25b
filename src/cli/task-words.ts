/** A task in words and as JSON. */
import { type Instant, MINUTE } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';
import type { ListedTask, Task } from '../store/tasks.ts';
import { iso, isoOrNull } from './json.ts';
import { plain } from './terminal.ts';
import { humanDates, showMoment, showSpan } from './times.ts';

/** A task is made the minute it is due: whoever works the list has this long before it counts as left lying. */
const GRACE = 30 * MINUTE;

export const isOverdue = (task: Task, now: Instant): boolean =>
  task.state === 'open' && task.dueAt + GRACE < now;

/** `overdue 3 h`; empty for what is not. */
export const lateness = (task: Task, now: Instant): string =>
  isOverdue(task, now) ? `overdue ${showSpan(now - task.dueAt)}` : '';

/** A title may name a time, as stored. */
export const titleOf = (task: Task, now: Instant): string => humanDates(plain(task.title), task.zone, now);

export const meaning = (outcome: CallOutcome): string => outcome.replaceAll('_', ' ');

/** When a task ended, how, and by whom: a person, or the program with its reason. */
export function endedSentence(task: Task, now: Instant, by: string | null = null): string {
  const when = task.endedAt === null ? '' : ` ${showMoment(task.endedAt, task.zone, now)}`;
  const note = task.note === null ? '' : ` (${humanDates(plain(task.note), task.zone, now)})`;
  if (task.state === 'closed') return `closed by the program${when}${note}`;
  return `done${by === null ? '' : ` by ${plain(by)}`}${when}${task.outcome === null ? '' : `, ${task.outcome}`}${note}`;
}

export const taskJson = (task: Task & Partial<ListedTask>, now: Instant): object => ({
  id: task.id,
  kind: task.kind,
  state: task.state,
  title: task.title,
  lead: task.contact,
  ...(task.business === undefined ? {} : { business: task.business, name: task.name, phone: task.phone }),
  touch: task.key?.touch ?? null,
  dueAt: iso(task.dueAt),
  overdue: isOverdue(task, now),
  expiresAt: isoOrNull(task.expiresAt),
  endedAt: isoOrNull(task.endedAt),
  outcome: task.outcome,
  note: task.note,
  assignee: task.assignee,
});
