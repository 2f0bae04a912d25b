/** `seq alias`: the short name, as a line for a shell or as a link of this user, and never in the way of coreutils. */
import { basename, join, resolve } from 'node:path';
import { writeLines } from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { shellWord } from '../terminal.ts';
import { installSeq, type OnPath, placeOnPath, removeSeq } from '../user-seq.ts';

export interface Options {
  /** True without a folder. */
  readonly install?: string | true;
  readonly remove?: string | true;
}

type Given = Options & GlobalOptions;

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const STARTUP: Readonly<Record<Shell, string>> = {
  bash: '~/.bashrc',
  zsh: '~/.zshrc',
  fish: '~/.config/fish/config.fish',
};

export const run: Command<Options> = async (io, [typed], options) => {
  const { install, remove } = options;
  if (install !== undefined && remove !== undefined)
    return usage(io, options, 'it takes --install or --remove, not both');
  const given = install ?? remove;
  if (given === undefined) return printLine(io, options, typed);
  if (typed !== undefined)
    return usage(io, options, 'a shell goes with the line that is printed, not with a file');
  const folder = given === true ? homeFolder(io) : resolve(io.cwd, given);
  if (folder === null) return usage(io, options, 'HOME is not set: name the folder');
  return install === undefined ? removeFrom(io, options, folder) : installIn(io, options, folder);
};

const homeFolder = ({ env }: Io): string | null =>
  env.HOME === undefined || env.HOME === '' ? null : join(env.HOME, '.local', 'bin');

const launcherOf = ({ program }: Io): string => program.at(-1) ?? '';

function printLine(io: Io, options: Given, typed: string | undefined): ExitCode {
  const named = typed ?? basename(io.env.SHELL ?? '');
  const shell = SHELLS.find((each) => each === named);
  if (shell === undefined) {
    const seen =
      typed === undefined ? `the shell in $SHELL is "${named}"` : `there is no line for "${typed}"`;
    return usage(io, options, `${seen}; it takes ${SHELLS.join(', ')}`, `Such as: ${io.name} alias bash`);
  }
  const line = lineFor(shell, launcherOf(io));
  if (options.json) writeJson(io, 'alias', { shell, line, file: STARTUP[shell] });
  else writeLines(io, [line]);
  if (io.stdout.isTTY && !options.json)
    io.stderr.write(
      `\nPut it into ${STARTUP[shell]}: ${io.name} alias ${shell} >> ${STARTUP[shell]}\nScripts keep the seq of coreutils; numbers go there in any case.\n`,
    );
  return EXIT.ok;
}

/** The variable says by which name it was called, which help and hints repeat. */
const lineFor = (shell: Shell, launcher: string): string =>
  shell === 'fish'
    ? `alias seq ${shellWord(`env LEADSEQ_NAME=seq ${shellWord(launcher)}`)}`
    : `alias seq=${shellWord(`LEADSEQ_NAME=seq ${shellWord(launcher)}`)}`;

function installIn(io: Io, options: Given, folder: string): ExitCode {
  const done = installSeq(folder, launcherOf(io));
  if (!done.ok) {
    complain(io, options, done.error, `Name another folder: ${io.name} alias --install FOLDER`);
    return EXIT.refused;
  }
  const path = join(folder, 'seq');
  const place = placeOnPath(folder, io.env.PATH ?? '', io.cwd);
  if (options.json) writeJson(io, 'alias', { path, done: done.value, onPath: place });
  else {
    const said = { made: 'Made', mended: 'Mended', there_already: 'There already:' }[done.value];
    writeLines(io, [`${said} ${path}, which starts ${launcherOf(io)}.`, ...placeLines(folder, place)]);
  }
  return EXIT.ok;
}

function placeLines(folder: string, place: OnPath): readonly string[] {
  const first = `To put it first: export PATH=${shellWord(folder)}:"$PATH"`;
  switch (place.kind) {
    case 'first':
      return ['It is the first seq on PATH; numbers go on to the next one.'];
    case 'missing':
      return [`${folder} is not on PATH, so nothing finds it yet. ${first}`];
    case 'behind':
      return [`The seq in ${place.other} is found before it on PATH. ${first}`];
  }
}

function removeFrom(io: Io, options: Given, folder: string): ExitCode {
  const done = removeSeq(folder, launcherOf(io));
  if (!done.ok) {
    complain(io, options, done.error);
    return EXIT.refused;
  }
  const path = join(folder, 'seq');
  if (options.json) writeJson(io, 'alias', { path, done: done.value ? 'removed' : 'nothing' });
  else writeLines(io, [done.value ? `Removed ${path}.` : `There is no ${path}. Nothing was changed.`]);
  return EXIT.ok;
}
