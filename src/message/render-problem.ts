/** Why there is no text, said so that the person who wrote the template knows where to look and what to type. */
import { LiquidError } from 'liquidjs';
import type { Template } from '../sequence/sequence.ts';

/** Liquid's tags that messages may use: no files, no counters that outlive a message, no way around escaping. */
export const TAGS_ALLOWED: readonly string[] = [
  'assign',
  'break',
  'capture',
  'case',
  'comment',
  'continue',
  'echo',
  'for',
  'if',
  'unless',
  '#',
];

/** Why no text came out; `message` is a finished sentence, the place is where an editor would put the cursor. */
export interface RenderProblem {
  readonly code:
    | 'syntax'
    | 'no_value'
    | 'limit'
    | 'unresolved'
    | 'empty'
    | 'too_long'
    | 'no_destination'
    | 'no_postal_address'
    | 'no_message';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Moves a place inside the source to its place in the file. */
export function problemAt(
  template: Template,
  code: RenderProblem['code'],
  found: { readonly message: string; readonly row: number; readonly column: number },
): RenderProblem {
  return {
    code,
    message: found.message,
    file: template.file,
    line: template.line + found.row - 1,
    column: found.column,
  };
}

export function codeOf(error: unknown): RenderProblem['code'] {
  if (isLimit(error)) return 'limit';
  if (!LiquidError.is(error)) throw error;
  return error.name === 'UndefinedVariableError' ? 'no_value' : 'syntax';
}

/** The engine throws its limits bare when they are reached between two tokens. */
const isLimit = (error: unknown): boolean => error instanceof Error && /limit exceeded/.test(error.message);

/** Liquid's message without its position, said the way the rest of the program speaks. */
export function placed(error: unknown, source: string): { message: string; row: number; column: number } {
  if (!(error instanceof Error) || !(LiquidError.is(error) || isLimit(error))) throw error;
  const [row = 1, column = 1] = LiquidError.is(error) ? (error.token?.getPosition() ?? []) : [];
  const text = error.message.split('\n')[0]?.replace(/, (?:file:.*, )?line:\d+, col:\d+$/, '') ?? '';
  return { message: said(text, source), row, column };
}

function said(text: string, source: string): string {
  const missing = /^undefined variable: (.+)$/.exec(text)?.[1];
  if (missing)
    return `{{ ${missing} }} has no value for this lead, and no fallback is given; ${remedy(missing)}.`;
  if (/memory alloc limit exceeded|render limit exceeded/.test(text))
    return 'The template does not come to an end soon enough: a loop runs too often.';
  const tag = /^tag "(.+)" not found$/.exec(text);
  if (tag)
    return `{% ${tag[1]} %} is not a tag that messages may use; allowed: ${TAGS_ALLOWED.slice(0, -1).join(', ')}.`;
  const filter = /^undefined filter: (.+)$/.exec(text);
  if (filter) return `There is no filter "${filter[1]}" for messages.`;
  return `The template cannot be read: ${text || source.slice(0, 40)}.`;
}

/** What the settings file calls the values that come from it. */
const SETTINGS = ['booking_link', 'agent_name', 'business_phone'];

function remedy(name: string): string {
  if (SETTINGS.includes(name)) return 'give the business one in leadseq.yaml';
  if (name.startsWith('touches.')) return 'write it only under an `if` that names how the call ended';
  return `add "${name}" under "fallbacks:"`;
}
