/** A copy of the sequence that everybody begins with, broken in one way for each behavior rule: that rule alone finds it, at its place. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';

const root = join(import.meta.dirname, '../..');
const FRAMEWORK = readFileSync(join(root, 'sequences/framework-14.yaml'), 'utf8');
const FOLDER = join(root, 'sequences/templates');
const TEMPLATES = new Map(
  readdirSync(FOLDER).map((name) => [`templates/${name}`, readFileSync(join(FOLDER, name), 'utf8')]),
);
const SETTINGS = `version: 1
businesses:
  acme:
    name: Acme
    zone: America/Chicago
    agent: Dana
    booking_link: https://book.example.com/acme
    postal_address: 12 Main Street, Springfield, IL 62701
`;

type Replacement = readonly [seen: string, typed: string];

interface Broken {
  readonly rule: string;
  readonly replace: readonly Replacement[];
  /** `line:column` in the broken file, or `file:line:column`. */
  readonly at: readonly string[];
  readonly settings?: string;
}

function broken(replace: readonly Replacement[]): string {
  return replace.reduce((text, [seen, typed]) => {
    expect(text.split(seen), `"${seen}" once`).toHaveLength(2);
    return text.replace(seen, () => typed);
  }, FRAMEWORK);
}

function lint(text: string, settings = SETTINGS): readonly (readonly [code: string, at: string])[] {
  const named = (path: string): boolean =>
    text.includes(`template: ${path.replace(/^.*\/|\.\w+\.md$/g, '')} `);
  const found = lintFiles({
    sequences: new Map([['framework-14.yaml', text]]),
    templates: new Map([...TEMPLATES].filter(([path]) => named(path))),
    workspace: { path: 'leadseq.yaml', text: settings },
  }).filter(({ code }) => code !== 'unknown-sequence');
  const places = found.map(({ code, file, range }) => {
    const place = `${range?.line}:${range?.column}`;
    return [code, file === 'framework-14.yaml' ? place : `${file}:${place}`] as const;
  });
  return [...new Map(places.map((one) => [one.join(' '), one])).values()];
}

const BROKEN: readonly Broken[] = [
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
    at: ['76:5', '136:17'],
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
    expect(lint(FRAMEWORK)).toEqual([]);
  });

  it.each(BROKEN)('$rule', ({ rule, replace, at, settings }) => {
    expect(lint(broken(replace), settings)).toEqual(at.map((place) => [rule, place]));
  });
});
