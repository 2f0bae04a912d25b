/** Sequences are checked by folder too, in a workspace or in none: templates are found where the shipped ones have theirs. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
  world.writeFile(
    'leadseq.yaml',
    'version: 1\nbusinesses: { acme: { name: Acme, zone: America/Chicago } }\n',
  );
  world.writeFile('sequences/letters.yaml', LETTERS);
  world.writeFile(
    'sequences/broken.yaml',
    'version: 1\nid: broken\ntouches: [{ id: a, dya: 1, move: won }]\n',
  );
  world.writeFile(
    'templates/hello.email.md',
    '---\nsubject: About {{ interest }}\n---\nHello {{ first_name }}, about {{ interest }}.\n',
  );
});
afterEach(() => world.remove());

const LETTERS =
  'version: 1\nid: letters\nfallbacks: { first_name: there, interest: it }\ntouches: [{ id: a, day: 1, email: { template: hello } }]\n';
const move = (from: string, to: string): void => renameSync(join(world.root, from), join(world.root, to));

it('a folder of a workspace is the files in it', async () => {
  const whole = await world.run('seq lint sequences/');
  expect(whole).toContain('sequences/broken.yaml:3:20 error [unknown-key]');
  expect(whole).toContain('2 files: 1 error, 2 warnings');
  mkdirSync(join(world.root, 'sequences/old'));
  move('sequences/broken.yaml', 'sequences/old/broken.yaml');
  expect(await world.run('seq lint sequences/old')).toContain('1 file: 1 error');
});

it('where there is no workspace, templates are found in the folder, and settings are not missed', async () => {
  rmSync(join(world.root, 'sequences/broken.yaml'));
  rmSync(join(world.root, 'leadseq.yaml'));
  move('templates', 'sequences/templates');
  for (const typed of ['lint sequences/', 'lint .', 'lint sequences/letters.yaml'])
    expect(await world.run(`seq ${typed}`)).not.toContain('error');
  expect(await world.run('seq plan sequences/letters.yaml --source web_form')).toContain('email');
  expect(await world.run('seq prove sequences/letters.yaml')).toContain('letters: holds');
  // A control: the same file without its templates.
  rmSync(join(world.root, 'sequences/templates'), { recursive: true });
  expect(await world.run('seq lint sequences/')).toContain('There is no file templates/hello.email.md.');
});
