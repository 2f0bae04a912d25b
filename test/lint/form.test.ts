/** Each file in `fixtures/err/` beside exactly what is said about it; files in `fixtures/ok/` about which nothing is said. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { lintForm } from '../../src/lint/form.ts';
import { codeFrame } from '../../src/lint/frame.ts';

const here = import.meta.dirname;
const yamlIn = (folder: string): readonly string[] =>
  readdirSync(join(here, 'fixtures', folder)).filter((name) => name.endsWith('.yaml'));
const templates = new Map(
  readdirSync(join(here, 'fixtures', 'templates')).map((name) => [
    `templates/${name}`,
    readFileSync(join(here, 'fixtures', 'templates', name), 'utf8'),
  ]),
);
const read = (folder: string, name: string): string =>
  readFileSync(join(here, 'fixtures', folder, name), 'utf8');

/** A file named `workspace…` is settings, any other a sequence beside `ok/minimal.yaml`. */
function lint(name: string, text: string): readonly Diagnostic[] {
  if (name.startsWith('workspace'))
    return lintForm({
      sequences: new Map([['minimal.yaml', read('ok', 'minimal.yaml')]]),
      templates,
      workspace: { path: name, text },
    }).diagnostics;
  const others = name === 'minimal.yaml' ? [] : [['minimal.yaml', read('ok', 'minimal.yaml')] as const];
  return lintForm({ sequences: new Map([...others, [name, text]]), templates, workspace: null }).diagnostics;
}

/** As a person reads it, with everything a finding holds. */
function report(diagnostics: readonly Diagnostic[], name: string, text: string): string {
  return diagnostics
    .map(({ file, severity, code, message, hint, suggestion, range }) => {
      const source = file === name ? text : (templates.get(file) ?? '');
      return [
        `${file}${range ? `:${range.line}:${range.column}` : ''} ${severity} [${code}]`,
        message + (suggestion ? ` Did you mean ${suggestion}?` : ''),
        ...(range ? [codeFrame(source, range)] : []),
        ...(hint ? [hint] : []),
        '',
      ].join('\n');
    })
    .join('\n');
}

describe('lint says exactly this', () => {
  it.each(yamlIn('err'))('about err/%s', async (name) => {
    const text = read('err', name);
    const diagnostics = lint(name, text);
    expect(diagnostics.length).toBeGreaterThan(0);
    await expect(report(diagnostics, name, text)).toMatchFileSnapshot(
      join(here, 'fixtures', 'err', name.replace('.yaml', '.txt')),
    );
  });

  it('the same on every run', () => {
    for (const name of yamlIn('err')) {
      const text = read('err', name);
      expect(lint(name, text)).toEqual(lint(name, text));
    }
  });
});

describe('lint is silent', () => {
  it.each(yamlIn('ok'))('about ok/%s', (name) => {
    const text = read('ok', name);
    expect(report(lint(name, text), name, text)).toBe('');
  });

  it('about the sequences that are shipped', () => {
    const shipped = join(here, '../../sequences');
    const sequences = readdirSync(shipped).filter((name) => /^[^.]+\.yaml$/.test(name));
    const files = readdirSync(join(shipped, 'templates'));
    const found = lintForm({
      sequences: new Map(sequences.map((name) => [name, readFileSync(join(shipped, name), 'utf8')])),
      templates: new Map(
        files.map((name) => [`templates/${name}`, readFileSync(join(shipped, 'templates', name), 'utf8')]),
      ),
      workspace: null,
    }).diagnostics;
    expect(found).toEqual([]);
    expect(sequences.length).toBeGreaterThan(0);
  });
});
