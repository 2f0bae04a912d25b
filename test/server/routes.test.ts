/** Every address of `seq serve` stands in the manual with its answers. `UPDATE=1` writes the table anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROUTES } from '../../src/server/app.ts';
import type { Route } from '../../src/server/site.ts';

const path = new URL('../../docs/webhooks.md', import.meta.url);

function described({ path, GET, POST, about, proof, answers }: Route): string {
  const methods = [GET && 'GET', POST && 'POST'].filter(Boolean).join(', ');
  const rows = answers.map(([status, when]) => `| ${status} | ${when} |`);
  return [
    `### ${methods} \`${path}\``,
    '',
    `${about} ${proof === null ? 'Anybody may ask.' : `Who asks is proven by: ${proof}`}`,
    '',
    '| answer | when |',
    '|---:|---|',
    ...rows,
  ].join('\n');
}

it('the manual has every address, who may ask it, and what it answers', () => {
  const text = readFileSync(path, 'utf8');
  const table = ROUTES.map(described).join('\n\n');
  const expected = text.replace(
    /(<!-- routes -->\n)[\s\S]*(<!-- \/routes -->)/,
    (_all, open: string, close: string) => `${open}\n${table}\n\n${close}`,
  );
  if (process.env.UPDATE === '1') writeFileSync(path, expected);
  expect(readFileSync(path, 'utf8')).toBe(expected);
});

it('no two routes have one address, and each answers something', () => {
  expect(new Set(ROUTES.map(({ path }) => path)).size).toBe(ROUTES.length);
  for (const { GET, POST, answers } of ROUTES) {
    expect(GET ?? POST).toBeDefined();
    expect(answers.some(([status]) => status < 300 || status === 302)).toBe(true);
  }
});
