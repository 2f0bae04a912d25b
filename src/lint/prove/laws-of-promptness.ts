/** Nothing waits without need: a touch that only hours keep from its own time goes at the first minute at which they are open. */
import { MINUTE } from '../../domain/time.ts';
import type { Gone } from '../../schedule/run-through.ts';
import { breachOf, businessHours, emailHours, quietHours, spanText } from './laws-of-hours.ts';
import type { Scene } from './scene.ts';
import { momentOf, wallOf } from './walls.ts';
import { type Breach, LEAST, ownTime, type Witness } from './witness.ts';

/** Reasons that this law can reckon anew; whoever waits for other touches or keeps a distance is asked by other laws. */
const HOURS: ReadonlySet<string> = new Set(['quiet_hours', 'email_hours', 'business_hours']);

/** What is open does not depend on the lead, once it is too late for an answer at any hour. */
const known = new WeakMap<Scene, Map<string, boolean>>();

export function prompt(witness: Witness): readonly Breach[] {
  const { scene, started, enrolled, policy, contacts } = witness;
  if (scene.outage !== 'none') return [];
  return contacts.flatMap((gone): readonly Breach[] => {
    const { touch, at, key, moves } = gone;
    const { timing } = touch;
    const isBound = touch.references.length > 0 || touch.varyFrom !== null || touch.closes;
    if (isBound || key.occurrence > 0 || moves.some(({ gate }) => !HOURS.has(gate))) return [];
    if (timing.kind === 'after_touch' || (timing.kind === 'calendar' && timing.days.length > 1)) return [];
    const own = ownTime(touch, enrolled.anchor, scene.place.home, policy.defaultAt);
    const from = Math.max(own ?? at, started.enrolledAt);
    // A tick that sends something looks again a minute later.
    if (at - from <= MINUTE) return [];
    const first = firstOpen(witness, gone, from, timing.kind === 'calendar');
    if (first === null || at - first <= MINUTE) return [];
    return [breachOf('prompt', gone, `${touch.id} went ${spanText(at - first)} after it could have gone`)];
  });
}

/** On its own day a touch goes as soon as it may; one with a time of day waits for that on any later day. */
function firstOpen(witness: Witness, gone: Gone, from: number, isOnItsDay: boolean): number | null {
  const { scene, business } = witness;
  const { home, zones } = scene.place;
  const openings = openingsOf(witness);
  const found = [from];
  for (const zone of new Set([home, ...zones, business.zone])) {
    const last = wallOf(gone.at, zone).day;
    for (let { day } = wallOf(from, zone); day <= last; day += 1)
      for (const minute of openings) found.push(momentOf(day, minute, zone));
  }
  const ownDay = wallOf(from, home).day;
  const open = found
    .filter((at) => at >= from && at < gone.at && (!isOnItsDay || wallOf(at, home).day === ownDay))
    .sort((a, b) => a - b)
    .find((at) => isOpenFor(witness, gone, at));
  return open ?? null;
}

/** Times of day at which something opens; one that is missing here only makes the law ask less. */
function openingsOf({ policy, business }: Witness): ReadonlySet<number> {
  const windows = [...policy.quietWindows, ...business.hours].flatMap((day) => day ?? []);
  return new Set([...windows.map(({ opens }) => opens as number), policy.emailWindow.opens, 9 * 60, 12 * 60]);
}

/** By the laws of hours themselves: they would find nothing if it went then. */
function isOpenFor(witness: Witness, gone: Gone, at: number): boolean {
  const { scene, started, contacts } = witness;
  const ask = (): boolean => {
    const moved = { ...gone, at: at as Gone['at'] };
    const before = contacts.slice(0, contacts.indexOf(gone));
    const asked = { ...witness, contacts: [...before, moved] };
    return [quietHours, emailHours, businessHours].every((law) =>
      law(asked).every(({ at: when }) => when !== at),
    );
  };
  if (at - started.enrolledAt < LEAST.emailReplyWithin) return ask();
  const answers = known.get(scene) ?? new Map<string, boolean>();
  known.set(scene, answers);
  const key = `${gone.touch.channel} ${at}`;
  const answer = answers.get(key) ?? ask();
  answers.set(key, answer);
  return answer;
}
