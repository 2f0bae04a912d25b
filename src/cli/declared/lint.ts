/** What `lint` and `explain` take: what is wrong in the files, and why it matters. */
import type { CommandSpec } from './spec.ts';

export const lint: CommandSpec = {
  name: 'lint',
  summary: 'Checks sequences, templates and settings; points at what is wrong',
  details: [
    'What it finds has a name in brackets: `explain` tells more. Rules are set under `lint:` in leadseq.yaml, and one place is excused by a comment in the line above it: # seq-disable-next-line RULE -- reason, in templates {% # seq-disable-next-line RULE -- reason %}.',
  ],
  arguments: [
    {
      form: '[files...]',
      text: 'Sequences, their tests, templates, folders or leadseq.yaml, - for standard input (default: all of the workspace)',
    },
  ],
  options: [
    { flags: '--strict', text: 'Let warnings fail too' },
    { flags: '--max-warnings <count>', text: 'Fail when there are more warnings than this' },
    {
      flags: '--format <name>',
      text: 'For a person, a program, or CI (default: text)',
      choices: ['text', 'json', 'github', 'sarif', 'junit'],
    },
    { flags: '--fix', text: 'Mend what can only be meant one way; nothing else in the files is touched' },
    { flags: '--diff', text: 'Show what --fix would do; fails when that is anything' },
    {
      flags: '--since <revision>',
      text: 'Compare ids with a branch, tag or commit of git (default: the last commit, when no file is named)',
    },
    {
      flags: '--cache',
      text: 'Keep what was found in .leadseq/lint and say it again while no file, setting or program has changed',
    },
    { flags: '--stdin-path <path>', text: 'What the file on standard input is called in the workspace' },
  ],
  examples: [
    ['lint', 'everything in the workspace'],
    ['lint sequences/follow-up-7.yaml', 'one file'],
    ['lint --format github --max-warnings 0', 'in a workflow of GitHub Actions'],
    ['lint --since origin/main', 'also what the branch renames'],
    ['lint --diff', 'what --fix would change'],
  ],
  load: () => import('../commands/lint.ts'),
};

export const explain: CommandSpec = {
  name: 'explain',
  summary: 'Says what a finding of lint means, with what right and wrong look like',
  arguments: [{ form: '[rule]', text: 'The name in brackets behind a finding (default: lists all)' }],
  options: [],
  examples: [
    ['explain voicemail-under-30-seconds', 'one rule'],
    ['explain', 'every rule and code there is'],
  ],
  load: () => import('../commands/explain.ts'),
};
