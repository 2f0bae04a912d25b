/** What leads got is stored under ids: one that is renamed or put on another touch is told, and a text that is only rewritten is not. */
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { besideIt, broken, FILE, FRAMEWORK, type Replacement } from './framework.ts';

function lint(replace: readonly Replacement[], before = FRAMEWORK) {
  const input = besideIt(broken(replace));
  const earlier = { revision: 'v1', sequences: new Map([[FILE, before]]), templates: input.templates };
  return lintFiles({ ...input, earlier })
    .filter(({ code }) => code === 'ids-keep-their-meaning')
    .map(({ message, range }) => `${range?.line}:${range?.column} ${message}`);
}
const again = (was: string): string =>
  `At v1 this touch was called \`${was}\`: who got it under that id would get it again.`;

describe('an id that is renamed', () => {
  it('is found for a touch, in whichever source it is declared', () => {
    expect(
      lint([
        ['  - id: value\n', '  - id: case-study\n'],
        ['\n      value:\n', '\n      case-study:\n'],
      ]),
    ).toEqual([`67:9 ${again('value')}`]);
    expect(lint([['      - id: tip-2\n', '      - id: tip-two\n']])).toEqual([`179:13 ${again('tip-2')}`]);
  });

  it('is found for a touch that moved a little and was reworded a little', () => {
    const rewritten: Replacement = [
      "      Hi {{ first_name }}, I won't keep reaching out about {{ interest }}.\n",
      "      {{ first_name }}, I won't keep reaching out about {{ interest }}, promised.\n",
    ];
    const others: readonly Replacement[] = [
      ['    skip: [breakup]\n', '    skip: [goodbye]\n'],
      ['\n      breakup:\n', '\n      goodbye:\n'],
      ['    day: 14\n    at: "10:00"\n', '    day: 14\n    at: "11:30"\n'],
    ];
    expect(lint([['  - id: breakup\n', '  - id: goodbye\n'], rewritten, ...others])).toEqual([
      `83:9 ${again('breakup')}`,
    ]);
  });

  it('is found for the sequence', () => {
    expect(lint([['\nid: framework-14\n', '\nid: framework-15\n']])).toEqual([
      '10:1 At v1 this sequence was called `framework-14`: leads who are in it know it by that id.',
    ]);
  });
});

describe('an id that is reused', () => {
  const HELLO = 'day: 0, within: 5m, purpose: Say hello, sms: "Hi, it is us. When would it suit you?"';
  const PRICES = 'day: 3, purpose: Tell what it costs, sms: "Our prices start at ten dollars, all included."';
  const file = (...touches: readonly string[]): string =>
    `version: 1\nid: a\ntouches:\n${touches.map((touch) => `  - { ${touch} }\n`).join('')}`;
  const found = (before: string, after: string): readonly string[] =>
    lintFiles({
      sequences: new Map([['a.yaml', after]]),
      templates: new Map(),
      workspace: null,
      earlier: { revision: 'v1', sequences: new Map([['a.yaml', before]]), templates: new Map() },
    })
      .filter(({ code }) => code === 'ids-keep-their-meaning')
      .map(({ message, range }) => `${range?.line}:${range?.column} ${message}`);
  const both = file(`id: hello, ${HELLO}`, `id: prices, ${PRICES}`);

  it('is found on another touch that was there, once for each', () => {
    const swapped = (id: string, other: string): string =>
      `At v1 \`${id}\` was another touch, and this one was \`${other}\`: who got them would get one twice and one never.`;
    expect(found(both, file(`id: prices, ${HELLO}`, `id: hello, ${PRICES}`))).toEqual([
      `4:11 ${swapped('prices', 'hello')}`,
      `5:11 ${swapped('hello', 'prices')}`,
    ]);
  });

  it('is found on words that share nothing, on another channel or for another purpose', () => {
    const another = 'At v1 `prices` was another touch: who got that one would never get this.';
    const call = 'day: 3, purpose: Tell what it costs, call: { script: Ask how the week went. }';
    const story = 'day: 3, purpose: Share what others say, sms: "A neighbor of yours wrote this last week."';
    for (const touch of [call, story])
      expect(found(both, file(`id: hello, ${HELLO}`, `id: prices, ${touch}`))).toEqual([`5:11 ${another}`]);
  });

  it('is not found on new words for the same purpose, nor on the same words on another channel', () => {
    const anew = 'day: 3, purpose: Tell what it costs, sms: "From $10 a month. Nothing else to pay."';
    const email = `day: 3, email: { subject: Prices, body: "Our prices start at ten dollars, all included." }`;
    for (const touch of [anew, email])
      expect(found(both, file(`id: hello, ${HELLO}`, `id: prices, ${touch}`))).toEqual([]);
  });
});

describe('nothing is found', () => {
  it('when nothing or only a time, a word or the order changes', () => {
    expect(lint([])).toEqual([]);
    expect(lint([['    day: 4\n', '    day: 5\n']])).toEqual([]);
    expect(
      lint([
        ['ask one easy question', 'ask a question'],
        ['or later on? Reply', 'or for later? Reply'],
      ]),
    ).toEqual([]);
  });

  it('when a touch goes or a new one comes', () => {
    const tip =
      '      - id: tip-2\n        purpose: Something useful in two minutes\n        day: 9\n        at: "09:30"\n        email: { template: tip }\n';
    expect(lint([[tip, '']])).toEqual([]);
    expect(lint([], broken([[tip, '']]))).toEqual([]);
  });

  it('when the file was not there, or could not be read', () => {
    const input = besideIt(FRAMEWORK);
    for (const sequences of [new Map(), new Map([[FILE, 'id: [']])])
      expect(
        lintFiles({ ...input, earlier: { revision: 'v1', sequences, templates: new Map() } }).filter(
          ({ code }) => code === 'ids-keep-their-meaning',
        ),
      ).toEqual([]);
  });
});
