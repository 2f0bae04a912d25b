/** The commands for trying things out: providers that live on this machine. */
import type { CommandSpec, Group, OptionSpec } from './spec.ts';

const PORT: OptionSpec = {
  flags: '--port <port>',
  text: 'Where the Twilio for try-outs listens (default: 4010)',
  kind: 'count',
};

const SEED: OptionSpec = {
  flags: '--seed <number>',
  text: 'The same seed and the same requests meet the same faults (default: 1)',
  kind: 'count',
};

const dev: CommandSpec = {
  name: 'dev',
  summary: 'Providers on this machine, to try live sending with nobody at the other end',
  options: [],
  examples: [
    ['dev twilio', 'takes texts as Twilio does, and sends none'],
    ['dev text +13125550142 "STOP"', 'what a lead would write'],
    ['dev smtp', 'takes emails, and delivers none'],
  ],
  words: [
    {
      name: 'twilio',
      summary: 'A Twilio that takes every text and sends none',
      details: [
        'It checks requests as Twilio does, carries messages through their statuses, keeps its own opt-outs, and calls your addresses with its signature, as long as they are on this machine.',
        'Faults are written name@where:how-many, several with commas: accept-then-drop:0.05 for one text in twenty, 429:x3 for the next three, bad-network:0.28 for a mix of everything. A wrong name is answered with all there are.',
      ],
      options: [
        PORT,
        { flags: '--account <sid>', text: 'The account SID it answers to: AC and 32 digits' },
        { flags: '--token <token>', text: 'The auth token it asks for, and signs with' },
        {
          flags: '--number <number>',
          text: 'A number of the account; may be repeated (default: any number is)',
          kind: 'list',
        },
        { flags: '--inbound-url <url>', text: 'Where it posts what leads write' },
        {
          flags: '--deliver-to <url>',
          text: 'Where seq serve really is, when public_url is not on this machine',
        },
        {
          flags: '--lag <ms>',
          text: 'How long a new text is missing from lists (default: 0)',
          kind: 'count',
        },
        { flags: '--faults <faults>', text: 'What goes wrong, such as accept-then-drop:0.05' },
        SEED,
        { flags: '--ledger <file>', text: 'Append every request and every text to this file, as JSON lines' },
      ],
      examples: [
        ['dev twilio', 'and what it prints goes into leadseq.yaml'],
        ['dev twilio --faults bad-network:0.28 --seed 7', 'about every fourth request goes wrong'],
        ['dev twilio --deliver-to http://127.0.0.1:8080', 'status callbacks reach seq serve'],
      ],
    },
    {
      name: 'text',
      summary: 'Writes to the running dev twilio as a lead would',
      arguments: [
        { form: '<lead>', text: 'The lead’s number, such as +13125550142' },
        { form: '<words>', text: 'What the lead writes' },
      ],
      options: [
        PORT,
        {
          flags: '--to <number>',
          text: 'The number written to (default: the one that texted the lead last)',
        },
      ],
      examples: [
        ['dev text +13125550142 "STOP"', 'opts out: Twilio blocks the number by itself'],
        ['dev text +13125550142 "How much is it?"', 'an answer that a person should see'],
      ],
    },
    {
      name: 'phone',
      summary: 'Says how a phone takes the calls of the running dev twilio',
      details: [
        'Every other phone is picked up, presses the key that is asked for, and talks for 30 seconds.',
      ],
      arguments: [
        { form: '<number>', text: 'The phone, such as +13125550142' },
        { form: '<how>', text: 'answers, "answers 95" (seconds), mailbox, busy, no-answer or failed' },
      ],
      options: [PORT],
      examples: [
        ['dev phone +13125550142 busy', 'the next call to it finds the line busy'],
        ['dev phone +13125550177 mailbox', 'your own phone: nobody presses the key'],
      ],
    },
    {
      name: 'faults',
      summary: 'Changes what goes wrong in the running dev twilio',
      arguments: [{ form: '<faults>', text: 'Such as 503:0.1, accept-then-drop:x1, or none' }],
      options: [PORT, SEED],
      examples: [
        ['dev faults accept-then-drop:x1', 'the next text is taken, but nobody hears of it'],
        ['dev faults none', 'all is well again'],
      ],
    },
    {
      name: 'smtp',
      summary: 'A mail server that takes every email and delivers none',
      details: [
        'Faults are written what@where:share: 451@rcpt for everybody, drop@dot:0.1 for one email in ten.',
      ],
      options: [
        { flags: '--port <port>', text: 'Where it listens (default: 2525)', kind: 'count' },
        { flags: '--faults <faults>', text: 'What goes wrong, such as 451@rcpt,drop@dot:0.1' },
        SEED,
        { flags: '--folder <folder>', text: 'Write each email into this folder' },
        { flags: '--ledger <file>', text: 'Append every email to this file, as JSON lines' },
      ],
      examples: [
        ['dev smtp', 'and what it prints goes into leadseq.yaml'],
        ['dev smtp --faults drop@dot:0.1 --seed 7', 'one email in ten is cut off at its end'],
      ],
    },
  ],
  load: () => import('../commands/dev.ts'),
};

export const DEV: Group = { title: 'Try out', commands: [dev] };
