/** One arrival run to its end and asked for its breaches, its lateness and its shape. */
import type { Instant } from '../../domain/time.ts';
import { breachesOf } from './laws.ts';
import { type Claim, type Scene, type Started, type Subject, starter } from './scene.ts';
import { type Breach, ownTime, type Witness, witnessOf } from './witness.ts';

export interface Course {
  readonly arrival: Instant;
  readonly breaches: readonly Breach[];
  /** Null when the decision contradicted itself. */
  readonly witness: Witness | null;
  /** Everything that happened, in words and instants by turns. */
  readonly shape: readonly (string | number)[];
}

export type Travel = (arrival: Instant) => Course;

/** Runs and judges arrivals of one scene. */
export function traveler(claim: Claim, scene: Scene, subject: Subject): Travel {
  const start = starter(claim, scene);
  return (arrival) => travel(claim, scene, subject, start(arrival));
}

function travel(claim: Claim, scene: Scene, subject: Subject, started: Started): Course {
  const { arrival, situation, enrolledAt, happenings } = started;
  try {
    const run = subject(situation, claim.policy, enrolledAt, happenings);
    const witness = witnessOf(claim, scene, started, run);
    const breaches = breachesOf(witness);
    return { arrival, breaches, witness, shape: shapeOf(witness, breaches) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const breach: Breach = { law: 'decision', at: enrolledAt, touches: [], says };
    return { arrival, breaches: [breach], witness: null, shape: [says] };
  }
}

function shapeOf({ run, enrolled }: Witness, breaches: readonly Breach[]): readonly (string | number)[] {
  const shape: (string | number)[] = [];
  for (const { key, at, alternative, verdict } of run.gone)
    shape.push(`${key.touch} ${key.occurrence} ${alternative} ${verdict.basis} ${verdict.late}`, at);
  for (const { touch, occurrence, end } of enrolled.ends)
    if (end.kind === 'skipped') shape.push(`${touch} ${occurrence} ${end.reason.code}`, end.at);
    else if (end.kind === 'called') shape.push(`${touch} ${occurrence} ${end.outcome}`, end.at);
  for (const { law, touches } of breaches) shape.push(`${law} ${touches.join(' ')}`);
  return shape;
}

/** The same things happen, each at the same instant or later by as much as the arrival is. */
export function alike(a: Course, b: Course): boolean {
  if (a.shape.length !== b.shape.length) return false;
  const by = b.arrival - a.arrival;
  return a.shape.every((each, n) => {
    const other = b.shape[n];
    if (typeof each === 'string' || typeof other !== 'number') return each === other;
    return other === each || other === each + by;
  });
}

/** How long after its own time each touch went, in milliseconds, by its id; of the first occurrence alone. */
export function latenessOf({
  variant,
  policy,
  sequence,
  scene,
  started,
  run,
}: Witness): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const anchor =
    sequence.anchor === 'appointment' ? started.arrival : started.enrolledAt + variant.startAfter;
  for (const gone of run.gone) {
    if (gone.key.occurrence > 0) continue;
    const own = ownTime(gone.touch, anchor, scene.place.home, policy.defaultAt) ?? gone.nominal;
    // A reminder that was planned before the appointment was booked is due when it was booked.
    if (own !== null) found.set(gone.touch.id, gone.at - Math.max(own, started.enrolledAt));
  }
  return found;
}
