/** A copy of the sequence that everybody begins with, broken in one way for each rule: that rule alone finds it, at its place. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/lint/rules/registry.ts';
import { broken, FRAMEWORK, lintFramework, type Replacement, SETTINGS } from './framework.ts';

interface Broken {
  readonly rule: string;
  readonly replace: readonly Replacement[];
  /** `line:column` in the broken file, or `file:line:column`. */
  readonly at: readonly string[];
  readonly settings?: string;
  readonly templates?: readonly (readonly [path: string, text: string])[];
}

const BROKEN: readonly Broken[] = [
  {
    rule: 'ids-keep-their-meaning',
    replace: [['      - id: tip-2\n', '      - id: tip-two\n']],
    at: ['179:13'],
  },
  {
    rule: 'every-call-has-voicemail',
    replace: [['      voicemail: { template: voicemail-2 }\n', '']],
    at: ['78:5'],
  },
  {
    rule: 'voicemail-under-30-seconds',
    replace: [
      [
        '      voicemail: { template: voicemail-1 }\n',
        `      voicemail: "Hi {{ first_name }}, ${'as I said before, '.repeat(25)}bye."\n`,
      ],
    ],
    at: ['43:18'],
  },
  {
    rule: 'first-line-names-lead',
    replace: [['Hi {{ first_name }}, quick one about {{ interest }}: would texting', 'Hello, would texting']],
    at: ['63:15'],
  },
  {
    rule: 'first-text-names-business',
    replace: [
      [
        '      Is this for this week, or later on? Reply STOP to opt out.\n',
        '      Is this for this week?\n',
      ],
    ],
    at: ['26:10'],
  },
  {
    rule: 'text-segments',
    replace: [['quick one about {{ interest }}', 'quick one – about {{ interest }}']],
    at: ['64:42'],
  },
  {
    rule: 'no-link-shorteners',
    replace: [['an easy way back: {{ booking_link }}', 'an easy way back: https://bit.ly/3abc']],
    at: ['90:55'],
  },
  {
    rule: 'text-cut-by-comment',
    replace: [
      [
        'purpose: Say goodbye kindly and leave the door open\n    day',
        'purpose: Our #1 rule is a kind goodbye\n    day',
      ],
    ],
    at: ['84:18'],
  },
  {
    rule: 'unused-template',
    replace: [],
    templates: [['templates/confirm-2.email.md', '---\nsubject: Hi\n---\nHi {{ first_name }}\n']],
    at: ['templates/confirm-2.email.md:1:1'],
  },
  {
    rule: 'every-act-answered',
    replace: [['  not_interested:     { do: stop, move_to: closed }\n', '']],
    at: ['93:1'],
  },
  { rule: 'no-reply-in-reach', replace: [['after_touches: 3', 'after_touches: 5']], at: ['99:39'] },
  {
    rule: 'condition-never-holds',
    replace: [
      ['- if: { call-1: [answered, call_back] }', '- if: { call-1: [answered, call_back], source: cold }'],
    ],
    at: ['59:46'],
  },
  {
    rule: 'sms-first',
    replace: [
      ['    day: 0\n    within: 5m\n', '    day: 0\n    after: 5m\n    within: 5m\n'],
      ['    after: 20m\n    within: 1h\n', '    after: 2m\n    within: 10m\n'],
    ],
    at: ['36:5', '42:5'],
  },
  {
    rule: 'one-text-a-day',
    replace: [
      [
        '  - id: call-1\n',
        '  - id: nudge\n    day: 0\n    after: 3h\n    sms: Hi {{ first_name }}, {{ business_name }} here. Still looking for {{ interest }}? Reply STOP to opt out.\n\n  - id: call-1\n',
      ],
    ],
    at: ['38:5'],
  },
  { rule: 'emails-48h-apart', replace: [['    day: 4\n', '    day: 3\n']], at: ['69:5'] },
  {
    rule: 'call-hours-vary',
    replace: [['    at: "14:00"\n    vary_from: call-1\n', '    at: "11:00"\n']],
    at: ['76:5'],
  },
  {
    rule: 'silence-kept',
    replace: [['    closes: true\n', '']],
    at: ['88:28', 'templates/goodbye.email.md:3:5', 'templates/goodbye.email.md:7:134'],
  },
  {
    rule: 'claims-guarded',
    replace: [['- if: { call-1: voicemail }', '- if: { call-1: [voicemail, busy] }']],
    at: ['53:34'],
  },
  {
    rule: 'answered-in-minutes',
    replace: [
      ['    day: 0\n    within: 5m\n', '    day: 0\n    after: 18m\n    within: 5m\n'],
      ['    day: 1\n    at: "10:00"\n', '    day: 1\n    at: "16:30"\n'],
    ],
    at: ['24:5'],
  },
  { rule: 'local-ads-7-days', replace: [['    length: 7d\n', '    length: 10d\n']], at: ['112:5'] },
  {
    rule: 'referral-calls-first',
    replace: [['        after: { touch: call-1, wait: 5m, or_by: 1h }\n', '        within: 5m\n']],
    at: ['119:3'],
  },
  {
    rule: 'referral-calls-twice',
    replace: [['      call-2: { day: 3 }\n    skip: [breakup]\n', '    skip: [breakup, call-2]\n']],
    at: ['119:3'],
  },
  { rule: 'referral-no-breakup', replace: [['    skip: [breakup]\n', '']], at: ['119:3'] },
  { rule: 'cold-starts-later', replace: [['start_after: 24h', 'start_after: 12h']], at: ['150:5'] },
  { rule: 'cold-runs-3-weeks', replace: [['length: 21d', 'length: 18d']], at: ['151:5'] },
  {
    rule: 'cold-more-email',
    replace: ['tip', 'tip-3', 'easier-by-email'].map((template) => [
      `email: { template: ${template} }\n`,
      "sms: Hi {{ first_name }}, it's {{ business_name }} for people around {{ city }}. Reply STOP to opt out.\n",
    ]),
    at: ['146:3'],
  },
  {
    rule: 'ending-moves',
    replace: [['finished:           { do: stop, move_to: nurture }', 'finished:           { do: stop }']],
    at: ['104:3'],
  },
  { rule: 'unreachable-touch', replace: [['    day: 2\n', '    day: 12\n']], at: ['46:9'] },
  {
    rule: 'wording-never-chosen',
    replace: [['- if: { call-1: [answered, call_back] }', '- if: { call-1: booked }']],
    at: ['60:15'],
  },
  {
    rule: 'no-open-window',
    replace: [],
    settings: `${SETTINGS}    hours: { sun: "09:00-11:00" }\n`,
    at: ['41:5'],
  },
  {
    rule: 'time-never-open',
    replace: [['    day: 14\n    at: "10:00"\n', '    day: 14\n    at: "20:30"\n']],
    at: ['86:5'],
  },
  {
    rule: 'within-too-short',
    replace: [['    day: 0\n    within: 5m\n', '    day: 0\n    within: 30s\n']],
    at: ['25:13'],
  },
];

describe('a broken copy of framework-14', () => {
  it('nothing is found before it is broken', () => {
    expect(lintFramework(FRAMEWORK)).toEqual([]);
  });

  it('there is one for each rule', () => {
    const ids = BROKEN.map(({ rule }) => rule).sort();
    expect(ids).toEqual(RULES.map(({ id }) => id).sort());
  });

  it.each(BROKEN)('$rule', ({ rule, replace, at, settings, templates }) => {
    expect(lintFramework(broken(replace), settings, templates, FRAMEWORK)).toEqual(
      at.map((place) => [rule, place]),
    );
  });
});
