/** The schemas explain themselves to an editor: a description on every key, and no key that is not in them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CALL_OUTCOMES } from '../../src/domain/touch.ts';
import { LEAD_ACTS } from '../../src/sequence/sequence.ts';
import { validateSequence } from '../../src/sequence/validators.gen.mjs';
import { BASE_SOURCES } from '../../src/sequence/variant.ts';
import { framework } from './reading.ts';

interface Schema {
  readonly [key: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
}

const root = join(import.meta.dirname, '../..');
const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')) as Schema;

/** Every schema inside a schema, with the path that leads to it. */
function* parts(schema: Schema, path: string): Generator<readonly [string, Schema]> {
  yield [path, schema];
  for (const group of ['properties', 'definitions'] as const)
    for (const [key, inner] of Object.entries(schema[group] ?? {})) yield* parts(inner, `${path}/${key}`);
  if (typeof schema.additionalProperties === 'object') yield* parts(schema.additionalProperties, `${path}/*`);
  if (schema.items) yield* parts(schema.items, `${path}/[]`);
}

const takesObjects = ({ type }: Schema): boolean => [type ?? []].flat().includes('object');

describe.each(['sequence.schema.json', 'workspace.schema.json', 'test.schema.json'])('%s', (name) => {
  const schema = schemaOf(name);
  const resolve = (part: Schema): Schema =>
    part.$ref ? (schema.definitions?.[part.$ref.replace('#/definitions/', '')] ?? {}) : part;
  const all = [...parts(schema, '#')];

  it('is draft-07', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('describes every key', () => {
    const silent = all.filter(
      ([, part]) => !(part.description ?? resolve(part).description)?.match(/\S{2}.*\.$/s),
    );
    expect(silent.map(([path]) => path)).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
  });

  it('lets no unknown key through', () => {
    const open = all.filter(([, part]) => takesObjects(part) && part.additionalProperties === undefined);
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('requires only keys that it has', () => {
    for (const [path, { required = [], properties = {} }] of all)
      expect([path, required.filter((key) => !(key in properties))]).toEqual([path, []]);
  });

  it('gives an example for each pattern, and each example fits its pattern', () => {
    for (const [path, { pattern, examples = [] }] of all) {
      if (!pattern) continue;
      expect([path, examples.length > 0]).toEqual([path, true]);
      for (const example of examples.filter((one) => typeof one === 'string'))
        expect(example).toMatch(new RegExp(pattern));
    }
  });

  it('has no choice between schemas: an error is always about one of them', () => {
    expect(JSON.stringify(schema)).not.toMatch(/"(anyOf|oneOf|allOf|not)":/);
  });
});

describe('the sequence schema and the types', () => {
  const { definitions = {}, properties = {} } = schemaOf('sequence.schema.json');

  it('name the same call outcomes, lead acts and base sources', () => {
    expect(definitions.outcome?.enum).toEqual([...CALL_OUTCOMES, 'not_done']);
    expect(Object.keys(properties.when?.properties ?? {})).toEqual([...LEAD_ACTS]);
    expect(Object.keys(properties.sources?.properties ?? {})).toEqual([...BASE_SOURCES]);
    expect(definitions.source?.properties?.like?.enum).toEqual([...BASE_SOURCES]);
  });

  it('let a change say everything that a touch says, but its id', () => {
    const { id, ...rest } = definitions.touch?.properties ?? {};
    expect(definitions.changedTouch?.properties).toEqual(rest);
    expect(id).toBeDefined();
  });

  it('write a duration the same way everywhere', () => {
    const patterns = [
      ...parts(schemaOf('sequence.schema.json'), '#'),
      ...parts(schemaOf('workspace.schema.json'), '#'),
    ]
      .filter(([, { title }]) => title === 'a duration')
      .map(([, { pattern }]) => pattern);
    expect(new Set(patterns).size).toBe(1);
    expect(patterns.length).toBeGreaterThan(3);
  });
});

describe('the compiled validators', () => {
  it('accept the shipped form and say what is wrong with another', () => {
    expect(validateSequence(parse(framework))).toBe(true);
    expect(validateSequence({ version: 1, id: 'a', touches: [] })).toBe(false);
    expect(validateSequence.errors?.map(({ keyword, instancePath }) => [keyword, instancePath])).toEqual([
      ['minItems', '/touches'],
    ]);
  });

  it('are those that the schemas compile to now, and need no library at run time', () => {
    const path = join(root, 'src/sequence/validators.gen.mjs');
    const before = readFileSync(path, 'utf8');
    expect(before).not.toMatch(/^import |\b__require\("/m);
    execFileSync(process.execPath, [join(root, 'scripts/compile-validators.mjs')]);
    expect(readFileSync(path, 'utf8') === before).toBe(true);
  });
});
