/** The traps of YAML, each put into the sequence that everybody begins with: one finding for one mistake, where the mistake is. */
import { describe, expect, it } from 'vitest';
import { applyEdits, editsOf } from '../../src/lint/edits.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { besideIt, broken, FILE, FRAMEWORK, lintFramework, type Replacement } from './framework.ts';

const HELLO = `    sms: >-
      Hi {{ first_name }}, it's {{ agent_name }} at {{ business_name }} about {{ interest }}.
      Is this for this week, or later on? Reply STOP to opt out.
`;
const sms = (words: string): Replacement => [HELLO, `    sms: ${words}\n`];
const PURPOSE = '    purpose: Give something useful and ask for nothing\n';
const purpose = (words: string): Replacement => [PURPOSE, `    purpose: ${words}\n`];
const TASK = 'task: "Reply to {{ first_name }} about {{ interest }}"';
const MATCH = 'match: ["Cold*", "Outbound*", "Purchased*"]';

/** What is wrong, what is typed, and what is said of it where; `fix` when `--fix` makes of it what was meant. */
const TRAPS: readonly (readonly [trap: string, typed: Replacement, code: string, at: string, fix?: 'fix'])[] =
  [
    [
      'a colon',
      sms("Hi {{ first_name }}, it's {{ business_name }}: all well? Reply STOP to opt out."),
      'yaml-syntax',
      '26:55',
      'fix',
    ],
    [
      'the colon of a Liquid filter',
      sms('Hi {{ first_name | default: "there" }}, {{ business_name }}. Reply STOP to opt out.'),
      'yaml-syntax',
      '26:36',
      'fix',
    ],
    [
      'a Liquid colon on a second line',
      sms(
        'We are {{ business_name }} and so on.\n      Dear {{ first_name | default: "you" }}, reply STOP to opt out.',
      ),
      'yaml-syntax',
      '27:35',
      'fix',
    ],
    [
      'a colon in a wording',
      [
        '      - text: >-\n          Hi {{ first_name }}, quick one',
        '      - text: Hi {{ first_name }}, quick one: it is',
      ],
      'yaml-syntax',
      '63:45',
      'fix',
    ],
    [
      'braces first',
      sms("{{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."),
      'yaml-syntax',
      '26:10',
      'fix',
    ],
    ['braces alone', sms('{{ first_name }}'), 'wrong-type', '26:10'],
    ['braces inside a mapping', [TASK, 'task: Reply to {{ first_name }}'], 'yaml-syntax', '94:51'],
    [
      'a Liquid tag first',
      sms("{% if city %}{{ city }}{% endif %}, it's {{ business_name }}. Reply STOP to opt out."),
      'yaml-syntax',
      '26:10',
      'fix',
    ],
    [
      'a #',
      sms("Hi {{ first_name }}, it's {{ business_name }}, the #1. Reply STOP to opt out."),
      'text-cut-by-comment',
      '26:61',
      'fix',
    ],
    [
      'a # before a value',
      sms("Hi {{ first_name }}, it's {{ business_name }} about # {{ interest }}. Reply STOP to opt out."),
      'text-cut-by-comment',
      '26:62',
      'fix',
    ],
    ['a # inside a mapping', [TASK, 'task: Reply to #1 {{ first_name }}'], 'yaml-syntax', '94:51'],
    [
      'a # with a second line',
      sms("Hi {{ first_name }}, it's {{ business_name }}, the #1.\n      Reply STOP to opt out."),
      'yaml-syntax',
      '26:61',
      'fix',
    ],
    [
      'a time without quotes',
      ['    day: 2\n    at: "11:00"\n', '    day: 2\n    at: 11:00\n'],
      'timing',
      '49:9',
      'fix',
    ],
    [
      'a time in the quotes of a word processor',
      ['    day: 2\n    at: "11:00"\n', '    day: 2\n    at: “11:00”\n'],
      'wrong-value',
      '49:9',
      'fix',
    ],
    ['a duration without a unit', ['    within: 5m\n', '    within: 5\n'], 'wrong-type', '25:13'],
    ['yes', ['    closes: true\n', '    closes: yes\n'], 'wrong-type', '87:13', 'fix'],
    ['on', ['    closes: true\n', '    closes: on\n'], 'wrong-type', '87:13', 'fix'],
    ['on as a key', ['\nwhen:\n', '\non:\n'], 'unknown-key', '93:1'],
    ['a tab', ['    day: 0\n    within', '\t  day: 0\n    within'], 'tab-indent', '24:1'],
    ['a tab after spaces', ['    day: 0\n    within', '  \tday: 0\n    within'], 'tab-indent', '24:3'],
    ['a space that is none', ['    day: 4\n', '\u00a0   day: 4\n'], 'yaml-syntax', '69:1', 'fix'],
    ['a key twice', ['    day: 4\n', '    day: 4\n    day: 5\n'], 'duplicate-key', '70:5'],
    ['an anchor', ['  - id: value\n', '  - &value\n    id: value\n'], 'anchor', '67:5'],
    ['a merge', ['  - id: value\n', '  - <<: *value\n    id: value\n'], 'anchor', '67:9'],
    ['a star', [MATCH, 'match: [*]'], 'anchor', '147:13'],
    ['a word with a star', [MATCH, 'match: *cold'], 'anchor', '147:12'],
    ['an exclamation mark', purpose('!Give'), 'tag', '68:14'],
    ['a percent sign', purpose('%100 useful'), 'yaml-syntax', '68:14'],
    ['an at sign', purpose('@home'), 'yaml-syntax', '68:14'],
    ['a bracket', purpose('[soft] touch'), 'yaml-syntax', '68:21'],
    ['quotes around the first word', purpose('"Give" something'), 'yaml-syntax', '68:21'],
    ['an apostrophe in single quotes', purpose("'It's useful'"), 'yaml-syntax', '68:18'],
    ['a quote that is not closed', purpose('"Give something'), 'yaml-syntax', '68:14'],
    ['words behind >-', sms('>- Hi {{ first_name }}'), 'yaml-syntax', '26:13'],
    ['no space behind a dash', ['  - id: value\n', '  -id: value\n'], 'yaml-syntax', '67:3', 'fix'],
    ['no space behind a colon', ['    day: 4\n', '    day:4\n'], 'yaml-syntax', '69:5'],
    ['a key that stands too far right', ['    day: 4\n', '       day: 4\n'], 'yaml-syntax', '69:8'],
    ['a comma inside a mapping', [TASK, 'task: Reply, and call back'], 'unknown-key', '94:49'],
  ];

/** As `--fix` goes on until nothing is left to mend. */
function mended(text: string): string {
  const edits = editsOf(lintFiles(besideIt(text))).get(FILE) ?? [];
  return edits.length === 0 ? text : mended(applyEdits(text, edits));
}

describe('a trap of YAML in framework-14', () => {
  it.each(TRAPS.map(([name, ...trap]) => ({ name, trap })))('$name', ({ trap: [typed, code, at, fix] }) => {
    const text = broken([typed]);
    expect(lintFramework(text)).toEqual([[code, at]]);
    const after = mended(text);
    if (fix === undefined) expect(after).toBe(text);
    else expect(lintFramework(after)).toEqual([]);
  });

  it('quotes what was typed, to the letter', () => {
    const typed = sms(
      'Hi "{{ first_name }}" \\ {{ business_name }}: all well?\n      Reply STOP to opt out.',
    );
    expect(mended(broken([typed]))).toBe(
      broken([
        sms('"Hi \\"{{ first_name }}\\" \\\\ {{ business_name }}: all well?\n      Reply STOP to opt out."'),
      ]),
    );
  });

  it('control: in quotes, or on lines of their own, none of these is one', () => {
    const typed = sms(
      '"{{ first_name }}: #1 {% if city %}*{% endif %}, {{ business_name }}. Reply STOP to opt out."',
    );
    expect(lintFramework(broken([typed]))).toEqual([]);
    expect(lintFramework(FRAMEWORK)).toEqual([]);
  });
});
