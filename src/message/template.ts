/** Liquid made safe for messages: strict, bounded, without files, clock or randomness; parsed once for each source. */
import { Liquid, type Template as LiquidNode } from 'liquidjs';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Template } from '../sequence/sequence.ts';
import { codeOf, placed, problemAt, type RenderProblem, TAGS_ALLOWED } from './render-problem.ts';
import { toGsmPunctuation } from './segments.ts';
import { toInertMarkdown } from './wording.ts';

/** How a value is written into the text around it; the text itself is the author's and stays as it is. */
export type Writing = 'plain' | 'sms' | 'markdown';

/** A value that a template asks for, as a dotted path. */
export interface TemplateVariable {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** The clock, randomness, hashes, and the way around escaping. */
const FILTERS_REMOVED = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
  'sample',
  'raw',
  'sha256',
  'hmac_sha256',
  'inspect',
];

/** A text is 1,600 characters at most; an email template of 20,000 is already a small book. */
const SOURCE_LIMIT = 20_000;

/**
 * Memory counts loop turns and copied characters and gives the same answer every time; the clock is the second fence, for a
 * long body inside a loop. An endless loop measured 3 ms to its error.
 */
const LIMITS = { parseLimit: SOURCE_LIMIT, memoryLimit: 50_000, renderLimit: 400 };

function engine(write: (value: string) => string): Liquid {
  const liquid = new Liquid({
    ...LIMITS,
    strictVariables: true,
    strictFilters: true,
    // `{% if budget %}` and `default:` may ask for what a lead lacks.
    lenientIf: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    relativeReference: false,
    templates: {},
    outputEscape: (value: unknown) => write(written(value)),
  });
  for (const tag of Object.keys(liquid.tags)) if (!TAGS_ALLOWED.includes(tag)) delete liquid.tags[tag];
  for (const filter of FILTERS_REMOVED) delete liquid.filters[filter];
  return liquid;
}

/** A group of values, such as `{{ touches }}`, is no text; what is written here is what `leftover` looks for. */
function written(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(written).join('');
  return typeof value === 'object' ? '[object]' : String(value);
}

const WRITERS: Readonly<Record<Writing, (value: string) => string>> = {
  plain: (value) => value,
  sms: toGsmPunctuation,
  markdown: toInertMarkdown,
};

const engines = new Map<Writing, Liquid>();

/** Made when first used, for most texts only name values and need none. */
function engineFor(writing: Writing): Liquid {
  const made = engines.get(writing) ?? engine(WRITERS[writing]);
  engines.set(writing, made);
  return made;
}

type Parsed = Result<readonly LiquidNode[], { readonly message: string; row: number; column: number }>;

/** A memo, so that a source is parsed once; emptied when a long-lived process has seen this many. */
const MEMO_LIMIT = 2_000;
const memo: Readonly<Record<Writing, Map<string, Parsed>>> = {
  plain: new Map(),
  sms: new Map(),
  markdown: new Map(),
};

/** The parsed form of a source, from the memo when it has been seen. */
function parseTemplate(source: string, writing: Writing): Parsed {
  const seen = memo[writing].get(source);
  if (seen) return seen;
  const parsed = parse(source, writing);
  if (memo[writing].size >= MEMO_LIMIT) memo[writing].clear();
  memo[writing].set(source, parsed);
  return parsed;
}

function parse(source: string, writing: Writing): Parsed {
  if (source.length > SOURCE_LIMIT)
    return fail({
      message: `The template has ${source.length.toLocaleString('en-US')} characters; ${SOURCE_LIMIT.toLocaleString('en-US')} are allowed.`,
      row: 1,
      column: 1,
    });
  try {
    return ok(engineFor(writing).parse(source));
  } catch (error) {
    return fail(placed(error, source));
  }
}

/** A text that only names values: what stands around them, and the names, in turn. Null for a text that does more. */
type Plain = { readonly texts: readonly string[]; readonly names: readonly string[] } | null;

const NAME = /\{\{ *([a-z_][a-z0-9_]*) *\}\}/;
/** Words that are no names to Liquid. */
const LITERALS = ['true', 'false', 'nil', 'null', 'empty', 'blank'];
const plain = new Map<string, Plain>();

function plainForm(source: string): Plain {
  const seen = plain.get(source);
  if (seen !== undefined) return seen;
  const parts = source.split(NAME);
  const texts = parts.filter((_, n) => n % 2 === 0);
  const names = parts.filter((_, n) => n % 2 === 1);
  const isPlain =
    source.length <= SOURCE_LIMIT &&
    !texts.some((text) => /\{[{%]|[%}]\}/.test(text)) &&
    !names.some((name) => LITERALS.includes(name));
  if (plain.size >= MEMO_LIMIT) plain.clear();
  const form = isPlain ? { texts, names } : null;
  plain.set(source, form);
  return form;
}

/** Longer ones are left to the engine, which knows when it is too much. */
const PLAIN_LIMIT = 10_000;

/** As the engine would fill it in, in a tenth of its time; null when the text does more than name values, or one is missing. */
function fillPlainly(
  source: string,
  values: Readonly<Record<string, unknown>>,
  writing: Writing,
): string | null {
  const form = plainForm(source);
  if (form === null) return null;
  let filled = form.texts[0] ?? '';
  for (let n = 0; n < form.names.length; n += 1) {
    const name = form.names[n] ?? '';
    const value = Object.hasOwn(values, name) ? values[name] : null;
    if (typeof value !== 'string') return null;
    filled += WRITERS[writing](value) + (form.texts[n + 1] ?? '');
  }
  return filled.length <= PLAIN_LIMIT ? filled : null;
}

/** Renders with the values of one lead. Values are data: Liquid inside them stays text. */
export function renderTemplate(
  template: Template,
  values: Readonly<Record<string, unknown>>,
  writing: Writing = 'plain',
): Result<string, RenderProblem> {
  const filled = fillPlainly(template.source, values, writing);
  if (filled !== null) return ok(filled);
  const parsed = parseTemplate(template.source, writing);
  if (!parsed.ok) return fail(problemAt(template, 'syntax', parsed.error));
  const render = (): string => engineFor(writing).renderSync([...parsed.value], values);
  try {
    return ok(oncePatiently(render));
  } catch (error) {
    return fail(problemAt(template, codeOf(error), placed(error, template.source)));
  }
}

/** A machine that stood still for a moment is no loop without end: what only the clock has stopped is tried once more. */
function oncePatiently(render: () => string): string {
  try {
    return render();
  } catch (error) {
    if (error instanceof Error && /render limit exceeded/.test(error.message)) return render();
    throw error;
  }
}

/** What a source asks for, as `templateVariables` tells it. */
const asked = new Map<string, readonly TemplateVariable[]>();
/** Sources that have been seen to render. */
const sound = new Set<string>();

/** Values asked for and not made by the template itself, each place once, in order. */
export function templateVariables(source: string): readonly TemplateVariable[] {
  const seen = asked.get(source);
  if (seen) return seen;
  const variables = variablesOf(source);
  if (asked.size >= MEMO_LIMIT) asked.clear();
  asked.set(source, variables);
  return variables;
}

function variablesOf(source: string): readonly TemplateVariable[] {
  const named = namedIn(source);
  if (named) return named;
  const parsed = parseTemplate(source, 'plain');
  if (!parsed.ok) return [];
  const { globals } = engineFor('plain').analyzeSync([...parsed.value], { partials: false });
  return Object.values(globals)
    .flat()
    .map(({ segments, location }) => ({
      name: segments.map((segment) => (Array.isArray(segment) ? '[…]' : String(segment))).join('.'),
      line: location.row,
      column: location.col,
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A value or a value of a group, such as `touches.call-1.day_name`. */
const PATH = /\{\{ *([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_-]*){0,3}) *\}\}/g;
/** What Liquid knows of everything. */
const OF_ANYTHING = ['size', 'first', 'last'];

/** The values that a text names and their places, as the engine would find them; null for a text that does more than name values. */
function namedIn(source: string): readonly TemplateVariable[] | null {
  if (source.length > SOURCE_LIMIT || /\{[{%]|[%}]\}/.test(source.replace(PATH, ''))) return null;
  const variables: TemplateVariable[] = [];
  let [line, lineStart, from] = [1, 0, 0];
  for (const { 0: whole, 1: name = '', index } of source.matchAll(PATH)) {
    const words = name.split('.');
    if (LITERALS.includes(name) || words.some((word) => OF_ANYTHING.includes(word))) return null;
    for (let at = source.indexOf('\n', from); at !== -1 && at < index; at = source.indexOf('\n', at + 1)) {
      line++;
      lineStart = at + 1;
    }
    from = index;
    variables.push({ name, line, column: index + whole.indexOf(name) - lineStart + 1 });
  }
  return variables;
}

/** Whether a template can ever render: it parses, knows its tags and filters, and comes to an end. */
export function checkTemplate(template: Template): Result<readonly TemplateVariable[], RenderProblem> {
  const variables = templateVariables(template.source);
  if (sound.has(template.source)) return ok(variables);
  // What only names values can be filled in.
  if (namedIn(template.source)) return ok(variables);
  const tried = renderTemplate(template, sampleValues(variables));
  if (!tried.ok && tried.error.code !== 'no_value') return tried;
  if (sound.size >= MEMO_LIMIT) sound.clear();
  sound.add(template.source);
  return ok(variables);
}

function sampleValues(variables: readonly TemplateVariable[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { name } of variables) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let at = values;
    for (const step of path) {
      const next = Object.hasOwn(at, step) ? at[step] : undefined;
      const branch = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
      Object.defineProperty(at, step, { value: branch, enumerable: true, configurable: true });
      at = branch;
    }
    if (!Object.hasOwn(at, last))
      Object.defineProperty(at, last, { value: 'x', enumerable: true, configurable: true });
  }
  return values;
}
