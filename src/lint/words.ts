/** The words of templates: whether their Liquid can be read and ends, and whether each value they ask for can exist. */
import type { Diagnostic, Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { RESERVED_NAMES } from '../message/context.ts';
import { checkTemplate, type TemplateVariable } from '../message/template.ts';
import type { UsedPiece } from '../sequence/compile.ts';
import type { Code } from '../sequence/finding.ts';
import { placeOf } from '../sequence/references.ts';

/** What holds a group of values, and which. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  touches: ['day_name', 'date', 'outcome'],
  appointment: ['day_name', 'date', 'weekday', 'time'],
  reply: ['text', 'time'],
};
/** What only the lead can tell, and often does not. */
const LEAD_NAMES = ['first_name', 'last_name', 'full_name'];

export interface WordsContext {
  readonly fallbacks: readonly string[];
  /** Reminders know the appointment; so does `when`, which may run after one was booked. */
  readonly hasAppointment: boolean;
}

/** Findings in one template. */
export function lintWords(piece: UsedPiece, context: WordsContext): readonly Diagnostic[] {
  const checked = checkTemplate({ source: piece.source, file: piece.file, line: 1 });
  if (!checked.ok) {
    const { code, message, line, column } = checked.error;
    const offset = offsetAt(piece.source, line, column);
    return [
      {
        code: code === 'limit' ? 'endless-template' : 'liquid-syntax',
        severity: 'error',
        message,
        file: piece.file,
        range: placeOf(piece, tagAt(piece.source, offset), offset),
      },
    ];
  }
  return checked.value.flatMap((variable) => lintName(variable, piece, context) ?? []);
}

function lintName(variable: TemplateVariable, piece: UsedPiece, context: WordsContext): Diagnostic | null {
  const [root = '', ...path] = variable.name.split('.');
  const offset = offsetAt(piece.source, variable.line, variable.column);
  const at = (
    code: Code,
    severity: 'error' | 'warning',
    message: string,
    more: Partial<Diagnostic> = {},
  ): Diagnostic => ({
    code,
    severity,
    message,
    ...more,
    file: piece.file,
    range: rangeOf(variable.name, offset, piece),
  });
  const group = GROUPS[root];
  if (group) return lintGroup(root, group, path, piece, context, at);
  if (path.length > 0)
    return at(
      'unknown-variable',
      'error',
      `\`${variable.name}\` cannot exist: only touches, appointment and reply hold further values.`,
    );
  if (context.fallbacks.includes(root) || isOptional(root, offset, piece.source)) return null;
  if (LEAD_NAMES.includes(root))
    return at(
      'no-fallback',
      'warning',
      `\`${root}\` is empty for some leads, and they would not get this message.`,
      {
        hint: `Write \`fallbacks: { ${root}: … }\`: what is said instead.`,
      },
    );
  if (RESERVED_NAMES.includes(root)) return null;
  const known = [...RESERVED_NAMES, ...context.fallbacks];
  const suggestion = nearest(root, known);
  return at(
    'unknown-variable',
    'error',
    `\`${root}\` is neither a value that every message has nor a lead field with a fallback.`,
    {
      hint: `If it is a field of the lead, write \`fallbacks: { ${root}: … }\`: what is said when it is empty. Every message has ${RESERVED_NAMES.filter((name) => !GROUPS[name]).join(', ')}.`,
      ...(suggestion && { suggestion }),
    },
  );
}

function lintGroup(
  root: string,
  group: readonly string[],
  path: readonly string[],
  piece: UsedPiece,
  context: WordsContext,
  at: (code: Code, severity: 'error', message: string, more?: Partial<Diagnostic>) => Diagnostic,
): Diagnostic | null {
  if (root === 'reply' && piece.place !== 'when')
    return at(
      'unknown-variable',
      'error',
      '`reply` is known only to the tasks of `when:`; a touch goes out because there was none.',
    );
  if (root === 'appointment' && piece.place !== 'when' && !context.hasAppointment)
    return at(
      'unknown-variable',
      'error',
      '`appointment` is known only in a sequence with `anchor: appointment`.',
    );
  const property = root === 'touches' ? path[1] : path[0];
  const depth = root === 'touches' ? 2 : 1;
  if (property !== undefined && path.length === depth && group.includes(property)) return null;
  const suggestion = property === undefined ? null : nearest(property, group);
  const owner = root === 'touches' ? `touches.${path[0] ?? '<id>'}` : root;
  return at(
    'unknown-variable',
    'error',
    `\`${owner}\` has ${group.join(', ')}${property === undefined ? '; one of them must be named' : `, and no \`${path.slice(depth - 1).join('.')}\``}.`,
    {
      ...(suggestion && { suggestion }),
    },
  );
}

/** `{{ budget | default: "open" }}` and `{% if budget %}` ask for what a lead may lack. */
function isOptional(name: string, offset: number, source: string): boolean {
  if (
    /^\s*\|\s*default\s*:/.test(
      source
        .slice(offset)
        .replace(/^[{%\s-]*/, '')
        .slice(name.length),
    )
  )
    return true;
  return new RegExp(`\\{%-?\\s*(?:if|unless|elsif|case)\\b[^%]*\\b${name}\\b`).test(source);
}

function rangeOf(name: string, offset: number, piece: UsedPiece): Range {
  const from = piece.source.indexOf(name, offset);
  return from === -1 ? placeOf(piece, tagAt(piece.source, offset), offset) : placeOf(piece, name, from);
}

/** From an offset to the end of its tag, or of the line. */
function tagAt(source: string, offset: number): string {
  const rest = source.slice(offset);
  const end = rest.search(/[}%]\}|\n/);
  return end === -1
    ? rest || source
    : rest.startsWith('{')
      ? rest.slice(0, end + 2).trimEnd()
      : rest.slice(0, end).trimEnd() || rest.slice(0, 1);
}

function offsetAt(source: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = source.indexOf('\n', start) + 1;
  return Math.min(start + column - 1, source.length);
}
