/** Where leads may live, zones whose clocks agree over the weeks of a proof taken together. */
import type { Business } from '../../domain/business.ts';
import { DAY, type Zone } from '../../domain/time.ts';
import { AREA_CODE_ROWS } from '../../schedule/area-codes.data.ts';
import { JURISDICTIONS } from '../../schedule/jurisdiction.ts';
import { calendarZone, zoneOfState } from '../../schedule/zones.ts';
import type { Place, Week } from './scene.ts';
import { changes, momentOf, offsetOf } from './walls.ts';

/** Which places a proof asks for: those of North American phone numbers, or others by name, and the law of states. */
export interface Wanted {
  /** Null: those of North American phone numbers. */
  readonly zones: readonly Zone[] | null;
  /** Also area codes that lie in several zones, in all of which the windows must hold. */
  readonly shared: boolean;
  readonly states: boolean;
}

/** Runs end so many days after the last week begins, or the proof's classes would not hold to their end. */
const HORIZON = 130;

/** The business's own zone first; the others behind it in the order of their clocks, from east to west. */
export function placesOf(
  business: Business,
  weeks: readonly Week[],
  { zones, shared, states }: Wanted,
): readonly Place[] {
  const codes = AREA_CODE_ROWS.map(([, named]) => named.split(' ') as Zone[]);
  const singles = [...new Set(zones ?? codes.flat())].map((zone) => [zone]);
  const several = shared && zones === null ? codes.filter(({ length }) => length > 1) : [];
  const sets = [...singles, ...several];
  const own = placeOf([business.zone], business, null);
  const places = sets.map((set) => placeOf(set, business, null)).sort(eastFirst(weeks));
  const ofStates = states ? statePlaces(business) : [];
  return inClasses([own, ...places, ...ofStates], weeks);
}

function placeOf(zones: readonly Zone[], business: Business, state: string | null): Place {
  const home = calendarZone({ zones, from: 'phone' }, business.zone);
  const name = state === null ? zones.join(' or ') : `${state}, ${zones.join(' or ')}`;
  return { name, zones, home, state, stands: [name] };
}

/** One state for each set of hours; those that also close on holidays of their own each for itself. */
function statePlaces(business: Business): readonly Place[] {
  return JURISDICTIONS.flatMap(({ states, holidays }) => {
    const shown = holidays === 'closed' ? states : states.slice(0, 1);
    return shown.map((state) => {
      const place = placeOf(zoneOfState(state), business, state);
      return holidays === 'closed' ? place : { ...place, stands: [`hours of ${states.join(' ')}`] };
    });
  });
}

/** The place with the most area codes speaks for its class. */
const eastFirst =
  (weeks: readonly Week[]) =>
  (a: Place, b: Place): number => {
    const at = (weeks[0]?.monday ?? 0) * DAY;
    const east = offsetOf(at, b.home) - offsetOf(at, a.home);
    return east || a.zones.length - b.zones.length || codesOf(b) - codesOf(a) || (a.name < b.name ? -1 : 1);
  };

const codesOf = ({ zones }: Place): number =>
  AREA_CODE_ROWS.reduce((sum, [, named, codes]) => sum + (named === zones.join(' ') ? codes.length : 0), 0);

function inClasses(places: readonly Place[], weeks: readonly Week[]): readonly Place[] {
  const classes = new Map<string, Place>();
  for (const place of places) {
    const key = [
      place.state ?? '',
      clockOf(place.home, weeks),
      ...new Set(place.zones.map((zone) => clockOf(zone, weeks))),
    ].join('|');
    const first = classes.get(key);
    if (first === undefined) classes.set(key, place);
    else if (!first.stands.includes(place.name))
      classes.set(key, { ...first, stands: [...first.stands, ...place.stands] });
  }
  return [...classes.values()];
}

/** Everything that a zone's clocks show over the weeks and the runs that begin in them. */
function clockOf(zone: Zone, weeks: readonly Week[]): string {
  return weeks
    .map(({ monday }) => {
      const from = momentOf(monday, 0, zone) - 5 * DAY;
      const to = from + HORIZON * DAY;
      return [
        offsetOf(from, zone),
        ...changes(zone, from, to).map((at) => `${at} ${offsetOf(at, zone)}`),
      ].join(' ');
    })
    .join(' / ');
}
