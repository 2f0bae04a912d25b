/** A simulation that is stopped says so, shows nothing half, leaves nothing behind; and speaks of its progress to a terminal alone. */
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../cli/world.ts';

const SEQ = join(import.meta.dirname, '../../bin/seq');

let world: World;

beforeAll(async () => {
  world = createWorld();
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago');
  const rows = Array.from({ length: 10_000 }, (_, n) => `Maria,maria${n}@example.com,Facebook`);
  world.writeFile('leads.csv', `first_name,email,source\n${rows.join('\n')}\n`);
});

afterAll(async () => {
  await world.stop();
  world.remove();
});

/** Every file with its size and the time of its last change. */
const files = (): readonly string[] =>
  readdirSync(world.root, { recursive: true, encoding: 'utf8' })
    .map((path) => {
      const { size, mtimeMs } = statSync(join(world.root, path));
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort();

it('Ctrl-C ends it with a word about it, no output and no trace', async () => {
  const before = files();
  const child = spawn(process.execPath, [SEQ, 'simulate', 'framework-14', '--roster', 'leads.csv'], {
    cwd: world.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, said] = ['', ''];
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (said += part));
  const interrupt = setTimeout(() => child.kill('SIGINT'), 1_500);
  const ended = await new Promise((resolve) => child.on('close', (code, signal) => resolve([code, signal])));
  clearTimeout(interrupt);
  expect([ended, out]).toEqual([[1, null], '']);
  // A pipe is no terminal: no line that is written over.
  expect(said).toMatch(/^\S+: stopped before the end\n$/);
  expect(files()).toEqual(before);
});
