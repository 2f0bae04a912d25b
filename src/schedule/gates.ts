/** The gates: each maps an instant to the earliest instant from there on that its rule allows. */
import type { Channel } from '../domain/channel.ts';
import type { GateName } from '../domain/reason.ts';
import { after, DAY, type Instant, instant, type Zone } from '../domain/time.ts';
import type { Touch } from '../sequence/sequence.ts';
import { atDay, type DayNumber, dayOf, localTimeOf } from './calendar.ts';
import { dayAndTime, describeDuration, describeTime, describeWeekday } from './describe.ts';
import type { Frame, Slot, World } from './frame.ts';
import type { GateMove } from './situation.ts';
import { earliestOpen, HORIZON, type Hours, NEVER } from './windows.ts';

/** One touch's question to the gates, in one version of events. */
export interface Ask {
  readonly frame: Frame;
  readonly world: World;
  readonly touch: Touch;
  /** Not before these: order, gaps, references, promises of silence. */
  readonly limits: readonly Limit[];
  /** It catches up after an outage. */
  readonly late: boolean;
  /** Until then the first text answers an inquiry at any hour; null when it may not. */
  readonly instantReplyUntil: Instant | null;
  /** Until then an email answers an inquiry at any hour. */
  readonly emailAnyHourUntil: Instant | null;
}

export interface Limit {
  readonly gate: GateName;
  readonly at: Instant;
  /** Asked for only where it moves the touch: most limits lie in the past. */
  readonly detail: () => string;
}

export interface Gate {
  readonly name: GateName;
  /** The least allowed instant that is not before `t`: `t` itself when it is allowed. That makes the order of gates irrelevant. */
  readonly earliest: (ask: Ask, t: Instant) => Instant;
  /** Why `from` was not allowed, as a clause for people. */
  readonly detail: (ask: Ask, from: Instant, to: Instant) => string;
}

const quietHours: Gate = {
  name: 'quiet_hours',
  earliest: (ask, t) => instantReply(ask, t) ?? openInAll(ask.frame.quiet, t, windowNeeded(ask)),
  detail: ({ frame }, from, to) => {
    const shut = frame.quiet.find((hours) => openInAll([hours], from, 0) > from) ?? frame.quiet[0];
    const zone = shut?.zone ?? frame.zone;
    return `quiet hours in ${zone} end ${until(to, zone)}`;
  },
};

/** A text that is handed over a minute before the window closes may arrive after it. */
export const windowNeeded = ({ touch, frame }: Ask): number =>
  touch.channel === 'sms' ? frame.policy.minOpenWindow : 0;

/** The first instant from `t` on at which an inquiry may be answered whatever the hour; never on a day that a state closes by law. */
function instantReply({ frame, instantReplyUntil }: Ask, t: Instant): Instant | null {
  if (instantReplyUntil === null) return null;
  let at = t;
  while (at < instantReplyUntil) {
    const closed = frame.quiet.find((hours) => hours.closed(dayOf(at, hours.zone)));
    if (closed === undefined) return at;
    at = atDay(dayOf(at, closed.zone) + 1, 0, closed.zone);
  }
  return null;
}

const emailHours: Gate = {
  name: 'email_hours',
  earliest: ({ frame, emailAnyHourUntil }, t) =>
    emailAnyHourUntil !== null && t < emailAnyHourUntil ? t : openInAll(frame.email, t, 0),
  detail: ({ frame }, _from, to) => {
    const { opens, closes } = frame.policy.emailWindow;
    return `emails go from ${describeTime(opens)} to ${describeTime(closes)} in ${frame.zone}, next ${until(to, frame.zone)}`;
  },
};

const businessHours: Gate = {
  name: 'business_hours',
  earliest: ({ frame }, t) => earliestOpen(frame.business, t, 0),
  detail: ({ frame }, _from, to) =>
    to === NEVER
      ? `${frame.situation.business.name} has no business hours`
      : `${frame.situation.business.name} is open again ${dayAndTime(to, frame.business.zone)}`,
};

const smsPerDay: Gate = {
  name: 'sms_per_day',
  earliest: ({ frame, world }, t) => {
    let at = t;
    for (let taken = world.texts.length > 0 ? takenDay(world, at, frame) : null; taken !== null; ) {
      at = atDay(taken.day + 1, 0, taken.zone);
      taken = takenDay(world, at, frame);
    }
    return at;
  },
  detail: ({ frame, world }, from) => {
    const { slot, zone } = takenDay(world, from, frame) ?? { slot: null, zone: frame.zone };
    const who = slot === null ? 'another text' : `${slot.who} (${describeTime(localTimeOf(slot.at, zone))})`;
    return `one text a day, and ${describeWeekday(slot?.at ?? from, zone)} is taken by ${who}`;
  },
};

/** The text that has the local day of `t`: in the phone number's own zone, or in the contact's. */
function takenDay(
  { texts }: World,
  t: Instant,
  { zone, phoneZone }: Frame,
): { readonly slot: Slot; readonly day: DayNumber; readonly zone: Zone } | null {
  const phoneDay = dayOf(t, phoneZone);
  const onPhone = texts.find((slot) => slot.phoneDay === phoneDay || slot.storedDay === phoneDay);
  if (onPhone !== undefined) return { slot: onPhone, day: phoneDay, zone: phoneZone };
  if (phoneZone === zone) return null;
  const day = dayOf(t, zone);
  const onContact = texts.find((slot) => slot.day === day);
  return onContact === undefined ? null : { slot: onContact, day, zone };
}

const smsSpacing: Gate = {
  name: 'sms_spacing',
  earliest: ({ frame, world }, t) => apartFrom(world.texts, t, frame.policy.smsSpacing),
  detail: ({ frame, world }, from) =>
    `texts keep ${describeDuration(frame.policy.smsSpacing)} apart, and ${named(nearest(world.texts, from), frame)}`,
};

const emailSpacing: Gate = {
  name: 'email_spacing',
  earliest: ({ frame, world }, t) => apartFrom(world.emails, t, frame.policy.emailSpacing),
  detail: ({ frame, world }, from) =>
    `emails keep ${frame.policy.emailSpacing / 3_600_000} hours apart, and ${named(nearest(world.emails, from), frame)}`,
};

const contactsPerDay: Gate = {
  name: 'contacts_per_day',
  earliest: ({ frame, world }, t) => {
    let at = t;
    while (tooMany(world, at, frame.policy.contactsPerDay)) at = firstToLeave(world, at);
    return at;
  },
  detail: ({ frame }) => `no more than ${frame.policy.contactsPerDay} texts and calls in 24 hours`,
};

/** Whether some 24 hours around `t` would hold more contacts than allowed, this one counted. */
function tooMany({ texts, calls }: World, t: Instant, allowed: number): boolean {
  // Shared by nearly all leads: fewer contacts than the cap, whenever they were.
  if (texts.length + calls.length < allowed) return false;
  const near: number[] = [];
  for (const { at } of texts) if (Math.abs(at - t) < DAY) near.push(at);
  for (const { at } of calls) if (Math.abs(at - t) < DAY) near.push(at);
  if (near.length < allowed) return false;
  near.push(t);
  near.sort((a, b) => a - b);
  return near.some(
    (start, n) => start <= t && (near[n + allowed] ?? NEVER) - start < DAY && (near[n + allowed] ?? 0) >= t,
  );
}

/** The next instant at which one more contact lies a day back: too many can only become few enough then. */
const firstToLeave = ({ texts, calls }: World, t: Instant): Instant =>
  instant(Math.min(...[...texts, ...calls].map(({ at }) => at + DAY).filter((at) => at > t)));

const catchUp: Gate = {
  name: 'catch_up',
  earliest: ({ frame, world, late }, t) => {
    if (!late) return t;
    let at = t;
    for (let taken = true; taken; ) {
      const day = dayOf(at, frame.zone);
      taken = [...world.texts, ...world.emails].some((slot) => slot.late && slot.day === day);
      if (taken) at = atDay(day + 1, 0, frame.zone);
    }
    return at;
  },
  detail: () => 'one late message a day while catching up after an outage',
};

/** Which rules hold for which channel; moves reach nobody and pass. */
export const GATES: Readonly<Record<Channel, readonly Gate[]>> = {
  sms: [quietHours, smsPerDay, smsSpacing, contactsPerDay, catchUp],
  email: [emailHours, emailSpacing, catchUp],
  call: [quietHours, businessHours, contactsPerDay],
  move: [],
};

/** The earliest instant from `from` on that every gate allows: gates are asked in turn until all agree. Each move is added to `moves`. */
export function settle(
  ask: Ask,
  from: Instant,
  moves: GateMove[] | null,
  gates: readonly Gate[] = GATES[ask.touch.channel],
): Instant {
  let t = from;
  for (const { gate, at, detail } of ask.limits) {
    if (at <= t) continue;
    moves?.push({ gate, from: t, to: at, detail: detail() });
    t = at;
  }
  const horizon = t + HORIZON;
  for (let n = 0, agreed = 0; agreed < gates.length; n = (n + 1) % gates.length) {
    if (t > horizon) return NEVER;
    const gate = gates[n] as Gate;
    const to = gate.earliest(ask, t);
    if (to === t) {
      agreed += 1;
      continue;
    }
    moves?.push({ gate: gate.name, from: t, to, detail: gate.detail(ask, t, to) });
    t = to;
    agreed = 1;
  }
  return t;
}

/** The earliest instant at which all of these hours are open with `need` left. */
export function openInAll(all: readonly Hours[], t: Instant, need: number): Instant {
  let at = t;
  for (let n = 0, agreed = 0; agreed < all.length; n = (n + 1) % all.length) {
    if (at > t + HORIZON) return NEVER;
    const to = earliestOpen(all[n] as Hours, at, need);
    agreed = to === at ? agreed + 1 : 1;
    at = to;
  }
  return at;
}

/** The first instant from `t` on that is at least `span` away from every slot, before or after it. */
function apartFrom(slots: readonly Slot[], t: Instant, span: number): Instant {
  let at = t;
  for (let n = 0; n < slots.length; n += 1) {
    const slot = slots[n] as Slot;
    if (Math.abs(slot.at - at) >= span) continue;
    at = after(slot.at, span);
    n = -1;
  }
  return at;
}

function nearest(slots: readonly Slot[], t: Instant): Slot | undefined {
  return slots.reduce<Slot | undefined>(
    (best, slot) => (best !== undefined && Math.abs(best.at - t) <= Math.abs(slot.at - t) ? best : slot),
    undefined,
  );
}

function named(slot: Slot | undefined, { zone, now }: Frame): string {
  if (slot === undefined) return 'another message';
  return `${slot.who} ${slot.at <= now ? 'went' : 'goes'} ${dayAndTime(slot.at, zone)}`;
}

const until = (to: Instant, zone: Frame['zone']): string => (to === NEVER ? 'never' : dayAndTime(to, zone));
