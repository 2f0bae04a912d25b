/** The workflow of examples/ci/ is YAML, and every command in it and in its README is one that the program has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createWorld, type World } from '../cli/world.ts';
import { ROOT } from './shipped.ts';

const read = (name: string): string => readFileSync(join(ROOT, 'examples/ci', name), 'utf8');
const workflow = parse(read('github-actions.yml')) as {
  readonly jobs: { readonly lint: { readonly steps: readonly { readonly run?: string }[] } };
};
const ran = workflow.jobs.lint.steps.flatMap(({ run }) => run ?? []);
const told = [...read('README.md').matchAll(/`(leadseq [^`]*)`/g)].map(([, line = '']) => line);
const commands = [...ran, ...told]
  .filter((line) => line.startsWith('leadseq '))
  .map((line) => line.replace(/^leadseq /, 'seq ').replace('RULE', 'every-call-has-voicemail'));

let world: World;
beforeAll(() => {
  world = createWorld();
  world.copy('examples/dental');
  world.cd('dental');
});
afterAll(() => world.remove());

describe('examples/ci', () => {
  it('runs lint in the formats of CI', () => {
    expect(commands.length).toBeGreaterThan(6);
    for (const format of ['github', 'sarif', 'junit'])
      expect(commands.join('\n')).toContain(`--format ${format}`);
  });

  it.each(commands)('%s is understood, and finds nothing in the example of the dentist', async (line) => {
    const said = await world.run(line);
    expect(said).not.toMatch(/unknown option|unknown command|it has no|\[exit/i);
  });

  it('would notice an option that there is not', async () => {
    expect(await world.run('seq lint --formats github')).toMatch(/unknown option/);
  });

  it('names the version that this is', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(ran.join('\n')).toContain(`leadseq@${version}`);
  });
});
