/** The scenes of a proof in order: the plainest first, then those that differ from it in one way, then in more. */

import type { Condition } from '../../domain/condition.ts';
import type { TouchId } from '../../domain/ids.ts';
import { DAY, HOUR, MINUTE, millis, type Zone } from '../../domain/time.ts';
import { CALL_OUTCOMES, type CallOutcome } from '../../domain/touch.ts';
import type { Variant } from '../../sequence/sequence.ts';
import type { Calls, Claim, Known, Outage, Place, Scene, Week } from './scene.ts';
import { changes, offsetOf, wallOf } from './walls.ts';

/** An ordinary week of the year, and each in which clocks change in one of the zones. */
export function weeksOf(year: number, zones: readonly Zone[]): readonly Week[] {
  const first = Date.UTC(year, 5, 1) / DAY;
  const ordinary: Week = { name: 'an ordinary week', monday: first + ((4 - (first % 7) + 7) % 7) };
  const found = new Map<number, Week>();
  for (const zone of zones)
    for (const at of changes(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))) {
      const { day, weekday } = wallOf(at, zone);
      const forward = offsetOf(at, zone) > offsetOf(at - 1, zone);
      const name = `the week in which the clocks go ${forward ? 'forward' : 'back'}`;
      if (!found.has(day - weekday)) found.set(day - weekday, { name, monday: day - weekday });
    }
  return [ordinary, ...[...found.values()].sort((a, b) => a.monday - b.monday)];
}

const NOBODY: Calls = { name: 'not done', answer: null };
/** Milliseconds from the task to its call: the same hour, later that day, and, marked done in the morning, the night after. */
const SOON = 10 * MINUTE;
const LATER = [5 * HOUR, 20 * HOUR] as const;

/** How calls may end: for nobody; and each way that the variant's conditions can tell apart, soon after its task, and the first also later. */
export function callsOf(variant: Variant): readonly Calls[] {
  if (!hasCall(variant)) return [NOBODY];
  const { named, kinds } = endsOf(variant);
  const all =
    named.length > 1 ? product(named, kinds) : kinds.map((kind) => new Map(named.map((id) => [id, kind])));
  const answered = all.map((ends, n): Calls => callsLike(ends, kinds[n % kinds.length] ?? 'answered', SOON));
  const [first] = all;
  const slow =
    first === undefined ? [] : LATER.map((after) => callsLike(first, kinds[0] ?? 'answered', after));
  return [NOBODY, ...answered, ...slow];
}

const hasCall = ({ touches }: Variant): boolean => touches.some(({ channel }) => channel === 'call');

/** The calls that conditions name, and of the ways in which a call ends one for all that no condition tells apart. */
function endsOf(variant: Variant): {
  readonly named: readonly TouchId[];
  readonly kinds: readonly CallOutcome[];
} {
  const asked = conditionsOf(variant).flatMap(({ calls }) => calls);
  const signature = (outcome: CallOutcome): string =>
    asked.map(({ outcomes }) => (outcomes.includes(outcome) ? '1' : '0')).join('');
  // A later end of the call than the others: stops the sequence, so nothing is left to prove.
  const going = CALL_OUTCOMES.filter((each) => !STOPS.includes(each));
  const kinds = [...new Map([...going].reverse().map((each) => [signature(each), each])).values()].reverse();
  return { named: [...new Set(asked.map(({ touch }) => touch))], kinds };
}

/** As many as `callsOf` has, without making them: twelve calls that conditions name end in more ways than memory holds. */
function countCalls(variant: Variant): number {
  if (!hasCall(variant)) return 1;
  const { named, kinds } = endsOf(variant);
  return 1 + kinds.length ** Math.max(1, named.length) + LATER.length;
}

/** As many as `scenesFor` makes, without making them. */
export function countScenes(
  claim: Claim,
  { places, weeks, outages }: SharedChoices,
  combined: boolean,
): number {
  const counts = [places, weeks, outages, knownOf(claim)].map(({ length }) => length);
  const all = [...counts, countCalls(claim.variant)];
  return combined ? all.reduce((most, n) => most * n, 1) : all.reduce((sum, n) => sum + n - 1, 1);
}

const NOTICES = [millis(7 * DAY), millis(25 * HOUR), millis(3 * HOUR)] as const;
const STOPS: readonly CallOutcome[] = ['booked', 'not_interested', 'wrong_number', 'opted_out'];

function callsLike(ends: ReadonlyMap<TouchId, CallOutcome>, others: CallOutcome, after: number): Calls {
  const said = new Set(ends.values());
  const words =
    said.size > 1 ? [...ends].map(([id, end]) => `${id} ${end}`).join(', ') : ([...said][0] ?? others);
  return {
    name: `${words.replaceAll('_', ' ')} after ${after === SOON ? '10 minutes' : `${after / HOUR} hours`}`,
    answer: (touch) => ({ after, outcome: ends.get(touch) ?? others }),
  };
}

function product(
  named: readonly TouchId[],
  kinds: readonly CallOutcome[],
): readonly ReadonlyMap<TouchId, CallOutcome>[] {
  return named.reduce<readonly ReadonlyMap<TouchId, CallOutcome>[]>(
    (made, id) => made.flatMap((ends) => kinds.map((kind) => new Map([...ends, [id, kind]]))),
    [new Map()],
  );
}

function conditionsOf({ touches }: Variant): readonly Condition[] {
  return touches
    .flatMap(({ if: own, action }) => [
      own,
      ...(action.kind === 'sms' || action.kind === 'email' ? action.alternatives.map((each) => each.if) : []),
    ])
    .filter((each) => each !== null);
}

/** What may be known of a lead: nothing first, then consent where it is needed, each field's value that a condition asks for, and short notice of an appointment. */
export function knownOf({ variant, sequence }: Claim): readonly Known[] {
  const notice = sequence.anchor === 'appointment' ? NOTICES : ([null] as const);
  const plain: Known = { name: '', consent: false, fields: {}, notice: notice[0] };
  const asked = conditionsOf(variant).flatMap(({ fields }) => fields);
  return [
    plain,
    ...notice
      .slice(1)
      .map((each) => ({ ...plain, name: `booked ${(each ?? 0) / HOUR} hours before`, notice: each })),
    ...(variant.consent === 'required'
      ? [{ ...plain, name: 'consent to texts recorded', consent: true }]
      : []),
    ...[
      ...new Map(
        asked.map(({ name, values }) => [`${name} ${values[0]}`, { name, value: values[0] ?? '' }]),
      ).values(),
    ].map(({ name, value }) => ({ ...plain, name: `${name} is "${value}"`, fields: { [name]: value } })),
  ];
}

/** All that may vary, the plain one of each first. */
export interface Choices {
  readonly places: readonly Place[];
  readonly weeks: readonly Week[];
  readonly calls: readonly Calls[];
  readonly outages: readonly Outage[];
  readonly known: readonly Known[];
}

/** What varies for every claim alike; the rest is the sequence's own. */
export type SharedChoices = Pick<Choices, 'places' | 'weeks' | 'outages'>;

/** Every combination when `combined`, else one difference at a time. */
export const scenesFor = (claim: Claim, shared: SharedChoices, combined: boolean): readonly Scene[] =>
  scenesOf({ ...shared, calls: callsOf(claim.variant), known: knownOf(claim) }, !combined);

/** Every combination, or with `single` those that differ from the plain one in one way at most; fewest differences first. */
export function scenesOf(
  { places, weeks, calls, outages, known }: Choices,
  single: boolean,
): readonly Scene[] {
  const scenes: Scene[] = [];
  // The order of what is written first in a counter-example: an outage is a greater difference than an answered call.
  outages.forEach((outage, a) => {
    weeks.forEach((week, b) => {
      places.forEach((place, c) => {
        calls.forEach((call, d) => {
          known.forEach((each, e) => {
            const differences = [a, b, c, d, e].filter((n) => n > 0).length;
            if (single && differences > 1) return;
            scenes.push({ place, week, calls: call, outage, known: each, differences });
          });
        });
      });
    });
  });
  return scenes.sort((a, b) => a.differences - b.differences);
}
