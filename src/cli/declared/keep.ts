/** The commands that keep a workspace: copies of its database, whose it is, and how the program is called. */
import type { CommandSpec, Group } from './spec.ts';

const backup: CommandSpec = {
  name: 'backup',
  summary: 'Copies the database into one file, checked and with a manifest beside it',
  details: [
    'Safe while the program runs. The key of the opt-out list, .leadseq/pepper, is not in it: keep it elsewhere.',
    'A copy made by cp is no backup: it lacks what is still in the database’s log.',
  ],
  arguments: [{ form: '<file>', text: 'A file, or a folder that gets one file a time' }],
  options: [
    { flags: '--keep <count>', text: 'In a folder: remove all but the newest so many', kind: 'count' },
    { flags: '--verify', text: 'Make none: check the one that is there' },
  ],
  examples: [
    ['backup /mnt/backups/ --keep 14', 'a new file each time, two weeks of days kept'],
    ['backup acme.db', 'one file, replaced each time'],
    ['backup acme.db --verify', 'is it whole, and what its manifest says?'],
  ],
  load: () => import('../commands/backup.ts'),
};

const restore: CommandSpec = {
  name: 'restore',
  summary: 'Puts a backup in the database’s place, and keeps what was there',
  details: [
    'Nothing is sent from it until `adopt` has been told to: it does not know what went out after it was made.',
  ],
  arguments: [{ form: '<file>', text: 'A file that `backup` has made' }],
  options: [{ flags: '--dry-run', text: 'Check the backup and say what would be restored' }],
  examples: [
    ['restore acme.db --dry-run', 'is it whole, and what is in it?'],
    ['restore acme.db', 'then adopt, which shows what would go out first'],
  ],
  load: () => import('../commands/restore.ts'),
};

const adopt: CommandSpec = {
  name: 'adopt',
  summary: 'Sends from here from now on: after a restore, a move to another machine, or a copy',
  details: [
    'A database is bound to the machine and the place it is sent from. A copy of it, or an older one, sends nothing until this has been told to: people would be texted twice.',
    'Where the provider can be asked, messages that are due are looked for in its list first, and those found are marked as sent.',
  ],
  options: [
    { flags: '--dry-run', text: 'Say what is known and what would go first, and ask nothing' },
    { flags: '--yes', text: 'Do not ask for the typed word' },
  ],
  examples: [
    ['adopt --dry-run', 'what is known of it'],
    ['adopt', 'shows what is known and what would go first, then asks'],
  ],
  load: () => import('../commands/adopt.ts'),
};

const move: CommandSpec = {
  name: 'move',
  summary: 'Carries the database file over to a PostgreSQL server, and compares every row',
  details: [
    'Nothing may be sending meanwhile, and the database there must be empty. The file stays in force until every row was compared; then it is kept under another name. The settings are not touched: the line to put there is printed.',
  ],
  options: [
    {
      flags: '--to <address>',
      text: 'postgres://user@host/name (default: LEADSEQ_DATABASE, which may hold a password)',
    },
    { flags: '--dry-run', text: 'Look and count, and write nothing' },
    { flags: '--force', text: 'Take away what an unfinished move has left there' },
  ],
  examples: [['move --to postgres://leads@db.example.com/leads', 'prints a checksum for each table']],
  load: () => import('../commands/move.ts'),
};

const alias: CommandSpec = {
  name: 'alias',
  summary: 'Lets you type seq, and leaves the numbers to the seq of coreutils',
  details: [
    'Prints the line for your shell, which concerns nobody but you. A `seq` that is installed for you also works in scripts; both hand over to the next `seq` on PATH when the first argument that is no option is a number.',
  ],
  arguments: [{ form: '[shell]', text: 'bash, zsh or fish (default: the one in $SHELL)' }],
  options: [
    { flags: '--install [folder]', text: 'Make a `seq` there instead (default: ~/.local/bin)' },
    { flags: '--remove [folder]', text: 'Remove the one that was made there' },
  ],
  examples: [
    ['alias >> ~/.bashrc', 'for your own shell'],
    ['alias --install', 'a `seq` in ~/.local/bin'],
  ],
  load: () => import('../commands/alias.ts'),
};

const completion: CommandSpec = {
  name: 'completion',
  summary: 'Prints the script that makes a shell complete commands, options and ids',
  details: ['It completes both names, `seq` and `leadseq`, and needs nothing else installed.'],
  arguments: [{ form: '<shell>', text: 'bash, zsh or fish' }],
  options: [],
  examples: [
    ['completion bash >> ~/.bashrc', 'bash'],
    ['completion zsh >> ~/.zshrc', 'zsh, below compinit'],
    [
      'completion fish > ~/.config/fish/completions/seq.fish',
      'fish; for the longer name also as leadseq.fish',
    ],
  ],
  load: () => import('../commands/completion.ts'),
};

export const KEEP: Group = { title: 'Keep', commands: [backup, restore, adopt, move, alias, completion] };
