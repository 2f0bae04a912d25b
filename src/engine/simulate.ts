/** Plays days in seconds: the real tick over a real database, on a clock that jumps from one thing to do to the next. */
import type { TaskId } from '../domain/ids.ts';
import { after, type Instant, instant, MINUTE } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';
import { nextWake } from '../store/roster.ts';
import { type ListedTask, listTasks } from '../store/tasks.ts';
import { finishTask } from './finish-task.ts';
import { tick } from './tick.ts';
import type { TickEvent, TickOptions } from './tick-options.ts';
import type { Transports } from './transports.ts';
import type { Workspace } from './workspace.ts';

/** Something that comes from outside at its time: a file of leads, a booking, a word from a person. */
export interface Arrival {
  readonly at: Instant;
  readonly happens: (now: Instant) => Promise<void>;
}

/** What a person does with a task, and when; null leaves it lying. */
type Operator = (
  task: ListedTask,
) => { readonly at: Instant; readonly outcome: CallOutcome | null; readonly note?: string } | null;

export interface SimulateOptions {
  readonly from: Instant;
  /** Nothing that is due later is played. */
  readonly until: Instant;
  readonly transports: Transports;
  readonly random: TickOptions['random'];
  readonly arrivals?: readonly Arrival[];
  readonly operator?: Operator;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TickEvent) => void;
}

export interface Simulated {
  readonly events: readonly TickEvent[];
  readonly ticks: number;
  readonly tasksDone: number;
  /** Where the clock stood when nothing was left, or at the horizon. */
  readonly endedAt: Instant;
  readonly endedBy: 'nothing_left' | 'horizon' | 'signal';
}

interface Doing {
  readonly task: TaskId;
  readonly at: Instant;
  readonly outcome: CallOutcome | null;
  readonly note: string | null;
}

/** Between two looks at the clock's next stop, cron's own step: a tick that left something due is followed by another. */
const STEP = MINUTE;

export async function simulate(ws: Workspace, options: SimulateOptions): Promise<Simulated> {
  const signal = options.signal ?? new AbortController().signal;
  const arrivals = [...(options.arrivals ?? [])].sort((a, b) => a.at - b.at);
  const events: TickEvent[] = [];
  const doings: Doing[] = [];
  const seen = new Set<TaskId>();
  let now = options.from;
  let ticks = 0;
  let tasksDone = 0;

  const result = (endedBy: Simulated['endedBy']): Simulated => ({
    events,
    ticks,
    tasksDone,
    endedAt: now,
    endedBy,
  });

  for (;;) {
    while (arrivals[0] !== undefined && arrivals[0].at <= now) await arrivals.shift()?.happens(now);
    for (const doing of take(doings, now)) {
      const done = await ws.db.tx((handle) =>
        finishTask(handle, ws, doing.task, { outcome: doing.outcome, note: doing.note, by: 'operator' }, now),
      );
      if (done.kind === 'done') tasksDone += 1;
    }
    await tick(ws, {
      now: () => now,
      random: options.random,
      transports: options.transports,
      signal,
      command: 'simulate',
      // Virtual time stands still during a tick: nothing on the wire can be too old.
      monotonic: () => 0,
      onEvent: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
    });
    ticks += 1;
    if (signal.aborted) return result('signal');
    if (options.operator !== undefined) await look(ws, options.operator, seen, doings);
    const stops = [await nextWake(ws.db), arrivals[0]?.at ?? null, doings[0]?.at ?? null].filter(
      (stop) => stop !== null,
    );
    if (stops.length === 0) return result('nothing_left');
    // Never back, and never on the spot: what is overdue is looked at a minute later, as cron would.
    const next = instant(Math.max(Math.min(...stops), after(now, Math.min(...stops) > now ? 0 : STEP)));
    if (next > options.until) return result('horizon');
    now = next;
  }
}

/** Shows new open tasks to the operator, and notes what they will do. */
async function look(ws: Workspace, operator: Operator, seen: Set<TaskId>, doings: Doing[]): Promise<void> {
  for (const task of await listTasks(ws.db, { business: null, ended: false, limit: 1_000_000 })) {
    if (seen.has(task.id)) continue;
    seen.add(task.id);
    const plan = operator(task);
    if (plan === null) continue;
    doings.push({ task: task.id, at: plan.at, outcome: plan.outcome, note: plan.note ?? null });
  }
  doings.sort((a, b) => a.at - b.at || a.task - b.task);
}

function take(doings: Doing[], now: Instant): readonly Doing[] {
  const due = doings.filter(({ at }) => at <= now);
  doings.splice(0, due.length);
  return due;
}
