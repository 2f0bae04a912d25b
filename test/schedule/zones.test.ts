import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isZone, type Zone } from '../../src/domain/time.ts';
import { AREA_CODE_ROWS } from '../../src/schedule/area-codes.data.ts';
import {
  calendarZone,
  findZone,
  statesOfPhone,
  type ZoneHints,
  zoneOfState,
} from '../../src/schedule/zones.ts';

const CHICAGO = 'America/Chicago' as Zone;
const NEW_YORK = 'America/New_York' as Zone;
const nothing: ZoneHints = {
  given: null,
  state: null,
  postalCode: null,
  country: null,
  phone: null,
  business: CHICAGO,
};

describe('the zone of a lead', () => {
  it('is the one that was given, before anything else', () => {
    const hints = { ...nothing, given: 'America/Denver', state: 'NY', phone: '+13125550142' };
    expect(findZone(hints)).toEqual({ zones: ['America/Denver'], from: 'given' });
  });

  it('passes over a given word that is no zone', () => {
    expect(findZone({ ...nothing, given: 'Central', state: 'NY' })).toEqual({
      zones: [NEW_YORK],
      from: 'address',
    });
  });

  it('comes from the state before the phone', () => {
    expect(findZone({ ...nothing, state: 'ny', phone: '+13125550142' })).toEqual({
      zones: [NEW_YORK],
      from: 'address',
    });
  });

  it('comes from a ZIP code when there is no state, and a ZIP code may leave two zones', () => {
    expect(findZone({ ...nothing, postalCode: '02139' })).toEqual({ zones: [NEW_YORK], from: 'address' });
    expect(findZone({ ...nothing, postalCode: 'M5V 2T6' }).zones).toContain('America/Toronto');
    expect(new Set(findZone({ ...nothing, postalCode: '32501-1234' }).zones)).toEqual(
      new Set([NEW_YORK, CHICAGO]),
    );
    expect(findZone({ ...nothing, postalCode: '02139', country: 'DE' }).from).toBe('business');
  });

  it('is narrowed by a phone of the same state', () => {
    expect(findZone({ ...nothing, state: 'TX', phone: '+15125550142' })).toEqual({
      zones: [CHICAGO],
      from: 'address',
    });
    expect(new Set(findZone({ ...nothing, state: 'TX' }).zones)).toEqual(
      new Set([CHICAGO, 'America/Denver']),
    );
  });

  it('comes from the area code, with every zone of a split one', () => {
    expect(findZone({ ...nothing, phone: '+12125550142' })).toEqual({ zones: [NEW_YORK], from: 'phone' });
    expect(findZone({ ...nothing, phone: '+18505550142' }).zones).toEqual([CHICAGO, NEW_YORK]);
    expect(findZone({ ...nothing, phone: '+14485550142' }).zones).toEqual([CHICAGO, NEW_YORK]);
    expect(findZone({ ...nothing, phone: '+19075550142' }).zones).toHaveLength(3);
  });

  it('is the business’s for toll-free, unknown and foreign numbers', () => {
    for (const phone of ['+18005550142', '+15005550006', '+442079460123', null])
      expect(findZone({ ...nothing, phone })).toEqual({ zones: [CHICAGO], from: 'business' });
  });

  it('counts days in the business’s zone when it is possible, else in the westernmost', () => {
    const florida = { zones: [NEW_YORK, CHICAGO], from: 'phone' } as const;
    expect(calendarZone(florida, NEW_YORK)).toBe(NEW_YORK);
    expect(calendarZone(florida, 'America/Los_Angeles' as Zone)).toBe(CHICAGO);
    expect(calendarZone({ zones: [CHICAGO], from: 'given' }, NEW_YORK)).toBe(CHICAGO);
  });
});

describe('area codes', () => {
  it('is exactly what the script makes of the metadata', async () => {
    // @ts-expect-error a script has no types
    const { areaCodesFile } = await import('../../scripts/area-codes.mjs');
    const file = readFileSync(new URL('../../src/schedule/area-codes.data.ts', import.meta.url), 'utf8');
    expect(file).toBe(areaCodesFile());
  });

  it('name each code once, with zones that the runtime knows', () => {
    const codes = AREA_CODE_ROWS.flatMap(([, , each]) => each.split(' '));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(430);
    expect(AREA_CODE_ROWS.flatMap(([, zones]) => zones.split(' ')).filter((zone) => !isZone(zone))).toEqual(
      [],
    );
  });

  it('give every state of the union a zone', () => {
    const states =
      'AL AK AZ AR CA CO CT DC DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR';
    expect(states.split(' ').filter((state) => zoneOfState(state).length === 0)).toEqual([]);
    expect(zoneOfState('Narnia')).toEqual([]);
  });

  it('know the state of a number', () => {
    expect(statesOfPhone('+12055550142')).toEqual(['AL']);
    expect(statesOfPhone('+18005550142')).toEqual([]);
  });
});
