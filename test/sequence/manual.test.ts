/** `docs/sequence-language.md` is the schemas read aloud; `vitest run test/sequence/manual.test.ts -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const root = join(import.meta.dirname, '../..');
const read = (name: string): Schema =>
  JSON.parse(readFileSync(join(root, 'schemas', `${name}.schema.json`), 'utf8')) as Schema;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  boolean: 'true, false',
  array: 'list',
  object: 'mapping',
  null: 'null',
};

/** Tables that stand for every key of their kind. */
const SHARED: Readonly<Record<string, string>> = {
  '#/definitions/rule': '`when.<what the lead does>`',
  '#/definitions/source': '`sources.<id>`',
};

/** One table for each mapping with keys of its own, where it is first met. */
function manual(schema: Schema): string {
  const sections: string[] = [];
  const seen = new Set<string>();
  const resolve = (part: Schema): Schema => {
    if (!part.$ref) return part;
    const target = resolve(schema.definitions?.[part.$ref.replace('#/definitions/', '')] ?? {});
    return { ...target, ...(part.description && { description: part.description }) };
  };
  const values = (part: Schema): string => {
    if (part.const !== undefined) return `\`${part.const}\``;
    if (part.enum) return part.enum.map((one) => `\`${one}\``).join(' ');
    if (part.examples)
      return part.examples.map((one) => `\`${JSON.stringify(one).replaceAll('"', '')}\``).join(' ');
    return [part.type ?? []]
      .flat()
      .map((type) => TYPES[type])
      .join(', ');
  };
  const section = (part: Schema, path: string): void => {
    const keys = Object.entries(part.properties ?? {}).map(([key, raw]) => [key, resolve(raw), raw] as const);
    if (keys.length > 0) {
      const rows = keys.map(
        ([key, one]) =>
          `| \`${key}\`${part.required?.includes(key) ? ' (needed)' : ''} | ${values(one)} | ${one.description?.replaceAll('|', '\\|')} |`,
      );
      sections.push(
        [
          `### ${path}`,
          part.description ?? '',
          ['| key | values | meaning |', '|---|---|---|', ...rows].join('\n'),
        ].join('\n\n'),
      );
    }
    const inner = [
      ...keys.map(
        ([key, one, raw]) =>
          [one, raw.$ref, path.startsWith('`') ? `${path.slice(0, -1)}.${key}\`` : `\`${key}\``] as const,
      ),
      ...(typeof part.additionalProperties === 'object'
        ? [
            [
              resolve(part.additionalProperties),
              part.additionalProperties.$ref,
              `${path.slice(0, -1)}.<id>\``,
            ] as const,
          ]
        : []),
      ...(part.items ? [[resolve(part.items), part.items.$ref, `each of ${path}`] as const] : []),
    ];
    for (const [one, ref, name] of inner) {
      if (ref && seen.has(ref)) continue;
      // Each rule has a page of its own, docs/rules/.
      if (one.title === 'the setting of a rule') continue;
      if (ref) seen.add(ref);
      section(one, (ref && SHARED[ref]) ?? name);
    }
  };
  section(schema, schema.title === 'a sequence' ? 'A sequence' : 'leadseq.yaml');
  return sections.join('\n\n');
}

it('the manual says what the schemas say', async () => {
  const text = [
    '# The keys of a sequence and of leadseq.yaml',
    'Made from `schemas/`; an editor with a YAML language server shows the same words while you type. How the keys play together is told in [writing-sequences.md](writing-sequences.md).',
    '## Sequences: `sequences/*.yaml`',
    manual(read('sequence')),
    '## Settings: `leadseq.yaml`',
    manual(read('workspace')),
    '',
  ].join('\n\n');
  await expect(text).toMatchFileSnapshot(join(root, 'docs/sequence-language.md'));
});
