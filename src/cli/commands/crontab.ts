/** `seq crontab`: the line for cron, which has no PATH worth the name and no terminal to speak to. */
import { join } from 'node:path';
import { type Command, EXIT } from '../io.ts';
import { usage } from '../problems.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly every?: number;
}

export const run: Command<Options> = async (io, _args, options) => {
  const every = options.every ?? 1;
  if (every > 59) return usage(io, options, `--every takes 1 to 59 minutes, not ${every}`);
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const words = [...io.program, '-C', root, 'tick'].map(forCron).join(' ');
  const log = forCron(join(root, '.leadseq', 'tick.log'));
  const line = `${every === 1 ? '*' : `*/${every}`} * * * * ${words} >>${log} 2>&1`;
  io.stdout.write(options.json ? `${JSON.stringify({ version: 1, kind: 'crontab', line })}\n` : `${line}\n`);
  if (io.stdout.isTTY) io.stderr.write('\nTo install it: crontab -e, and paste this line.\n');
  return EXIT.ok;
};

/** Quoted for the shell when it must be, and `%` escaped, which cron takes for the end of the command. */
function forCron(word: string): string {
  const quoted = /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return quoted.replaceAll('%', '\\%');
}
