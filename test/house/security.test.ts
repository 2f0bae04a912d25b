/** The page on threats names tests that are there: each file exists and has a test of that very name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const NAMED = /`(test\/[\w./-]+\.test\.ts)`: “([^”]+)”/g;

/** As a name in quotes, which values or a seed may stand before or behind. */
function isThere(path: string, title: string): boolean {
  if (!existsSync(join(ROOT, path))) return false;
  const text = readFileSync(join(ROOT, path), 'utf8');
  return ["'", '`'].some((quote) => text.includes(quote + title) || text.includes(title + quote));
}

it('every test that the page names is there', () => {
  const named = [...page.matchAll(NAMED)].map(([, path = '', title = '']) => [path, title] as const);
  expect(named.filter(([path, title]) => !isThere(path, title))).toEqual([]);
  expect(named.length).toBeGreaterThan(50);
});

it('each threat has at least one, and every file of the folder is named', () => {
  const threats = page.split('\n').filter((line) => /^\| (?!threat \|)/.test(line));
  expect(threats.filter((line) => [...line.matchAll(NAMED)].length === 0)).toEqual([]);
  const files = readdirSync(join(ROOT, 'test/security')).filter((name) => name.endsWith('.test.ts'));
  expect(files.filter((name) => !page.includes(`test/security/${name}`))).toEqual([]);
});

it('control: a test that is not there is missed', () => {
  expect(isThere('test/server/leads.test.ts', 'that nobody has written')).toBe(false);
  expect(isThere('test/server/none.test.ts', 'is enrolled')).toBe(false);
});
