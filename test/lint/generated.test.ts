/** The pages of docs/rules/ and the `lint:` part of the settings' schema are the rules read aloud; UPDATE=1 writes them anew. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/lint/codes.ts';
import { disableText, exampleText, settingText } from '../../src/lint/explain.ts';
import { RULES, TOMBSTONES } from '../../src/lint/rules/registry.ts';
import type { Rule } from '../../src/lint/rules/rule.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/rules');
const schemaFile = join(root, 'schemas/workspace.schema.json');
const update = process.env.UPDATE === '1';

const yaml = (text: string): string => `\`\`\`yaml\n${text}\n\`\`\``;

function pageOf(rule: Rule): string {
  const options = Object.entries(rule.options ?? {});
  return [
    `# ${rule.id}`,
    `${rule.title}. When the settings say nothing, what it finds is ${rule.severity === 'error' ? 'an error' : 'a warning'}.`,
    rule.why,
    '## Wrong',
    yaml(exampleText(rule.bad)),
    '## Right',
    yaml(exampleText(rule.good)),
    ...(options.length === 0
      ? []
      : [
          '## Options',
          [
            '| option | when left out | meaning |',
            '|---|---|---|',
            ...options.map(
              ([name, { default: usual, description }]) =>
                `| \`${name}\` | \`${JSON.stringify(usual)}\` | ${description} |`,
            ),
          ].join('\n'),
        ]),
    ...(rule.fix === undefined ? [] : ['## `seq lint --fix`', rule.fix]),
    '## Settings',
    `In \`leadseq.yaml\`:\n\n${yaml(settingText(rule))}`,
    `For one place, in the line above it:\n\n${yaml(disableText(rule))}`,
    '',
  ].join('\n\n');
}

const index = [
  '# Rules and codes of `seq lint`',
  'Made from the rules themselves; `seq explain NAME` says the same in a terminal.',
  'A **rule** is about whether a sequence is wise. Each can be switched off, made an error or a warning, and given options under `lint:` in `leadseq.yaml`, and one place can be excused by a comment in the line above it that says why. It is looked at once the form of the file is right.',
  [
    '| rule | severity | what it asks for |',
    '|---|---|---|',
    ...RULES.map(({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${title} |`),
  ].join('\n'),
  ...(TOMBSTONES.length === 0
    ? []
    : ['Retired rules:', TOMBSTONES.map(({ id, instead }) => `- \`${id}\`: ${instead}`).join('\n')]),
  'A **code** is about the form of a file. These are always looked at.',
  [
    '| code | what it finds | why |',
    '|---|---|---|',
    ...Object.entries(CODES)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { title, why }]) => `| \`${code}\` | ${title} | ${why.replaceAll('|', '\\|')} |`),
  ].join('\n'),
  '',
].join('\n\n');

const pages = new Map([
  ['README.md', index],
  ...RULES.map((rule) => [`${rule.id}.md`, pageOf(rule)] as const),
]);

const SEVERITY = {
  description: 'How severe what it finds is; off: it is not looked at.',
  enum: ['off', 'warning', 'error'],
};

/** What an editor says and allows under `lint:`. */
const lintSchema = {
  title: 'lint',
  description:
    'Which rules of `seq lint` are off, how severe the others are, and their options. `seq explain` lists them.',
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    RULES.map(({ id, title, severity, options }) => [
      id,
      {
        title: 'the setting of a rule',
        description: `${title}: off, warning or error (${severity} when left out), or a mapping with its severity and options.`,
        type: ['string', 'object'],
        pattern: '^(off|warning|error)$',
        examples: ['off', 'warning', 'error'],
        additionalProperties: false,
        properties: {
          severity: SEVERITY,
          ...Object.fromEntries(
            Object.entries(options ?? {}).map(([name, { items, ...schema }]) => [
              name,
              { ...schema, ...(items && { items: { ...items, description: 'One of them.' } }) },
            ]),
          ),
        },
      },
    ]),
  ),
};

describe('docs/rules', () => {
  if (update) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  }

  it('has a page for each rule and an index, and nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  });

  it.each([...pages])('%s says what the rules say', (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });
});

describe('the schema of the settings', () => {
  it('has each rule with its options under `lint`', () => {
    const text = readFileSync(schemaFile, 'utf8');
    if (update) writeFileSync(schemaFile, withLint(text));
    const { properties } = JSON.parse(readFileSync(schemaFile, 'utf8')) as { properties: { lint: unknown } };
    expect(properties.lint).toEqual(JSON.parse(JSON.stringify(lintSchema)));
  });
});

/** The rest of the file stays as somebody wrote it: `lint` is the last of its keys. */
function withLint(text: string): string {
  const end = text.indexOf('\n  },\n  "definitions"');
  const there = text.indexOf(',\n    "lint": {');
  const before = text.slice(0, there === -1 ? end : there);
  const lines = JSON.stringify(lintSchema, null, 2).replaceAll('\n', '\n    ');
  return `${before},\n    "lint": ${lines}${text.slice(end)}`;
}
