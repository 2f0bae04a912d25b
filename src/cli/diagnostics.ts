/** Findings in files as a person reads them: place, sentence, the line itself, and what to do. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { codeFrame } from '../lint/frame.ts';
import type { GlobalOptions, Io, OutStream } from './io.ts';
import { wrap } from './table.ts';
import { colorsFor, plain, plainLines } from './terminal.ts';

/** Writes all of them to one stream, a blank line after each. */
export async function showDiagnostics(
  io: Io,
  options: GlobalOptions,
  stream: OutStream,
  root: string,
  diagnostics: readonly Diagnostic[],
  /** Where they are at hand already; the others are read. */
  known: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const texts = new Map<string, string>(known);
  for (const { file } of diagnostics) {
    if (!texts.has(file)) texts.set(file, await readFile(absolute(root, file), 'utf8').catch(() => ''));
  }
  for (const each of diagnostics)
    stream.write(textOf(io, options, stream, root, each, texts.get(each.file) ?? ''));
}

function textOf(
  io: Io,
  options: GlobalOptions,
  stream: OutStream,
  root: string,
  diagnostic: Diagnostic,
  source: string,
): string {
  const color = colorsFor(io, stream, options);
  const { severity, message, hint, suggestion, code, range } = diagnostic;
  const paint = severity === 'error' ? color.red : color.yellow;
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  const lines = [
    `${color.bold(placeOf(io, root, diagnostic))} ${paint(severity)} ${color.dim(`[${code}]`)}`,
    ...plainLines(`${message}${meant}`)
      .flatMap((line) => wrap(line, 78))
      .map((line) => `  ${line}`),
    ...(range === undefined || source === '' ? [] : frameLines(codeFrame(source, range))),
    ...(hint === undefined
      ? []
      : plainLines(hint)
          .flatMap((line) => wrap(line, 78))
          .map((line) => `  ${line}`)),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

const frameLines = (frame: string): readonly string[] =>
  frame.split('\n').map((line) => `  ${plain(line)}`.trimEnd());

/** `sequences/a.yaml:3:9`, from where the user stands, so that terminals and editors can open it. */
export function placeOf(io: Io, root: string, { file, range }: Pick<Diagnostic, 'file' | 'range'>): string {
  const path = plain(relative(io.cwd, absolute(root, file)) || file);
  return range === undefined ? path : `${path}:${range.line}:${range.column}`;
}

const absolute = (root: string, file: string): string => (isAbsolute(file) ? file : join(root, file));
