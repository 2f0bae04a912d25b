/** The world as a command sees it: streams, environment, folder, clock and randomness, so that a test can be that world. */
import type { Instant } from '../domain/time.ts';

export interface OutStream {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in columns; 80 when it is not a terminal. */
  readonly columns: number;
}

export interface Io {
  /** `seq` or `leadseq`, or the path of one that the shell would not find by its name: help and hints repeat it. */
  readonly name: string;
  /** Absolute words that start this program from anywhere, such as cron: the runtime and the launcher. */
  readonly program: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY: boolean };
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Instant;
  /** Cryptographic random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Aborts on SIGINT and SIGTERM: finish what is in flight, start nothing. */
  readonly signal: AbortSignal;
}

/** Results on stdout, everything else on stderr; these codes and no others. */
export const EXIT = { ok: 0, problems: 1, usage: 2, configuration: 3, refused: 4, busy: 75 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each module under `commands/` exports as `run`. */
export type Command<Options> = (
  io: Io,
  args: readonly string[],
  options: Options & GlobalOptions,
) => Promise<ExitCode>;

export interface GlobalOptions {
  /** `-C DIR`: run as if started there. */
  readonly workspace?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}
