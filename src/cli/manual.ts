/** `docs/cli.md` as text: the same help that the program prints, in one page. */
import type { CommandSpec } from './declared/spec.ts';
import { commandHelp, programHelp } from './help.ts';
import { GLOBAL_OPTIONS, GROUPS } from './program.ts';

export function cliManual(): string {
  return [
    '# The command line',
    '',
    'Written by the program itself; what `seq <command> --help` prints is what stands here.',
    '',
    '```text',
    programHelp('seq', GROUPS, GLOBAL_OPTIONS).trimEnd(),
    '```',
    '',
    ...GENERAL,
    ...GROUPS.flatMap((group) => [
      `## ${group.title}`,
      '',
      ...group.commands.flatMap((command) => chapter(command)),
    ]),
  ].join('\n');
}

/** Options that every command takes are said once, above. */
function chapter(command: CommandSpec): readonly string[] {
  const words = command.words ?? [];
  return [
    `### seq ${command.name}`,
    '',
    ...block(commandHelp('seq', command.name, command, words, [])),
    ...words
      .filter((word) => word.examples.length > 0)
      .flatMap((word) => [
        `### seq ${command.name} ${word.name}`,
        '',
        ...block(commandHelp('seq', `${command.name} ${word.name}`, word, [], [])),
      ]),
  ];
}

const block = (text: string): readonly string[] => ['```text', text.trimEnd(), '```', ''];

const GENERAL = [
  '## What holds for all of them',
  '',
  'Results go to standard output, everything else to standard error. In a pipe, lists are tab-separated with a header.',
  '`--json` prints one object that begins with `"version": 1` and its `kind`; times in it are ISO 8601 in UTC.',
  '',
  '| exit code | meaning |',
  '|---|---|',
  '| 0 | fine; also when nothing was due, or another tick was running |',
  '| 1 | there is something for a person to look at |',
  '| 2 | the command was not understood |',
  '| 3 | settings, files, the database or the machine are not as they must be |',
  '| 4 | refused, because going on would not be safe |',
  '| 75 | busy; try again (a tick says so only with `--fail-if-locked`) |',
  '',
  'A time is ISO 8601 with an offset (`2026-03-03T10:00:00-06:00`), or the wall clock of the business',
  '(`"2026-03-03 10:00"`). A lead is named by its id, its phone or its email.',
  '',
  'Colors: `--color` or `--no-color`, then `NO_COLOR`, then `FORCE_COLOR`, then whether it is a terminal.',
  '`LEADSEQ_DEBUG=1` shows the stack of an error that is a bug of the program.',
  '',
  '`seq` is also a program of coreutils: when the first argument that is no option of its is a number, or there are only',
  'its options, ours hands over to the next `seq` on PATH. `--help`, `--version` and no argument at all are ours.',
  '',
];
