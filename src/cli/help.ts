/** Help as text: examples first, then what may be typed; 80 columns, from the same declarations that parse. */
import type { CommandSpec, Group, OptionSpec, WordSpec } from './declared/spec.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;

/** `seq --help`. */
export function programHelp(name: string, groups: readonly Group[], globals: readonly OptionSpec[]): string {
  const commands = groups.flatMap((group) => group.commands);
  const column = 2 + Math.max(...commands.map((command) => command.name.length)) + 2;
  return [
    'Follows up every lead by a written sequence of texts, emails and call tasks,',
    'and stops the moment the lead acts.',
    '',
    ...section('Examples', [
      ...exampleLines(name, [
        ['demo', 'see 14 days of it in a few seconds'],
        ['init', 'start a workspace here'],
        ['enroll leads.csv', 'bring leads in'],
        ['tick', 'send what is due; cron runs this every minute'],
        ['why +13125550142', 'why each touch went, or did not, or when it will'],
      ]),
    ]),
    ...groups.flatMap((group) =>
      section(
        group.title,
        group.commands.flatMap((command) => twoColumns(command.name, command.summary, column)),
      ),
    ),
    ...section('Options everywhere', optionLines(globals)),
    `More on one command: ${name} <command> --help`,
    '',
  ].join('\n');
}

/** `seq plan --help`, or `seq tasks done --help` with the whole path. */
export function commandHelp(
  name: string,
  path: string,
  spec: CommandSpec | WordSpec,
  words: readonly WordSpec[],
  globals: readonly OptionSpec[],
): string {
  const usage = [
    name,
    path,
    ...(words.length > 0 ? ['[word]'] : []),
    ...(spec.arguments ?? []).map((a) => a.form),
  ];
  if (spec.options.length > 0) usage.push('[options]');
  const argumentColumn = 4 + Math.max(0, ...(spec.arguments ?? []).map((a) => a.form.length));
  const wordColumn = 4 + Math.max(0, ...words.map((word) => word.name.length));
  return [
    ...wrap(`${spec.summary}.`, WIDTH),
    '',
    ...section('Examples', exampleLines(name, spec.examples)),
    ...section('Usage', [`  ${usage.join(' ')}`]),
    ...section(
      'Words',
      words.flatMap((word) => twoColumns(word.name, word.summary, wordColumn)),
    ),
    ...section(
      'Arguments',
      (spec.arguments ?? []).flatMap((argument) => twoColumns(argument.form, argument.text, argumentColumn)),
    ),
    ...section('Options', optionLines(spec.options)),
    ...section('Options everywhere', optionLines(globals)),
    ...(spec.details ?? []).flatMap((paragraph) => [...wrap(paragraph, WIDTH), '']),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines, ''];
}

function exampleLines(name: string, examples: CommandSpec['examples']): readonly string[] {
  const lines = examples.map(([line]) => `${name} ${line}`);
  // Beside each other when every line leaves room, else below: a column that jumps is hard to read.
  const column = 2 + Math.max(0, ...lines.map((line) => line.length)) + 3;
  const fits = examples.every(([, meaning]) => column + meaning.length <= WIDTH);
  return examples.flatMap(([, meaning], at) => {
    const line = `  ${lines[at] ?? ''}`;
    return fits ? [`${line.padEnd(column)}${meaning}`] : [line, `      ${meaning}`];
  });
}

function optionLines(options: readonly OptionSpec[]): readonly string[] {
  const column = 2 + Math.max(0, ...options.map((option) => option.flags.length)) + 2;
  return options.flatMap((option) => twoColumns(option.flags, optionText(option), column));
}

function optionText(option: OptionSpec): string {
  return option.choices === undefined ? option.text : `${option.text}: ${option.choices.join(', ')}`;
}

function twoColumns(left: string, right: string, column: number): readonly string[] {
  const [first = '', ...rest] = wrap(right, WIDTH - column);
  const indent = ' '.repeat(column);
  return [`${`  ${left}`.padEnd(column)}${first}`, ...rest.map((line) => `${indent}${line}`)];
}
