/** `seq diff`: what a change of the files does to leads. */
import type { CommandSpec } from './spec.ts';

export const diff: CommandSpec = {
  name: 'diff',
  summary: 'Shows what a changed file does to leads: who gets which touch when',
  details: [
    'Compares a revision of git with the working tree, two revisions (OLD..NEW), or two files. By itself it compares HEAD with the working tree.',
    'For each sequence that differs: what the file says otherwise, what an imagined new lead of each source gets, business by business, and whom in flight it would reach if they were moved. --roster shows the leads of a CSV instead.',
    'A pinned revision can be named by the beginning of its hash. Nothing is fetched, sent or changed; an edited file moves nobody: who is in flight finishes what they began.',
    'It exits with 1 when a file cannot be read, or with --exit-code when there is a difference.',
  ],
  arguments: [
    { form: '[revisions]', text: 'REV, OLD..NEW, or old.yaml..new.yaml (default: HEAD)' },
    { form: '[sequence]', text: 'Only this one, by its id (default: all that differ)' },
  ],
  options: [
    { flags: '--roster <file>', text: 'What the leads of this CSV would get on both sides' },
    { flags: '--no-live', text: 'Leave the leads in flight out' },
    {
      flags: '--policy <policy>',
      text: 'Touches that the new revision has before now: never sent, or by their `late` (default: onward)',
      choices: ['onward', 'catch-up'],
    },
    {
      flags: '--map <old=new>',
      text: 'The touch `new` is the touch `old` under another id; may be repeated',
      kind: 'list',
    },
    { flags: '--source <source>', text: 'Source of every row of the roster' },
    { flags: '--business <id>', text: 'Whose leads (default: those of every business)' },
    { flags: '--at <time>', text: 'When leads come in (default: 2026-03-03 10:00)' },
    { flags: '--days <count>', text: 'How far it looks (default: 120)', kind: 'count' },
    {
      flags: '--calls <outcome>',
      text: 'How every call ends (default: no_answer)',
      choices: ['answered', 'voicemail', 'no_answer', 'busy'],
    },
    { flags: '--limit <count>', text: 'Courses shown lead by lead (default: 10)', kind: 'count' },
    {
      flags: '--format <format>',
      text: 'As text, or as Markdown for a pull request',
      choices: ['text', 'markdown', 'json'],
    },
    { flags: '--exit-code', text: 'Exit with 1 when something differs' },
  ],
  examples: [
    ['diff', 'what is not committed yet'],
    ['diff main --format markdown', 'for a pull request'],
    ['diff v1..v2 framework-14 --roster leads.csv', 'two revisions, for real leads'],
  ],
  load: () => import('../commands/diff.ts'),
};
