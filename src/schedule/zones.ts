/** The zones a lead may live in: given, or read from an address or a phone number, or else the business's. */
import type { ZoneFinding } from '../domain/lead.ts';
import { instant, isZone, type Zone } from '../domain/time.ts';
import { AREA_CODE_ROWS } from './area-codes.data.ts';
import { offsetAt } from './calendar.ts';
import { statesOfPostalCode } from './postal.ts';

export interface ZoneHints {
  /** An IANA name written for this lead. */
  readonly given: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2 of the address; states and postal codes are only read for the United States and Canada. */
  readonly country: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly business: Zone;
}

interface AreaCode {
  readonly states: readonly string[];
  readonly zones: readonly Zone[];
}

const areaCodes: ReadonlyMap<string, AreaCode> = new Map(
  AREA_CODE_ROWS.flatMap(([states, zones, codes]) => {
    const row = { states: words(states), zones: words(zones) as readonly string[] as readonly Zone[] };
    return codes.split(' ').map((code) => [code, row] as const);
  }),
);

/** A state has every zone that one of its area codes has. */
const stateZones: ReadonlyMap<string, readonly Zone[]> = (() => {
  const found = new Map<string, readonly Zone[]>();
  for (const { states, zones } of new Set(areaCodes.values()))
    for (const state of states) found.set(state, union(found.get(state) ?? [], zones));
  return found;
})();

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

function union(a: readonly Zone[], b: readonly Zone[]): readonly Zone[] {
  return [...a, ...b.filter((zone) => !a.includes(zone))];
}

/** The first three digits after +1, when they name a place; toll-free and foreign numbers name none. */
function areaCodeOf(phone: string | null): AreaCode | null {
  return phone?.startsWith('+1') ? (areaCodes.get(phone.slice(2, 5)) ?? null) : null;
}

/** Every zone of a state or province; none for a word that is not one. */
export const zoneOfState = (state: string): readonly Zone[] => stateZones.get(state.toUpperCase()) ?? [];

/** The states or provinces of a phone number's area code. */
export const statesOfPhone = (phone: string | null): readonly string[] => areaCodeOf(phone)?.states ?? [];

/** Given > address > phone > business; a phone in the address's own state narrows the address to the zones both allow. */
export function findZone(hints: ZoneHints): ZoneFinding {
  const given = hints.given?.trim() ?? '';
  if (isZone(given)) return { zones: [given], from: 'given' };
  const phone = areaCodeOf(hints.phone)?.zones ?? [];
  const address = addressZones(hints);
  if (address.length > 0) {
    const both = address.filter((zone) => phone.includes(zone));
    return { zones: both.length > 0 ? both : address, from: 'address' };
  }
  if (phone.length > 0) return { zones: phone, from: 'phone' };
  return { zones: [hints.business], from: 'business' };
}

function addressZones({ state, postalCode, country }: ZoneHints): readonly Zone[] {
  if (country !== null && !/^(US|CA|PR|GU|VI|AS|MP)$/i.test(country)) return [];
  const named = state === null ? [] : zoneOfState(state);
  if (named.length > 0) return named;
  return statesOfPostalCode(postalCode ?? '').reduce<readonly Zone[]>(
    (zones, each) => union(zones, zoneOfState(each)),
    [],
  );
}

// Winter in the northern hemisphere, where all zones of the table are on standard time.
const JANUARY = instant(Date.UTC(2026, 0, 15));

/** The zone whose days count: the business's own when it is possible, else the westernmost, where every day begins last. */
export function calendarZone(finding: ZoneFinding, businessZone: Zone): Zone {
  const [first = businessZone, ...others] = finding.zones;
  if (others.length === 0) return first;
  if (finding.zones.includes(businessZone)) return businessZone;
  return others.reduce(
    (west, zone) => (offsetAt(JANUARY, zone) < offsetAt(JANUARY, west) ? zone : west),
    first,
  );
}
