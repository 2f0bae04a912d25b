/** How a problem is told: one sentence on what is wrong, one on what to type next, and the exit code it means. */
import type { StoreError } from '../store/driver.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { colorsFor, plain, plainLines } from './terminal.ts';
import { wrap } from './wrap.ts';

/** `seq: <message>` on stderr, the hint below it: often a command to copy, so it is never broken. Lines of our own may follow the first. */
export function complain(
  io: Io,
  options: GlobalOptions,
  message: string | readonly string[],
  hint?: string,
): void {
  say(io, `${io.name}:`, colorsFor(io, io.stderr, options).red, message);
  if (hint !== undefined) for (const line of plainLines(hint)) io.stderr.write(`${line}\n`);
}

/** Something worth knowing that stops nothing. */
export function warn(io: Io, options: GlobalOptions, message: string): void {
  say(io, 'warning:', colorsFor(io, io.stderr, options).yellow, message);
}

/** A text is one line, whatever is quoted in it: nobody begins a line of ours. A terminal gets it broken between words. */
function say(
  io: Io,
  label: string,
  paint: (text: string) => string,
  message: string | readonly string[],
): void {
  const width = io.stderr.isTTY ? io.stderr.columns : Number.MAX_SAFE_INTEGER;
  const [first = '', ...more] = typeof message === 'string' ? [message] : message;
  const lines = [`${label} ${first}`, ...more].flatMap((line) => wrap(plain(line), width));
  for (const [at, line] of lines.entries()) {
    io.stderr.write(`${at === 0 ? paint(label) + line.slice(label.length) : line}\n`);
  }
}

/** A mistake in what was typed. */
export function usage(io: Io, options: GlobalOptions, message: string, hint?: string): ExitCode {
  complain(io, options, message, hint);
  return EXIT.usage;
}

/** What a database that cannot be used means for the exit code. */
export function storeExit(error: StoreError): ExitCode {
  return error.kind === 'busy' ? EXIT.busy : EXIT.configuration;
}

/** An error that nobody expected is a bug of ours and says so; the stack is only for those who ask. */
export function bug(io: Io, options: GlobalOptions, error: unknown): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    io.env.LEADSEQ_DEBUG === '1'
      ? error instanceof Error
        ? (error.stack ?? message)
        : message
      : 'This is a bug in leadseq, not something you did. For the details: LEADSEQ_DEBUG=1 before the command.';
  complain(io, options, `something went wrong inside: ${message}`, hint);
  return EXIT.problems;
}
