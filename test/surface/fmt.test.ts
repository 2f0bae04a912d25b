/** Files are tidied where they lie, one that cannot be read stays as it is, and a CI job can ask without changing any. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, type World } from '../cli/world.ts';

let world: World;
let tidy: string;
const path = (name: string): string => join(world.root, 'sequences', name);
const textOf = (name: string): string => readFileSync(path(name), 'utf8');
const exit = (): Promise<string> => world.run('echo $?');

beforeEach(async () => {
  world = createWorld();
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago');
  tidy = textOf('follow-up-7.yaml');
  writeFileSync(
    path('follow-up-7.yaml'),
    tidy.replaceAll('\n', '\r\n').replace('version: 1', 'version: 1  '),
  );
});
afterEach(() => world.remove());

it('what is not tidy is tidied, the rest is not written, and then all of it is', async () => {
  expect(await world.run('seq fmt')).toBe('Tidied: sequences/follow-up-7.yaml\n');
  expect(await exit()).toBe('0\n');
  expect(textOf('follow-up-7.yaml')).toBe(tidy);
  expect(await world.run('seq fmt')).toBe('5 files: tidy\n');
  expect(readdirSync(join(world.root, 'sequences'))).toHaveLength(5);
});

it('--check changes nothing and fails', async () => {
  const before = textOf('follow-up-7.yaml');
  expect(await world.run('seq fmt --check')).toBe('Not tidy: sequences/follow-up-7.yaml\n');
  expect(await exit()).toBe('1\n');
  expect(await world.run('seq fmt --check --json')).toBe(
    '{"version":1,"kind":"fmt","checked":5,"untidy":["sequences/follow-up-7.yaml"],"broken":[]}\n',
  );
  expect(textOf('follow-up-7.yaml')).toBe(before);
  expect(await world.run('seq fmt --check sequences/framework-14.yaml')).toBe('1 file: tidy\n');
  expect(await exit()).toBe('0\n');
});

it('a file with mistakes stays as it is, and the others are tidied all the same', async () => {
  writeFileSync(path('missed-call.yaml'), 'id: [  \n');
  expect(await world.run('seq fmt')).toBe(
    'Tidied: sequences/follow-up-7.yaml\nseq: sequences/missed-call.yaml has mistakes, and stays as it is\nSee: seq lint sequences/missed-call.yaml\n',
  );
  expect(await exit()).toBe('1\n');
  expect(textOf('missed-call.yaml')).toBe('id: [  \n');
});

it('a name that no file has is a mistake in what was typed', async () => {
  expect(await world.run('seq fmt sequences/none.yaml')).toContain('seq: sequences/none.yaml: ');
  expect(await exit()).toBe('2\n');
});

it('what one that was cut short has left behind is in nobody’s way', async () => {
  writeFileSync(`${path('follow-up-7.yaml')}.tidy`, 'half of ');
  expect(await world.run('seq fmt')).toBe('Tidied: sequences/follow-up-7.yaml\n');
  expect(textOf('follow-up-7.yaml')).toBe(tidy);
  expect(readdirSync(join(world.root, 'sequences'))).toHaveLength(5);
});
