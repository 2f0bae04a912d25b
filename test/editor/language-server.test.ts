/** Files that `init` makes are completed, explained and checked by an editor with no network: the schema lies beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../cli/world.ts';
import { type Editor, openEditor } from './editor.ts';

let world: World;
let editor: Editor;
beforeAll(async () => {
  world = createWorld();
  await world.run('seq init . --yes --name "Acme Dental" --zone America/Chicago');
  editor = await openEditor(world.root);
});
afterAll(async () => {
  await editor.close();
  world.remove();
});

const pathOf = (file: string): string => join(world.root, file);
const textOf = (file: string): string => readFileSync(pathOf(file), 'utf8');
/** The file with `|` behind the first place where these words stand. */
const behind = (file: string, words: string): string => {
  const text = textOf(file);
  expect(text).toContain(words);
  return text.replace(words, `${words}|`);
};

describe.each(
  [...readdirSync(new URL('../../sequences', import.meta.url))].filter((name) => /^[^.]+\.yaml$/.test(name)),
)('the shipped %s', (name) => {
  it('has nothing that an editor would underline', async () => {
    const file = `sequences/${name}`;
    expect(await editor.open(pathOf(file), textOf(file))).toEqual([]);
  });
});

it('neither has leadseq.yaml', async () => {
  expect(await editor.open(pathOf('leadseq.yaml'), textOf('leadseq.yaml'))).toEqual([]);
});

/** What a schema says that a key of one of its definitions is for. */
function meaning(schema: 'sequence' | 'workspace', definition: string, key: string): string {
  const { definitions } = JSON.parse(textOf(`schemas/${schema}.schema.json`));
  const { description, $ref } = definitions[definition].properties[key];
  return description ?? definitions[$ref.replace('#/definitions/', '')].description;
}

const FRAMEWORK = 'sequences/framework-14.yaml';

it('a misspelled key and a bare number are underlined where they stand, as they are typed', async () => {
  const broken = textOf(FRAMEWORK).replace('after: 20m', 'aftr: 20m').replace('within: 5m', 'within: 5');
  const found = await editor.open(pathOf(FRAMEWORK), broken);
  const lineOf = (words: string): number => broken.slice(0, broken.indexOf(words)).split('\n').length;
  expect(found).toEqual([
    `${lineOf('within: 5\n')}:13 Incorrect type. Expected "string".`,
    `${lineOf('aftr: 20m')}:5 Property aftr is not allowed.`,
  ]);
});

it('keys that a touch may still have are offered, each with what it means', async () => {
  const offered = await editor.complete(
    pathOf(FRAMEWORK),
    textOf(FRAMEWORK).replace('    within: 1h\n', '    within: 1h\n    |\n'),
  );
  expect([...offered.keys()].sort()).toEqual([
    'at',
    'before',
    'between',
    'call',
    'closes',
    'if',
    'late',
    'max_late',
    'move',
    'sms',
    'vary_from',
  ]);
  for (const [key, words] of offered)
    expect([key, words]).toEqual([key, expect.stringContaining(meaning('sequence', 'touch', key))]);
});

it('words are offered where only some are allowed', async () => {
  const offered = await editor.complete(
    pathOf(FRAMEWORK),
    textOf(FRAMEWORK).replace('    urgency: medium', '    urgency: |'),
  );
  expect([...offered.keys()]).toEqual(['high', 'medium', 'low']);
});

it('a key says what it is for when it is pointed at', async () => {
  expect(await editor.hover(pathOf(FRAMEWORK), behind(FRAMEWORK, '    with'))).toContain(
    meaning('sequence', 'touch', 'within'),
  );
  const zone = await editor.hover(pathOf('leadseq.yaml'), behind('leadseq.yaml', 'zon'));
  expect(zone).toContain(meaning('workspace', 'business', 'zone'));
});

it('nobody asks a network for anything', () => {
  expect(editor.asked).toEqual([]);
});

it('control: where the schema does not lie, nothing is explained', async () => {
  const elsewhere = textOf(FRAMEWORK).replace('$schema=../schemas/', '$schema=../nowhere/');
  expect(await editor.hover(pathOf(FRAMEWORK), elsewhere.replace('    with', '    with|'))).toBe('');
});
