/** The command line as a function: arguments and a world in, an exit code out; nothing here touches the process. */
import { type Command, CommanderError } from 'commander';
import { StoreError } from '../store/driver.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { bug, complain, storeExit, usage } from './problems.ts';
import { createProgram } from './program.ts';
import { readVersion } from './version.ts';

export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  if (argv[0] === '--version' || argv[0] === '-V') {
    io.stdout.write(`${readVersion()}\n`);
    return EXIT.ok;
  }
  // What the scripts of `completion` ask at each TAB; no command, since nobody types it.
  if (argv[0] === 'complete' && argv[1] === '--') {
    const { answer } = await import('./commands/completion.ts');
    await answer(io, argv.slice(2));
    return EXIT.ok;
  }
  const words = argv.length === 0 ? ['--help'] : argv[0] === 'help' ? helpWords(argv) : argv;
  let code: ExitCode = EXIT.ok;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return answerParser(io, program, words, error);
    if (error instanceof StoreError) {
      complain(io, program.opts(), error.message);
      return storeExit(error);
    }
    const { NotReady } = await import('../engine/not-ready.ts');
    if (error instanceof NotReady) {
      complain(io, program.opts(), error.lines);
      return EXIT.configuration;
    }
    const { explainFile } = await import('../engine/file-errors.ts');
    const fault = explainFile(error);
    if (fault === null) return bug(io, program.opts(), error);
    complain(io, program.opts(), fault);
    return EXIT.configuration;
  }
}

/** `seq help plan` means `seq plan --help`. */
function helpWords(argv: readonly string[]): readonly string[] {
  return [...argv.slice(1), '--help'];
}

function answerParser(io: Io, program: Command, words: readonly string[], error: CommanderError): ExitCode {
  if (error.exitCode === 0) return EXIT.ok;
  const options: GlobalOptions = program.opts();
  const message = ownWords(error.message);
  const typed = error.code === 'commander.unknownCommand' ? [] : commandIn(program, words);
  return usage(io, options, message, `See: ${[io.name, ...typed, '--help'].join(' ')}`);
}

/** The command that was typed, and its second word when it has one: `tasks done`. */
function commandIn(program: Command, words: readonly string[]): readonly string[] {
  const named: string[] = [];
  let at: Command = program;
  for (const word of words) {
    const next = at.commands.find((command) => command.name() === word);
    if (next === undefined) continue;
    named.push(word);
    at = next;
  }
  return named;
}

/** The parser's messages in our words: what was seen first, then what is allowed. */
function ownWords(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/^option '(.*)' argument '(.*)' is invalid\. /s, "'$2' does not fit $1. ")
    .replace(/^option '(.*)' argument missing/, '$1 needs a value')
    .replace(/^missing required argument '(.*)'/, '<$1> is missing')
    .replace(/Allowed choices are (.*)\.$/s, 'It takes $1.')
    .replace(/\n\(Did you mean (?:one of )?(.*)\?\)$/s, '; did you mean $1?')
    .replace(/\n/g, ' ');
}
