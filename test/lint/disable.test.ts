/** A rule may be broken on purpose wherever it is found: in a file, in a text within it, in a template; and what excuses nothing goes. */
import { describe, expect, it } from 'vitest';
import { applyEdits, editsOf } from '../../src/lint/edits.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';

const RULES = [
  'no-link-shorteners',
  'every-call-has-voicemail',
  'voicemail-under-30-seconds',
  'disable-comment',
];
const LINK = 'https://bit.ly/3abc';
const WHY = 'no-link-shorteners -- the only address that they have';
const yaml = (touch: string): string => `version: 1\nid: a\ntouches:\n  - id: hello\n    day: 1\n${touch}`;

function lint(sequence: string, template: string | null = null, path = 'templates/hello.sms.md') {
  return lintFiles({
    sequences: new Map([['a.yaml', sequence]]),
    templates: new Map(template === null ? [] : [[path, template]]),
    workspace: null,
  }).filter(({ code }) => RULES.includes(code));
}
const said = (...given: Parameters<typeof lint>): readonly string[] =>
  lint(...given).map(({ file, code, range }) => `${file}:${range?.line}:${range?.column} ${code}`);

describe('a text that stands as a block', () => {
  it('is excused as a whole by the comment above its key', () => {
    const block = `    sms: >-\n      Hi there,\n      see ${LINK}\n`;
    expect(said(yaml(block))).toEqual(['a.yaml:8:11 no-link-shorteners']);
    expect(said(yaml(`    # seq-disable-next-line ${WHY}\n${block}`))).toEqual([]);
    const after = `${block}    late: skip\n    purpose: See ${LINK}\n`;
    expect(said(yaml(`    # seq-disable-next-line ${WHY}\n${after}`))).toEqual([]);
  });

  it('or in itself, by a comment of Liquid above the line', () => {
    const block = (comment: string): string =>
      `    sms: >-\n      Hi there,\n      ${comment}\n      see ${LINK}\n`;
    expect(said(yaml(block(`{%- # seq-disable-next-line ${WHY} -%}`)))).toEqual([]);
    expect(said(yaml(block(`{% comment %}seq-disable-next-line ${WHY}{% endcomment %}`)))).toEqual([]);
    // A # alone is text there.
    expect(said(yaml(block(`# seq-disable-next-line ${WHY}`)))).toEqual(['a.yaml:9:11 no-link-shorteners']);
  });
});

describe('a template', () => {
  const uses = yaml('    sms: { template: hello }\n');

  it.each([
    ['{% # seq-disable-next-line RULE %}'],
    ['{%- # seq-disable-next-line RULE -%}'],
    ['{% comment %}seq-disable-next-line RULE{% endcomment %}'],
    ['{%- comment -%} seq-disable-next-line RULE {%- endcomment -%}'],
  ])('is excused by %s', (comment) => {
    const template = (words: string): string => `Hi there,\n${words}see ${LINK}\n`;
    expect(said(uses, template(''))).toEqual(['templates/hello.sms.md:2:5 no-link-shorteners']);
    expect(said(uses, template(`${comment.replace('RULE', WHY)}\n`))).toEqual([]);
    expect(lint(uses, template(`${comment.replace('RULE', 'no-link-shorteners')}\n`))).toMatchObject([
      {
        code: 'disable-comment',
        message: 'The comment does not say why `no-link-shorteners` is broken here on purpose.',
      },
    ]);
  });

  it('is excused in its front matter by a comment of YAML, and nowhere else by one', () => {
    const email = yaml('    email: { template: hello }\n');
    const template = (front: string, body = ''): string =>
      `---\n${front}subject: See ${LINK}\n---\n${body}Hi there\n`;
    const path = 'templates/hello.email.md';
    expect(said(email, template(''), path)).toEqual([`${path}:2:14 no-link-shorteners`]);
    expect(said(email, template(`# seq-disable-next-line ${WHY}\n`), path)).toEqual([]);
    const heading = template('', `# seq-disable-next-line ${WHY}\nsee ${LINK}\n`);
    expect(said(email, heading, path)).toEqual([
      `${path}:2:14 no-link-shorteners`,
      `${path}:5:5 no-link-shorteners`,
    ]);
  });

  it('says when a comment excuses nothing, if all that might use it was looked at', () => {
    const idle = `{% # seq-disable-next-line ${WHY} %}\nHi there\n`;
    expect(said(uses, idle)).toEqual(['templates/hello.sms.md:1:28 disable-comment']);
    const input = {
      sequences: new Map([
        ['a.yaml', uses],
        ['b.yaml', 'id: ['],
      ]),
      templates: new Map([['templates/hello.sms.md', idle]]),
      workspace: null,
    };
    expect(lintFiles(input).filter(({ code }) => code === 'disable-comment')).toEqual([]);
  });
});

describe('--fix takes out what excuses nothing', () => {
  const mended = (text: string): string => applyEdits(text, editsOf(lint(text)).get('a.yaml') ?? []);
  const call = (comment: string): string => yaml(`${comment}    call: { script: Ask. }\n`);
  const needed = 'every-call-has-voicemail';

  it('the line, when nothing in it excuses anything', () => {
    expect(mended(call(`    # seq-disable-next-line ${WHY}\n`))).toBe(call(''));
    expect(mended(call(`    # seq-disable-next-line voicemail-under-30-seconds, ${WHY}\n`))).toBe(call(''));
  });

  it('or the names that excuse nothing', () => {
    expect(mended(call(`    # seq-disable-next-line ${needed}, ${WHY}\n`))).toBe(
      call(`    # seq-disable-next-line ${needed} -- the only address that they have\n`),
    );
    expect(mended(call(`    # seq-disable-next-line no-link-shorteners, ${needed} -- why\n`))).toBe(
      call(`    # seq-disable-next-line ${needed} -- why\n`),
    );
    const liquid = yaml(`    sms: >-\n      Hi {% # seq-disable-next-line ${WHY} %} you\n      there\n`);
    expect(mended(liquid)).toBe(yaml('    sms: >-\n      Hi  you\n      there\n'));
  });

  it('control: nothing that excuses something, or names a rule that is only misspelled', () => {
    for (const kept of [
      `    # seq-disable-next-line ${needed} -- why\n`,
      `    # seq-disable-next-line ${needed}s -- why\n`,
    ])
      expect(mended(call(kept))).toBe(call(kept));
  });
});
