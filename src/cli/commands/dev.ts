/** `seq dev …`: each word in its own file, so that a mail server is not loaded for a text. */
import { type Command, EXIT } from '../io.ts';
import { usage } from '../problems.ts';
import type { Options as SmtpOptions } from './dev-smtp.ts';
import type { Options as TextOptions } from './dev-text.ts';
import type { Options as TwilioOptions } from './dev-twilio.ts';

export const run: Command<TwilioOptions & TextOptions & SmtpOptions> = async (io, args, options) => {
  const [word = '', ...rest] = args;
  if (word === 'twilio') return (await import('./dev-twilio.ts')).run(io, rest, options);
  if (word === 'text') return (await import('./dev-text.ts')).run(io, rest, options);
  if (word === 'phone') return (await import('./dev-phone.ts')).run(io, rest, options);
  if (word === 'faults') return (await import('./dev-faults.ts')).run(io, rest, options);
  if (word === 'smtp') return (await import('./dev-smtp.ts')).run(io, rest, options);
  if (word !== '') return EXIT.usage;
  return usage(
    io,
    options,
    'dev needs a word: twilio, text, phone, faults or smtp',
    `See: ${io.name} dev --help`,
  );
};
