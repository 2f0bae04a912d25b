/** Every key and value of the tree knows the stretch of text that it was read from. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { compileSequence } from '../../src/sequence/compile.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import { readYaml } from '../../src/sequence/read-yaml.ts';
import { plain, type Tree } from '../../src/sequence/tree.ts';
import { framework, templatesFor } from './reading.ts';

function scalarsOf(tree: Tree): readonly Extract<Tree, { kind: 'scalar' }>[] {
  if (tree.kind === 'scalar') return [tree];
  const inner = tree.kind === 'list' ? tree.items : [...tree.entries.values()].map(({ value }) => value);
  return inner.flatMap(scalarsOf);
}

describe('positions', () => {
  it('the range of each plain and quoted value is its text, on the line and column that it says', () => {
    const { ast } = parseSequence(framework, 'a.yaml');
    const lines = framework.split('\n');
    const scalars = ast ? scalarsOf(ast.root) : [];
    expect(scalars.length).toBeGreaterThan(100);
    for (const { value, style, range } of scalars) {
      const raw = framework.slice(range.start, range.end);
      expect(lines[range.line - 1]?.slice(range.column - 1)).toContain(raw.split('\n')[0]);
      if (style !== 'block') expect(parse(raw)).toEqual(value);
    }
  });

  it('the tree holds what the YAML library reads', () => {
    const tree = readYaml(framework, () => {});
    expect(tree && plain(tree)).toEqual(parse(framework));
  });

  it('whatever JSON is written as YAML is read back the same', () => {
    const document = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('-0')),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(document, fc.boolean(), (value, flow) => {
        const text = stringify(value, {
          collectionStyle: flow ? 'flow' : 'any',
          aliasDuplicateObjects: false,
        });
        const said: string[] = [];
        const tree = readYaml(text, ({ code }) => said.push(code));
        // Control characters and deep indentation may be refused; nothing else may differ.
        if (tree && said.length === 0) expect(plain(tree)).toEqual(parse(text));
        else expect(said.every((code) => ['not-text', 'too-deep'].includes(code))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a broken file', () => {
  it('never throws, always says where, and says the same again', () => {
    const templates = templatesFor(framework);
    const lines = framework.split('\n');
    const edit = fc.record({
      at: fc.nat(lines.length - 1),
      how: fc.constantFrom('drop', 'double', 'swap', 'indent', 'cut', 'word'),
      word: fc.constantFrom(
        '{',
        '}',
        '[',
        '- ',
        ': ',
        '"',
        "'",
        '|',
        '#',
        'null',
        '&a',
        '*a',
        '!t',
        '7',
        'true',
        '{{ x }}',
        '\t',
        'cold',
        'call-1',
        '~',
      ),
      to: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(apply, lines).join('\n');
        const run = () => {
          const { ast, diagnostics } = parseSequence(text, 'a.yaml');
          return [...diagnostics, ...(ast ? compileSequence(ast, 'a.yaml', templates).diagnostics : [])];
        };
        const found = run();
        expect(run()).toEqual(found);
        for (const { range, message } of found) {
          expect(message).toMatch(/[.!?]$/);
          if (!range) continue;
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThanOrEqual(text.length);
          expect(text.slice(0, range.start).split('\n')).toHaveLength(range.line);
        }
      }),
      { numRuns: 120 },
    );
  });
});

interface Edit {
  readonly at: number;
  readonly how: string;
  readonly word: string;
  readonly to: number;
}

function apply(lines: readonly string[], { at, how, word, to }: Edit): readonly string[] {
  const line = lines[at] ?? '';
  const other = lines[to % lines.length] ?? '';
  const changed: Readonly<Record<string, readonly string[]>> = {
    drop: [],
    double: [line, line],
    swap: [other],
    indent: [` ${line}`],
    cut: [line.slice(0, to)],
    word: [`${line.slice(0, to)}${word}${line.slice(to)}`],
  };
  return [...lines.slice(0, at), ...(changed[how] ?? []), ...lines.slice(at + 1)];
}
