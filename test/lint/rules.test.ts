/** Each rule finds something in its bad example and nothing in its good one, and the shipped sequences keep them all. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameOfExample, parseExample } from '../../src/lint/example.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { RULES, TOMBSTONES } from '../../src/lint/rules/registry.ts';
import type { Example } from '../../src/lint/rules/rule.ts';

const root = join(import.meta.dirname, '../..');
const lint = (example: Example) => lintFiles(parseExample(example));

describe.each(RULES)('$id', (rule) => {
  it('finds what is wrong in the bad example, at a place', () => {
    const found = lint(rule.bad);
    const own = found.filter(({ code }) => code === rule.id);
    expect(own, JSON.stringify(found)).not.toEqual([]);
    for (const { range, message } of own) {
      expect(range).toBeDefined();
      expect(message).toMatch(/[.?!)]$/);
    }
    expect(
      found.filter(({ severity, code }) => severity === 'error' && code !== rule.id),
      'an example is wrong in one way',
    ).toEqual([]);
  });

  it('finds nothing in the good example', () => {
    const found = lint(rule.good);
    expect(found.filter(({ code, severity }) => code === rule.id || severity === 'error')).toEqual([]);
  });

  it('says what it is for', () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.title.length).toBeLessThanOrEqual(80);
    expect(rule.why).toMatch(/\.$/);
    for (const option of Object.values(rule.options ?? {})) expect(option.description).toMatch(/\.$/);
  });
});

describe('the registry', () => {
  it('has each id once, in a file of that name, and never one that was retired', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const files = readdirSync(join(root, 'src/lint/rules'))
      .map((name) => name.replace('.ts', ''))
      .filter((name) => name !== 'rule' && name !== 'registry');
    for (const id of ids) expect(files).toContain(id);
    for (const { id } of TOMBSTONES) expect(ids).not.toContain(id);
  });
});

it('the example of a file is that file', () => {
  const { sequences } = parseExample('touches: []\n');
  expect([...sequences.keys()]).toEqual([nameOfExample]);
});

describe('nothing is found in what is shipped', () => {
  const folders = ['sequences', ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}`)];
  it.each(folders)('%s', (folder) => {
    const at = (path: string): string => join(root, folder, path);
    const list = (path: string): readonly string[] => {
      try {
        return readdirSync(at(path)).filter((name) => /\.(ya?ml|md)$/.test(name));
      } catch {
        return [];
      }
    };
    const inside = folder === 'sequences' ? '' : 'sequences/';
    const sequences = list(inside || '.').filter((name) => /^[^.]+\.yaml$/.test(name));
    const found = lintFiles({
      sequences: new Map(sequences.map((name) => [name, readFileSync(at(`${inside}${name}`), 'utf8')])),
      templates: new Map(
        list('templates').map((name) => [`templates/${name}`, readFileSync(at(`templates/${name}`), 'utf8')]),
      ),
      workspace: null,
    });
    expect(found).toEqual([]);
  });
});
