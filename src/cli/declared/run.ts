/** The commands that bring leads in and send what is due. */
import { SERVE } from './serve.ts';
import type { CommandSpec, Group } from './spec.ts';

const enroll: CommandSpec = {
  name: 'enroll',
  summary: 'Reads leads from a CSV or TSV file and starts their follow-up',
  details: [
    'Reads the exports of Facebook and Instagram lead ads, Google, HubSpot and GoHighLevel as they come.',
    'The same file again enrolls nobody twice; people who opted out are never enrolled.',
  ],
  arguments: [{ form: '<file>', text: 'The file, or - for standard input' }],
  options: [
    { flags: '--business <id>', text: 'Whose leads they are (default: the column, or the only business)' },
    { flags: '--sequence <id>', text: 'The sequence they get (default: the business’s, or the only chase)' },
    { flags: '--source <text>', text: 'Where they all came from, whatever a column says' },
    {
      flags: '--map <column=field>',
      text: 'Read a column under another name; may be repeated',
      kind: 'list',
    },
    { flags: '--old-leads', text: 'Also take leads that are older than 30 days' },
    { flags: '--rejects <file>', text: 'Write every row that was not taken, and why, to this CSV' },
    { flags: '--dry-run', text: 'Say what would happen, and change nothing' },
  ],
  examples: [
    ['enroll leads.csv --dry-run', 'what would happen'],
    ['enroll leads.csv --source "Google LSA"', 'a file without a source column'],
    ['enroll - --map "Service wanted=interest" < leads.tsv', 'from a pipe, a column renamed'],
  ],
  load: () => import('../commands/enroll.ts'),
};

const tick: CommandSpec = {
  name: 'tick',
  summary: 'Sends everything that is due now; cron runs it every minute',
  details: [
    'Several ticks at once are safe: each touch goes out once, whatever crashes.',
    'It exits 0 also when nothing is due, 1 when a person should look at what became of something, 3 when a secret, a setting or the database is not as it must be, and 4 when sending would not be safe.',
  ],
  options: [
    { flags: '--dry-run', text: 'Decide everything, send and store nothing' },
    { flags: '--at <time>', text: 'With --dry-run: as if it were this time' },
    {
      flags: '--limit <count>',
      text: 'Send at most this many (default: as many as policy.budgets allows)',
      kind: 'count',
    },
    { flags: '--stream', text: 'One JSON object a line, as it happens' },
    { flags: '--accept-clock', text: 'Go on although the clock was set back' },
    { flags: '--fail-if-locked', text: 'Exit 75 when the database stays busy, instead of 0' },
  ],
  examples: [
    ['tick', 'once, now'],
    ['tick --dry-run', 'what would go now'],
    ['tick --dry-run --at "2026-03-10 09:00"', 'what would go then, if nothing else went before'],
  ],
  load: () => import('../commands/tick.ts'),
};

const live: CommandSpec = {
  name: 'live',
  summary: 'Lets a sequence reach people, after showing how many messages that means',
  details: [
    'Nothing reaches anybody before somebody has said so, for each sequence and channel. Without a sequence it shows what is live and what waits.',
    'What the outbox carried was a rehearsal. Leads who are in the middle of one start over, go on, or are dropped.',
  ],
  arguments: [{ form: '[sequence]', text: 'Which one; left out: a table of all' }],
  options: [
    { flags: '--sms', text: 'Only its texts (default: every channel whose provider is live)' },
    { flags: '--email', text: 'Only its emails' },
    { flags: '--start-over', text: 'Rehearsed leads begin anew, now' },
    { flags: '--continue', text: 'They go on with what comes next, without what was rehearsed' },
    { flags: '--drop', text: 'They get nothing more' },
    { flags: '--old-leads', text: 'With --start-over: also leads who inquired more than 30 days ago' },
    { flags: '--more', text: 'The first messages were looked at: no smaller allowance in the first days' },
    { flags: '--dry-run', text: 'Say what would go, and change nothing' },
    { flags: '-y, --yes', text: 'Agree to the number of messages without typing it' },
  ],
  examples: [
    ['live', 'what is live, and what waits for a word'],
    ['live framework-14 --start-over --dry-run', 'how many messages that would be'],
    ['live framework-14 --sms --continue', 'its texts, from where the rehearsal stands'],
  ],
  load: () => import('../commands/live.ts'),
};

const daemon: CommandSpec = {
  name: 'daemon',
  summary: 'Ticks every minute until it is told to stop; instead of cron',
  details: [
    'Two at once, or one beside cron, are safe: each touch goes out once. Each line of its log is one JSON object.',
    'A ping tells a watching service that all is well after each good tick; when none comes, it tells you.',
  ],
  options: [
    { flags: '--every <seconds>', text: 'Seconds between two ticks (default: 60)', kind: 'count' },
    { flags: '--ping <url>', text: 'Ask for this address after each tick that had no trouble' },
    {
      flags: '--workers <count>',
      text: 'Tick so many times at once (1–16), each over a connection of its own; on PostgreSQL only',
      kind: 'count',
    },
    { flags: '--status', text: 'Start none: say how the one that runs is; exit 0 only when it is well' },
    { flags: '--systemd', text: 'Start none: print a unit for systemd' },
  ],
  examples: [
    ['daemon', 'Ctrl-C, or SIGTERM, stops it after what is in flight'],
    ['daemon --workers 4', 'on PostgreSQL; and the same on as many machines as you like'],
    ['daemon --status', 'for a health check'],
    ['daemon --systemd > ~/.config/systemd/user/leadseq.service', 'started with the machine'],
  ],
  load: () => import('../commands/daemon.ts'),
};

const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'Checks everything that sending depends on, and says what to do',
  details: [
    'The machine, the database, the settings, cron or the daemon, and the accounts at Twilio and the mail server. It never sends.',
    'It exits 0 when all is well, 1 when a person should look at something, and 3 when the workspace cannot be opened.',
  ],
  options: [
    { flags: '--offline', text: 'Ask neither Twilio, nor the mail server, nor DNS, nor public_url' },
    { flags: '--invariants', text: 'Also hold every message ever sent against the rules' },
  ],
  examples: [
    ['doctor', 'before going live, and whenever something seems wrong'],
    ['doctor --json', 'for a monitor'],
  ],
  load: () => import('../commands/doctor.ts'),
};

export const RUN: Group = { title: 'Run', commands: [enroll, live, tick, daemon, doctor, SERVE] };
