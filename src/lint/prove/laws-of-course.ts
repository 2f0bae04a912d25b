/** What touches owe to each other and to the lead: order, gaps, references, claims, silence, consent, and one end for each. */
import type { Condition } from '../../domain/condition.ts';
import { DAY } from '../../domain/time.ts';
import type { Gone } from '../../schedule/run-through.ts';
import type { Touch } from '../../sequence/sequence.ts';
import { breachOf, dayName, nameOf, pairsOf, spanText, when } from './laws-of-hours.ts';
import { timeText } from './walls.ts';
import { type Breach, endOf, LEAST, ownTime, type Witness } from './witness.ts';

/** The touch's own time by the sequence as written, and as an outage has moved its beginning. */
function ownTimes(
  { started, variant, scene, policy, enrolled, sequence }: Witness,
  gone: Gone,
): readonly number[] {
  const written =
    sequence.anchor === 'appointment' ? started.arrival : started.enrolledAt + variant.startAfter;
  const { touch, key } = gone;
  const from = (anchor: number): number | null =>
    ownTime(touch, anchor, scene.place.home, policy.defaultAt, key.occurrence, sequence.repeat);
  const own = from(written);
  if (own === null) return [];
  return [own, enrolled.anchor === written ? own : (from(enrolled.anchor) ?? own)];
}

export function neverEarly(witness: Witness): readonly Breach[] {
  return witness.gone.flatMap((gone) => {
    const [own] = ownTimes(witness, gone);
    if (own === undefined || gone.touch.varyFrom !== null || gone.at >= own) return [];
    const says = `${gone.touch.id} went ${spanText(own - gone.at)} before its own time`;
    return [breachOf('never-early', gone, says)];
  });
}

/** Hours of the clock between two calls, unless the second one was noted to have no such minute that day. */
export function variety(witness: Witness): readonly Breach[] {
  return witness.contacts.flatMap((gone) => {
    const { varyFrom } = gone.touch;
    const end = varyFrom === null ? null : endOf(witness.enrolled, varyFrom, gone.key.occurrence);
    const first = witness.contacts.find(({ key }) => key.touch === varyFrom);
    // Asked when this one went: a call that is still open then counts from its task.
    if (end?.kind !== 'called' || first === undefined || first.at > gone.at) return [];
    const reached = end.outcome === 'not_done' || end.at > gone.at ? end.taskAt : end.at;
    const span = Math.abs(witness.wall(reached).minute - witness.wall(gone.at).minute);
    const apart = Math.min(span, 24 * 60 - span) * 60_000;
    const given = gone.moves.some(({ gate, from, to }) => gate === 'vary_from' && from === to);
    if (apart >= Math.max(LEAST.varyBy, witness.policy.varyBy) || given) return [];
    const says = `${gone.touch.id} at ${timeText(witness.wall(gone.at).minute)}, ${spanText(apart)} of the clock from ${varyFrom}`;
    return [breachOf('vary-from', gone, says)];
  });
}

export function orderAndGaps(witness: Witness): readonly Breach[] {
  return ['sms', 'email', 'call'].flatMap((channel) =>
    pairsOf(witness, channel).flatMap(([a, b]): Breach[] => {
      const [first, second] = [ownTimes(witness, a), ownTimes(witness, b)];
      if (first.length === 0 || second.length === 0) return [];
      const planned = second.map((own, n) => own - (first[n] ?? own));
      const both = { at: b.at, touches: [a.key.touch, b.key.touch] };
      // Whoever waits for another touch may fall behind its own place.
      if (
        a.touch.references.length === 0 &&
        b.touch.references.length === 0 &&
        planned.every((gap) => gap < 0)
      )
        return [{ law: 'order', ...both, says: `${b.touch.id} after ${a.touch.id}, against the sequence` }];
      const isSameDay = witness.wall(a.at).day === witness.wall(b.at).day;
      if (!isSameDay || b.at - a.at >= Math.min(...planned)) return [];
      const says = `two ${nameOf(b)}s ${spanText(b.at - a.at)} apart that were planned ${spanText(Math.min(...planned))} apart`;
      return [{ law: 'gap', ...both, says }];
    }),
  );
}

/** Nothing before what it names has ended, and as many calendar days after it as the sequence has between them. */
export function references(witness: Witness): readonly Breach[] {
  return witness.gone.flatMap((gone) => {
    const { touch, at, key } = gone;
    return touch.references.flatMap((named): readonly Breach[] => {
      const end = endOf(witness.enrolled, named, key.occurrence);
      const other = witness.variant.touches.find(({ id }) => id === named);
      if (other === undefined || named === touch.id || isCircle(touch, other)) return [];
      const { timing } = touch;
      const isAfter = timing.kind === 'after_touch' && timing.touch === named;
      const released = isAfter && timing.orBy !== null ? releaseOf(witness, named, timing.orBy) : null;
      if (released !== null && at >= released) return [];
      const from = end === null ? Number.POSITIVE_INFINITY : end.at + (isAfter ? timing.wait : 0);
      if (at < from) return [breachOf('reference', gone, `${touch.id} went before ${named} had ended`)];
      if (isAfter || end === null) return [];
      const reached =
        end.kind === 'sent'
          ? end.at
          : end.kind !== 'called'
            ? null
            : end.outcome === 'not_done'
              ? end.taskAt
              : end.at;
      const apart = daysBetween(other, touch);
      if (reached === null || witness.wall(at).day - witness.wall(reached).day >= apart) return [];
      return [
        breachOf(
          'reference',
          gone,
          `${touch.id} on ${dayName(witness.wall(at).weekday)}, sooner after ${named} than planned`,
        ),
      ];
    });
  });
}

const isCircle = (touch: Touch, other: Touch): boolean => other.references.includes(touch.id);

/** When `or_by` lets a touch go though the call it follows is open. */
function releaseOf({ run }: Witness, named: string, orBy: number): number | null {
  const made = run.gone.find(({ key }) => key.touch === named);
  return made === undefined ? null : made.at + orBy;
}

function daysBetween(from: Touch, to: Touch): number {
  const day = ({ timing }: Touch): number =>
    timing.kind === 'calendar'
      ? Math.min(...timing.days)
      : timing.kind === 'elapsed' && timing.after < DAY
        ? timing.day
        : 0;
  const isCounted = from.timing.kind === 'calendar' && to.timing.kind === 'calendar';
  return isCounted ? Math.max(0, day(to) - day(from)) : 0;
}

/** What is said about a call is true of that call. */
export function claims(witness: Witness): readonly Breach[] {
  return witness.gone.flatMap((gone) => {
    const { touch, alternative, at } = gone;
    const { action } = touch;
    const chosen =
      action.kind === 'sms' || action.kind === 'email'
        ? (action.alternatives[alternative ?? -1]?.if ?? null)
        : null;
    const untrue = [touch.if, chosen].find(
      (each) => each !== null && !isTrue(witness, each, at, gone.key.occurrence),
    );
    if (untrue === undefined) return [];
    return [breachOf('claim', gone, `${touch.id} says what did not happen`)];
  });
}

function isTrue(witness: Witness, condition: Condition, at: number, occurrence: number): boolean {
  const { variant, scene, enrolled } = witness;
  const same = (allowed: readonly string[], seen: string) =>
    allowed.some((each) => each.trim().toLowerCase() === seen.trim().toLowerCase());
  return (
    condition.calls.every(({ touch, outcomes }) => {
      const end = endOf(enrolled, touch, occurrence);
      return end?.kind === 'called' && end.at <= at && outcomes.includes(end.outcome);
    }) &&
    (condition.source === null ||
      [variant.source, variant.like].some((each) => condition.source?.includes(each))) &&
    condition.stage === null &&
    (condition.urgency === null || condition.urgency.includes(variant.urgency)) &&
    condition.fields.every(
      ({ name, values }) => name in scene.known.fields && same(values, scene.known.fields[name] ?? ''),
    )
  );
}

export function silence({ gone: all }: Witness): readonly Breach[] {
  const closing = all.findIndex(({ touch }) => touch.closes);
  if (closing < 0) return [];
  const { touch } = all[closing] as Gone;
  return all.slice(closing + 1).map((gone) => {
    const says = `${gone.touch.id} after ${touch.id} had promised silence`;
    return breachOf('silence', gone, says);
  });
}

export function consent(witness: Witness): readonly Breach[] {
  if (witness.variant.consent !== 'required' || witness.scene.known.consent) return [];
  return witness.contacts
    .filter(({ touch }) => touch.channel === 'sms')
    .map((gone) => breachOf('consent', gone, `a text without recorded consent ${when(witness, gone.at)}`));
}

/** A reminder that was to go before its appointment was booked. */
function isBehind({ variant, started, scene, policy }: Witness, id: string): boolean {
  const touch = variant.touches.find((each) => each.id === id);
  if (touch?.timing.kind !== 'before_appointment') return false;
  const own = ownTime(touch, started.arrival, scene.place.home, policy.defaultAt);
  return own !== null && own < started.enrolledAt;
}

/** Each touch is sent or skipped with a reason, or stopped by the promise of silence; none twice. */
export function ends(witness: Witness): readonly Breach[] {
  const { enrolled, variant, run } = witness;
  const breach = (law: 'ends' | 'once' | 'late', id: string, says: string): Breach => ({
    law,
    at: run.endedAt,
    touches: [id],
    says,
  });
  const found = variant.touches.flatMap(({ id }): Breach[] => {
    const mine = enrolled.ends.filter((each) => each.touch === id && each.occurrence === 0);
    const sent = run.gone.filter(({ key }) => key.touch === id && key.occurrence === 0);
    const [only] = mine;
    if (sent.length > 1 || mine.length > 1) return [breach('once', id, `${id} went twice`)];
    if (only === undefined) {
      const isSilent = enrolled.state === 'stopped' && run.situation.silentSince !== null;
      return isSilent ? [] : [breach('ends', id, `${id} neither went nor was skipped`)];
    }
    if (only.end.kind !== 'skipped')
      return sent.length === 0 ? [breach('ends', id, `${id} ended without going`)] : [];
    if (sent.length > 0) return [breach('once', id, `${id} went and was skipped`)];
    if (only.end.reason.detail === '') return [breach('ends', id, `${id} was skipped without a reason`)];
    const isLate =
      only.end.reason.code === 'too_late' && witness.scene.outage === 'none' && !isBehind(witness, id);
    return isLate ? [breach('late', id, `${id} was skipped as too late though nothing was down`)] : [];
  });
  if (witness.scene.outage !== 'none') return found;
  const late = witness.contacts.filter(({ verdict, touch }) => verdict.late && !isBehind(witness, touch.id));
  return [
    ...found,
    ...late.map((gone) => breachOf('late', gone, `${gone.touch.id} counts as late though nothing was down`)),
  ];
}
