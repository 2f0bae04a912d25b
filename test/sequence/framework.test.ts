/** The fourteen days that the language was made for compile as written and mean what they say. */
import { describe, expect, it } from 'vitest';
import { hashSequence } from '../../src/sequence/hash.ts';
import type { Touch } from '../../src/sequence/sequence.ts';
import { baseSources, variantFor } from '../../src/sequence/variant.ts';
import { compiled, framework, touchOf, variantOf } from './reading.ts';

const revision = compiled(framework);
const { sequence } = revision;

const day = ({ timing }: Touch): number | readonly number[] =>
  timing.kind === 'calendar' ? timing.days : timing.kind === 'before_appointment' ? -1 : timing.day;
const days = (source: string): Record<string, number> =>
  Object.fromEntries(
    variantOf(revision, source).touches.map((touch) => [touch.id, [day(touch)].flat()[0] ?? -1]),
  );

describe('framework-14', () => {
  it('takes fourteen days as written for a source that changes no day', () => {
    const asWritten = {
      hello: 0,
      confirm: 0,
      'call-1': 1,
      'after-voicemail': 2,
      value: 4,
      'call-2': 7,
      breakup: 14,
    };
    expect(days('facebook')).toEqual(asWritten);
    expect(days('web_form')).toEqual(asWritten);
  });

  it('takes seven days with length 7d: 0 0 0 1 2 3 7', () => {
    expect(Object.values(days('google_lsa'))).toEqual([0, 0, 0, 1, 2, 3, 7]);
  });

  it('stretches to 21 days for cold leads, rounding down, and leaves the days of added touches alone', () => {
    expect(days('cold')).toEqual({
      confirm: 0,
      'call-1': 1,
      'after-voicemail': 3,
      value: 6,
      'call-2': 10,
      breakup: 21,
      'tip-2': 9,
      'tip-3': 16,
    });
  });

  it('calls a referral first, and texts after the call or an hour later', () => {
    const referral = variantOf(revision, 'referral');
    expect(days('referral')).toEqual({
      hello: 0,
      confirm: 0,
      'call-1': 0,
      'after-voicemail': 2,
      value: 4,
      'call-2': 3,
    });
    expect(touchOf(referral, 'hello').timing).toEqual({
      kind: 'after_touch',
      day: 0,
      touch: 'call-1',
      wait: 300_000,
      orBy: 3_600_000,
    });
    expect(touchOf(referral, 'call-1').timing).toEqual({
      kind: 'elapsed',
      day: 0,
      after: 0,
      within: 900_000,
    });
    expect(touchOf(referral, 'hello').references).toEqual(['call-1']);
    expect(touchOf(referral, 'hello').conditionReferences).toEqual([]);
  });

  it('keeps the time of a touch whose day alone is changed', () => {
    expect(touchOf(variantOf(revision, 'referral'), 'call-2').timing).toEqual({
      kind: 'calendar',
      days: [3],
      at: 14 * 60,
      until: null,
    });
  });

  it('never texts cold leads without consent, starts a day later and is not inbound', () => {
    const { consent, inbound, startAfter, urgency, touches } = variantOf(revision, 'cold');
    expect({ consent, inbound, startAfter, urgency }).toEqual({
      consent: 'required',
      inbound: false,
      startAfter: 86_400_000,
      urgency: 'low',
    });
    expect(touches.map(({ channel }) => channel)).toEqual([
      'email',
      'call',
      'email',
      'email',
      'call',
      'email',
      'email',
      'email',
    ]);
  });

  it('reads references from alternatives: the text after the call waits for the call', () => {
    const touch = touchOf(variantOf(revision, 'facebook'), 'after-voicemail');
    expect(touch.references).toEqual(['call-1']);
    expect(touch.conditionReferences).toEqual(['call-1']);
    expect(touch.action.kind === 'sms' && touch.action.alternatives.map((one) => one.if?.calls)).toEqual([
      [{ touch: 'call-1', outcomes: ['voicemail'] }],
      [{ touch: 'call-1', outcomes: ['no_answer', 'busy'] }],
      undefined,
    ]);
  });

  it('gives each kind of touch its usual way of being late', () => {
    const late = Object.fromEntries(
      variantOf(revision, 'facebook').touches.map((touch) => [touch.id, [touch.late.then, touch.late.max]]),
    );
    expect(late).toEqual({
      hello: ['skip', 6 * 3_600_000],
      confirm: ['skip', 24 * 3_600_000],
      'call-1': ['shift', null],
      'after-voicemail': ['skip', 6 * 3_600_000],
      value: ['skip', 24 * 3_600_000],
      'call-2': ['shift', null],
      breakup: ['shift', null],
    });
  });

  it('stores every rule of `when`', () => {
    expect(Object.keys(sequence.when).sort()).toEqual([
      'asked_for_time',
      'booked',
      'bounced',
      'clicked_not_booked',
      'finished',
      'no_reply',
      'not_interested',
      'question',
      'reply',
      'strong_intent',
    ]);
    expect(sequence.when.booked).toEqual({
      do: 'stop',
      moveTo: 'booked',
      start: 'appointment-reminders',
      wait: null,
      afterTouches: null,
      if: null,
      reviewAfter: null,
      task: null,
      call: null,
    });
    expect(sequence.when.no_reply?.if?.urgency).toEqual(['high']);
    expect(sequence.when.question?.call?.note?.source).toBe('Asked: {{ reply.text }}');
  });

  it('knows its leads by the names that exports give them', () => {
    const source = (name: string | null) => variantFor(sequence, name, [])?.source ?? null;
    expect(
      ['google lsa', 'GMB listing', 'Instagram Ads', 'IG', 'Website', 'referral from Kim', 'google-lsa'].map(
        source,
      ),
    ).toEqual(['google_lsa', 'google_lsa', 'facebook', 'facebook', 'web_form', 'referral', 'google_lsa']);
    expect([null, '', 'Carrier pigeon', 'xfb'].map(source)).toEqual([null, null, null, null]);
    expect(baseSources(sequence)).toEqual(['google_lsa', 'facebook', 'referral', 'web_form', 'cold']);
  });

  it('is frozen all the way down, and named by its hash', () => {
    const open: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) open.push(path);
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
    };
    visit(revision, 'revision');
    expect(open).toEqual([]);
    expect(revision.hash).toBe(hashSequence(sequence));
    expect(revision.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('survives storage: JSON gives back the same sequence', () => {
    expect(JSON.parse(JSON.stringify(sequence))).toEqual(sequence);
  });
});
