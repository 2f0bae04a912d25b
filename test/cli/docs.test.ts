/** `docs/cli.md` is written by the declarations; UPDATE=1 writes it again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliManual } from '../../src/cli/manual.ts';

const path = join(import.meta.dirname, '../../docs/cli.md');

it('the manual says what the program declares', () => {
  const manual = cliManual();
  if (process.env.UPDATE === '1') writeFileSync(path, manual);
  expect(readFileSync(path, 'utf8')).toBe(manual);
});

it('no line of the manual is wider than a terminal', () => {
  const blocks = cliManual()
    .split('```')
    .filter((_, at) => at % 2 === 1);
  const widest = Math.max(
    ...blocks
      .join('')
      .split('\n')
      .map((line) => line.length),
  );
  expect(widest).toBeLessThanOrEqual(80);
});
