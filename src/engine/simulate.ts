/** Plays days in seconds: the real tick over a real database, on a clock that jumps from one thing to do to the next. */
import { after, type Instant, instant, MINUTE } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';
import { nextWake } from '../store/roster.ts';
import { type ListedTask, tasksAfter } from '../store/tasks.ts';
import { finishTask } from './finish-task.ts';
import { ALWAYS, heardAt, type Running, tickAt } from './simulate-clock.ts';
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
  readonly running?: Running;
  readonly signal?: AbortSignal;
  /** `add` puts on what follows from the event, at its own time. */
  readonly onEvent?: (event: TickEvent, add: (arrival: Arrival) => void) => void;
  /** A task has been done by the operator. */
  readonly onDone?: (task: ListedTask, outcome: CallOutcome | null, now: Instant) => void;
  /** Before each tick: where the clock stands. */
  readonly onTick?: (now: Instant) => void;
  /** What else ticks are told. */
  readonly tick?: Pick<TickOptions, 'imagined' | 'process' | 'lanes'>;
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
  readonly task: ListedTask;
  readonly at: Instant;
  readonly outcome: CallOutcome | null;
  readonly note: string | null;
}

/** Between two looks at the clock's next stop, cron's own step: a tick that left something due is followed by another. */
const STEP = MINUTE;

export async function simulate(ws: Workspace, options: SimulateOptions): Promise<Simulated> {
  const signal = options.signal ?? new AbortController().signal;
  const running = options.running ?? ALWAYS;
  const arrivals = agenda(options.arrivals ?? []);
  const doings = agenda<Doing>([]);
  const events: TickEvent[] = [];
  let now = heardAt(options.from, running);
  let ticks = 0;
  let tasksDone = 0;
  let lastTask = 0;
  const look = async (operator: Operator): Promise<void> => {
    for (const task of await tasksAfter(ws.db, lastTask)) {
      lastTask = task.id;
      const plan = task.state === 'open' ? operator(task) : null;
      if (plan !== null) doings.add({ note: null, ...plan, task });
    }
  };

  for (;;) {
    for (const arrival of arrivals.take(now)) await arrival.happens(now);
    for (const { task, outcome, note } of doings.take(now)) {
      const done = await ws.db.tx((handle) =>
        finishTask(handle, ws, task.id, { outcome, note, by: 'operator' }, now),
      );
      if (done.kind !== 'done') continue;
      tasksDone += 1;
      options.onDone?.(task, outcome, now);
    }
    const runs = tickAt(now, running) === now;
    if (runs) {
      options.onTick?.(now);
      await tick(ws, {
        ...options.tick,
        now: () => now,
        random: options.random,
        transports: options.transports,
        signal,
        command: 'simulate',
        // Virtual time stands still during a tick: nothing on the wire can be too old.
        monotonic: () => 0,
        onEvent: (event) => {
          events.push(event);
          options.onEvent?.(event, arrivals.add);
        },
      });
      ticks += 1;
    }
    const end = { events, ticks, tasksDone };
    // Nothing else here waits for the world: a Ctrl-C is heard in between.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return { ...end, endedAt: now, endedBy: 'signal' };
    if (options.operator !== undefined) await look(options.operator);
    const wake = await nextWake(ws.db);
    const stops = [
      // What is overdue is looked at a minute later, as cron would.
      ...(wake === null ? [] : [tickAt(wake > now ? wake : after(now, runs ? STEP : 0), running)]),
      ...[arrivals.next(), doings.next()].flatMap((at) => (at === null ? [] : [heardAt(at, running)])),
    ];
    if (stops.length === 0) return { ...end, endedAt: now, endedBy: 'nothing_left' };
    const next = instant(Math.max(Math.min(...stops), now));
    if (next > options.until) return { ...end, endedAt: now, endedBy: 'horizon' };
    now = next;
  }
}

/** Things to come in the order of their time; what is put on for the same instant comes after what was there. */
function agenda<T extends { readonly at: Instant }>(first: readonly T[]) {
  const list = [...first].sort((a, b) => a.at - b.at);
  return {
    add(one: T): void {
      let [low, high] = [0, list.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((list[middle]?.at ?? 0) <= one.at) low = middle + 1;
        else high = middle;
      }
      list.splice(low, 0, one);
    },
    next: (): Instant | null => list[0]?.at ?? null,
    /** Those whose time has come, taken off. */
    take(now: Instant): readonly T[] {
      const due = list.findIndex(({ at }) => at > now);
      return list.splice(0, due === -1 ? list.length : due);
    },
  };
}
