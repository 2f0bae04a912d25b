/** What the documents show is what the program does: every console block is typed, and its output compared to the character. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTranscript } from '../cli/transcript.ts';

const ROOT = join(import.meta.dirname, '../..');
const documents = [
  'README.md',
  'docs/changing-sequences.md',
  'docs/simulate.md',
  'docs/testing-sequences.md',
  'docs/understanding.md',
  'examples/agency/README.md',
  'examples/chiropractic/README.md',
  'examples/dental/README.md',
];

describe('the documents', () => {
  it.each(documents)('%s shows what the program says', async (path) => {
    const { expected, actual } = await runTranscript(join(ROOT, path));
    expect(actual).toBe(expected);
    expect(expected).toContain('$ seq ');
  });

  it.each([
    ...documents,
    'docs/architecture.md',
    'docs/performance.md',
    'docs/scaling.md',
    'docs/security.md',
    'docs/sequence-language.md',
    'docs/writing-sequences.md',
    'docs/cli.md',
  ])('%s links only to files that exist', (path) => {
    const links = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\]\((?!https?:|#|\{)([^)#]+)/g)].map(
      ([, to = '']) => to,
    );
    expect(links.filter((to) => !existsSync(join(ROOT, dirname(path), to)))).toEqual([]);
  });
});
