/** The sequence that everybody begins with, to be broken in one place. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LintInput } from '../../src/lint/form.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';

const root = join(import.meta.dirname, '../..');
export const FRAMEWORK = readFileSync(join(root, 'sequences/framework-14.yaml'), 'utf8');
const FOLDER = join(root, 'sequences/templates');
const TEMPLATES = new Map(
  readdirSync(FOLDER).map((name) => [`templates/${name}`, readFileSync(join(FOLDER, name), 'utf8')]),
);
export const SETTINGS = `version: 1
businesses:
  acme:
    name: Acme
    zone: America/Chicago
    agent: Dana
    booking_link: https://book.example.com/acme
    postal_address: 12 Main Street, Springfield, IL 62701
`;

export const FILE = 'framework-14.yaml';
type TemplateList = readonly (readonly [path: string, text: string])[];
export type Replacement = readonly [seen: string, typed: string];

/** The sequence with each text that is seen in it once replaced. */
export function broken(replace: readonly Replacement[]): string {
  return replace.reduce((text, [seen, typed]) => {
    expect(text.split(seen), `"${seen}" once`).toHaveLength(2);
    return text.replace(seen, () => typed);
  }, FRAMEWORK);
}

/** As the sequence is linted: with the templates that it names, beside settings that lack nothing. */
export function besideIt(text: string, settings = SETTINGS, extra: TemplateList = []): LintInput {
  const named = (path: string): boolean =>
    text.includes(`template: ${path.replace(/^.*\/|\.\w+\.md$/g, '')} `);
  return {
    sequences: new Map([[FILE, text]]),
    templates: new Map([...[...TEMPLATES].filter(([path]) => named(path)), ...extra]),
    workspace: { path: 'leadseq.yaml', text: settings },
  };
}

/** What is found, with `line:column` in the sequence or `file:line:column` elsewhere, each once. */
export function lintFramework(
  text: string,
  settings = SETTINGS,
  extra: TemplateList = [],
  before: string | null = null,
): readonly (readonly [code: string, at: string])[] {
  const input = besideIt(text, settings, extra);
  const then = new Map([[FILE, before ?? '']]);
  const earlier = { revision: 'HEAD', sequences: then, templates: input.templates };
  const found = lintFiles({ ...input, ...(before !== null && { earlier }) }).filter(
    ({ code }) => code !== 'unknown-sequence',
  );
  const places = found.map(({ code, file, range }) => {
    const place = `${range?.line}:${range?.column}`;
    return [code, file === FILE ? place : `${file}:${place}`] as const;
  });
  return [...new Map(places.map((one) => [one.join(' '), one])).values()];
}
