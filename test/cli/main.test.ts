/** `main` as a function: it never throws, and our bug and the user's mistake look different. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { GROUPS } from '../../src/cli/program.ts';
import { instant } from '../../src/domain/time.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

function ioWith(change: Partial<Io>): {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
} {
  let out = '';
  let err = '';
  const stream = (write: (text: string) => void) => ({ write, isTTY: false, columns: 80 });
  const io: Io = {
    name: 'seq',
    program: ['node', 'seq'],
    stdin: Object.assign((async function* () {})(), { isTTY: false }),
    stdout: stream((text) => {
      out += text;
    }),
    stderr: stream((text) => {
      err += text;
    }),
    env: {},
    cwd: world.root,
    now: () => instant(0),
    random: (bytes) => new Uint8Array(bytes),
    signal: new AbortController().signal,
    ...change,
  };
  return { io, out: () => out, err: () => err };
}

describe('an error that nobody expected', () => {
  const broken = () => {
    throw new Error('the clock has stopped');
  };

  it('is called a bug, without a stack', async () => {
    await world.run('seq init --yes --name Acme --zone America/Chicago');
    const { io, err } = ioWith({ now: broken });
    expect(await main(['status'], io)).toBe(1);
    expect(err()).toBe(
      [
        'seq: something went wrong inside: the clock has stopped',
        'This is a bug in leadseq, not something you did. For the details: LEADSEQ_DEBUG=1 before the command.',
        '',
      ].join('\n'),
    );
  });

  it('shows its stack to those who ask', async () => {
    await world.run('seq init --yes --name Acme --zone America/Chicago');
    const { io, err } = ioWith({ now: broken, env: { LEADSEQ_DEBUG: '1' } });
    expect(await main(['status'], io)).toBe(1);
    expect(err()).toContain('main.test.ts');
  });
});

describe('help', () => {
  it('is what no arguments mean, on stdout', async () => {
    const bare = ioWith({});
    const asked = ioWith({});
    expect(await main([], bare.io)).toBe(0);
    expect(await main(['--help'], asked.io)).toBe(0);
    expect(bare.out()).toBe(asked.out());
    expect(bare.err()).toBe('');
  });

  it('shows the name that was typed', async () => {
    const { io, out } = ioWith({ name: 'leadseq' });
    await main(['tick', '--help'], io);
    expect(out()).toContain('leadseq tick [options]');
    expect(out()).not.toContain(' seq tick');
  });

  it.each(GROUPS.flatMap(({ commands }) => commands.map(({ name }) => name)))(
    'of %s begins with what it does and examples',
    async (name) => {
      const { io, out } = ioWith({});
      expect(await main([name, '--help'], io)).toBe(0);
      const lines = out().split('\n');
      expect(lines).toContain('Examples');
      expect(lines.indexOf('Examples')).toBeLessThan(lines.indexOf('Usage'));
    },
  );
});

it('whatever is typed, it answers with a sentence and one of its exit codes', async () => {
  const words = fc.oneof(
    fc.constantFrom(
      ...GROUPS.flatMap(({ commands }) =>
        // Those that would start to work without a workspace are left out.
        commands
          .map(({ name }) => name)
          .filter((name) => !['demo', 'init', 'daemon', 'enroll'].includes(name)),
      ),
    ),
    fc.constantFrom(
      '--json',
      '--at',
      '--limit',
      '-C',
      '--help',
      '--',
      '-',
      '',
      '__proto__',
      'constructor',
      '--no-color',
    ),
    fc.string({ maxLength: 12 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 5 }), async (argv) => {
      const { io, out, err } = ioWith({});
      const code = await main(argv, io);
      expect([0, 1, 2, 3, 4, 75]).toContain(code);
      expect(err()).not.toContain('something went wrong inside');
      expect(err()).toMatch(/^(seq: .|$)/);
      expect(out() + err()).not.toBe('');
    }),
    { numRuns: 150 },
  );
});

it('every declared command has a module with a run', async () => {
  for (const { commands } of GROUPS) {
    for (const command of commands) expect((await command.load()).run, command.name).toBeTypeOf('function');
  }
});

it.each([['--version'], ['-V']])('%s prints the version', async (flag) => {
  const { io, out } = ioWith({});
  expect(await main([flag], io)).toBe(0);
  expect(out()).toMatch(/^\d+\.\d+\.\d+\n$/);
});
