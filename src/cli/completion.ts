/** What can be typed next, from the same declarations that parse; and the scripts by which shells ask for it. */
import { RootCommand, ShellCompDirective, script } from '@bomb.sh/tab';
import type { CommandSpec, Group, OptionSpec, WordSpec } from './declared/spec.ts';

/** Ids that only the workspace knows. */
export type Offer = 'business' | 'sequence' | 'leads' | 'tasks' | 'uncertain';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface Answer {
  readonly choices: readonly Choice[];
  /** What would have to be looked up for the word that is typed now. */
  readonly asks: Offer | null;
}

/** The choices for the last of `words`, which may be empty; `known` holds what was looked up. */
export function complete(
  groups: readonly Group[],
  globals: readonly OptionSpec[],
  words: readonly string[],
  known: ReadonlyMap<Offer, readonly Choice[]>,
): Answer {
  const asked: Offer[] = [];
  const offer = (kind: Offer, add: (value: string, text: string) => void): void => {
    asked.push(kind);
    for (const { value, text } of known.get(kind) ?? []) add(value, text);
  };
  const root = new RootCommand();
  for (const option of globals) addOption(root, option, offer);
  for (const spec of groups.flatMap(({ commands }) => commands)) {
    addCommand(root, spec.name, spec, globals, offer);
    for (const word of spec.words ?? []) addCommand(root, `${spec.name} ${word.name}`, word, globals, offer);
  }
  const lines = linesOf(() => root.parse([...words]));
  const choices = lines
    .filter((line) => !/^:\d+$/.test(line))
    .map((line) => {
      const [value = '', text = ''] = line.split('\t');
      return { value, text };
    });
  return { choices, asks: asked[0] ?? null };
}

/** The library prints its answer, at once and nowhere else. */
function linesOf(work: () => void): readonly string[] {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: unknown) => void lines.push(...String(line).split('\n'));
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines;
}

type Offering = (kind: Offer, add: (value: string, text: string) => void) => void;
type Declared = ReturnType<RootCommand['command']>;

function addCommand(
  root: RootCommand,
  path: string,
  spec: CommandSpec | WordSpec,
  globals: readonly OptionSpec[],
  offer: Offering,
): void {
  const command = root.command(path, spec.summary);
  for (const option of [...spec.options, ...globals]) addOption(command, option, offer);
  for (const { form, text } of spec.arguments ?? []) {
    const kind = offerFor(path, form);
    const shells = /^[<[]shell[>\]]$/.test(form) ? (text.match(/\b(bash|zsh|fish)\b/g) ?? []) : [];
    command.argument(
      form,
      (add) => {
        for (const shell of shells) add(shell, '');
        if (kind !== null) offer(kind, add);
      },
      form.includes('...'),
    );
  }
}

/** What an argument or the value of an option names. */
function offerFor(path: string, form: string): Offer | null {
  const [noun] = /[a-z]+/.exec(form) ?? [];
  if (noun === 'lead') return 'leads';
  if (noun === 'sequence' || noun === 'business') return noun;
  if (noun === 'id')
    return path.startsWith('tasks') ? 'tasks' : path.startsWith('uncertain') ? 'uncertain' : null;
  return null;
}

function addOption(command: Declared, { flags, text, choices }: OptionSpec, offer: Offering): void {
  const [, alias, name = '', form] = /^(?:-(\w), )?--([\w-]+)(?: (\S+))?$/.exec(flags) ?? [];
  if (form === undefined) {
    command.option(name, text, alias);
    return;
  }
  const kind = name === 'business' || name === 'sequence' ? name : name === 'lead' ? 'leads' : null;
  const values = (add: (value: string, text: string) => void): void => {
    for (const choice of choices ?? []) add(choice, '');
    if (kind !== null) offer(kind, add);
  };
  command.option(name, text, values, alias);
}

/** As the shells' scripts read it: the choices, and whether the shell may offer files instead. */
export function answerLines({ choices }: Answer): readonly string[] {
  const { ShellCompDirectiveDefault: files, ShellCompDirectiveNoFileComp: none } = ShellCompDirective;
  return [
    ...choices.map(({ value, text }) => `${value}\t${harmless(text)}`),
    `:${choices.length === 0 ? files : none}`,
  ];
}

/** Letters, digits and a few signs: what a lead calls himself must mean nothing to a shell. */
const harmless = (text: string): string =>
  text
    .replace(/: /g, ' - ')
    .replace(/[^\p{L}\p{N}’ .,;()/+-]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();

/** The library has a script for PowerShell too, but that one runs whatever `$(…)` stands on the line at a TAB. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Both names. `program` starts this very program, whatever else is called `seq`. */
export function scriptFor(shell: Shell, program: readonly string[]): string {
  if (shell === 'bash') return bashScript(program);
  const words = program.map(quoted).join(' ');
  return ['leadseq', 'seq']
    .flatMap((name) => linesOf(() => script(shell, name, words)))
    .join('\n')
    .concat('\n');
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * The library's own script for bash needs a package beside bash, and runs what stands on the line: `$(…)` at a TAB. This
 * one hands the words on as they are.
 */
const bashScript = (program: readonly string[]): string => `# completion of leadseq and seq for bash
__leadseq_complete() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line value
  [[ "$cur" == "=" ]] && cur=""
  local -a before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  COMPREPLY=()
  while IFS= read -r line; do
    [[ "$line" == :* ]] && continue
    value="\${line%%$'\\t'*}"
    [[ "$value" == "$cur"* ]] && COMPREPLY+=("$value")
  done < <(${program.map(quoted).join(' ')} complete -- "\${before[@]}" "$cur" 2>/dev/null)
}
complete -o default -F __leadseq_complete leadseq seq
`;
