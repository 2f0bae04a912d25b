/** An enrollment as it would stand in another revision of its sequence: what has ended stays ended, and nothing is sent again. */
import type { TouchId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import type { Sequence, Touch, Variant } from '../sequence/sequence.ts';
import { decide } from './decide.ts';
import { planTouches } from './plan.ts';
import type { EnrolledIn, Forecast, Situation } from './situation.ts';
import { calendarZone } from './zones.ts';

/**
 * What a move does about touches that the new revision has placed before now: `onward` passes them over, so that nothing
 * goes because of the move itself; `catch-up` leaves them to their own `late`, as after an outage.
 */
export type MovePolicy = 'onward' | 'catch-up';

/** Old touch id to new touch id: the same touch under another name. */
export type TouchMap = ReadonlyMap<TouchId, TouchId>;

export interface Move {
  readonly sequence: Sequence;
  readonly policy: MovePolicy;
  readonly map: TouchMap;
  /** Ids of the new revision that somebody has called new touches, however like an old one they are. */
  readonly added?: ReadonlySet<TouchId>;
}

export interface Moved {
  readonly situation: Situation;
  /** Touches that are passed over: they are to end skipped. */
  readonly passed: readonly TouchKey[];
}

/** Why an enrollment cannot be moved now; `detail` is a clause. */
export interface NotMoved {
  readonly code:
    | 'no_variant'
    | 'on_the_wire'
    | 'open_call'
    | 'ended'
    | 'other_anchor'
    | 'misnamed'
    | 'no_business'
    | 'unreadable';
  readonly detail: string;
}

/** The situation with one enrollment in the new revision. `policy` and `now` place what is passed over. */
export function moveEnrollment(
  situation: Situation,
  enrolled: EnrolledIn,
  { sequence, policy: how, map }: Move,
  policy: Policy,
  now: Instant,
): Result<Moved, NotMoved> {
  if (enrolled.state !== 'active' && enrolled.state !== 'paused')
    return fail({ code: 'ended', detail: 'it has ended' });
  if (sequence.anchor !== enrolled.sequence.anchor)
    return fail({
      code: 'other_anchor',
      detail: `the new revision counts from the ${sequence.anchor}, the old one from the ${enrolled.sequence.anchor}`,
    });
  const variant = sequence.variants.find(({ source }) => source === enrolled.variant.source);
  if (variant === undefined)
    return fail({
      code: 'no_variant',
      detail: `the new revision has no source ${enrolled.variant.source}`,
    });
  const [flying] = enrolled.inFlight;
  if (flying !== undefined) return fail({ code: 'on_the_wire', detail: `${flying.touch} is on the wire` });
  const ids = new Set(variant.touches.map(({ id }) => id));
  const wrong = misnamed(map, ids, sequence);
  if (wrong !== null) return fail({ code: 'misnamed', detail: wrong });
  const lost = enrolled.openCalls.find(({ touch }) => !ids.has(named(touch, map)));
  if (lost !== undefined)
    return fail({
      code: 'open_call',
      detail: `the call task of ${lost.touch} is open, and the new revision has no ${lost.touch}`,
    });
  const moved = inRevision(situation, enrolled, sequence, variant, map, policy);
  const next = replaced(situation, moved);
  if (how === 'catch-up') return ok({ situation: next, passed: [] });
  return ok(passOver(situation, next, enrolled, map, policy, now));
}

const named = (id: TouchId, map: TouchMap): TouchId => map.get(id) ?? id;

/**
 * Names are changed one after the other, and each touch once: of a chain, an exchange or a touch that is still there the
 * history would end under another id than is meant, and what has gone would go again.
 */
function misnamed(map: TouchMap, ids: ReadonlySet<TouchId>, { variants }: Sequence): string | null {
  const taken = new Set<TouchId>();
  for (const [old, fresh] of map) {
    if (map.has(fresh)) return `${fresh} is named as the new id of ${old} and as an old id too`;
    if (ids.has(old)) return `the new revision has ${old} too, so it has not become ${fresh}`;
    if (!variants.some(({ touches }) => touches.some(({ id }) => id === fresh)))
      return `the new revision has no ${fresh}, so ${old} cannot be that`;
    if (taken.has(fresh)) return `${fresh} is named as the new id of two touches`;
    taken.add(fresh);
  }
  return null;
}

const replaced = (situation: Situation, enrolled: EnrolledIn): Situation => ({
  ...situation,
  enrollments: situation.enrollments.map((each) => (each.id === enrolled.id ? enrolled : each)),
});

function inRevision(
  situation: Situation,
  enrolled: EnrolledIn,
  sequence: Sequence,
  variant: Variant,
  map: TouchMap,
  policy: Policy,
): EnrolledIn {
  const ids = new Set(variant.touches.map(({ id }) => id));
  const renamed = <T extends TouchKey>(keys: readonly T[]): readonly T[] =>
    keys.flatMap((key) => {
      const touch = named(key.touch, map);
      return touch === key.touch ? [key] : [key, { ...key, touch }];
    });
  return {
    ...enrolled,
    sequence,
    variant,
    ends: renamed(enrolled.ends),
    openCalls: renamed(enrolled.openCalls).filter(({ touch }) => ids.has(touch)),
    lateSeen: renamed(enrolled.lateSeen).filter(({ touch }) => ids.has(touch)),
    retryAt: renamed(enrolled.retryAt).filter(({ touch }) => ids.has(touch)),
    shifts: shiftsIn(situation, enrolled, ids, map, policy),
  };
}

/** A shift from a touch that is no more holds from the first one after it that still is. */
function shiftsIn(
  { contact, business }: Situation,
  enrolled: EnrolledIn,
  ids: ReadonlySet<TouchId>,
  map: TouchMap,
  policy: Policy,
): EnrolledIn['shifts'] {
  if (enrolled.shifts.length === 0) return enrolled.shifts;
  const { anchor, variant, sequence } = enrolled;
  const zone = calendarZone(contact.zone, business.zone);
  const input = { anchor, zone, policy, repeat: sequence.repeat, occurrence: 0, shifts: [] };
  const order = planTouches(variant, input).map(({ touch }) => touch.id);
  return enrolled.shifts.flatMap(({ from, days }) => {
    const after = order.slice(Math.max(0, order.indexOf(from.touch)));
    const kept = after.map((id) => named(id, map)).find((id) => ids.has(id));
    return kept === undefined ? [] : [{ from: { ...from, touch: kept }, days }];
  });
}

/** What would go late, or end as too late, only because the new revision has it earlier than the old one had. */
function passOver(
  before: Situation,
  start: Situation,
  { id, variant }: EnrolledIn,
  map: TouchMap,
  policy: Policy,
  now: Instant,
): Moved {
  const wasDue = new Set(
    decide(before, policy, now)
      .forecasts.filter(({ enrollment, due }) => enrollment === id && due !== null && due <= now)
      .map(({ key }) => `${named(key.touch, map)} ${key.occurrence}`),
  );
  const passed: TouchKey[] = [];
  let situation = start;
  // Each round may bring forward what waited for the touches of the round before.
  for (let round = 0; round <= variant.touches.length + start.enrollments.length; round += 1) {
    const late = decide(situation, policy, now).forecasts.filter(
      (one) =>
        one.enrollment === id && isPast(one, now) && !wasDue.has(`${one.key.touch} ${one.key.occurrence}`),
    );
    if (late.length === 0) break;
    const keys = late.map(({ key }) => key);
    passed.push(...keys);
    situation = withEnds(situation, id, keys, now);
  }
  return { situation, passed };
}

/** It would go now, or end as too late. */
const isPast = ({ due, nominal, verdict }: Forecast, now: Instant): boolean =>
  (due !== null && due <= now) ||
  (verdict.kind === 'skip' && verdict.reason.code === 'too_late' && nominal !== null && nominal <= now);

const PASSED = 'the revision that the lead was moved to has it before the day of the move';

const withEnds = (
  situation: Situation,
  id: EnrolledIn['id'],
  keys: readonly TouchKey[],
  at: Instant,
): Situation => ({
  ...situation,
  enrollments: situation.enrollments.map((each) =>
    each.id === id
      ? {
          ...each,
          ends: [
            ...each.ends,
            ...keys.map((key) => ({
              ...key,
              end: { kind: 'skipped', at, reason: { code: 'moved_past', detail: PASSED } } as const,
            })),
          ],
        }
      : each,
  ),
});

/** A touch that is gone, and a new one so like it that it is the same under another id, unless its author says otherwise. */
export interface Rename {
  readonly from: TouchId;
  readonly to: TouchId;
}

/** Touches of the old variant whose id the new one has no more, each with the new id that stands in its place. */
export function likelyRenames(before: Variant, after: Variant): readonly Rename[] {
  const gone = before.touches.filter(({ id }) => !after.touches.some((touch) => touch.id === id));
  const come = after.touches.filter(({ id }) => !before.touches.some((touch) => touch.id === id));
  const taken = new Set<TouchId>();
  return gone.flatMap((old) => {
    const [best] = come
      .filter(({ id, channel }) => !taken.has(id) && channel === old.channel)
      .map((touch) => ({ id: touch.id, like: likeness(old, touch) }))
      .filter(({ like }) => like >= 0.5)
      .sort((a, b) => b.like - a.like);
    if (best === undefined) return [];
    taken.add(best.id);
    return [{ from: old.id, to: best.id }];
  });
}

/** Share of the words that both have, of all that either has; the same time counts for half. */
function likeness(a: Touch, b: Touch): number {
  const sameTime = JSON.stringify(a.timing) === JSON.stringify(b.timing) ? 0.5 : 0;
  const [x, y] = [wordsOf(a), wordsOf(b)];
  const both = [...x].filter((word) => y.has(word)).length;
  const all = new Set([...x, ...y]).size;
  return Math.max(sameTime, all === 0 ? 0 : both / all);
}

const wordsOf = ({ action }: Touch): ReadonlySet<string> =>
  new Set(
    textsOf(action)
      .join(' ')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== ''),
  );

/** Every text of a touch, as it is written. */
export function textsOf(action: Touch['action']): readonly string[] {
  switch (action.kind) {
    case 'sms':
      return action.alternatives.map(({ text }) => text.source);
    case 'email':
      return action.alternatives.flatMap(({ subjects, body }) => [
        ...subjects.map(({ source }) => source),
        body.source,
      ]);
    case 'call':
      return [action.script, action.voicemail, action.note].flatMap((text) => (text ? [text.source] : []));
    case 'move':
      return [];
  }
}
