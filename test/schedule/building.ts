/** Compiled sequences, businesses and situations in few words, for tests that are about time. */
import { DateTime } from 'luxon';
import type { Business } from '../../src/domain/business.ts';
import type { Channel } from '../../src/domain/channel.ts';
import type { Condition } from '../../src/domain/condition.ts';
import { asId, type TouchId } from '../../src/domain/ids.ts';
import {
  DAY,
  HOUR,
  type Instant,
  instant,
  type LocalWindow,
  localTime,
  MINUTE,
  type Millis,
  millis,
  type Zone,
} from '../../src/domain/time.ts';
import { type Hypothesis, SOMEBODY, situationFor } from '../../src/schedule/hypothetical.ts';
import type { Situation } from '../../src/schedule/situation.ts';
import type { Action, Sequence, Template, Timing, Touch, Variant } from '../../src/sequence/sequence.ts';

export const CHICAGO = 'America/Chicago' as Zone;

/** `2026-03-08 10:00` on the wall in the zone, asked of luxon so that the code under test has no part in it. */
export function wall(text: string, zone: string = CHICAGO): Instant {
  const at = DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm', { zone });
  if (!at.isValid) throw new Error(`${text} is no time`);
  return instant(at.toMillis());
}

/** `Mon 2026-03-09 10:00`, by luxon. */
export const shown = (at: Instant, zone: string = CHICAGO): string =>
  DateTime.fromMillis(at, { zone }).toFormat('ccc yyyy-MM-dd HH:mm');

const time = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return localTime(hours * 60 + minutes);
};

const open = (opens: string, closes: string): readonly LocalWindow[] => [
  { opens: time(opens), closes: time(closes) },
];
const office = open('08:00', '18:00');

/** Monday to Friday 08:00–18:00 in Chicago. */
export const BUSINESS: Business = {
  id: asId('lakeside-dental'),
  name: 'Lakeside Dental',
  zone: CHICAGO,
  country: 'US',
  hours: [office, office, office, office, office, [], []],
  holidays: [],
  senders: {},
};

const template = (source: string): Template => ({ source, file: 'test.sequence.yaml', line: 1 });
const id = (text: string): TouchId => asId<TouchId>(text);

export const at = (day: number | readonly number[], text: string, until?: string): Timing => ({
  kind: 'calendar',
  days: typeof day === 'number' ? [day] : day,
  at: time(text),
  until: until === undefined ? null : time(until),
});
export const within = (minutes: number): Timing => ({
  kind: 'elapsed',
  day: 0,
  after: millis(0),
  within: millis(minutes * MINUTE),
});
export const afterMinutes = (minutes: number): Timing => ({
  kind: 'elapsed',
  day: 0,
  after: millis(minutes * MINUTE),
  within: null,
});

export const onCalls = (calls: Readonly<Record<string, readonly string[]>>): Condition => ({
  calls: Object.entries(calls).map(([touch, outcomes]) => ({ touch: id(touch), outcomes })),
  source: null,
  stage: null,
  urgency: null,
  fields: [],
});

interface Extra {
  readonly closes?: boolean;
  readonly varyFrom?: string;
  readonly late?: Touch['late'];
  readonly if?: Condition;
  /** Conditions of the wordings, in order. */
  readonly wordings?: readonly (Condition | null)[];
  readonly references?: readonly string[];
  readonly expires?: Millis;
}

/** What happens to a touch that outages have made late. */
export const late = (then: Touch['late']['then'], max: Millis | null): Touch['late'] => ({ then, max });

const LATE: Readonly<Record<Channel, Touch['late']>> = {
  sms: late('skip', millis(6 * HOUR)),
  email: late('skip', DAY),
  call: late('shift', null),
  move: late('send', null),
};

export function touch(name: string, channel: Channel, timing: Timing, extra: Extra = {}): Touch {
  const asked = [extra.if, ...(extra.wordings ?? [])]
    .flatMap((each) => each?.calls ?? [])
    .map((call) => call.touch);
  const after = timing.kind === 'after_touch' ? [timing.touch] : [];
  return {
    id: id(name),
    purpose: null,
    channel,
    timing,
    if: extra.if ?? null,
    action: action(channel, extra),
    closes: extra.closes ?? false,
    late: extra.late ?? (extra.closes ? late('shift', null) : LATE[channel]),
    varyFrom: extra.varyFrom === undefined ? null : id(extra.varyFrom),
    references: [...new Set([...asked, ...after, ...(extra.references ?? []).map(id)])],
    conditionReferences: [...new Set(asked)],
  };
}

function action(channel: Channel, { wordings = [null], expires }: Extra): Action {
  switch (channel) {
    case 'sms':
      return { kind: 'sms', alternatives: wordings.map((each) => ({ if: each, text: template('Hi') })) };
    case 'email':
      return {
        kind: 'email',
        alternatives: wordings.map((each) => ({
          if: each,
          subjects: [template('Hi')],
          body: template('Hi'),
        })),
      };
    case 'call':
      return { kind: 'call', script: template('Hi'), voicemail: null, note: null, expires: expires ?? null };
    case 'move':
      return { kind: 'move', stage: 'nurture', start: null };
  }
}

export function variant(touches: readonly Touch[], more: Partial<Variant> = {}): Variant {
  return {
    source: asId('any'),
    like: asId('any'),
    match: [],
    urgency: 'medium',
    consent: 'not_required',
    inbound: true,
    startAfter: millis(0),
    touches,
    ...more,
  };
}

export function sequence(variants: readonly Variant[], more: Partial<Sequence> = {}): Sequence {
  return {
    formatVersion: 1,
    id: asId('follow-up'),
    name: 'Follow-up',
    priority: 0,
    anchor: 'enrollment',
    kind: 'chase',
    repeat: null,
    fallbacks: {},
    when: {},
    variants,
    ...more,
  };
}

/** A lead of these touches who came in at `arrival`, in Chicago unless said otherwise. */
export function lead(touches: readonly Touch[], arrival: Instant, more: Partial<Hypothesis> = {}): Situation {
  const only = variant(touches);
  return situationFor({
    ...SOMEBODY,
    business: BUSINESS,
    sequence: sequence([only]),
    variant: only,
    at: arrival,
    ...more,
  });
}
