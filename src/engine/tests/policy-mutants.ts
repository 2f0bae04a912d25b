/** The settings of the gates, each taken away in turn: as if no such rule were there. */
import type { Business } from '../../domain/business.ts';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts';
import { localTime, MINUTE, millis, type WeeklyHours } from '../../domain/time.ts';
import type { Sequence, Touch } from '../../sequence/sequence.ts';

interface PolicyMutant {
  readonly what: string;
  readonly policy: (policy: Policy) => Policy;
}

interface BusinessMutant {
  readonly what: string;
  readonly business: (business: Business) => Business;
}

/** As good an hour as the default, which cannot be taken away: a touch has to go at some time. */
const NOON = localTime(12 * 60);
const ALL_DAY = { opens: localTime(0), closes: localTime(1440) };
const ALWAYS: WeeklyHours = [[ALL_DAY], [ALL_DAY], [ALL_DAY], [ALL_DAY], [ALL_DAY], [ALL_DAY], [ALL_DAY]];

/** Only those that the touches of the sequence could meet. */
export function policyMutants(sequence: Sequence, policy: Policy): readonly PolicyMutant[] {
  const has = (wanted: (touch: Touch) => boolean): boolean =>
    sequence.variants.some(({ touches }) => touches.some(wanted));
  const [texts, emails] = [
    has(({ channel }) => channel === 'sms'),
    has(({ channel }) => channel === 'email'),
  ];
  const calls = has(({ channel }) => channel === 'call');
  const isChase = sequence.anchor === 'enrollment';
  const answers = policy.instantReplyWithin !== null && sequence.variants.some(({ inbound }) => inbound);
  const otherDefault = policy.defaultAt === DEFAULT_POLICY.defaultAt ? NOON : DEFAULT_POLICY.defaultAt;
  const mutant = (could: boolean, what: string, more: Partial<Policy>): readonly PolicyMutant[] =>
    could ? [{ what, policy: (all) => ({ ...all, ...more }) }] : [];
  return [
    ...mutant(texts || calls, 'there are no quiet hours', { quietWindows: ALWAYS }),
    ...mutant(emails, 'emails go at any hour', { emailWindow: ALL_DAY }),
    ...mutant(texts && answers && isChase, 'the first text answers at no other hour', {
      instantReplyWithin: null,
    }),
    ...mutant(texts && spacingMatters(policy), 'texts may follow one another', { smsSpacing: millis(0) }),
    ...mutant(emails && daysBetween(sequence, 'email') <= 2, 'emails may follow one another', {
      emailSpacing: millis(0),
    }),
    ...mutant(inTwoDays(sequence) > policy.contactsPerDay, 'any number of texts and calls fit in a day', {
      contactsPerDay: 1_000,
    }),
    ...mutant(
      has(({ varyFrom }) => varyFrom !== null),
      'calls need not vary',
      { varyBy: millis(0) },
    ),
    ...mutant(
      has(({ timing }) => timing.kind === 'calendar' && timing.at === null),
      `a day without a time means ${otherDefault === NOON ? 'noon' : '10:00'}`,
      { defaultAt: otherDefault },
    ),
    ...(policy.stopScope === 'all_channels'
      ? mutant(texts && (emails || calls), 'a STOP ends texts alone', { stopScope: 'same_channel' })
      : mutant(true, 'a STOP ends all channels', { stopScope: 'all_channels' })),
  ];
}

/** When nobody is there to call, which the business says and no policy. */
export function businessMutants({ variants }: Sequence, business: Business): readonly BusinessMutant[] {
  if (!variants.some(({ touches }) => touches.some(({ channel }) => channel === 'call'))) return [];
  return [
    { what: 'calls are due at any hour', business: (all) => ({ ...all, hours: ALWAYS }) },
    ...(business.holidays.length === 0
      ? []
      : [
          {
            what: 'calls are due on holidays',
            business: (all: Business): Business => ({ ...all, holidays: [] }),
          },
        ]),
  ];
}

/** One text a local day is a rule of its own: with a night between two texts, spacing adds something only when it is longer. */
function spacingMatters({ smsSpacing, quietWindows }: Policy): boolean {
  const opens = Math.min(...quietWindows.flatMap((windows) => windows.map((window) => window.opens)));
  return smsSpacing > opens * MINUTE;
}

const dayOf = ({ timing }: Touch): number | null =>
  timing.kind === 'before_appointment'
    ? null
    : timing.kind === 'calendar'
      ? (timing.days[0] ?? 0)
      : timing.day;

/** Between two touches of a channel, as they are planned. */
function daysBetween({ variants }: Sequence, channel: Touch['channel']): number {
  const gaps = variants.flatMap(({ touches }) => {
    const days = touches
      .filter((touch) => touch.channel === channel)
      .flatMap((touch) => dayOf(touch) ?? [])
      .sort((a, b) => a - b);
    return days.slice(1).map((day, at) => day - (days[at] ?? 0));
  });
  return Math.min(Number.POSITIVE_INFINITY, ...gaps);
}

/** The most texts and calls that are planned for two days in a row. */
function inTwoDays({ variants }: Sequence): number {
  return Math.max(
    0,
    ...variants.map(({ touches }) => {
      const days = touches
        .filter(({ channel }) => channel === 'sms' || channel === 'call')
        .flatMap((touch) => dayOf(touch) ?? []);
      return Math.max(
        0,
        ...days.map((day) => days.filter((each) => each === day || each === day + 1).length),
      );
    }),
  );
}
