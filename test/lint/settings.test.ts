/** Rules can be switched off, made severe and given options, for a workspace; and excused, with a reason, at one place. */
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';

const OWN = ['every-call-has-voicemail', 'voicemail-under-30-seconds', 'disable-comment'];
const call = (before = '', more = '') => `version: 1
id: a
touches:
  - id: call-1
    day: 1
${before}    call: { script: Ask.${more} }
`;
const settings = (lint: string): string =>
  `version: 1\nbusinesses: { acme: { name: Acme, zone: America/Chicago } }\nlint: ${lint}\n`;

function lint(text: string, workspace: string | null = null) {
  return lintFiles({
    sequences: new Map([['a.yaml', text]]),
    templates: new Map(),
    workspace: workspace === null ? null : { path: 'leadseq.yaml', text: workspace },
  }).filter(({ code, file }) => OWN.includes(code) || file === 'leadseq.yaml');
}
const said = (text: string, workspace: string | null = null) =>
  lint(text, workspace).map(
    ({ code, severity, range }) => `${range?.line}:${range?.column} ${severity} ${code}`,
  );

describe('lint: in leadseq.yaml', () => {
  it('switches a rule off, or changes how severe it is', () => {
    expect(said(call())).toEqual(['6:5 warning every-call-has-voicemail']);
    expect(said(call(), settings('{ every-call-has-voicemail: off }'))).toEqual([]);
    expect(said(call(), settings('{ every-call-has-voicemail: error }'))).toEqual([
      '6:5 error every-call-has-voicemail',
    ]);
    expect(said(call(), settings('{ every-call-has-voicemail: { severity: error } }'))).toEqual([
      '6:5 error every-call-has-voicemail',
    ]);
  });

  it('gives a rule its options, each by default when it is left out', () => {
    const text = call(
      '',
      ', voicemail: "One two three four five six seven eight nine ten eleven twelve thirteen."',
    );
    expect(said(text)).toEqual([]);
    const strict = settings('{ voicemail-under-30-seconds: { seconds: 5 } }');
    expect(lint(text, strict).map(({ message }) => message)).toEqual([
      'This voicemail takes about 6 seconds to speak; 5 is the most that people listen to.',
    ]);
    expect(
      said(text, settings('{ voicemail-under-30-seconds: { seconds: 5, words_per_minute: 300 } }')),
    ).toEqual([]);
  });

  it('knows no other rule, no other word and no other option', () => {
    expect(lint(call(), settings('{ every-call-has-voicemial: off }'))).toContainEqual(
      expect.objectContaining({ code: 'unknown-key', suggestion: 'every-call-has-voicemail' }),
    );
    expect(lint(call(), settings('{ every-call-has-voicemail: never }'))).toContainEqual(
      expect.objectContaining({ code: 'wrong-value' }),
    );
    expect(lint(call(), settings('{ voicemail-under-30-seconds: { seconds: 2 } }'))).toContainEqual(
      expect.objectContaining({ code: 'wrong-value' }),
    );
  });
});

describe('# seq-disable-next-line', () => {
  const comment = (words: string): string => `    # seq-disable-next-line ${words}\n`;

  it('excuses what the rule finds in the line below, and nothing else', () => {
    const excused = call(comment('every-call-has-voicemail -- the line has no mailbox'));
    expect(said(excused)).toEqual([]);
    expect(said(`${excused}  - { id: b, day: 2, call: { script: Ask. } }\n`)).toEqual([
      '8:22 warning every-call-has-voicemail',
    ]);
  });

  it('may stand above another one, and may name several rules', () => {
    const both = call(
      comment('every-call-has-voicemail -- one') + comment('voicemail-under-30-seconds -- two'),
    );
    expect(said(both)).toEqual(['7:29 warning disable-comment']);
    expect(said(call(comment('every-call-has-voicemail, voicemail-under-30-seconds -- both')))).toEqual([
      '6:55 warning disable-comment',
    ]);
  });

  it('must say why, name a rule that there is, and disable something', () => {
    const message = (words: string) => lint(call(comment(words))).map((one) => one.message);
    expect(message('every-call-has-voicemail')).toEqual([
      'The comment does not say why `every-call-has-voicemail` is broken here on purpose.',
    ]);
    expect(message('every-call-has-voicemial -- why')[0]).toBe(
      'There is no rule `every-call-has-voicemial`, so this comment disables nothing.',
    );
    expect(lint(call(comment('every-call-has-voicemial -- why')))[0]).toMatchObject({
      suggestion: 'every-call-has-voicemail',
    });
    expect(message('')[0]).toBe('This comment names no rule, so it disables nothing.');
    const idle = `version: 1\nid: a\ntouches:\n  # seq-disable-next-line every-call-has-voicemail -- why\n  - { id: b, day: 1, sms: Hi }\n`;
    expect(lint(idle).map((one) => one.message)).toEqual([
      '`every-call-has-voicemail` finds nothing on line 5, so this comment disables nothing.',
    ]);
    // Of a rule that is off nobody can say.
    expect(said(idle, settings('{ every-call-has-voicemail: off }'))).toEqual([]);
  });

  it('is a comment only where YAML has comments', () => {
    const inText = `version: 1\nid: a\ntouches:\n  - id: b\n    day: 1\n    sms: |\n      # seq-disable-next-line nothing\n      Hi\n`;
    expect(said(inText)).toEqual([]);
  });

  it('holds in files with the line ends of Windows', () => {
    const text = call(comment('every-call-has-voicemail -- why')).replaceAll('\n', '\r\n');
    expect(said(text)).toEqual([]);
  });
});
