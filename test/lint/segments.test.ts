/** A text is measured as it would go at its longest: with the values of the business, the names of most leads, and one branch of its conditions. */
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';

const business = (more = '', name = 'Acme'): string =>
  `  ${name.toLowerCase()}: { name: ${name}, zone: America/Chicago${more} }\n`;

function lint(sms: string, businesses: readonly string[] = [], rest = '') {
  const workspace = { path: 'leadseq.yaml', text: `version: 1\nbusinesses:\n${businesses.join('')}${rest}` };
  return lintFiles({
    sequences: new Map([
      [
        'a.yaml',
        `version: 1\nid: a\nfallbacks: { first_name: there, interest: it }\ntouches: [{ id: a, day: 1, sms: '${sms}' }]\n`,
      ],
    ]),
    templates: new Map(),
    workspace: businesses.length === 0 ? null : workspace,
  }).filter(({ code }) => code === 'text-segments');
}
const messages = (...given: Parameters<typeof lint>): readonly string[] =>
  lint(...given).map(({ message }) => message);
const STOP = 'Reply STOP to opt out.';
const one = 'lint: { text-segments: { segments: 1 } }\n';
/** As many words as make the whole text this long. */
const padded = (length: number, rest: string): string => `${'y'.repeat(length - rest.length)}${rest}`;
const long = (length: number): string =>
  `At its longest this text takes 2 segments (${length} characters); 1 is the most.`;

describe('the longest text', () => {
  it('has the values of the business as they are', () => {
    const text = (length: number): string => `${'y'.repeat(length - 29)} {{ business_name }}. ${STOP}`;
    expect(messages(text(160), [business()], one)).toEqual([]);
    expect(messages(text(161), [business()], one)).toEqual([long(161)]);
    expect(messages(text(160), [business(), business('', 'Longername')], one)).toEqual([
      `${long(166).slice(0, -1)} (at longername).`,
    ]);
  });

  it('has a first name of eleven letters, a field of as many as the option says, and names what it counted', () => {
    const text = padded(160 - 11 - 30, ` Acme. ${STOP}`);
    expect(messages(`{{ first_name }}{{ interest }}${text}`, [business()], one)).toEqual([]);
    const [found] = lint(`{{ first_name }}{{ interest }}y${text}`, [business()], one);
    expect(found).toMatchObject({ message: long(161) });
    expect(found?.hint).toContain('Counted: first_name 11, interest 30.');
  });

  it('has what the program appends to the first text', () => {
    const text = padded(160, ` Acme. ${STOP}`).replace(` ${STOP}`, '');
    expect(messages(text, [business()], one)).toEqual([]);
    expect(messages(`y${text}`, [business()], one)).toEqual([long(161)]);
  });

  it('has one branch of its conditions, the longer one', () => {
    const branches = (yes: number, no: number): string =>
      `{% if interest %}${'y'.repeat(yes)}{% else %}${'n'.repeat(no)}{% endif %}`;
    const end = ` Acme. ${STOP}`;
    const room = 160 - end.length;
    expect(messages(branches(room, 1) + end, [business()], one)).toEqual([]);
    expect(messages(branches(1, room) + end, [business()], one)).toEqual([]);
    expect(messages(branches(1, room + 1) + end, [business()], one)).toEqual([long(161)]);
    expect(messages(branches(room, room) + end, [business()], one)).toEqual([]);
  });

  it('has the address by which a tracked link leads', () => {
    const link = ', booking_link: "https://b.example.com"';
    const tracked = `${one}public_url: https://l.example.com\nlinks: tracked\n`;
    const text = `${padded(160 - 22, ` Acme. ${STOP}`)} {{ booking_link }}`;
    expect(messages(text, [business(link)], one)).toEqual([]);
    expect(messages(text, [business(link)], tracked)).toEqual([long(185)]);
  });

  it('is measured by the filters that cut it', () => {
    const text = padded(150, ` Acme. ${STOP}`);
    expect(messages(`{{ interest | truncate: 10 }}${text}`, [business()], one)).toEqual([]);
    expect(messages(`{{ interest | truncate: 11 }}${text}`, [business()], one)).toEqual([long(161)]);
  });
});

it('a name of the business that makes every text dearer is told', () => {
  const text = padded(100, ` {{ business_name }}. ${STOP}`);
  expect(messages(text, [business()], '')).toEqual([]);
  expect(messages(text, [business().replace('name: Acme', 'name: Łódka')], '')).toEqual([
    '`Ł`, which the business brings into this text, is outside GSM-7: it takes 2 segments.',
  ]);
});

it('without settings the business is one with a long name', () => {
  const text = (length: number): string => `${'y'.repeat(length - 25 - 25)} {{ business_name }}. ${STOP}`;
  expect(messages(text(459))).toEqual([]);
  expect(messages(text(460))).toEqual([
    'At its longest this text takes 4 segments (460 characters); 3 is the most.',
  ]);
});
