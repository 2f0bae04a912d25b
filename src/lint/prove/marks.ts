/** The arrivals at which anything can become different: between two of them all arrivals behave alike, later by as much as they are later. */
import type { Channel } from '../../domain/channel.ts';
import { DAY, HOUR, type Instant, MINUTE, type WeeklyHours, type Zone } from '../../domain/time.ts';
import type { Touch } from '../../sequence/sequence.ts';
import { type Claim, NIGHT, outagesOf, type Scene, WEEKEND } from './scene.ts';
import { changes, momentOf, wallOf } from './walls.ts';
import { LEAST } from './witness.ts';

/** An instant that moves with the arrival: so many milliseconds after it. */
interface Moving {
  readonly by: number;
  readonly channel: Channel;
}

/** A minute of the day at which a window opens or closes, a touch is planned, or a day begins. */
interface Mark {
  readonly minute: number;
  readonly zone: Zone;
}

/** The minutes of the week, from its Monday at 00:00 on the wall up to the next. */
export function weekOf({ week, place }: Scene): readonly [from: Instant, to: Instant] {
  return [momentOf(week.monday, 0, place.home), momentOf(week.monday + 7, 0, place.home)];
}

/**
 * Ascending, within the week, its first minute included. Every rule compares an instant that moves with the arrival
 * (a touch counted in elapsed time, or what keeps a distance to one) with one that the calendar fixes.
 */
export function marksOf(claim: Claim, scene: Scene): readonly number[] {
  const [from, to] = weekOf(scene);
  const found = new Set<number>([from]);
  const add = (at: number): void => {
    if (at > from && at < to) found.add(at);
  };
  const moving = movingOf(claim, scene);
  const lines = linesOf(claim, scene);
  const own = ownLinesOf(claim, scene);
  const spans = (each: Moving): readonly number[] => [0, ...spansOf(claim, scene, each)];
  const monday = scene.week.monday;
  for (const each of moving)
    for (const span of new Set(spans(each))) {
      const by = each.by + span;
      const firstDay = Math.floor((from + by) / DAY) - 1;
      for (const { minute, zone } of lines[each.channel])
        for (let day = firstDay; day <= firstDay + 9; day += 1) add(momentOf(day, minute, zone) - by);
      for (const { minute, zone, days } of own)
        for (let day = monday; day < monday + 7; day += 1)
          for (const n of days) {
            const at = momentOf(day + n, minute, zone) - by;
            if (wallOf(at, zone).day === day) add(at);
          }
    }
  for (const zone of [...scene.place.zones, claim.business.zone])
    for (const at of changes(zone, from - 3 * DAY, to + 3 * DAY))
      for (const each of moving) for (const span of spans(each)) add(at - each.by - span);
  for (const at of lateMarks(claim, scene, moving, from, to)) add(at);
  return [...found].map((at) => Math.floor(at / MINUTE) * MINUTE).sort((a, b) => a - b);
}

/** Each touch that is counted in elapsed time, by itself or because its day had begun already. */
function movingOf({ variant }: Claim, { calls, known }: Scene): readonly Moving[] {
  const start = known.notice === null ? variant.startAfter : 0;
  const offsetsOf = (touch: Touch, depth: number): readonly number[] => {
    const { timing } = touch;
    switch (timing.kind) {
      case 'calendar':
        return timing.days.includes(0) ? [start] : [];
      case 'elapsed':
        return [start + timing.day * DAY + timing.after];
      case 'before_appointment':
        return [-timing.before];
      case 'after_touch': {
        const named = variant.touches.find(({ id }) => id === timing.touch);
        if (named === undefined || depth > variant.touches.length) return [];
        const answer = calls.answer?.(named.id).after ?? null;
        const ends = named.channel !== 'call' ? [0] : answer === null ? [expiresOf(named)] : [answer];
        return offsetsOf(named, depth + 1).flatMap((offset) => [
          ...ends.map((end) => offset + end + timing.wait),
          ...(timing.orBy === null ? [] : [offset + timing.orBy]),
        ]);
      }
    }
  };
  const found: Moving[] = [];
  for (const touch of variant.touches) {
    const offsets = offsetsOf(touch, 0);
    for (const offset of offsets) {
      found.push({ by: offset, channel: touch.channel });
      const answer = touch.channel === 'call' ? calls.answer?.(touch.id).after : undefined;
      // When it is done counts too: for what names it, and for the time of day that the next call stays away from.
      if (answer !== undefined) found.push({ by: offset + answer, channel: 'call' });
    }
  }
  const begins: Moving = { by: start, channel: 'move' };
  const arrives: Moving = { by: known.notice === null ? 0 : -known.notice, channel: 'move' };
  return unique([...found, begins, arrives]);
}

const expiresOf = ({ action }: Touch): number => (action.kind === 'call' ? (action.expires ?? DAY) : 0);

function unique(all: readonly Moving[]): readonly Moving[] {
  const seen = new Map(all.map((each) => [`${each.by} ${each.channel}`, each]));
  return [...seen.values()];
}

type ByChannel<T> = Readonly<Record<Channel, readonly T[]>>;

/** Distances that others keep from this instant: only where another touch can come that near, since none goes before its own day. */
function spansOf({ variant, policy }: Claim, scene: Scene, { by, channel }: Moving): readonly number[] {
  const near = (channels: readonly Channel[], span: number): number =>
    variant.touches.filter(
      (each) =>
        channels.includes(each.channel) && firstDayOf(each, scene) <= Math.floor((by + span) / DAY) + 1,
    ).length;
  const reply = scene.known.notice === null && variant.inbound;
  const crowd = near(['sms', 'call'], DAY) > policy.contactsPerDay ? [DAY] : [];
  switch (channel) {
    case 'sms':
      return near(['sms'], policy.smsSpacing) > 1 ? [policy.smsSpacing, ...crowd] : crowd;
    case 'email':
      return near(['email'], policy.emailSpacing) > 1 ? [policy.emailSpacing, ...(reply ? [HOUR] : [])] : [];
    case 'call':
      return crowd;
    case 'move':
      return [];
  }
}

/** The first day, counted from the arrival's, on which it may go. An outage may bring later ones near: then all count. */
function firstDayOf({ timing, varyFrom }: Touch, { outage, known }: Scene): number {
  if (outage !== 'none' || known.notice !== null || varyFrom !== null) return 0;
  return timing.kind === 'calendar' ? Math.min(...timing.days) : timing.kind === 'elapsed' ? timing.day : 0;
}

/** A touch's own minute, on each day after the arrival's on which it may be looked at: its own, and the next. */
function ownLinesOf(
  { variant, policy }: Claim,
  scene: Scene,
): readonly (Mark & { readonly days: readonly number[] })[] {
  const start = Math.floor(variant.startAfter / DAY);
  return variant.touches.flatMap((touch) => {
    const { timing } = touch;
    if (timing.kind !== 'calendar') return [];
    const first = firstDayOf(touch, scene) + start;
    const last = Math.max(...timing.days) + start + 2;
    const days = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const zone = scene.place.home;
    return [timing.at ?? policy.defaultAt, ...(timing.until === null ? [] : [timing.until])].map(
      (minute) => ({
        minute,
        zone,
        days,
      }),
    );
  });
}

/** The lines that a channel's instants may cross; `move` reaches nobody and only minds days and order. */
function linesOf({ variant, policy, business }: Claim, { place }: Scene): ByChannel<Mark> {
  const home = place.home;
  const at = (minute: number, zone: Zone = home): Mark => ({ minute: ((minute % 1440) + 1440) % 1440, zone });
  const midnight = at(0);
  const varied: Mark[] = [];
  for (const { timing, varyFrom } of variant.touches) {
    if (timing.kind !== 'calendar') continue;
    const minute = timing.at ?? policy.defaultAt;
    if (varyFrom !== null)
      varied.push(at(minute - policy.varyBy / MINUTE), at(minute + policy.varyBy / MINUTE));
  }
  const need = policy.minOpenWindow / MINUTE;
  const law = place.state === null ? [] : [9, 10, 12, 17, 18, 20, 21].map((hour) => hour * 60);
  const quiet = place.zones.flatMap((zone) =>
    [...edges(policy.quietWindows), ...law].map((minute) => at(minute, zone)),
  );
  const texts = quiet.flatMap(({ minute, zone }) => [at(minute, zone), at(minute - need, zone)]);
  const { opens, closes } = policy.emailWindow;
  const emails = place.zones.flatMap((zone) => [at(opens, zone), at(closes, zone)]);
  const days = place.zones.map((zone) => at(0, zone));
  const office = [...edges(business.hours).map((minute) => at(minute, business.zone)), at(0, business.zone)];
  return distinct({
    sms: [midnight, ...days, ...texts],
    email: [midnight, ...emails],
    call: [midnight, ...days, ...quiet, ...office, ...varied],
    move: [midnight],
  });
}

function distinct(lines: Record<Channel, Mark[]>): ByChannel<Mark> {
  const only = (marks: readonly Mark[]): readonly Mark[] => [
    ...new Map(marks.map((mark) => [`${mark.minute} ${mark.zone}`, mark])).values(),
  ];
  return { sms: only(lines.sms), email: only(lines.email), call: only(lines.call), move: only(lines.move) };
}

const edges = (week: WeeklyHours): readonly number[] => [
  ...new Set(
    week.flatMap((windows) => windows.flatMap(({ opens, closes }) => [opens as number, closes as number])),
  ),
];

/** An outage begins and ends at fixed instants; how late a touch is by its end depends on when it was due. */
function* lateMarks(
  { variant, policy, business }: Claim,
  scene: Scene,
  moving: readonly Moving[],
  from: number,
  to: number,
): Iterable<number> {
  if (scene.outage === 'none') return;
  const [zone, ends] =
    scene.outage === 'night' ? [scene.place.home, NIGHT.ends] : [business.zone, WEEKEND.ends];
  const arrives = scene.known.notice ?? 0;
  const bounds = [
    0,
    policy.lateFrom,
    LEAST.replyWithin,
    LEAST.emailReplyWithin,
    ...variant.touches.map(({ late }) => late.max ?? 0),
  ];
  const seen = new Set<number>();
  for (let at = from - arrives; at < to + DAY - arrives; at += DAY / 2)
    for (const [begins, over] of outagesOf(scene, business.zone, at as Instant)) {
      seen.add(begins);
      seen.add(over);
    }
  for (const at of seen)
    for (const { by } of moving) for (const bound of new Set(bounds)) yield at - by - bound;
  for (let day = Math.floor(from / DAY) - 1; day <= Math.floor(to / DAY) + 1; day += 1)
    yield momentOf(day, ends, zone) + arrives;
}
