/** A worker process from outside: starts it, gives it orders, hears its steps, and kills it. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Fate, Mode, Order } from './orders.ts';
import { isInsideSend, isStep, type Step } from './steps.ts';

/** What came of one order. */
export interface End {
  /** Null: it lived. `inside`: one of its runs was between the commit of an attempt and that of its result. */
  readonly killed: { readonly step: Step | null; readonly inside: boolean; readonly runs: number } | null;
  /** What kept the tick from its work: the kind, and the words. */
  readonly trouble: { readonly kind: string; readonly message: string } | null;
  readonly ms: number;
}

export interface Worker {
  readonly mode: Mode;
  readonly fate: Fate;
  /** Resolves when it has read its program and waits for an order. */
  readonly ready: Promise<void>;
  /** `killAfter`: milliseconds, if it is to be killed from outside. */
  order(order: Order, killAfter: number | null): Promise<End>;
  isAlive(): boolean;
  /** How many it was given so far. */
  orders(): number;
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** `compiled.cjs`, then the bundled `child.ts`. */
  readonly program: readonly string[];
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mode: Mode;
  /** Ticks at once in this process, each with its own connection. */
  readonly runs: number;
  readonly fate: Fate;
}

export function startWorker({ program, root, env, mode, runs, fate }: WorkerOptions): Worker {
  const child = spawn(process.execPath, [...program, root, mode, String(runs)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const heard = listen(child);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let alive = true;
  let orders = 0;
  void gone.then(() => {
    alive = false;
  });
  // To a process that has just died nothing can be said.
  child.stdin?.on('error', () => undefined);
  return {
    mode,
    fate,
    ready: Promise.race([heard.next('ready'), gone.then(() => '')]).then(() => undefined),
    isAlive: () => alive,
    orders: () => orders,
    async order(order, killAfter) {
      heard.forget();
      orders += 1;
      const began = performance.now();
      const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
      const answer = heard.next('= ');
      child.stdin?.write(`${JSON.stringify(order)}\n`);
      const said = await Promise.race([answer, gone.then(() => null)]);
      clearTimeout(timer);
      const ms = performance.now() - began;
      if (said === null || mode === 'tick') await gone;
      // It was through when it was killed: of this tick nothing was cut short, and the process is gone all the same.
      if (child.signalCode === 'SIGKILL') return { killed: { ...heard.last(), runs }, trouble: null, ms };
      if (said === null)
        return { killed: null, trouble: { kind: 'fault', message: `it ended: ${heard.errors()}` }, ms };
      const [, kind = '', message = ''] = /^= (\S+) ?(.*)$/.exec(said) ?? [];
      return { killed: null, trouble: kind === 'done' ? null : { kind, message }, ms };
    },
    async close() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

interface Heard {
  /** The next line that begins so. */
  next(start: string): Promise<string>;
  /** Begins a new tick. */
  forget(): void;
  /** The last step of all, and whether any of its runs was inside a send at its own last step. */
  last(): { readonly step: Step | null; readonly inside: boolean };
  errors(): string;
}

function listen(child: ChildProcess): Heard {
  const steps = new Map<string, string>();
  let last: string | null = null;
  let rest = '';
  let errors = '';
  let waiting: { readonly start: string; readonly resolve: (line: string) => void }[] = [];
  const hear = (line: string): void => {
    const [, worker, step] = /^(\d+) (.+)$/.exec(line) ?? [];
    if (worker !== undefined && step !== undefined) {
      steps.set(worker, step);
      last = step;
    }
    const heard = waiting.filter(({ start }) => line.startsWith(start));
    waiting = waiting.filter((one) => !heard.includes(one));
    for (const { resolve } of heard) resolve(line);
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  return {
    next: (start) => new Promise((resolve) => waiting.push({ start, resolve })),
    forget: () => {
      steps.clear();
      last = null;
    },
    last: () => ({
      step: last !== null && isStep(last) ? last : null,
      inside: [...steps.values()].some(isInsideSend),
    }),
    errors: () => errors.trim(),
  };
}
