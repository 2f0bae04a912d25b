/** How `seq test` is declared. */
import type { CommandSpec } from './spec.ts';

export const TEST: CommandSpec = {
  name: 'test',
  summary: 'Runs the tests that lie beside sequences: this lead gets these touches then',
  details: [
    'The tests of hello.yaml stand in hello.test.yaml. The program itself plays them in virtual time, as `simulate` does: nothing is sent, and nothing is written.',
    'Coverage counts what a sequence can do: each touch of each source, each wording, each condition both ways, each rule of `when:`.',
  ],
  arguments: [
    {
      form: '[names...]',
      text: 'Sequences, files of tests, or folders (default: all of the workspace)',
    },
  ],
  options: [
    { flags: '--only <words>', text: 'Only tests whose name holds these words' },
    { flags: '--coverage', text: 'Say what of the sequences no test has seen' },
    {
      flags: '--min-coverage <percent>',
      text: 'Fail below it, for each sequence: 100 asks for all',
    },
    {
      flags: '--mutate',
      text: 'Take each rule, condition and setting away in turn, and name those that no test misses',
    },
    {
      flags: '--update',
      text: 'Write what happens into tests that expect nothing yet; the first tests of a named sequence',
    },
    {
      flags: '--format <name>',
      text: 'For a person, a program, or CI (default: text)',
      choices: ['text', 'json', 'junit'],
    },
  ],
  examples: [
    ['test', 'all tests of the workspace'],
    ['test framework-14 --coverage', 'one sequence, and what its tests leave out'],
    ['test --format junit --min-coverage 100', 'in CI'],
    ['test framework-14 --mutate', 'whether the tests would notice'],
  ],
  load: () => import('../commands/test.ts'),
};
