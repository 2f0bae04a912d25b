/** Edits change what they name and nothing else, and a unified diff leads from the one text to the other. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { applyEdits, editsOf } from '../../src/lint/edits.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { unifiedDiff } from '../../src/lint/unified-diff.ts';

const edit = (start: number, end: number, text: string) => ({ file: 'a', start, end, text });
const finding = (...edits: readonly ReturnType<typeof edit>[]): Diagnostic => ({
  code: 'x',
  severity: 'warning',
  message: 'x',
  file: 'a',
  edits,
});

describe('edits', () => {
  it('are made at their places, whatever their order', () => {
    expect(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, 'AA'), edit(2, 2, '-')])).toBe('AAb-cdEf');
  });

  it('that overlap wait for another pass, each finding as a whole', () => {
    const found = editsOf([finding(edit(0, 3, 'x')), finding(edit(2, 4, 'y'), edit(6, 7, 'z'))]);
    expect(found.get('a')).toEqual([edit(0, 3, 'x')]);
  });
});

it('a text cut by a comment is put in quotes, with what was cut, and is then found no more', () => {
  const text =
    'version: 1\nid: a\ntouches:\n  - { id: m, day: 1, move: won }\nname: We\'re "#1" #best # ok\n';
  const lint = (given: string) =>
    lintFiles({ sequences: new Map([['a', given]]), templates: new Map(), workspace: null }).filter(
      ({ code }) => code === 'text-cut-by-comment',
    );
  const mended = applyEdits(text, editsOf(lint(text)).get('a') ?? []);
  expect(mended).toBe(text.replace('We\'re "#1" #best # ok', '"We\'re \\"#1\\" #best # ok"'));
  expect(lint(mended)).toEqual([]);
});

describe('a unified diff', () => {
  it('is empty for the same text', () => {
    expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
  });

  it('shows three lines around a change', () => {
    const lines = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    const after = lines.map((line) => (line === '5' ? 'five' : line));
    expect(unifiedDiff('a', `${lines.join('\n')}\n`, `${after.join('\n')}\n`)).toBe(
      '--- a/a\n+++ b/a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    );
  });

  it('is what git makes the other text of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leadseq-diff-'));
    const line = fc.constantFrom('a', 'b', 'c', 'd', '');
    const text = fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 14 }), fc.boolean())
      .map(([lines, ends]) => `${lines.join('\n')}x${ends ? '\n' : ''}`);
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        writeFileSync(join(folder, 'a'), before);
        execFileSync('git', ['apply', '-'], { cwd: folder, input: unifiedDiff('a', before, after) });
        expect(readFileSync(join(folder, 'a'), 'utf8')).toBe(after);
      }),
      { numRuns: 40 },
    );
    rmSync(folder, { recursive: true });
  });
});
