/** What can only be seen with all files of a workspace at hand. */
import { describe, expect, it } from 'vitest';
import { lintForm } from '../../src/lint/form.ts';

const sequence = (id: string, rest = ''): string =>
  `version: 1\nid: ${id}\ntouches: [{ id: a, day: 1, sms: Hi }]\n${rest}`;
const settings = (rest = ''): string =>
  `version: 1\nbusinesses: { acme: { name: Acme, zone: America/Chicago } }\n${rest}`;

function lint(files: Readonly<Record<string, string>>, workspace: string | null = null) {
  return lintForm({
    sequences: new Map(Object.entries(files)),
    templates: new Map(),
    workspace: workspace === null ? null : { path: 'leadseq.yaml', text: workspace },
  }).diagnostics.map(({ file, code, suggestion, message }) => ({ file, code, suggestion, message }));
}

describe('across files', () => {
  it('two sequences of one id: the second by name is reported, with the first', () => {
    expect(lint({ 'b.yaml': sequence('x'), 'a.yaml': sequence('x') })).toEqual([
      {
        file: 'b.yaml',
        code: 'duplicate-sequence',
        message:
          'A second sequence is called `x`; the first is a.yaml. Enrolled leads know theirs by this id.',
      },
    ]);
  });

  it('a hand-over to a sequence that is not there is reported; to one that cannot be read it is not', () => {
    const start = (id: string) => `when: { booked: { do: stop, start: ${id} } }\n`;
    expect(lint({ 'a.yaml': sequence('a', start('bb')), 'bbb.yaml': sequence('bbb') })).toMatchObject([
      { code: 'unknown-sequence', suggestion: 'bbb' },
    ]);
    expect(lint({ 'a.yaml': sequence('a', start('b')), 'b.yaml': 'id: [' }).map(({ file }) => file)).toEqual([
      'b.yaml',
    ]);
  });

  it('stages are held to the list of the settings when there is one', () => {
    const moves = 'when: { booked: { do: stop, move_to: boked } }\n';
    expect(lint({ 'a.yaml': sequence('a', moves) }, settings())).toEqual([]);
    expect(lint({ 'a.yaml': sequence('a', moves) }, settings('stages: [booked, closed]\n'))).toMatchObject([
      { file: 'a.yaml', code: 'unknown-stage', suggestion: 'booked' },
    ]);
  });

  it('who is told is held to the names of the settings, also of one business, and `team` is the address of notify', () => {
    const tells = (who: string) => ({
      'a.yaml': sequence('a', `when: { strong_intent: { do: pause, notify: ${who} } }\n`),
    });
    const hearers = `notify: { email: team@example.com }\nwebhooks: [{ name: crm, url: "https://crm.example.com" }]\n`;
    expect(lint(tells('[team, crm]'), settings(hearers))).toEqual([]);
    expect(lint(tells('[team, cmr]'), settings(hearers))).toEqual([
      {
        file: 'a.yaml',
        code: 'unknown-hearer',
        message: 'Nobody is called `cmr`; leadseq.yaml has crm, team.',
        suggestion: 'crm',
      },
    ]);
    expect(lint(tells('team'), settings())).toMatchObject([
      { code: 'unknown-hearer', message: 'Nobody is called `team`: leadseq.yaml names nobody who is told.' },
    ]);
    // Without settings nobody can say.
    expect(lint(tells('team'))).toEqual([]);
  });

  it('a webhook that neither events nor a name brings anything hears nothing, and is reported once', () => {
    const deaf = 'webhooks: [{ url: "https://crm.example.com" }]\n';
    expect(lint({}, settings(deaf)).map(({ code }) => code)).toEqual(['missing-key']);
  });

  it('findings come by file and place, whatever the order of the files', () => {
    const files = { 'c.yaml': 'x: 1\n', 'a.yaml': sequence('a', 'zzz: 1\nyyy: 1\n'), 'b.yaml': '' };
    const found = lint(files);
    expect(found.map(({ file, code }) => [file, code])).toEqual([
      ['a.yaml', 'unknown-key'],
      ['a.yaml', 'unknown-key'],
      ['b.yaml', 'empty-file'],
      ['c.yaml', 'missing-key'],
      ['c.yaml', 'missing-key'],
      ['c.yaml', 'missing-key'],
      ['c.yaml', 'unknown-key'],
    ]);
    expect(lint(Object.fromEntries(Object.entries(files).reverse()))).toEqual(found);
  });

  it('a business without what a sequence says is warned about, unless the sequence has a fallback', () => {
    const says = (words: string, rest = '') =>
      `version: 1\nid: a\n${rest}touches:\n  - { id: a, day: 1, sms: "${words}" }\n  - { id: b, day: 3, email: { subject: Hi, body: Hi } }\n`;
    const messages = (text: string) =>
      lint({ 'a.yaml': text }, settings()).map(({ code, message }) => [code, message]);
    const postal = [
      'no-value',
      '`acme` has no `postal_address`, and the sequence `a` sends emails: they could not go.',
    ];
    expect(messages(says('Book: {{ booking_link }}'))).toEqual([
      [
        'no-value',
        '`acme` has no `booking_link`, and the sequence `a` says {{ booking_link }}: those messages could not go.',
      ],
      postal,
    ]);
    expect(messages(says('{{ booking_link }}', 'fallbacks: { booking_link: our site }\n'))).toEqual([postal]);
  });
});
