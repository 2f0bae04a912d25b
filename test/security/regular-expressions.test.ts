/** No pattern of ours takes the square of what somebody else writes: each one in the code is looked at by an analyzer, and those that may are named here with what bounds them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** What the operator writes into files and settings, or types: nobody else is held up by it. */
const OWN = 'the operator’s own words';
/** Between line breaks, in mails that are cut to lines before: `test/inbound/worst.test.ts` measures it. */
const LINE = 'one line, measured by the test of the worst';
/** Values of a lead have one blank between words, and no runs of anything that means something to Markdown. */
const FILLED = 'a message of ours, in which values of leads are tidied';

const BOUNDED: Readonly<Record<string, string>> = {
  'cli/offers.ts /^name:\\s*(.+)$/m': OWN,
  'engine/create-workspace.ts /^-+|-+$/g': OWN,
  'engine/daemon.ts /^\\s*(export\\s+)?LEADSEQ_DATABASE\\s*=/m': OWN,
  'message/by-hand.ts /\\{\\{.*?\\}\\}|\\{%.*?%\\}|\\{\\{|\\{%/': OWN,
  'cli/commands/new.ts /-+$/': 'forty characters that the operator has typed',
  'lint/rules/text-segments.ts': OWN,
  'lint/spoken.ts': OWN,
  'lint/unified-diff.ts /[^\\n]*\\n|[^\\n]+$/g': OWN,
  'sequence/check-schema.ts /^[^a-z]+|-+$/g': OWN,
  'sequence/providers.ts /\\/+$/': OWN,
  'sequence/references.ts /\\{\\{[\\s\\S]*?\\}\\}|\\{%[\\s\\S]*?%\\}/g': OWN,
  'transport/twilio.ts /\\/+$/': OWN,
  'server/fake-twilio/twiml.ts /(\\w+)="([^"]*)"/g': OWN,
  'transport/password-forms.ts /=+$/': OWN,
  "message/links.ts /[.,;:!?)\\]'*_~]+$/": FILLED,
  'message/render.ts /[ \\t]+$/gm': FILLED,
  'message/markdown.ts /[ \\t]+$/gm': FILLED,
  'intake/times.ts': 'text of at most 80 characters',
  'inbound/delivery-status.ts': LINE,
  'inbound/machine.ts': LINE,
  'inbound/visible.ts': LINE,
  'server/twilio-signature.ts /^(https?:\\/\\/)([^/:]+)(:\\d+)?(.*)$/s':
    'bound to the start, and it always fits',
  'store/sqlite-errors.ts /[.:]*( Tried)?[.:]*$/': 'a message of SQLite',
  'transport/inside.ts /%.*$/': 'an address that a name was resolved to',
  'transport/mail-fields.ts /^<[\\x21-\\x3b\\x3d\\x3f-\\x7e]+@[\\x21-\\x3b\\x3d\\x3f-\\x7e]+>$/':
    'names of messages that we have made',
};

interface Pattern {
  readonly file: string;
  readonly text: string;
}

function patternsOf(file: string, source: string): readonly Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ file, text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found;
}

/** What in it lets the same characters be shared out in many ways, or begin at many places. */
function reportsOf({ text }: Pattern): readonly { readonly type: string; readonly exponential: boolean }[] {
  const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  return analyse({ source, flags }).reports;
}

const all = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .flatMap((path) => patternsOf(relative(SRC, path), readFileSync(path, 'utf8')));
const seen = all.map((pattern) => ({ pattern, reports: reportsOf(pattern) }));

describe('a regular expression of ours', () => {
  it('never takes a time that doubles with each character', () => {
    expect(seen.filter(({ reports }) => reports.some(({ exponential }) => exponential))).toEqual([]);
    expect(all.length).toBeGreaterThan(400);
  });

  it('takes the square of its text only where something else bounds the text', () => {
    const slow = seen.filter(({ reports }) => reports.length > 0).map(({ pattern }) => pattern);
    const named = ({ file, text }: Pattern): string | undefined =>
      [`${file} ${text}`, file].find((name) => name in BOUNDED);
    expect(slow.filter((pattern) => named(pattern) === undefined)).toEqual([]);
    // None is named that is not there any more, or has become quick.
    expect(Object.keys(BOUNDED).filter((name) => !slow.some((pattern) => named(pattern) === name))).toEqual(
      [],
    );
  });

  it('control: the slow are told from the quick', () => {
    const types = (text: string) =>
      reportsOf({ file: '', text }).map(({ type, exponential }) => [type, exponential]);
    expect(types('/^(?:a+)+$/')).toContainEqual(['Self', true]);
    expect(types('/\\s+$/')).not.toEqual([]);
    expect(types('/^\\s+/')).toEqual([]);
  });
});
