/** `seq migrate`: leads in flight go on in another revision. */
import type { CommandSpec } from './spec.ts';

export const migrate: CommandSpec = {
  name: 'migrate',
  summary: 'Moves leads in flight to another revision of their sequence',
  details: [
    'An edited file moves nobody by itself. This moves those who are in flight, each in one transaction; nothing that they have had goes again. See first what it does: --dry-run.',
    'Three policies. stay: they finish what they began, and nobody is asked about them again. onward: they go on in the new revision, and what it has before now is passed over. catch-up: what it has before now goes by its own `late`, as after an outage.',
    'A touch is known by its id. When one that a lead has had is gone and another one like it stands in its place, nothing is moved (exit 4) until you say which it is: --map old=new, or --new id.',
    'Whoever has a message on its way is left and named; run it again for them.',
  ],
  arguments: [{ form: '[sequence]', text: 'Its id (default: the only one with leads to move)' }],
  options: [
    {
      flags: '--from <revision>',
      text: 'Only who is in this revision: the beginning of its hash, or a revision of git (default: every other one)',
    },
    {
      flags: '--to <revision>',
      text: 'Where they go: a hash, or a revision of git (default: the working tree)',
    },
    { flags: '--policy <policy>', text: 'How they go on', choices: ['stay', 'onward', 'catch-up'] },
    {
      flags: '--map <old=new>',
      text: 'The touch `new` is the touch `old` under another id; may be repeated',
      kind: 'list',
    },
    {
      flags: '--new <id>',
      text: 'This touch is a new one, however like an old one; may be repeated',
      kind: 'list',
    },
    { flags: '--dry-run', text: 'Show what changes for whom, and change nothing' },
    { flags: '--yes', text: 'Agree to the number of leads without being asked' },
    { flags: '--limit <count>', text: 'Courses shown lead by lead (default: 10)', kind: 'count' },
  ],
  examples: [
    ['migrate framework-14 --policy onward --dry-run', 'what would change'],
    ['migrate framework-14 --policy onward --map hello=welcome', 'a touch has another id now'],
    ['migrate framework-14 --policy stay', 'whoever is in it finishes what they began'],
  ],
  load: () => import('../commands/migrate.ts'),
};
