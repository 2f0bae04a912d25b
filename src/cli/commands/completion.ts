/** `seq completion`: the script that a shell needs; and the answers to what that script asks at each TAB. */
import { type Answer, answerLines, complete, type Offer, SHELLS, scriptFor } from '../completion.ts';
import { type Command, EXIT, type Io } from '../io.ts';
import { lookUp } from '../offers.ts';
import { usage } from '../problems.ts';
import { GLOBAL_OPTIONS, GROUPS } from '../program.ts';

export type Options = Record<never, never>;

export const run: Command<Options> = async (io, [typed = ''], options) => {
  const shell = SHELLS.find((each) => each === typed);
  if (shell === undefined)
    return usage(io, options, `there is no completion for "${typed}"; it takes ${SHELLS.join(', ')}`);
  io.stdout.write(scriptFor(shell, io.program));
  return EXIT.ok;
};

/** `seq complete -- <words>`: never an error on somebody's half-typed line, at worst no choices. */
export async function answer(io: Io, typed: readonly string[]): Promise<void> {
  // Bash takes `--channel=sms` apart at its sign.
  const words = typed.filter((word) => word !== '=');
  const known = (kind: Offer, choices: Answer['choices']) => new Map([[kind, choices]]);
  try {
    let found = complete(GROUPS, GLOBAL_OPTIONS, words, new Map());
    if (found.asks !== null) {
      const looked = known(found.asks, await lookUp(io, words, found.asks));
      found = complete(GROUPS, GLOBAL_OPTIONS, words, looked);
    }
    io.stdout.write(`${answerLines(found).join('\n')}\n`);
  } catch {
    io.stdout.write(':0\n');
  }
}
