/** The order in which the touches of all enrollments of a contact take their slots. */

import type { Step } from './course.ts';
import type { Frame } from './frame.ts';
import { openInAll } from './gates.ts';
import type { EnrolledIn } from './situation.ts';

/** The touches of one enrollment's current occurrence, with what has become of them. */
export interface Lane {
  readonly enrolled: EnrolledIn;
  readonly steps: readonly Step[];
}

/** By planned time, then as in the file; of several enrollments the higher priority first, then whoever's time comes first, then the older. */
export function* inFoldOrder(
  lanes: readonly Lane[],
  frame: Frame,
): Generator<readonly [Step, readonly Step[]]> {
  const [only] = lanes;
  if (only !== undefined && lanes.length === 1) {
    for (const step of only.steps) yield [step, only.steps];
    return;
  }
  const priorities = [...new Set(lanes.map(({ enrolled }) => enrolled.sequence.priority))].sort(
    (a, b) => b - a,
  );
  for (const priority of priorities) {
    const heads = lanes
      .filter(({ enrolled }) => enrolled.sequence.priority === priority)
      .map((lane) => ({ lane, next: 0 }));
    for (;;) {
      const ready = heads.filter(({ lane, next }) => next < lane.steps.length);
      const first =
        ready.length > 1
          ? ready.reduce((best, each) => (comesBefore(each, best, frame) ? each : best))
          : ready[0];
      const step = first?.lane.steps[first.next];
      if (first === undefined || step === undefined) break;
      first.next += 1;
      yield [step, first.lane.steps];
    }
  }
}

interface Head {
  readonly lane: Lane;
  readonly next: number;
}

function comesBefore(a: Head, b: Head, frame: Frame): boolean {
  const difference = wanted(a, frame) - wanted(b, frame);
  if (difference !== 0) return difference < 0;
  const age = a.lane.enrolled.enrolledAt - b.lane.enrolled.enrolledAt;
  return age !== 0 ? age < 0 : a.lane.enrolled.id < b.lane.enrolled.id;
}

/** The slot that a touch would take were it alone: two texts of one night both want the next morning. */
function wanted({ lane, next }: Head, frame: Frame): number {
  const step = lane.steps[next];
  if (step === undefined || step.ended || step.touch.channel === 'move') return step?.planned ?? 0;
  return openInAll(step.touch.channel === 'email' ? frame.email : frame.quiet, step.planned, 0);
}
