/** What the tests of this room share: a sequence from its text, or what is wrong with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { compileSequence } from '../../src/sequence/compile.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import type { Revision, Touch, Variant } from '../../src/sequence/sequence.ts';
import { type TemplateFiles, templateNames } from '../../src/sequence/template-files.ts';

export const framework = readFileSync(join(import.meta.dirname, 'fixtures', 'framework-14.yaml'), 'utf8');

/** A file for every template that the text names: emails with a subject, the rest words alone. */
export function templatesFor(text: string): TemplateFiles {
  const { ast } = parseSequence(text, 'a.yaml');
  const names = ast ? templateNames(ast) : [];
  return new Map(
    names.map((name) => [
      name,
      name.endsWith('.email.md') ? `---\nsubject: About ${name}\n---\nWords.\n` : 'Words.\n',
    ]),
  );
}

export function compiled(text: string, templates: TemplateFiles = templatesFor(text)): Revision {
  const { ast, diagnostics } = parseSequence(text, 'a.yaml');
  const result = ast && compileSequence(ast, 'a.yaml', templates);
  if (!result?.revision)
    throw new Error(JSON.stringify([...diagnostics, ...(result?.diagnostics ?? [])], null, 1));
  return result.revision;
}

/** Every finding about a text, parsing and compiling together. */
export function findings(text: string, templates: TemplateFiles = templatesFor(text)): readonly Diagnostic[] {
  const { ast, diagnostics } = parseSequence(text, 'a.yaml');
  return [...diagnostics, ...(ast ? compileSequence(ast, 'a.yaml', templates).diagnostics : [])];
}

export function variantOf(revision: Revision, source: string): Variant {
  const variant = revision.sequence.variants.find((one) => one.source === source);
  if (!variant) throw new Error(`no variant ${source}`);
  return variant;
}

export function touchOf(variant: Variant, id: string): Touch {
  const touch = variant.touches.find((one) => one.id === id);
  if (!touch) throw new Error(`no touch ${id}`);
  return touch;
}

/** One touch of a sequence without sources: its keys as flow YAML. */
export function onlyTouch(keys: string, around = ''): Touch {
  const revision = compiled(`version: 1\nid: a\n${around}touches:\n  - { id: a, ${keys} }\n`);
  return touchOf(variantOf(revision, 'any'), 'a');
}
