/** How a command is declared: as data, from which parsing, help and the manual are all made. */
import type { Command } from '../io.ts';

export interface OptionSpec {
  /** As commander reads them: `-n, --limit <count>`. */
  readonly flags: string;
  readonly text: string;
  /** `count` arrives as a whole number above zero, `list` may be repeated and arrives as an array; the rest are strings or booleans. */
  readonly kind?: 'count' | 'list';
  readonly choices?: readonly string[];
}

interface ArgumentSpec {
  /** As commander reads it: `<lead>`, `[file]`, `[files...]`. */
  readonly form: string;
  readonly text: string;
}

/** A command line worth copying, without the program's name, and what it is for. */
type Example = readonly [line: string, meaning: string];

export interface CommandSpec {
  readonly name: string;
  /** One sentence, without a period. */
  readonly summary: string;
  /** What a person should know before using it, as short paragraphs. */
  readonly details?: readonly string[];
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Imported only when the command is asked for: start-up is the cost that cron pays every minute. */
  readonly load: () => Promise<{ readonly run: Command<never> }>;
  /** `run` then receives the word first: `tasks done 4` is `run(io, ['done', '4'], …)`; without a word, no arguments. */
  readonly words?: readonly WordSpec[];
}

/** A second word, such as `done` in `seq tasks done 4`. */
export type WordSpec = Omit<CommandSpec, 'load' | 'words'>;

/** Commands that belong together in `--help` and in the manual. */
export interface Group {
  readonly title: string;
  readonly commands: readonly CommandSpec[];
}
