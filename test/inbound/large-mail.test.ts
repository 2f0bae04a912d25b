/** The largest mails that anybody may send: each is read or refused in bounded memory, whatever it is filled with. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = join(import.meta.dirname, `../../node_modules/.cache/reading-${process.pid}.mjs`);

beforeAll(() =>
  build({
    entryPoints: [join(import.meta.dirname, 'reading-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  }),
);
afterAll(() => rmSync(program, { force: true }));

interface Seen {
  readonly bytes: number;
  readonly text: number | 'not_mail' | 'too_large';
  readonly from: string | null;
  readonly last: string;
  readonly megabytes: number;
}
const seen = (name: string): Seen =>
  JSON.parse(execFileSync(process.execPath, [program, name], { encoding: 'utf8' })) as Seen;

/** Node itself takes 45 of them; the worst of these mails took 450, and the first one 4,000 before lines were counted. */
const MOST_MEGABYTES = 640;

test.each([
  ['ten million empty lines', 'not_mail'],
  ['as many empty lines as are read', 199_990],
  ['as many lines as are read', 1_000_000],
  ['as many that flow on', 1_000_000],
  ['one line', 1_000_000],
  ['only HTML', 1_000_000],
  ['HTML that never closes', 6],
  ['quoted signs', 1_000_000],
] as const)('%s', (name, text) => {
  const { megabytes, ...read } = seen(name);
  expect(read).toMatchObject({ text, from: text === 'not_mail' ? null : 'a@example.com' });
  expect(megabytes).toBeLessThan(MOST_MEGABYTES);
});

test('what stands below a picture of ten megabytes is read', () => {
  const { megabytes, bytes, ...read } = seen('a picture, and a text below it');
  expect(read).toEqual({ text: 13, from: 'a@example.com', last: 'Please stop.' });
  expect(bytes).toBeGreaterThan(9_900_000);
  expect(megabytes).toBeLessThan(MOST_MEGABYTES);
});
