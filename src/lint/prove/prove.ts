/** Proves a claim: every arrival of a week, in every scene, breaks no law; or finds the plainest lead for whom one is broken. */
import { type Instant, instant, MINUTE } from '../../domain/time.ts';
import { alike, type Course, latenessOf, type Travel, traveler } from './course.ts';
import { marksOf, weekOf } from './marks.ts';
import { type Claim, PROGRAM, type Scene, type Subject } from './scene.ts';
import { wallOf } from './walls.ts';
import type { Breach, Law, Witness } from './witness.ts';

/** The longest that a touch went after its own time while everything ran, and for whom. */
export interface Worst {
  readonly touch: string;
  /** Milliseconds; null when it never went. */
  readonly late: number | null;
  readonly arrival: Instant | null;
  readonly scene: Scene | null;
}

export interface CounterExample {
  readonly claim: Claim;
  readonly scene: Scene;
  readonly arrival: Instant;
  readonly breach: Breach;
  /** Null when the decision contradicted itself. */
  readonly witness: Witness | null;
}

export interface Proof {
  readonly claim: Claim;
  readonly scenes: number;
  /** Leads that were run through. */
  readonly cases: number;
  /** Arrival minutes that they stand for. */
  readonly arrivals: number;
  readonly worst: readonly Worst[];
  /** The plainest for each law that is broken. */
  readonly counterExamples: readonly CounterExample[];
  /** The source whose proof this is, when both have the same times. */
  readonly as?: string;
}

export interface Way {
  /** Every minute by itself, not one for all between two marks. */
  readonly exhaustive: boolean;
  readonly subject?: Subject;
}

/** To its end at once. */
export function prove(claim: Claim, scenes: readonly Scene[], way: Way): Proof {
  const steps = proving(claim, scenes, way);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Yields after each scene the leads that were run through so far, so that a command can show how far it is and stop. */
export function* proving(
  claim: Claim,
  scenes: readonly Scene[],
  { exhaustive, subject = PROGRAM }: Way,
): Generator<number, Proof> {
  const worst = new Map<string, Worst>(
    claim.variant.touches.map(({ id }) => [id, { touch: id, late: null, arrival: null, scene: null }]),
  );
  const broken = new Map<Law, CounterExample>();
  let [cases, arrivals, done] = [0, 0, 0];
  for (const scene of scenes) {
    const travel = traveler(claim, scene, subject);
    const cells = exhaustive ? everyMinute(scene, travel) : cellsOf(claim, scene, travel);
    const failing: Cell[] = [];
    for (const cell of cells) {
      cases += cell.courses.length;
      arrivals += (cell.to - cell.from) / MINUTE + 1;
      for (const course of cell.courses) if (scene.outage === 'none') keepWorst(worst, course);
      if (cell.courses.some(({ breaches }) => breaches.length > 0)) failing.push(cell);
    }
    for (const law of lawsOf(failing))
      if (!broken.has(law)) broken.set(law, plainest(claim, scene, travel, failing, law));
    done += 1;
    yield cases;
  }
  return {
    claim,
    scenes: done,
    cases,
    arrivals,
    worst: [...worst.values()],
    counterExamples: [...broken.values()],
  };
}

/** Arrivals `from` to `to`, both included, a minute apart: the courses stand for all of them. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly courses: readonly Course[];
}

function* everyMinute(scene: Scene, travel: Travel): Iterable<Cell> {
  const [from, to] = weekOf(scene);
  for (let at = from as number; at < to; at += MINUTE)
    yield { from: at, to: at, courses: [travel(instant(at))] };
}

/** Where a mark turns out to change nothing, it ends the stretch before it; otherwise the stretch's own last minute is asked. */
function* cellsOf(claim: Claim, scene: Scene, travel: Travel): Iterable<Cell> {
  const marks = marksOf(claim, scene);
  const [, end] = weekOf(scene);
  let first: Course | null = null;
  for (let n = 0; n < marks.length; n += 1) {
    const from = marks[n] ?? end;
    const following = marks[n + 1];
    const to = (following ?? end) - MINUTE;
    const course: Course = first ?? travel(instant(from));
    const next = following === undefined ? null : travel(instant(following));
    first = next;
    if (to <= from) yield { from, to: from, courses: [course] };
    else if (next !== null && alike(course, next)) yield { from, to, courses: [course] };
    else yield* halved(course, travel(instant(to)), travel);
  }
}

/** Both ends alike: so is all between. Otherwise the mark itself may be a case of its own; what no mark foretold is looked for by halving. */
function* halved(first: Course, last: Course, travel: Travel): Iterable<Cell> {
  const [from, to] = [first.arrival, last.arrival];
  if (alike(first, last)) {
    yield { from, to, courses: [first, last] };
    return;
  }
  yield { from, to: from, courses: [first] };
  if (to - from === MINUTE) {
    yield { from: to, to, courses: [last] };
    return;
  }
  const second = travel(instant(from + MINUTE));
  if (to - from === 2 * MINUTE || alike(second, last)) {
    if (alike(second, last)) yield { from: second.arrival, to, courses: [second, last] };
    else for (const each of [second, last]) yield { from: each.arrival, to: each.arrival, courses: [each] };
    return;
  }
  const middle = travel(instant(from + Math.floor((to - from) / MINUTE / 2) * MINUTE));
  yield* halved(second, middle, travel);
  yield* halved(travel(instant(middle.arrival + MINUTE)), last, travel);
}

function keepWorst(worst: Map<string, Worst>, { witness, arrival }: Course): void {
  if (witness === null) return;
  for (const [touch, late] of latenessOf(witness))
    if (late > (worst.get(touch)?.late ?? -1))
      worst.set(touch, { touch, late, arrival, scene: witness.scene });
}

function lawsOf(cells: readonly Cell[]): ReadonlySet<Law> {
  return new Set(
    cells.flatMap(({ courses }) => courses.flatMap(({ breaches }) => breaches.map(({ law }) => law))),
  );
}

/** The roundest arrival at which the law is broken: a full hour before a half, and the earliest of those. */
function plainest(
  claim: Claim,
  scene: Scene,
  travel: Travel,
  failing: readonly Cell[],
  law: Law,
): CounterExample {
  const cells = failing.filter(({ courses }) =>
    courses.some((course) => breachIn(course, law) !== undefined),
  );
  for (const grain of [60, 30, 15, 5, 1])
    for (const { from, to } of cells) {
      const { minute } = wallOf(from, scene.place.home);
      const at = from + ((grain - (minute % grain)) % grain) * MINUTE;
      const course = at > to ? null : travel(instant(at));
      const breach = course === null ? undefined : breachIn(course, law);
      if (course !== null && breach !== undefined)
        return { claim, scene, arrival: course.arrival, breach, witness: course.witness };
    }
  const [course] = cells.flatMap(({ courses }) =>
    courses.filter((each) => breachIn(each, law) !== undefined),
  );
  const breach = course && breachIn(course, law);
  if (course === undefined || breach === undefined) throw new Error(`${law} is broken by nobody`);
  return { claim, scene, arrival: course.arrival, breach, witness: course.witness };
}

const breachIn = ({ breaches }: Course, law: Law): Breach | undefined =>
  breaches.find((each) => each.law === law);
