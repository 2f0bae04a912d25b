/** The commands by which a person tells the program what a lead did, or holds it back. */
import type { CommandSpec, Group, OptionSpec } from './spec.ts';

const BUSINESS: OptionSpec = { flags: '--business <id>', text: 'When two businesses know the same person' };

const PAUSE_SCOPE: readonly OptionSpec[] = [
  { flags: '--all', text: 'Everything in the workspace' },
  { flags: '--business <id>', text: 'One business' },
  { flags: '--channel <channel>', text: 'One channel', choices: ['sms', 'email', 'call', 'move'] },
  { flags: '--sequence <id>', text: 'One sequence' },
];

const pause: CommandSpec = {
  name: 'pause',
  summary: 'Holds a lead, a channel, a sequence, a business, or everything',
  arguments: [{ form: '[lead]', text: 'Id, phone or email; or name a wider scope with the options' }],
  options: [
    ...PAUSE_SCOPE,
    {
      flags: '--file [reason]',
      text: 'Everything, by a file: it holds also when the database cannot be opened',
    },
    { flags: '--reason <text>', text: 'Shown wherever the pause is shown' },
    { flags: '--review <span>', text: 'When to make a task about a paused lead, such as 2d (default: 2d)' },
  ],
  examples: [
    ['pause +13125550142', 'one lead'],
    ['pause --channel sms --business acme', 'no texts for one business'],
    ['pause --all --reason "Checking a template"', 'everything'],
    ['pause --file "Wrong list"', 'everything, at once, whatever is broken'],
  ],
  load: () => import('../commands/pause.ts'),
};

const resume: CommandSpec = {
  name: 'resume',
  summary: 'Lifts a pause; a lead goes on, shifted by the days it rested',
  arguments: [{ form: '[lead]', text: 'Id, phone or email; or the scope as it was paused' }],
  options: [
    ...PAUSE_SCOPE,
    { flags: '--file', text: 'Take away the file that `pause --file` made' },
    { flags: '--dry-run', text: 'Show what would go first, and change nothing' },
    { flags: '--yes', text: 'Go on with what stopped by itself, without being asked' },
  ],
  examples: [
    ['resume +13125550142', 'one lead'],
    ['resume --all', 'everything'],
    ['resume --file', 'what `pause --file` has stopped'],
  ],
  load: () => import('../commands/resume.ts'),
};

const stop: CommandSpec = {
  name: 'stop',
  summary: 'Ends a lead’s follow-up for good',
  arguments: [{ form: '<lead>', text: 'Id, phone or email' }],
  options: [
    BUSINESS,
    { flags: '--sequence <id>', text: 'Only this sequence' },
    {
      flags: '--reason <reason>',
      text: 'not_interested follows the sequence’s own rule; wrong_number is never texted or called again',
      choices: ['not_interested', 'wrong_number', 'duplicate', 'other'],
    },
  ],
  examples: [
    ['stop +13125550142', 'no more follow-up; reminders of an appointment still go'],
    ['stop maria@example.com --reason not_interested', 'moves the lead as the sequence says'],
  ],
  load: () => import('../commands/stop.ts'),
};

const book: CommandSpec = {
  name: 'book',
  summary: 'Records an appointment: stops the chase and starts the reminders',
  arguments: [
    { form: '<lead>', text: 'Id, phone or email' },
    { form: '[time]', text: 'When it is: ISO, or "2026-03-12 14:30" in the business’s zone' },
  ],
  options: [
    BUSINESS,
    { flags: '--cancel', text: 'The appointment is off' },
    { flags: '--dry-run', text: 'Say what would happen, and change nothing' },
  ],
  examples: [
    ['book +13125550142 "2026-03-12 14:30"', 'or moves the one there is'],
    ['book +13125550142 --cancel', 'ends the reminders and makes a task'],
  ],
  load: () => import('../commands/book.ts'),
};

const reply: CommandSpec = {
  name: 'reply',
  summary: 'Answers a lead yourself: the message goes at once',
  details: [
    'It goes over the channel that the lead wrote on last, whatever the hour and the caps, and never to somebody who has opted out. Paused sequences stay paused.',
    'What cannot be told to have arrived is uncertain, and nobody sends it again by itself.',
  ],
  arguments: [
    { form: '<lead>', text: 'Id, phone or email' },
    { form: '[text]', text: 'What you want to say; without it, on a terminal, you are asked' },
  ],
  options: [
    BUSINESS,
    { flags: '--channel <channel>', text: 'Not the one the lead wrote on last', choices: ['sms', 'email'] },
    { flags: '--subject <text>', text: 'Of an email that answers none' },
    { flags: '--again', text: 'The same words as a moment ago, on purpose' },
    { flags: '--yes', text: 'Also where it is night for the lead' },
    { flags: '--dry-run', text: 'Show what would go, and send nothing' },
  ],
  examples: [
    ['reply 17 "Tuesday at three works. See you then!"', 'by text or email, as the lead wrote last'],
    ['reply maria@example.com "Here is the quote." --channel email', 'by email'],
  ],
  load: () => import('../commands/reply.ts'),
};

const call: CommandSpec = {
  name: 'call',
  summary: 'Puts you through to a lead: your own phone rings first, then theirs',
  details: [
    'Your phone says who is called. Once you press 1 there, the lead is dialed and sees the number of the business; a mailbox presses nothing, so that no lead is ever connected to one, and nothing recorded is played to anybody.',
    'It needs `calls.agent_phone` and `public_url` in leadseq.yaml, live texts, and `serve` running. Nobody is called who asked not to be, and nobody at night but with --anyway. One request is made; what cannot be told to have been made is uncertain, and is not made again.',
  ],
  arguments: [{ form: '<lead>', text: 'Id, phone or email' }],
  options: [
    BUSINESS,
    { flags: '--phone <number>', text: 'Your phone, when it is not calls.agent_phone' },
    { flags: '--anyway', text: 'Also outside the hours in which the lead may be called' },
    { flags: '--again', text: 'Also where an earlier call of unknown fate may ring yet' },
    { flags: '--dry-run', text: 'Say who would be rung, and ring nobody' },
  ],
  examples: [
    ['call 17', 'your phone rings; press 1 to be put through'],
    ['call maria@example.com --dry-run', 'who would be rung'],
  ],
  load: () => import('../commands/call.ts'),
};

const calls: CommandSpec = {
  name: 'calls',
  summary: 'Goes through the calls to make, one after the other',
  details: [
    'The longest due comes first. Calls that may not be made now, by the lead’s quiet hours or the business’s own, are listed with when they may.',
    'With `calls.agent_phone` in leadseq.yaml, r puts you through as `call` does; Enter then shows what the telephone says, and offers it as the outcome.',
    'While a call is in front of you it is nobody else’s. Piped, with --json or --list, it is a list.',
  ],
  options: [
    { flags: '--business <id>', text: 'Only this business' },
    { flags: '--as <name>', text: 'Who calls, where several people share a login (default: $USER)' },
    { flags: '--list', text: 'Only list them' },
    { flags: '--phone <number>', text: 'Your phone for `r` (ring), when it is not calls.agent_phone' },
  ],
  examples: [
    ['calls', 'a session at the telephone'],
    ['calls --list', 'what is to be called, and when'],
  ],
  load: () => import('../commands/calls.ts'),
};

const optout: CommandSpec = {
  name: 'optout',
  summary: 'Never contacts a phone number or address again',
  details: ['Kept as a keyed hash that outlives the lead: no import clears it.'],
  arguments: [{ form: '<address>', text: 'Phone number or email address, known or not; or a lead’s id' }],
  options: [
    { flags: '--business <id>', text: 'For which business (needed when there are several)' },
    { flags: '--channel <channel>', text: 'Only this channel', choices: ['sms', 'email', 'call'] },
    { flags: '--lift', text: 'The person has asked to be contacted again' },
  ],
  examples: [
    ['optout +13125550142', 'the number, and whoever is reached there, on every channel'],
    ['optout maria@example.com --channel email', 'only email'],
  ],
  load: () => import('../commands/optout.ts'),
};

export const ACT: Group = { title: 'Act', commands: [reply, call, calls, pause, resume, stop, book, optout] };
