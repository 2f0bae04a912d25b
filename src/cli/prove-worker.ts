/** A thread of `seq prove`: judges the scenes that it is given, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { judge } from '../lint/prove/prove.ts';
import { scenesFor } from '../lint/prove/scenes.ts';
import type { Asking, Task } from './prove-work.ts';

const { claims, choices, combined, exhaustive }: Asking = workerData;
const works = claims.map((claim) => ({ claim, scenes: scenesFor(claim, choices, combined) }));

parentPort?.on('message', (task: Task) => {
  const work = works[task.claim];
  const scene = work?.scenes[task.scene];
  if (work === undefined || scene === undefined) throw new Error(`there is no scene ${task.scene}`);
  parentPort?.postMessage(judge(work.claim, scene, { exhaustive }));
});
