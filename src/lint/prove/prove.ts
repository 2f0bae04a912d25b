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

/** What became of one scene, in nothing but data: another thread may have found it. */
export interface Judged {
  readonly cases: number;
  readonly arrivals: number;
  /** Milliseconds and the arrival, by the touch; empty where no tick ran for a while. */
  readonly worst: ReadonlyMap<string, { readonly late: number; readonly arrival: Instant }>;
  readonly laws: readonly Law[];
}

/** One scene after the other. */
export const prove = (claim: Claim, scenes: readonly Scene[], way: Way): Proof =>
  proofOf(
    claim,
    scenes.map((scene) => ({ scene, judged: judge(claim, scene, way) })),
    way,
  );

export function judge(claim: Claim, scene: Scene, { exhaustive, subject = PROGRAM }: Way): Judged {
  const worst = new Map<string, { readonly late: number; readonly arrival: Instant }>();
  const laws = new Set<Law>();
  let [cases, arrivals] = [0, 0];
  for (const { from, to, courses } of cellsOf(claim, scene, traveler(claim, scene, subject), exhaustive)) {
    cases += courses.length;
    arrivals += (to - from) / MINUTE + 1;
    for (const { witness, arrival, breaches } of courses) {
      for (const { law } of breaches) laws.add(law);
      if (scene.outage !== 'none' || witness === null) continue;
      for (const [touch, late] of latenessOf(witness))
        if (late > (worst.get(touch)?.late ?? -1)) worst.set(touch, { late, arrival });
    }
  }
  return { cases, arrivals, worst, laws: [...laws] };
}

/** The scenes in their order, the plainest first: its counter-example is the one that is told. */
export function proofOf(
  claim: Claim,
  scenes: readonly { readonly scene: Scene; readonly judged: Judged }[],
  way: Way,
): Proof {
  const worst = new Map<string, Worst>(
    claim.variant.touches.map(({ id }) => [id, { touch: id, late: null, arrival: null, scene: null }]),
  );
  const broken = new Map<Law, CounterExample>();
  for (const { scene, judged } of scenes) {
    for (const [touch, found] of judged.worst)
      if (found.late > (worst.get(touch)?.late ?? -1)) worst.set(touch, { touch, ...found, scene });
    for (const law of judged.laws) if (!broken.has(law)) broken.set(law, plainest(claim, scene, way, law));
  }
  return {
    claim,
    scenes: scenes.length,
    cases: scenes.reduce((sum, { judged }) => sum + judged.cases, 0),
    arrivals: scenes.reduce((sum, { judged }) => sum + judged.arrivals, 0),
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

const cellsOf = (claim: Claim, scene: Scene, travel: Travel, exhaustive: boolean): Iterable<Cell> =>
  exhaustive ? everyMinute(scene, travel) : betweenMarks(claim, scene, travel);

/** Where a mark turns out to change nothing, it ends the stretch before it; otherwise the stretch's own last minute is asked. */
function* betweenMarks(claim: Claim, scene: Scene, travel: Travel): Iterable<Cell> {
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

/** The roundest arrival at which the law is broken: a full hour before a half, and the earliest of those. */
function plainest(
  claim: Claim,
  scene: Scene,
  { exhaustive, subject = PROGRAM }: Way,
  law: Law,
): CounterExample {
  const travel = traveler(claim, scene, subject);
  const cells: Cell[] = [];
  for (const cell of cellsOf(claim, scene, travel, exhaustive))
    if (cell.courses.some((course) => breachIn(course, law) !== undefined)) cells.push(cell);
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
