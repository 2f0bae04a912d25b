import { describe, expect, it } from 'vitest';
import type { Zone } from '../../src/domain/time.ts';
import { heatMap, heatOf } from '../../src/lint/prove/heat-map.ts';
import { placesOf } from '../../src/lint/prove/places.ts';
import { weeksOf } from '../../src/lint/prove/scenes.ts';
import { timesOf } from '../../src/lint/prove/twins.ts';
import { at, BUSINESS, touch, within } from '../schedule/building.ts';
import { FRAMEWORK_14 } from '../schedule/framework-14.ts';
import { claimOf, scenesFor } from './claims.ts';

describe('the heat map', () => {
  const claim = claimOf([touch('call', 'call', within(5))]);
  const [plain] = scenesFor(claim);
  if (plain === undefined) throw new Error('there is no scene');
  const heat = heatOf(claim, plain);

  it('has the longest wait of every hour of the week', () => {
    const hour = (weekday: number, time: number) =>
      (heat.waits[weekday * 24 + time] ?? Number.NaN) / 3_600_000;
    expect(heat.waits).toHaveLength(168);
    // The business of the tests answers its phone from 08:00 to 18:00, and leads from 09:00 on.
    expect([hour(0, 10), hour(0, 8), hour(0, 18), hour(4, 18), hour(6, 0)]).toEqual([0, 1, 15, 63, 33]);
  });

  it('is one page that asks for nothing else, in light and dark, with headers for rows and columns', () => {
    const page = heatMap([{ ...heat, title: '<b>&"' }], 'About.');
    expect(page).not.toMatch(/<script|src=|href=|url\(|<b>/);
    expect(page).toContain('&lt;b&gt;&amp;&quot;');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page.match(/<th scope="row">/g)).toHaveLength(7);
    expect(page.match(/<th scope="col">/g)).toHaveLength(24);
    expect(page.match(/<td class="s/g)).toHaveLength(168);
  });
});

describe('places', () => {
  const zones = ['America/Phoenix', 'America/Los_Angeles', 'America/Denver'] as Zone[];
  const weeks = weeksOf(2026, [BUSINESS.zone]);
  const wanted = { zones, shared: false, states: false };

  it('whose clocks agree over the weeks of a proof are one class', () => {
    const stands = placesOf(BUSINESS, weeks.slice(0, 1), wanted).map((place) => [...place.stands].sort());
    expect(stands).toEqual([
      ['America/Chicago'],
      ['America/Denver'],
      ['America/Los_Angeles', 'America/Phoenix'],
    ]);
  });

  it('are apart once a week is looked at in which one of them changes its clocks', () => {
    expect(placesOf(BUSINESS, weeks, wanted)).toHaveLength(4);
  });
});

describe('variants', () => {
  it('with the same times are twins, whatever they say; another time, consent or condition parts them', () => {
    const of = (source: string) => timesOf(claimOf(FRAMEWORK_14[source] ?? []));
    expect(of('facebook')).toBe(of('web_form'));
    expect(of('facebook')).not.toBe(of('google_lsa'));
    const early = claimOf([touch('hello', 'sms', at(1, '09:00'))]);
    const late = claimOf([touch('hello', 'sms', at(1, '09:01'))]);
    expect(timesOf(early)).not.toBe(timesOf(late));
  });
});
