/** The commands that set a workspace up and check it before anything runs. */
import { diff } from './diff.ts';
import { explain, lint } from './lint.ts';
import { migrate } from './migrate.ts';
import type { CommandSpec, Group } from './spec.ts';
import { TEST } from './test.ts';

const demo: CommandSpec = {
  name: 'demo',
  summary: 'Plays 14 days of follow-up on example leads in a few seconds',
  details: ['Runs the real engine on a virtual clock in a temporary folder. Nothing leaves this machine.'],
  options: [
    { flags: '--sequence <id>', text: 'Only this shipped sequence' },
    { flags: '--keep <folder>', text: 'Keep the workspace there, to look closer with the other commands' },
  ],
  examples: [
    ['demo', 'both shipped sequences'],
    ['demo --keep trial', 'and leave a workspace to explore'],
  ],
  load: () => import('../commands/demo.ts'),
};

const init: CommandSpec = {
  name: 'init',
  summary: 'Makes a workspace: settings, sequences and templates to edit',
  details: [
    'Asks its questions on a terminal; with --yes, or without a terminal, it takes the flags and the defaults.',
    'A file that exists is never overwritten.',
  ],
  arguments: [{ form: '[folder]', text: 'Where to make it; made when missing (default: this folder)' }],
  options: [
    { flags: '--name <business>', text: 'Name of the business, as leads know it' },
    { flags: '--zone <zone>', text: 'Its time zone, such as America/Chicago' },
    { flags: '--booking-link <url>', text: 'Where leads choose a time' },
    { flags: '--agent <name>', text: 'Who calls and signs' },
    { flags: '--postal-address <text>', text: 'Its address; the law wants one in every email' },
    { flags: '--sequence <id>', text: 'The sequence that new leads get (default: framework-14)' },
    { flags: '-y, --yes', text: 'Ask nothing' },
  ],
  examples: [
    ['init', 'asks what it needs to know'],
    ['init acme --yes --name "Acme Dental" --zone America/Chicago', 'asks nothing'],
  ],
  load: () => import('../commands/init.ts'),
};

const make: CommandSpec = {
  name: 'new',
  summary: 'Makes a sequence file to begin with, right as it stands',
  details: ['A file that exists is never overwritten.'],
  arguments: [
    { form: '<id>', text: 'What it is called, such as spring-offer; never used again for another' },
  ],
  options: [
    {
      flags: '--kind <kind>',
      text: 'An inquiry, an appointment, or a note every month (default: chase)',
      choices: ['chase', 'reminder', 'nurture'],
    },
    { flags: '--like <sequence>', text: 'Begin with a copy of this one instead' },
    { flags: '--name <title>', text: 'The title that people see' },
  ],
  examples: [
    ['new spring-offer', 'a text, a call, an email, a goodbye'],
    ['new dental-14 --like framework-14', 'a copy under a name of its own'],
  ],
  load: () => import('../commands/new.ts'),
};

const schema: CommandSpec = {
  name: 'schema',
  summary: 'Prints the JSON Schema of the files, or writes it beside them',
  details: [
    'Editors complete and explain the files by the schemas/ that init writes; after an update, write them anew.',
  ],
  arguments: [{ form: '[kind]', text: 'sequence or workspace (default: sequence; with --write, both)' }],
  options: [{ flags: '--write', text: 'Write it into schemas/ of the workspace' }],
  examples: [
    ['schema --write', 'what editors know is what this version knows'],
    ['schema workspace', 'for a check of your own'],
  ],
  load: () => import('../commands/schema.ts'),
};

const fmt: CommandSpec = {
  name: 'fmt',
  summary: 'Tidies sequence files: blanks, empty lines, line ends; never a word',
  details: [
    'A file means the same afterwards, or it is left as it was. Texts over several lines are not touched.',
  ],
  arguments: [{ form: '[files...]', text: 'Sequences (default: all of the workspace)' }],
  options: [{ flags: '--check', text: 'Change nothing; fail when a file is not tidy' }],
  examples: [
    ['fmt', 'every sequence of the workspace'],
    ['fmt --check', 'for a CI job'],
  ],
  load: () => import('../commands/fmt.ts'),
};

const plan: CommandSpec = {
  name: 'plan',
  summary: 'Shows what would go out when, and what moved it',
  details: [
    'Decides with the same code that sends. Budgets (how many may go a minute or a day) are not part of it.',
  ],
  arguments: [
    { form: '[sequence]', text: 'Id of a sequence, or a file (default: the only one, or the lead’s own)' },
  ],
  options: [
    { flags: '--source <text>', text: 'Where the lead came from, as the export writes it' },
    {
      flags: '--at <time>',
      text: 'When the lead is enrolled: ISO, or "2026-03-03 10:00" in the business’s zone',
    },
    { flags: '--zone <zone>', text: 'The lead’s time zone (default: the business’s)' },
    { flags: '--lead <lead>', text: 'An enrolled lead, by id, phone or email, with its real history' },
    { flags: '--business <id>', text: 'Whose hours and policy hold (needed when there are several)' },
    { flags: '--first-name <name>', text: 'Name to fill the messages in with' },
    { flags: '--state <code>', text: 'The lead’s state, for its quiet hours' },
    {
      flags: '--calls <outcome>',
      text: 'How calls are taken to end (default: no_answer)',
      choices: ['answered', 'voicemail', 'no_answer', 'busy', 'call_back'],
    },
    { flags: '--appointment <time>', text: 'For reminders: when it is (default: 7 days after --at)' },
    { flags: '--messages', text: 'Show each message in full, with its length in SMS segments' },
  ],
  examples: [
    ['plan framework-14', 'one timetable for each source'],
    ['plan framework-14 --source "Google LSA" --at "2026-03-06 23:40"', 'a Friday night inquiry'],
    ['plan --lead +13125550142 --messages', 'what one lead will get from here on'],
  ],
  load: () => import('../commands/plan.ts'),
};

const prove: CommandSpec = {
  name: 'prove',
  summary: 'Proves that no lead is reached against the rules, or shows one who is',
  details: [
    'Runs the code that sends for every source, every arrival minute of a week, places whose clocks differ, the weeks in which the clocks change, each end of a call that a condition asks about, and outages over a night and a weekend. What goes out is held against the rules by code of its own. It prints how late each touch can be, and for whom.',
    'Arrivals between two marks (where a window opens or closes, a day begins or a touch is planned) behave alike, so that few cases stand for all minutes. By default each case differs from the plainest one in one way: the business’s zone, an ordinary week, calls that nobody makes, no outage.',
  ],
  arguments: [
    { form: '[sequences...]', text: 'Ids, files or folders of sequences (default: all of the workspace)' },
  ],
  options: [
    { flags: '--source <id>', text: 'Only this source' },
    { flags: '--business <id>', text: 'Whose hours and policy hold (needed when there are several)' },
    { flags: '--year <year>', text: 'Whose clock changes are asked for (default: this one)', kind: 'count' },
    {
      flags: '--zones <zone>',
      text: 'A zone that leads live in (repeatable; default: those of North American numbers)',
      kind: 'list',
    },
    { flags: '--all-zones', text: 'Every zone that the runtime knows' },
    { flags: '--states', text: 'Also the hours of each state that has its own' },
    {
      flags: '--combined',
      text: 'Every combination of what varies, and area codes that lie in several zones',
    },
    { flags: '--exhaustive', text: 'Every minute by itself; slow' },
    {
      flags: '--jobs <number>',
      text: 'Threads to use at most (default: as many as there are processors)',
      kind: 'count',
    },
    {
      flags: '--heat-map <file>',
      text: 'Write a page that shows the wait for the first touch by hour of the week',
    },
  ],
  examples: [
    ['prove', 'everything in the workspace'],
    ['prove framework-14 --source facebook --combined', 'one source, thoroughly'],
    ['prove framework-14 --heat-map waits.html', 'and a page to look at'],
  ],
  load: () => import('../commands/prove.ts'),
};

const simulate: CommandSpec = {
  name: 'simulate',
  summary: 'Plays a sequence in virtual time, with leads who answer, book, call and say STOP',
  details: [
    'The program itself runs, on a clock that jumps from one thing to do to the next: what goes out here is what would go out. Nothing is sent, and nothing is written.',
    'Without a roster there is one imagined lead for each source. The same input gives the same output to the byte.',
  ],
  arguments: [
    {
      form: '[sequence]',
      text: 'Id of a sequence, or a file (default: the only one; with a roster as for `enroll`)',
    },
  ],
  options: [
    { flags: '--roster <file>', text: 'A CSV of leads, read as `enroll` reads it' },
    {
      flags: '--script <file>',
      text: 'YAML that says what leads do, how calls end, when the machine is off',
    },
    { flags: '--source <text>', text: 'Only this source; with a roster, where its leads came from' },
    {
      flags: '--at <time>',
      text: 'When they are enrolled: ISO, or on the business’s clock (default: the script’s `at`, else 2026-03-03 10:00)',
    },
    { flags: '--business <id>', text: 'As for `enroll` (needed when there are several)' },
    { flags: '--zone <zone>', text: 'Where imagined leads are (default: where the business is)' },
    {
      flags: '--calls <outcome>',
      text: 'Every call is made when it comes up and ends so (default: nobody calls)',
      choices: ['answered', 'voicemail', 'no_answer', 'busy', 'call_back'],
    },
    { flags: '--days <count>', text: 'How long at most (default: 60)', kind: 'count' },
    {
      flags: '--seed <number>',
      text: 'Another one draws other lots for A/B subjects (default: 1)',
      kind: 'count',
    },
    { flags: '--timeline', text: 'What each lead gets and does, in order' },
    { flags: '--messages', text: 'The timeline with every message in full' },
    { flags: '--events', text: 'One JSON object a line for everything that happens' },
    {
      flags: '--forecast',
      text: 'Messages, segments and cost a day, with the caps of the settings in force',
    },
    { flags: '--price-sms <amount>', text: 'For the forecast: what one SMS segment costs' },
    { flags: '--price-email <amount>', text: 'For the forecast: what one email costs' },
  ],
  examples: [
    ['simulate framework-14', 'one lead for each source, nobody answers'],
    ['simulate --roster leads.csv --script answers.yaml --timeline', 'your own leads, and what they do'],
    ['simulate --roster leads.csv --forecast --price-sms 0.0083', 'what it will cost, and how long it takes'],
  ],
  load: () => import('../commands/simulate.ts'),
};

const config: CommandSpec = {
  name: 'config',
  summary: 'Shows the settings in force, and where each comes from',
  arguments: [{ form: '[key]', text: 'Only this setting and those below it, such as policy' }],
  options: [{ flags: '--origin', text: 'Say for each: flag, environment, file (with its line) or default' }],
  examples: [
    ['config --origin', 'who decided what'],
    ['config policy', 'one branch'],
  ],
  load: () => import('../commands/config.ts'),
};

const crontab: CommandSpec = {
  name: 'crontab',
  summary: 'Prints the line that makes cron run this workspace every minute',
  options: [{ flags: '--every <minutes>', text: 'Minutes between two ticks (default: 1)', kind: 'count' }],
  examples: [['crontab', 'paste it into `crontab -e`']],
  load: () => import('../commands/crontab.ts'),
};

export const START: Group = {
  title: 'Set up',
  commands: [
    demo,
    init,
    make,
    lint,
    explain,
    fmt,
    plan,
    simulate,
    prove,
    TEST,
    diff,
    migrate,
    config,
    schema,
    crontab,
  ],
};
