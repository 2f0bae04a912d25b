/** What all touches of one contact share while they are folded: zones, hours, and who has been contacted when. */
import type { Policy } from '../domain/policy.ts';
import { type Instant, instant, type LocalWindow, type WeeklyHours, type Zone } from '../domain/time.ts';
import { type DayNumber, dayNumber, dayOf } from './calendar.ts';
import { windowsFor } from './jurisdiction.ts';
import type { Contacted, EnrolledIn, Situation } from './situation.ts';
import type { Hours } from './windows.ts';
import { calendarZone, statesOfPhone } from './zones.ts';

export interface Frame {
  readonly situation: Situation;
  readonly policy: Policy;
  readonly now: Instant;
  /** The zone whose days and times of day the sequence means. */
  readonly zone: Zone;
  /** The zone of the phone number, which may be shared: its days count texts. */
  readonly phoneZone: Zone;
  /** Texts and calls: one entry for every zone the contact may be in; all must be open. */
  readonly quiet: readonly Hours[];
  readonly email: readonly Hours[];
  /** When the business answers its phone. */
  readonly business: Hours;
}

/** A contact that counts against a cap, made or foreseen. */
export interface Slot {
  readonly at: Instant;
  /** Its day in the contact's zone. */
  readonly day: DayNumber;
  /** Its days in the phone number's zone, as that is now and as it was stored: a zone edited in between must not free a day. */
  readonly phoneDay: DayNumber;
  readonly storedDay: DayNumber;
  readonly late: boolean;
  /** `hello of framework-14`, for reasons. */
  readonly who: string;
}

/** Everything that counts against the caps, in one version of events. */
export interface World {
  readonly texts: Slot[];
  readonly emails: Slot[];
  readonly calls: Slot[];
}

/** `real`: what happened and what will. `due`: as if every touch had gone at its first allowed instant. */
export type Version = 'real' | 'due';

const never = (): boolean => false;
const everyDay = new WeakMap<Policy, WeeklyHours>();

/** What of a frame depends neither on the instant nor on what has happened. */
type Standing = Pick<Frame, 'zone' | 'quiet' | 'email' | 'business'>;

/** Of whoever was asked about last: one contact's decisions follow each other. */
let last: {
  readonly contact: Situation['contact'];
  readonly business: Situation['business'];
  readonly policy: Policy;
  readonly standing: Standing;
} | null = null;

export function frameOf(situation: Situation, policy: Policy, now: Instant): Frame {
  const { contact, business } = situation;
  if (last?.contact !== contact || last.business !== business || last.policy !== policy)
    last = { contact, business, policy, standing: standingOf(situation, policy) };
  const { zone, quiet, email, business: office } = last.standing;
  return {
    situation,
    policy,
    now,
    zone,
    phoneZone: situation.phoneZone ?? zone,
    quiet,
    email,
    business: office,
  };
}

function standingOf({ contact, business }: Situation, policy: Policy): Standing {
  // The state written for a lead and the state of its number both count: nobody knows which one the person is in.
  const phoneStates = statesOfPhone(contact.phone?.value ?? null);
  const given = contact.state?.toUpperCase() ?? null;
  const states = given === null || phoneStates.includes(given) ? phoneStates : [given, ...phoneStates];
  const { weekly, closedByLaw } = windowsFor(states, policy);
  const zones = contact.zone.zones.length > 0 ? contact.zone.zones : [business.zone];
  const emailWeek = everyDay.get(policy) ?? sameEveryDay(policy.emailWindow);
  everyDay.set(policy, emailWeek);
  const holidays = business.holidays.map(dayNumber);
  return {
    zone: calendarZone(contact.zone, business.zone),
    quiet: zones.map((zone) => ({ zone, weekly, closed: closedByLaw })),
    email: zones.map((zone) => ({ zone, weekly: emailWeek, closed: never })),
    business: {
      zone: business.zone,
      weekly: business.hours,
      closed: holidays.length === 0 ? never : (day) => holidays.includes(day),
    },
  };
}

function sameEveryDay(window: LocalWindow): WeeklyHours {
  const day = [window];
  return [day, day, day, day, day, day, day];
}

/** History as it was, and as it would have been had nothing been late. Texts and emails typed by a person count against nothing. */
export function worldsOf(frame: Frame): Readonly<Record<Version, World>> {
  const { situation } = frame;
  const real: World = { texts: [], emails: [], calls: [] };
  const due: World = { texts: [], emails: [], calls: [] };
  for (const contacted of situation.history) {
    const { channel, at, late } = contacted;
    if (!contacted.automatic) continue;
    const who = `${contacted.touch ?? 'a message'} of ${contacted.sequence ?? 'another sequence'}`;
    const slot = slotAt(frame, at, late, who, dayNumber(contacted.localDay));
    slotsOf(real, channel)?.push(slot);
    if (channel === 'call' && isKnownCall(situation.enrollments, contacted)) continue;
    const wasDue = lateDue(situation.enrollments, contacted);
    slotsOf(due, channel)?.push(wasDue === null ? slot : slotAt(frame, wasDue, late, who));
  }
  for (const enrolled of situation.enrollments) pushTasks(due, enrolled, frame);
  return { real, due };
}

/** A contact made at `at`; `stored` is the day that it was stored with, null where that would be the phone number's. */
export function slotAt(
  { zone, phoneZone }: Frame,
  at: Instant,
  late: boolean,
  who: string,
  stored: DayNumber | null = null,
): Slot {
  const day = dayOf(at, zone);
  const phoneDay = phoneZone === zone ? day : dayOf(at, phoneZone);
  return { at, day, phoneDay, storedDay: stored ?? phoneDay, late, who };
}

const isKnownCall = (enrollments: readonly EnrolledIn[], { enrollment }: Contacted): boolean =>
  enrollments.some(({ id }) => id === enrollment);

/** In the version without lateness a call counts from when its task was made, done or not: doing it later must not free that time in hindsight. */
function pushTasks(world: World, { ends, openCalls, sequence }: EnrolledIn, frame: Frame): void {
  const push = (touch: string, at: Instant): void => {
    world.calls.push(slotAt(frame, at, false, `${touch} of ${sequence.id}`));
  };
  for (const { touch, end } of ends) if (end.kind === 'called') push(touch, end.taskAt);
  for (const { touch, taskAt } of openCalls) push(touch, taskAt);
}

function lateDue(enrollments: readonly EnrolledIn[], { enrollment, touch }: Contacted): Instant | null {
  const seen = enrollments
    .find(({ id }) => id === enrollment)
    ?.lateSeen.findLast((late) => late.touch === touch);
  return seen === undefined ? null : instant(seen.due);
}

/** The list that a channel's contacts are kept in; moves reach nobody and are in none. */
export function slotsOf(world: World, channel: string): Slot[] | null {
  return channel === 'sms'
    ? world.texts
    : channel === 'email'
      ? world.emails
      : channel === 'call'
        ? world.calls
        : null;
}
