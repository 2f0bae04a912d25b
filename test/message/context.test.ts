/** Laws of the values that templates may name: what is empty is absent, what did not happen has no day, nothing can be smuggled in. */
import { describe, expect, it } from 'vitest';
import { type Instant, instant, type Zone } from '../../src/domain/time.ts';
import { checkTemplate, templateVariables } from '../../src/message/template.ts';
import { DENTAL, ended, NOON, template, textOf, valuesOf } from './values.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));
const called = (day: string, outcome: 'voicemail' | 'not_done' = 'voicemail') =>
  ended('call-1', { kind: 'called', at: at(day), taskAt: at(day), outcome });

describe('the day of an earlier touch', () => {
  // Now is Tuesday 2026-11-24, noon in Chicago.
  it.each([
    ['2026-11-24T06:00:00Z', 'today'],
    ['2026-11-24T05:59:00Z', 'yesterday'],
    ['2026-11-23T18:00:00Z', 'yesterday'],
    ['2026-11-22T18:00:00Z', 'Sunday'],
    ['2026-11-18T18:00:00Z', 'Wednesday'],
    ['2026-11-17T18:00:00Z', 'November 17'],
    // On the other side of the change from summer time.
    ['2026-10-31T18:00:00Z', 'October 31'],
  ])('%s is "%s"', (day, name) => {
    const context = valuesOf({ ends: [called(day)] });
    expect(textOf('{{ touches.call-1.day_name }}', { context })).toBe(name);
  });

  it('can be asked for before the touch has ended', () => {
    expect(textOf('{% if touches.call-9.day_name %}called{% else %}not called{% endif %}')).toBe(
      'not called',
    );
  });

  it('is the calendar day of the contact, also across a change of the clocks', () => {
    const now = at('2026-11-02T06:30:00Z');
    // Sunday 2026-11-01 00:30 in Chicago, 25 hours before Monday 00:30.
    const context = valuesOf({ now, ends: [called('2026-11-01T05:30:00Z')] });
    expect(textOf('{{ touches.call-1.day_name }}', { context })).toBe('yesterday');
  });

  it.each([
    ['a call that nobody made', called('2026-11-23T18:00:00Z', 'not_done')],
    [
      'a touch that was skipped',
      ended('call-1', { kind: 'skipped', at: NOON, reason: { code: 'too_late', detail: '' } }),
    ],
  ])('%s has none', (_, end) => {
    const context = valuesOf({ ends: [end] });
    expect(textOf('{% if touches.call-1.day_name %}called{% else %}not called{% endif %}', { context })).toBe(
      'not called',
    );
  });
});

describe('an appointment', () => {
  const say = (startsAt: string, zone?: string) =>
    textOf('{{ appointment.day_name }} at {{ appointment.time }}', {
      context: valuesOf({ appointment: { startsAt: at(startsAt) }, ...(zone ? { zone: zone as Zone } : {}) }),
    });

  it.each([
    ['2026-11-24T20:30:00Z', 'today at 2:30 pm'],
    ['2026-11-25T15:00:00Z', 'tomorrow at 9 am'],
    ['2026-11-26T18:00:00Z', 'Thursday at noon'],
    ['2026-11-30T06:05:00Z', 'Monday at 12:05 am'],
    ['2026-12-01T20:30:00Z', 'Tuesday, December 1 at 2:30 pm'],
  ])('%s is "%s"', (startsAt, said) => {
    expect(say(startsAt)).toBe(said);
  });

  it('is on the clock of the business, named where the contact’s own clock differs', () => {
    expect(say('2026-11-25T15:00:00Z', 'America/New_York')).toBe('tomorrow at 9 am CST');
    expect(say('2026-11-25T15:00:00Z', 'America/Costa_Rica')).toBe('tomorrow at 9 am');
  });
});

describe('values', () => {
  it('of the settings cannot be taken over by a column of an import', () => {
    const context = valuesOf({
      fields: {
        booking_link: 'https://evil.example',
        business_name: 'Evil',
        touches: 'x',
        first_name: 'Eve',
      },
    });
    expect(textOf('{{ first_name }} {{ business_name }} {{ booking_link }}', { context })).toBe(
      `Ana Bright Smile Dental ${DENTAL.bookingLink}`,
    );
  });

  it('can have any column name without touching what objects inherit', () => {
    const fields = JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c"}');
    expect(
      textOf('{{ __proto__ }} {{ constructor }} {{ toString }}', { context: valuesOf({ fields }) }),
    ).toBe('a b c');
    const blank = valuesOf({ fields: { toString: ' ', valueOf: '' } });
    expect(
      textOf('{{ toString | default: "nothing" }}{% if valueOf %}!{% endif %}', { context: blank }),
    ).toBe('nothing');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('fall back for the business too', () => {
    const { agentName: _, ...business } = DENTAL;
    const context = valuesOf({ business, fallbacks: { agent_name: 'the team' } });
    expect(textOf('{{ agent_name }} at {{ business_name }}', { context })).toBe(
      'the team at Bright Smile Dental',
    );
  });

  it('of a template are listed with their places, without those it makes itself', () => {
    const source =
      'Hi {{ first_name }},\n{% assign x = interest %}{{ x }} {% if budget %}{{ touches.call-1.day_name }}{% endif %}';
    expect(templateVariables(source)).toEqual([
      { name: 'first_name', line: 1, column: 7 },
      { name: 'interest', line: 2, column: 15 },
      { name: 'budget', line: 2, column: 40 },
      { name: 'touches.call-1.day_name', line: 2, column: 52 },
    ]);
    expect(templateVariables('{{ broken')).toEqual([]);
  });

  it('do not matter for whether a template can render at all', () => {
    expect(checkTemplate(template('{{ a.b }} {{ a.c | upcase }} {{ a }}')).ok).toBe(true);
    expect(checkTemplate(template('{{ a | bogus }}'))).toMatchObject({
      ok: false,
      error: { code: 'syntax', line: 10 },
    });
    expect(checkTemplate(template('{% for i in (1..99999999) %}{% endfor %}'))).toMatchObject({
      ok: false,
      error: { code: 'limit' },
    });
    expect(checkTemplate(template('x'.repeat(20_001)))).toMatchObject({
      ok: false,
      error: { message: 'The template has 20,001 characters; 20,000 are allowed.' },
    });
  });
});
