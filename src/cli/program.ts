/** All commands in the order in which help shows them, and the commander program that is made of them. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { nearest } from '../domain/nearest.ts';
import { ACT } from './declared/act.ts';
import { DEV } from './declared/dev.ts';
import { KEEP } from './declared/keep.ts';
import { RUN } from './declared/run.ts';
import { SEE } from './declared/see.ts';
import type { CommandSpec, Group, OptionSpec, WordSpec } from './declared/spec.ts';
import { START } from './declared/start.ts';
import { commandHelp, programHelp } from './help.ts';
import type { ExitCode, Io } from './io.ts';

export const GROUPS: readonly Group[] = [START, RUN, SEE, ACT, KEEP, DEV];

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '-C, --workspace <folder>', text: 'Work in this folder instead of here' },
  { flags: '--json', text: 'One JSON object instead of text' },
  { flags: '--color', text: 'Color even when it is not a terminal' },
  { flags: '--no-color', text: 'No color; so does NO_COLOR in the environment' },
];

/** The program for one run: it writes to `io` alone and hands the exit code of the chosen command to `finish`. */
export function createProgram(io: Io, finish: (code: ExitCode) => void): Command {
  const program = new Command(io.name);
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Usage errors are printed by `main`, which adds the next step.
      writeErr: () => {},
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false);
  addOptions(program, GLOBAL_OPTIONS);
  program.helpInformation = () => programHelp(io.name, GROUPS, GLOBAL_OPTIONS);
  for (const group of GROUPS) for (const spec of group.commands) declare(program, spec, io, finish);
  return program;
}

function declare(program: Command, spec: CommandSpec, io: Io, finish: (code: ExitCode) => void): void {
  const command = addForm(program, spec, spec.name, io, spec.words ?? []);
  command.action(async () => {
    const [word] = command.args;
    if (word !== undefined && spec.words !== undefined && spec.arguments === undefined)
      unknownWord(command, word, spec.words);
    const { run } = await spec.load();
    finish(await run(io, command.args, command.optsWithGlobals() as never));
  });
  for (const word of spec.words ?? []) {
    const sub = addForm(command, word, `${spec.name} ${word.name}`, io, []);
    sub.action(async () => {
      const { run } = await spec.load();
      finish(await run(io, [word.name, ...sub.args], sub.optsWithGlobals() as never));
    });
  }
}

function addForm(
  parent: Command,
  spec: CommandSpec | WordSpec,
  path: string,
  io: Io,
  words: readonly WordSpec[],
): Command {
  const command = parent.command(spec.name).helpOption('-h, --help', 'Show help').helpCommand(false);
  for (const argument of spec.arguments ?? []) command.argument(argument.form, argument.text);
  // A mistyped second word is answered with the words there are, not with "too many arguments".
  if (words.length > 0) command.allowExcessArguments(true);
  else command.allowExcessArguments(false);
  addOptions(command, spec.options);
  command.helpInformation = () => commandHelp(io.name, path, spec, words, GLOBAL_OPTIONS);
  return command;
}

function addOptions(command: Command, options: readonly OptionSpec[]): void {
  for (const spec of options) {
    const option = new Option(spec.flags, spec.text);
    if (spec.choices !== undefined) option.choices([...spec.choices]);
    if (spec.kind === 'count') option.argParser(readCount);
    if (spec.kind === 'list') {
      option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    }
    command.addOption(option);
  }
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes a whole number above zero.');
  return Number(text);
}

function unknownWord(command: Command, word: string, words: readonly WordSpec[]): never {
  const names = words.map((spec) => spec.name);
  const close = nearest(word, names);
  const meant = close === null ? `It takes ${names.join(' or ')}.` : `(Did you mean ${close}?)`;
  return command.error(`error: unknown word '${word}' after '${command.name()}'\n${meant}`);
}
