/** `seq explain`: what a finding of lint means, why it matters, and what right and wrong look like. */
import {
  disableText,
  type Explained,
  exampleText,
  explain,
  explainable,
  meantRule,
  settingText,
} from '../../lint/explain.ts';
import { writeLines } from '../acted.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { usage } from '../problems.ts';
import { type Column, table, tsv } from '../table.ts';
import { colorsFor } from '../terminal.ts';
import { wrap } from '../wrap.ts';

export const run: Command<object> = async (io, [typed], options) => {
  if (typed === undefined) return list(io, options);
  // As it is printed, brackets and all.
  const name = typed.replace(/^\[|\]$/g, '');
  const found = explain(name);
  if (found === null) {
    const meant = meantRule(name);
    return usage(
      io,
      options,
      `there is no rule or code "${typed}"${meant === null ? '' : `; did you mean ${meant}?`}`,
      `See: ${io.name} explain`,
    );
  }
  if (options.json) writeJson(io, 'explain', { findings: [asJson(found)] });
  else io.stdout.write(`${textOf(io, options, found).join('\n')}\n`);
  return EXIT.ok;
};

function list(io: Io, options: GlobalOptions): typeof EXIT.ok {
  const all = explainable();
  if (options.json) {
    writeJson(io, 'explain', { findings: all.map(asJson) });
    return EXIT.ok;
  }
  const rows = all.map((one) => [one.name, severityOf(one), titleOf(one)]);
  const columns: readonly Column[] = [
    { title: 'name' },
    { title: 'severity' },
    { title: 'what it finds', fit: 'wrap' },
  ];
  if (io.stdout.isTTY) writeLines(io, table(columns, rows, io.stdout.columns));
  else
    io.stdout.write(
      tsv(
        columns.map(({ title }) => title),
        rows,
      ),
    );
  return EXIT.ok;
}

const severityOf = (one: Explained): string => (one.kind === 'rule' ? one.rule.severity : 'form');
const titleOf = (one: Explained): string =>
  one.kind === 'rule' ? one.rule.title : one.kind === 'code' ? one.title : one.instead;

function asJson(one: Explained): object {
  if (one.kind === 'retired') return { name: one.name, kind: one.kind, instead: one.instead };
  if (one.kind === 'code') return one;
  const { title, why, severity, good, bad, options = {}, fix } = one.rule;
  return { name: one.name, kind: one.kind, title, why, severity, good, bad, options, fix: fix ?? null };
}

function textOf(io: Io, given: GlobalOptions, one: Explained): readonly string[] {
  const color = colorsFor(io, io.stdout, given);
  if (one.kind === 'retired') return [`${one.name} is retired: ${one.instead}`];
  const said = one.kind === 'rule' ? one.rule : one;
  const head = [color.bold(`${one.name}: ${said.title}`), '', ...wrap(said.why, 80)];
  if (one.kind === 'code')
    return [...head, '', 'This is about the form of a file: it is always checked and cannot be disabled.'];
  const { rule } = one;
  const part = (title: string, text: string): readonly string[] => [
    '',
    color.bold(title),
    ...text.split('\n').map((line) => (line === '' ? '' : `  ${line}`)),
  ];
  const options = Object.entries(rule.options ?? {}).map(
    ([name, { description, default: usual }]) => `${name} (${JSON.stringify(usual)}): ${description}`,
  );
  return [
    ...head,
    ...part('Wrong', exampleText(rule.bad)),
    ...part('Right', exampleText(rule.good)),
    ...(options.length === 0 ? [] : part('Options', options.join('\n'))),
    ...(rule.fix === undefined ? [] : part('lint --fix', rule.fix)),
    ...part(`In leadseq.yaml (a ${rule.severity} when nothing is said)`, settingText(rule)),
    ...part('For one place, in the line above it', disableText(rule)),
  ];
}
