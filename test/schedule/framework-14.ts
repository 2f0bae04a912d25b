/** Fourteen days, seven touches, resolved by hand for each of the five lead sources: what the compiler must make of the shipped file. */
import { asId, type TouchId } from '../../src/domain/ids.ts';
import { DAY, HOUR, MINUTE, millis } from '../../src/domain/time.ts';
import type { Touch, Variant } from '../../src/sequence/sequence.ts';
import { afterMinutes, at, onCalls, touch, variant, within } from './building.ts';

const hello = touch('hello', 'sms', within(5));
const confirm = touch('confirm', 'email', afterMinutes(20));
const askAboutCall = {
  wordings: [onCalls({ 'call-1': ['voicemail'] }), onCalls({ 'call-1': ['no_answer', 'busy'] }), null],
};
const afterVoicemail = (day: number): Touch =>
  touch('after-voicemail', 'sms', at(day, '11:00'), askAboutCall);
const value = (day: number): Touch => touch('value', 'email', at(day, '09:30'));
const call1 = (day: number): Touch => touch('call-1', 'call', at(day, '10:00'));
const call2 = (day: number): Touch => touch('call-2', 'call', at(day, '14:00'), { varyFrom: 'call-1' });
const breakup = (day: number): Touch => touch('breakup', 'sms', at(day, '10:00'), { closes: true });

const base: readonly Touch[] = [hello, confirm, call1(1), afterVoicemail(2), value(4), call2(7), breakup(14)];

export const FRAMEWORK_14: Readonly<Record<string, Variant>> = {
  google_lsa: variant([hello, confirm, call1(0), afterVoicemail(1), value(2), call2(3), breakup(7)], {
    urgency: 'high',
  }),
  facebook: variant(base),
  referral: variant(
    [
      touch('hello', 'sms', {
        kind: 'after_touch',
        day: 0,
        touch: asId<TouchId>('call-1'),
        wait: millis(5 * MINUTE),
        orBy: HOUR,
      }),
      confirm,
      touch('call-1', 'call', within(15)),
      afterVoicemail(2),
      value(4),
      call2(3),
    ],
    { urgency: 'high' },
  ),
  web_form: variant([touch('hello', 'sms', within(2)), ...base.slice(1)]),
  cold: variant(
    [
      confirm,
      call1(1),
      touch('after-voicemail', 'email', at(3, '11:00')),
      value(6),
      call2(10),
      touch('breakup', 'email', at(21, '10:00'), { closes: true }),
      touch('tip-2', 'email', { kind: 'calendar', days: [9], at: null, until: null }),
      touch('tip-3', 'email', { kind: 'calendar', days: [16], at: null, until: null }),
    ],
    { urgency: 'low', consent: 'required', inbound: false, startAfter: DAY },
  ),
};
