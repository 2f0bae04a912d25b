/** How a problem is told: one sentence on what is wrong, one on what to type next, and the exit code it means. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { StoreError } from '../store/driver.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { colorsFor, plainLines } from './terminal.ts';

/** `seq: <message>` on stderr, the hint below it. */
export function complain(io: Io, options: GlobalOptions, message: string, hint?: string): void {
  const color = colorsFor(io, io.stderr, options);
  const [first = '', ...rest] = plainLines(message);
  io.stderr.write(`${color.red(`${io.name}:`)} ${first}\n`);
  for (const line of rest) io.stderr.write(`${line}\n`);
  if (hint !== undefined) for (const line of plainLines(hint)) io.stderr.write(`${line}\n`);
}

/** Something worth knowing that stops nothing. */
export function warn(io: Io, options: GlobalOptions, message: string): void {
  const color = colorsFor(io, io.stderr, options);
  io.stderr.write(`${color.yellow('warning:')} ${plainLines(message).join('\n')}\n`);
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

/** `leadseq.yaml:3:9` or just the file, as editors and terminals make it clickable. */
export function place(diagnostic: Diagnostic): string {
  const { file, range } = diagnostic;
  return range === undefined ? file : `${file}:${range.line}:${range.column}`;
}
