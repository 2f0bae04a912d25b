/** A new sequence is right as it stands, takes the place of nothing, and the schema that is printed is the one that holds. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renamed } from '../../src/sequence/starter.ts';
import { createWorld, type World } from '../cli/world.ts';

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago --agent Dana');
});
afterEach(() => world.remove());

const fileOf = (path: string): string => readFileSync(join(world.root, path), 'utf8');

describe.each(['chase', 'reminder', 'nurture'])('a new %s', (kind) => {
  it('has nothing that lint would say a word about, and can be planned', async () => {
    expect(await world.run(`seq new spring-offer --kind ${kind}`)).toBe(
      'Made sequences/spring-offer.yaml\n\nNext\n  seq lint sequences/spring-offer.yaml\n  seq plan spring-offer\n',
    );
    expect(await world.run('seq lint --strict')).toBe('7 files: nothing wrong\n');
    expect(await world.run('seq plan spring-offer')).toContain('spring-offer: Spring offer\n');
    const { sequence } = JSON.parse(await world.run('seq plan spring-offer --json'));
    expect(sequence).toBe('spring-offer');
  });
});

it('begins as a chase when nothing is said', async () => {
  await world.run('seq new one');
  await world.run('seq new two --kind chase --name One');
  expect(fileOf('sequences/two.yaml')).toBe(
    fileOf('sequences/one.yaml').replace('id: one', 'id: two').replace('seq plan one', 'seq plan two'),
  );
});

it('a copy is the other file with its comments, under its own id and name', async () => {
  await world.run('seq new dental-14 --like framework-14 --name "Dental: 14 days"');
  expect(fileOf('sequences/dental-14.yaml')).toBe(
    fileOf('sequences/framework-14.yaml')
      .replace('\nid: framework-14\n', '\nid: dental-14\n')
      .replace('\nname: 14 days, 7 touches\n', '\nname: "Dental: 14 days"\n'),
  );
  expect(await world.run('seq lint')).toBe('7 files: nothing wrong\n');
});

it('takes the place of no file and of no sequence that has the id under another file name', async () => {
  const before = fileOf('sequences/framework-14.yaml');
  expect(await world.run('seq new framework-14')).toBe(
    'seq: there is a sequence "framework-14" already: sequences/framework-14.yaml\nNothing was changed.\n',
  );
  expect(await world.run('echo $?')).toBe('1\n');
  expect(fileOf('sequences/framework-14.yaml')).toBe(before);
  writeFileSync(join(world.root, 'sequences/other.yaml'), renamed(before, 'spring', 'Spring') ?? '');
  expect(await world.run('seq new spring')).toContain(
    'there is a sequence "spring" already: sequences/other.yaml',
  );
  writeFileSync(join(world.root, 'sequences/broken.yaml'), '{');
  expect(await world.run('seq new broken')).toContain('already: sequences/broken.yaml');
  expect(fileOf('sequences/broken.yaml')).toBe('{');
});

it.each([
  ['seq new "Spring Offer!"', 'Such as: seq new spring-offer\n', 2],
  ['seq new 14-days', 'Such as: seq new days\n', 2],
  ['seq new "../up"', 'Such as: seq new up\n', 2],
  ['seq new spring --like framework-41', 'did you mean framework-14?', 2],
  ['seq new spring --like framework-14 --kind chase', 'give one of them', 2],
])('%s is refused, and nothing is made', async (line, words, exit) => {
  const before = await world.run('ls sequences');
  expect(await world.run(line)).toContain(words);
  expect(await world.run('echo $?')).toBe(`${exit}\n`);
  expect(await world.run('ls sequences')).toBe(before);
});

it('of a file with mistakes no copy is made', async () => {
  writeFileSync(join(world.root, 'sequences/bad.yaml'), 'id: bad\nversion: 1\ntouches: 3\n');
  expect(await world.run('seq new good --like bad')).toContain(
    'sequences/bad.yaml has mistakes: mend it first',
  );
});

it('the schema that is printed or written is the one that the program goes by', async () => {
  const schemas = new URL('../../schemas/', import.meta.url);
  for (const kind of ['sequence', 'workspace', 'test']) {
    const own = readFileSync(new URL(`${kind}.schema.json`, schemas), 'utf8');
    expect(await world.run(`seq schema ${kind}`)).toBe(own);
    writeFileSync(join(world.root, `schemas/${kind}.schema.json`), '{}');
    expect(await world.run(`seq schema ${kind} --write`)).toBe(`Written: schemas/${kind}.schema.json\n`);
    expect(fileOf(`schemas/${kind}.schema.json`)).toBe(own);
  }
  expect(await world.run('seq schema')).toBe(await world.run('seq schema sequence'));
  expect(await world.run('seq schema --write --json')).toContain('"written":["schemas/sequence.schema.json"');
  expect(await world.run('seq schema lead')).toBe(
    'seq: there is no schema "lead"\nIt takes sequence, workspace or test.\n',
  );
});
