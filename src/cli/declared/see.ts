/** The commands that show what happened, what will, and why. */
import type { CommandSpec, Group } from './spec.ts';

const status: CommandSpec = {
  name: 'status',
  summary: 'Shows the workspace at a glance, and what needs a person',
  options: [{ flags: '--business <id>', text: 'Only this business' }],
  examples: [['status', 'all businesses']],
  load: () => import('../commands/status.ts'),
};

const LEAD = [{ form: '<lead>', text: 'Id, phone or email' }] as const;

const leads: CommandSpec = {
  name: 'leads',
  summary: 'Lists leads, newest first',
  details: ['Piped, it is tab-separated with a header and without pages.'],
  arguments: [{ form: '[text]', text: 'Only those whose name, phone or email contains this' }],
  options: [
    { flags: '--business <id>', text: 'Only this business' },
    {
      flags: '--state <state>',
      text: 'Only these enrollments',
      choices: ['active', 'paused', 'finished', 'stopped'],
    },
    { flags: '--source <source>', text: 'Only this source, by its id in the sequence' },
    { flags: '--sequence <id>', text: 'Only this sequence' },
    {
      flags: '--limit <count>',
      text: 'Rows on a page (default: 20 on a terminal, all when piped)',
      kind: 'count',
    },
    { flags: '--page <number>', text: 'Which page (default: 1)', kind: 'count' },
  ],
  examples: [
    ['leads --state active', 'who is being followed up'],
    ['leads maria', 'by a piece of a name, phone or email'],
    ['leads --json | jq .leads', 'for another program'],
    ['leads merge 42 17 --dry-run', 'what would become of two leads who are one person'],
  ],
  words: [
    {
      name: 'pause',
      summary: 'The same as `pause` for one lead',
      arguments: LEAD,
      options: [
        { flags: '--reason <text>', text: 'Shown wherever the pause is shown' },
        { flags: '--review <span>', text: 'When to make a task about it, such as 2d (default: 2d)' },
      ],
      examples: [['leads pause 17', 'nothing goes out by itself']],
    },
    {
      name: 'resume',
      summary: 'The same as `resume` for one lead',
      arguments: LEAD,
      options: [{ flags: '--dry-run', text: 'Show what would go first, and change nothing' }],
      examples: [['leads resume 17', 'shifted by the days it rested']],
    },
    {
      name: 'stop',
      summary: 'The same as `stop`',
      arguments: LEAD,
      options: [
        {
          flags: '--reason <reason>',
          text: 'As for `stop`',
          choices: ['not_interested', 'wrong_number', 'duplicate', 'other'],
        },
      ],
      examples: [['leads stop 17', 'for good']],
    },
    {
      name: 'merge',
      summary: 'Makes one lead of two who are one person',
      details: [
        'The second one is kept and gets what it lacks; inquiries, sequences, messages and tasks go over to it, and the first one’s id finds it from then on.',
        'Of two running sequences the one that has done more goes on. An opt-out of one is an opt-out of both.',
      ],
      arguments: [
        { form: '<lead>', text: 'Id, phone or email of the one that goes' },
        { form: '<into>', text: 'Id, phone or email of the one that is kept' },
      ],
      options: [{ flags: '--dry-run', text: 'Say what would happen, and change nothing' }],
      examples: [['leads merge 42 17', '42 turned out to be 17']],
    },
  ],
  load: () => import('../commands/leads.ts'),
};

const show: CommandSpec = {
  name: 'show',
  summary: 'Shows one lead: the person, every touch, and what happened',
  arguments: [{ form: '<lead>', text: 'Id, phone or email' }],
  options: [{ flags: '--business <id>', text: 'When two businesses know the same person' }],
  examples: [
    ['show +13125550142', 'by phone'],
    ['show maria@example.com', 'by email'],
  ],
  load: () => import('../commands/show.ts'),
};

const why: CommandSpec = {
  name: 'why',
  summary: 'Explains each touch of a lead: why it went, or not, or when it will',
  arguments: [
    { form: '<lead>', text: 'Id, phone or email' },
    { form: '[touch]', text: 'Only this touch' },
  ],
  options: [
    { flags: '--business <id>', text: 'When two businesses know the same person' },
    { flags: '--sequence <id>', text: 'Only this sequence' },
  ],
  examples: [
    ['why +13125550142', 'every touch'],
    ['why 17 after-voicemail', 'one touch of lead 17'],
  ],
  load: () => import('../commands/why.ts'),
};

const inbox: CommandSpec = {
  name: 'inbox',
  summary: 'Lists the leads who wrote and wait for an answer; shows a conversation whole',
  details: [
    'Somebody waits while a task that their words have made is open, or their words are newer than anything that a person of the business has said or done.',
  ],
  options: [
    { flags: '--business <id>', text: 'Only this business' },
    { flags: '--all', text: 'Also conversations in which nobody waits' },
    { flags: '--limit <count>', text: 'Rows (default: 40 on a terminal, all when piped)', kind: 'count' },
  ],
  examples: [
    ['inbox', 'who waits, the newest first'],
    ['inbox show 17', 'everything that was said over text, email, chat and calls'],
    ['inbox show +13125550142', 'a number that nobody knows'],
  ],
  words: [
    { name: 'list', summary: 'The same as `inbox` alone', options: [], examples: [] },
    {
      name: 'show',
      summary: 'Shows one conversation, in the lead’s own time',
      arguments: [{ form: '<lead>', text: 'Id, phone or email; also a number that nobody knows' }],
      options: [],
      examples: [['inbox show 17', 'before you answer']],
    },
    {
      name: 'close',
      summary: 'Says that nobody waits for an answer there, until they write again',
      arguments: [
        { form: '<lead>', text: 'A number or address that nobody knows; or a lead’s id, phone or email' },
      ],
      options: [],
      examples: [
        ['inbox close +13125550142', 'a stranger whom nobody is to answer'],
        ['inbox close 17', 'also does the task that their words have made'],
      ],
    },
  ],
  load: () => import('../commands/inbox.ts'),
};

const tasks: CommandSpec = {
  name: 'tasks',
  summary: 'Lists the work for a person: calls to make, things to look at',
  options: [
    { flags: '--business <id>', text: 'Only this business' },
    { flags: '--all', text: 'Also tasks that have ended' },
    { flags: '--due', text: 'Only what is due now' },
    { flags: '--overdue', text: 'Only what has been due for half an hour or more' },
    { flags: '--for <person>', text: 'Only this person’s; `nobody`: what anybody may take' },
    { flags: '--mine', text: 'Only yours: those for $USER' },
  ],
  examples: [
    ['tasks', 'what is open, overdue first'],
    ['tasks --due --mine', 'what you have to do now'],
    ['tasks show 4', 'with the script and the voicemail'],
    ['tasks done 4 --outcome voicemail', 'tell the sequence how the call went'],
  ],
  words: [
    { name: 'list', summary: 'The same as `tasks` alone', options: [], examples: [] },
    {
      name: 'show',
      summary: 'Shows a task with its script and voicemail',
      arguments: [{ form: '<id>', text: 'The task’s number in `tasks`' }],
      options: [],
      examples: [['tasks show 4', 'before you dial']],
    },
    {
      name: 'assign',
      summary: 'Says whose task it is',
      arguments: [
        { form: '<id>', text: 'The task’s number in `tasks`' },
        { form: '<person>', text: 'As the team calls them; `nobody` gives it back to all' },
      ],
      options: [],
      examples: [['tasks assign 4 ana', 'so that nobody else calls']],
    },
    {
      name: 'done',
      summary: 'Marks a task done; a call’s outcome decides what the sequence does next',
      arguments: [{ form: '<id>', text: 'The task’s number in `tasks`' }],
      options: [
        {
          flags: '--outcome <outcome>',
          text: 'How a call went',
          choices: [
            'answered',
            'voicemail',
            'no_answer',
            'busy',
            'booked',
            'not_interested',
            'wrong_number',
            'call_back',
            'opted_out',
          ],
        },
        { flags: '--note <text>', text: 'A note for whoever reads `show` later' },
      ],
      examples: [['tasks done 4 --outcome no_answer --note "Tried twice"', 'a call nobody took']],
    },
  ],
  load: () => import('../commands/tasks.ts'),
};

const uncertain: CommandSpec = {
  name: 'uncertain',
  summary: 'Lists sends that may not have arrived, and settles them',
  details: ['Such a send counts as sent and is never repeated by itself: a gap is better than a double.'],
  options: [
    { flags: '--business <id>', text: 'Only this business' },
    { flags: '--check', text: 'Ask the providers about all of them first' },
  ],
  examples: [
    ['uncertain', 'what is held'],
    ['uncertain --check', 'after an outage of the provider'],
    ['uncertain resolve 12 --sent', 'you found it at the provider'],
  ],
  words: [
    { name: 'list', summary: 'The same as `uncertain` alone', options: [], examples: [] },
    {
      name: 'resolve',
      summary: 'Says what really happened to one of them',
      arguments: [{ form: '<id>', text: 'The attempt’s number in `uncertain list`' }],
      options: [
        { flags: '--sent', text: 'It went out' },
        { flags: '--unsent', text: 'It did not; the touch is due again' },
        { flags: '--skip', text: 'It did not, and the touch is left out' },
      ],
      examples: [['uncertain resolve 12 --unsent', 'the provider has no trace of it']],
    },
  ],
  load: () => import('../commands/uncertain.ts'),
};

const inbound: CommandSpec = {
  name: 'inbound',
  summary: 'Takes in a mail, and shows what messages of leads are taken for',
  options: [{ flags: '--pipe', text: 'As `inbound pipe`: one mail from standard input' }],
  examples: [
    ['inbound test --text "can you do Tuesday at 3"', 'one message'],
    ['inbound test messages.csv', 'your own, with what each of them means'],
  ],
  words: [
    {
      name: 'pipe',
      summary: 'Takes one mail from standard input, as an MTA hands it over',
      details: [
        'The mail is for the businesses whose senders.email or mail.addresses it was sent to. Nothing of it is printed, and nothing is answered. It exits with 0 when it is stored or was known, with 75 when the database is busy (the MTA tries again), and with 1 when it was not taken.',
      ],
      options: [],
      examples: [['inbound pipe < mail.eml', 'in an alias of Postfix: "|seq -C /srv/leads inbound pipe"']],
    },
    {
      name: 'test',
      summary: 'Tries the rules on a message, or on a file of them',
      details: [
        'The file is a CSV with a column `text`, and `meaning` if you want to know how often the rules are right; `id`, `channel`, `language`, `subject` and `headers` may be there.',
        'Nothing is stored, and nobody is written to. It exits with 1 when an opt-out was missed.',
      ],
      arguments: [{ form: '[file]', text: 'The file, or - for standard input' }],
      options: [
        { flags: '--text <message>', text: 'One message instead of a file' },
        { flags: '--channel <channel>', text: 'How that message came', choices: ['sms', 'email', 'chat'] },
      ],
      examples: [
        ['inbound test --text "ya no me escriban"', 'in English or Spanish'],
        ['inbound test messages.csv', 'the table, and every message taken for something else'],
        ['inbound test - --json < messages.csv', 'for another program'],
      ],
    },
  ],
  load: () => import('../commands/inbound.ts'),
};

export const SEE: Group = {
  title: 'Look',
  commands: [status, leads, show, why, inbox, tasks, uncertain, inbound],
};
