/** Proves claims scene by scene, in threads where there is much to do; what is found does not depend on how many. */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { MINUTE } from '../domain/time.ts';
import { type Judged, judge, type Proof, proofOf } from '../lint/prove/prove.ts';
import type { Claim, Scene } from '../lint/prove/scene.ts';
import { countScenes, type SharedChoices, scenesFor } from '../lint/prove/scenes.ts';
import { timesOf } from '../lint/prove/twins.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';

/** Nothing but data: each thread makes its own scenes of it. */
export interface Asking {
  readonly claims: readonly Claim[];
  readonly choices: SharedChoices;
  readonly combined: boolean;
  readonly exhaustive: boolean;
}

/** One scene of one claim, both by their place in the order. */
export interface Task {
  readonly claim: number;
  readonly scene: number;
}

interface Work {
  readonly claim: Claim;
  readonly scenes: readonly Scene[];
  /** As many as scenes, each filled in when it is judged. */
  readonly judged: (Judged | undefined)[];
  /** The claim before it with the same times. */
  readonly twin: number | null;
}

/** A thread takes as long to start as a scene to be judged. */
const WORTH_THREADS = 12;
/** A scene takes about a tenth of a second, so that this is more than half an hour; one that names many calls would have no end. */
export const MOST_SCENES = 20_000;
/** Threads load built files: sources, as tests run them, are not for Node to load. */
const BUILT = import.meta.url.endsWith('.js');

/** Null when somebody has had enough. `jobs` is the most threads that are used. */
export async function proveAll(io: Io, asking: Asking, jobs: number): Promise<readonly Proof[] | null> {
  const works = worksOf(asking);
  const tasks = works.flatMap(({ scenes, twin }, claim) =>
    twin === null ? scenes.map((_, scene): Task => ({ claim, scene })) : [],
  );
  const progress = createProgress(io, 'cases');
  const tellIfLong = patience(io, tasks.length);
  let [cases, done] = [0, 0];
  const keep = ({ claim, scene }: Task, judged: Judged): void => {
    const work = works[claim];
    if (work !== undefined) work.judged[scene] = judged;
    cases += judged.cases;
    done += 1;
    progress.update(cases, done, tasks.length);
    tellIfLong(done);
  };
  const threaded = BUILT && jobs > 1 && (asking.exhaustive || tasks.length >= WORTH_THREADS);
  const ended = threaded
    ? await inThreads(io, asking, works, tasks, Math.min(jobs, tasks.length), keep)
    : await hereAndNow(io, asking, works, tasks, keep);
  progress.clear();
  return ended ? proofsOf(works, asking) : null;
}

/** How many scenes are to be judged: of claims whose leads are reached at the same times, those of the first. */
export function scenesToJudge({ claims, choices, combined }: Omit<Asking, 'exhaustive'>): number {
  const firsts = new Map(claims.toReversed().map((claim) => [timesOf(claim), claim]));
  return [...firsts.values()].reduce((sum, claim) => sum + countScenes(claim, choices, combined), 0);
}

/** By then it is known how long a scene takes here. */
const ENOUGH = 24;

/** One line for who sees no progress, such as the log of a build, when the rest will take more than two minutes. */
function patience(io: Io, all: number): (done: number) => void {
  const started = io.now();
  return (done) => {
    if (io.stderr.isTTY || done !== ENOUGH) return;
    const minutes = Math.round(((io.now() - started) * (all - done)) / done / MINUTE);
    if (minutes > 2)
      io.stderr.write(
        `${done} of ${all.toLocaleString('en-US')} scenes are judged; the others take about ${minutes} minutes\n`,
      );
  };
}

function worksOf({ claims, choices, combined }: Asking): readonly Work[] {
  const known = new Map<string, number>();
  return claims.map((claim, n) => {
    const times = timesOf(claim);
    const twin = known.get(times) ?? null;
    if (twin === null) known.set(times, n);
    return { claim, scenes: scenesFor(claim, choices, combined), judged: [], twin };
  });
}

type Keep = (task: Task, judged: Judged) => void;

async function hereAndNow(
  io: Io,
  { exhaustive }: Asking,
  works: readonly Work[],
  tasks: Iterable<Task>,
  keep: Keep,
): Promise<boolean> {
  for (const task of tasks) {
    const work = works[task.claim];
    const scene = work?.scenes[task.scene];
    if (work !== undefined && scene !== undefined) keep(task, judge(work.claim, scene, { exhaustive }));
    // Lets an interrupt be heard.
    await setImmediate();
    if (io.signal.aborted) return false;
  }
  return true;
}

/**
 * This thread and as many others as `jobs` has more: each takes the next scene when it has judged one. A scene of every
 * minute takes seconds, in which nobody would hear an interrupt: then this thread only waits for the others.
 */
async function inThreads(
  io: Io,
  asking: Asking,
  works: readonly Work[],
  tasks: readonly Task[],
  jobs: number,
  keep: Keep,
): Promise<boolean> {
  const left = tasks.values();
  const here = asking.exhaustive ? [] : left;
  const workers = Array.from(
    { length: asking.exhaustive ? jobs : jobs - 1 },
    () => new Worker(new URL('./prove-worker.js', import.meta.url), { workerData: asking }),
  );
  const stop = (): void => {
    for (const worker of workers) void worker.terminate();
  };
  io.signal.addEventListener('abort', stop);
  try {
    await Promise.all([
      ...workers.map((worker) => drive(worker, left, keep)),
      hereAndNow(io, asking, works, here, keep),
    ]);
    return !io.signal.aborted;
  } finally {
    io.signal.removeEventListener('abort', stop);
    stop();
  }
}

/** So that a thread has something to do while this one judges a scene of its own. */
const AHEAD = 2;

/** Until nothing is left, or the thread was ended. */
function drive(worker: Worker, left: Iterator<Task>, keep: Keep): Promise<void> {
  return new Promise((resolve, reject) => {
    const given: Task[] = [];
    const give = (): void => {
      const { value, done } = left.next();
      if (done) return;
      given.push(value);
      worker.postMessage(value);
    };
    worker.on('message', (judged: Judged) => {
      const task = given.shift();
      if (task !== undefined) keep(task, judged);
      give();
      if (given.length === 0) resolve();
    });
    worker.on('error', (error) => {
      // Nobody begins another one.
      while (!left.next().done);
      reject(error);
    });
    worker.on('exit', () => resolve());
    for (let n = 0; n < AHEAD; n += 1) give();
    if (given.length === 0) resolve();
  });
}

function proofsOf(works: readonly Work[], { exhaustive }: Asking): readonly Proof[] {
  const proofs: Proof[] = [];
  for (const { claim, scenes, judged, twin } of works) {
    const known = twin === null ? undefined : proofs[twin];
    if (known !== undefined) {
      proofs.push({ ...known, claim, as: known.claim.variant.source });
      continue;
    }
    const judgedScenes = scenes.map((scene, n) => {
      const found = judged[n];
      if (found === undefined) throw new Error(`scene ${n} of ${claim.sequence.id} was not judged`);
      return { scene, judged: found };
    });
    proofs.push(proofOf(claim, judgedScenes, { exhaustive }));
  }
  return proofs;
}
