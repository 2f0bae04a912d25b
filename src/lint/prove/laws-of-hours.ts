/** At which hours a person may be reached, and how often: DESIGN's numbers, asked of what went out. */
import { DAY, type LocalWindow, type Zone } from '../../domain/time.ts';
import { JURISDICTIONS } from '../../schedule/jurisdiction.ts';
import type { Gone } from '../../schedule/run-through.ts';
import { isStateHoliday } from '../../schedule/state-holidays.ts';
import { offsetOf, timeText, wallOf, weekdayName } from './walls.ts';
import { type Breach, type Law, LEAST, reachedAt, type Witness } from './witness.ts';

/** Minutes of the day in which something is open. */
type Span = readonly [opens: number, closes: number];

const SUNDAY = 6;
const NAMES = { sms: 'text', email: 'email', call: 'call', move: 'move' } as const;

export const nameOf = ({ touch }: Gone): string => NAMES[touch.channel];

export function breachOf(law: Law, gone: Gone, says: string): Breach {
  return { law, at: gone.at, touches: [gone.key.touch], says };
}

/** `on Mon 09:05` */
export function when(witness: Witness, at: number): string {
  const { weekday, minute } = witness.wall(at);
  return `on ${weekdayName(weekday)} ${timeText(minute)}`;
}

/** The hours for texts and calls of a weekday: the program's own, cut down by the policy and the state. */
function quietSpans({ policy, scene }: Witness, weekday: number): readonly Span[] {
  const least: Span = policy.allowFederalWindow
    ? [8 * 60, 21 * 60]
    : [weekday === SUNDAY ? 12 * 60 : 9 * 60, 20 * 60];
  const law = JURISDICTIONS.filter(({ states }) => states.includes(scene.place.state ?? '')).map((row) =>
    weekday === SUNDAY ? row.sunday : weekday === 5 ? row.saturday : row.weekdays,
  );
  if (law.includes(null)) return [];
  return [least, ...law.map((hours): Span => [(hours?.[0] ?? 0) * 60, (hours?.[1] ?? 24) * 60])].reduce(
    (spans, other) => spans.map((span) => within(span, other)).filter(([opens, closes]) => opens < closes),
    (policy.quietWindows[weekday] ?? []).map(spanOf),
  );
}

const spanOf = ({ opens, closes }: LocalWindow): Span => [opens, closes];
const within = (a: Span, b: Span): Span => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];

function closedByLaw({ scene: { place } }: Witness, day: number, weekday: number): boolean {
  if (place.state === null) return false;
  const rows = JURISDICTIONS.filter(({ states }) => states.includes(place.state ?? ''));
  return rows.some(
    ({ holidays, sunday }) =>
      (sunday === null && weekday === SUNDAY) ||
      (holidays === 'closed' && isStateHoliday(place.state ?? '', day)),
  );
}

/** Open at that instant, and for `need` milliseconds from there on. */
function isOpen(at: number, need: number, zone: Zone, spans: readonly Span[]): boolean {
  const { day, minute } = wallOf(at, zone);
  return spans.some(([opens, closes]) => {
    if (minute < opens || minute >= closes) return false;
    // By the wall: closing time is reached later when the clocks go back meanwhile.
    const end = day * DAY + closes * 60_000 - offsetOf(at + need, zone);
    return at + need <= end;
  });
}

function isReply(witness: Witness, gone: Gone): boolean {
  const { variant, policy, started, scene, sequence, enrolled } = witness;
  const { touch, at } = gone;
  const fresh = Math.min(LEAST.replyWithin, policy.instantReplyWithin ?? 0);
  const first = witness.contacts.find((each) => each.touch.channel === 'sms');
  return (
    touch.channel === 'sms' &&
    gone === first &&
    variant.inbound &&
    variant.consent !== 'required' &&
    sequence.anchor === 'enrollment' &&
    enrolled.startedBy === 'inquiry' &&
    touch.references.length === 0 &&
    touch.timing.kind !== 'after_touch' &&
    at - started.enrolledAt < fresh &&
    scene.place.zones.every((zone) => {
      const { day, weekday } = wallOf(at, zone);
      return !closedByLaw(witness, day, weekday);
    })
  );
}

export function quietHours(witness: Witness): readonly Breach[] {
  const { scene, contacts, policy } = witness;
  const need = Math.max(LEAST.openLeft, policy.minOpenWindow);
  return contacts.flatMap((gone) => {
    const { channel } = gone.touch;
    if (channel === 'email' || isReply(witness, gone)) return [];
    const shut = scene.place.zones.find((zone) => {
      const { day, weekday } = wallOf(gone.at, zone);
      if (closedByLaw(witness, day, weekday)) return true;
      return !isOpen(gone.at, channel === 'sms' ? need : 0, zone, quietSpans(witness, weekday));
    });
    if (shut === undefined) return [];
    const { weekday, minute } = wallOf(gone.at, shut);
    const says = `a ${nameOf(gone)} in quiet hours, ${weekdayName(weekday)} ${timeText(minute)} in ${shut}`;
    return [breachOf('quiet-hours', gone, says)];
  });
}

export function emailHours(witness: Witness): readonly Breach[] {
  const { scene, contacts, policy, variant, started, sequence } = witness;
  const span = within([7 * 60, 21 * 60], spanOf(policy.emailWindow));
  return contacts.flatMap((gone) => {
    if (gone.touch.channel !== 'email') return [];
    const answers =
      variant.inbound &&
      sequence.anchor === 'enrollment' &&
      gone.touch.timing.kind === 'elapsed' &&
      gone.at - started.enrolledAt < LEAST.emailReplyWithin;
    if (answers || scene.place.zones.every((zone) => isOpen(gone.at, 0, zone, [span]))) return [];
    return [breachOf('email-hours', gone, `an email outside its hours ${when(witness, gone.at)}`)];
  });
}

export function businessHours(witness: Witness): readonly Breach[] {
  const { business, contacts } = witness;
  return contacts.flatMap((gone) => {
    if (gone.touch.channel !== 'call') return [];
    const { day, weekday } = wallOf(gone.at, business.zone);
    const date = new Date(day * DAY).toISOString().slice(0, 10);
    const isHoliday = business.holidays.some((each) => each === date);
    const spans = (business.hours[weekday] ?? []).map(spanOf);
    if (!isHoliday && isOpen(gone.at, 0, business.zone, spans)) return [];
    return [breachOf('business-hours', gone, `a call while the office is closed ${when(witness, gone.at)}`)];
  });
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** Pairs that come one after the other on a channel. */
export const pairsOf = (witness: Witness, channel: string): readonly (readonly [Gone, Gone])[] => {
  const list = witness.contacts.filter(({ touch }) => touch.channel === channel);
  return list.slice(1).map((each, n) => [list[n] as Gone, each]);
};

export function texts(witness: Witness): readonly Breach[] {
  const apart = Math.max(LEAST.textsApart, witness.policy.smsSpacing);
  return pairsOf(witness, 'sms').flatMap(([a, b]): Breach[] => {
    const [first, second] = [witness.wall(a.at), witness.wall(b.at)];
    const both = { at: b.at, touches: [a.key.touch, b.key.touch] };
    return [
      ...(first.day === second.day
        ? [{ law: 'one-text-a-day' as const, ...both, says: `two texts on ${dayName(second.weekday)}` }]
        : []),
      ...(b.at - a.at < apart
        ? [{ law: 'texts-apart' as const, ...both, says: `two texts ${spanText(b.at - a.at)} apart` }]
        : []),
    ];
  });
}

export function emails(witness: Witness): readonly Breach[] {
  const apart = Math.max(LEAST.emailsApart, witness.policy.emailSpacing);
  return pairsOf(witness, 'email').flatMap(([a, b]) =>
    b.at - a.at >= apart
      ? []
      : [
          {
            law: 'emails-apart' as const,
            at: b.at,
            touches: [a.key.touch, b.key.touch],
            says: `two emails ${spanText(b.at - a.at)} apart`,
          },
        ],
  );
}

/** Asked of each text and call as it goes, with what was known then. */
export function contactsInADay(witness: Witness): readonly Breach[] {
  const most = Math.min(LEAST.contactsInADay, witness.policy.contactsPerDay);
  const counted = witness.contacts.filter(({ touch }) => touch.channel !== 'email');
  return counted.flatMap((gone, n) => {
    if (n < most) return [];
    const before = counted
      .slice(0, n)
      .map((each) => reachedAt(each, witness.enrolled, gone.at))
      .filter((at) => gone.at - at < DAY);
    if (before.length < most) return [];
    const says = `${NUMBERS[before.length + 1] ?? before.length + 1} texts and calls in 24 hours`;
    return [{ ...breachOf('contacts-in-a-day', gone, says) }];
  });
}

/** Catching up after an outage: one late text or email a local day. */
export function oneLateADay(witness: Witness): readonly Breach[] {
  const late = witness.contacts.filter(({ touch, verdict }) => verdict.late && touch.channel !== 'call');
  return late.slice(1).flatMap((gone, n) => {
    const { day, weekday } = witness.wall(gone.at);
    if (witness.wall(late[n]?.at ?? 0).day !== day) return [];
    return [breachOf('one-late-a-day', gone, `two late messages on ${dayName(weekday)}`)];
  });
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const dayName = (weekday: number): string => DAYS[weekday] ?? '';

/** `47 h`, `7 h 30 min` */
export function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${left} min`;
  return left === 0 ? `${hours} h` : `${hours} h ${left} min`;
}
