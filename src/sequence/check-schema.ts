/** What the schema refuses, in words: what was seen, what is allowed, where, and what was probably meant. */
import type { Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { type FindingParts, orList, type Report } from './finding.ts';
import { type Mapping, plain, type Tree, walk } from './tree.ts';
import type { SchemaError, SchemaNode, Validator } from './validators.gen.mjs';

/** A file that is wrong in more places than this is another kind of file. */
const MOST_ERRORS = 50;

/** Reports each finding of the validator at its place; true when there is none. */
export function checkSchema(root: Tree, validate: Validator, report: Report): boolean {
  if (validate(plain(root))) return true;
  for (const error of (validate.errors ?? []).slice(0, MOST_ERRORS)) {
    const parts = explain(error, root);
    if (parts) report(parts);
  }
  return false;
}

function explain(error: SchemaError, root: Tree): FindingParts | null {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const { value, entry } = walk(root, path);
  const schema = error.parentSchema;
  const name = path.at(-1) ?? 'The file';
  const what = nameOf(name, schema);
  if (error.propertyName !== undefined)
    return notA(error.propertyName, schema, keyRangeOf(value, error.propertyName));
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(error.params.additionalProperty), schema, value, path);
    case 'required':
      return {
        code: 'missing-key',
        message: `${schema.type === 'object' ? capital(schema.title ?? name) : what} needs \`${error.params.missingProperty}\`.`,
        hint: describe(schema.properties?.[String(error.params.missingProperty)]),
        range: entry?.keyRange ?? headOf(value),
      };
    case 'type':
      return wrongType(what, schema, value);
    case 'const':
    case 'enum':
      return wrongWord(what, name, schema, value, error);
    case 'pattern':
      return notA(String(error.data), schema, value.range);
    case 'minimum':
    case 'maximum':
      return wrong(`${what} is ${error.data}; ${limits(schema)}.`, value);
    case 'minLength':
      return wrong(`${what} is empty.`, value);
    case 'maxLength':
      return wrong(
        `${what} has ${String(error.data).length} characters; ${error.params.limit} is the most.`,
        value,
      );
    case 'minItems':
    case 'minProperties':
      return wrong(`${what} is empty; leave the key out, or name at least one.`, value);
    case 'maxItems':
      return wrong(`${what} has more than ${error.params.limit} items.`, value);
    case 'maxProperties':
      return wrong(`${what} has more than ${error.params.limit} keys.`, value);
    case 'uniqueItems':
      return wrong(`${what} names the same thing twice.`, value);
    default:
      // `if`, `propertyNames`: containers of errors that are reported themselves.
      return null;
  }
}

const wrong = (message: string, value: Tree): FindingParts => ({
  code: 'wrong-value',
  message,
  range: value.range,
});

function unknownKey(key: string, schema: SchemaNode, value: Tree, path: readonly string[]): FindingParts {
  const allowed = Object.keys(schema.properties ?? {});
  const place =
    path.at(-1) === undefined ? (schema.title ?? 'this file') : (schema.title ?? `\`${path.at(-1)}\``);
  const moved = path.length === 0 || path.at(-1) === 'when' ? OTHER_WORDS[key] : undefined;
  const suggestion = moved?.[0] ?? nearest(key, allowed);
  const isLint = path.length === 1 && path[0] === 'lint';
  return {
    code: 'unknown-key',
    message: `${capital(place)} has no key \`${key}\`${isLint ? '' : `; it has ${orList(allowed)}`}.`,
    hint: isLint
      ? 'The keys are names of rules: `seq explain` lists them.'
      : (moved?.[1] ??
        (key.includes(' ')
          ? 'If it is part of a text with a comma in it: put the whole text in double quotes.'
          : undefined)),
    suggestion,
    range: keyRangeOf(value, key),
  };
}

/** Keys that people rightly expect, and why they are not there. */
const OTHER_WORDS: Readonly<Record<string, readonly [string | null, string]>> = {
  on: ['when', '`on` is the value true to YAML 1.1 tools, so the key is `when`.'],
  steps: ['touches', 'A step is called a touch.'],
  opted_out: [
    null,
    'An opt-out always stops everything, by law; no file can say otherwise, so there is nothing to write.',
  ],
  wrong_number: [
    null,
    'A wrong number always stops everything sent to it; no file can say otherwise, so there is nothing to write.',
  ],
};

function wrongType(what: string, schema: SchemaNode, value: Tree): FindingParts {
  const range = value.kind === 'scalar' ? value.range : headOf(value);
  const hint = typeHint(schema, value);
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (
    value.kind === 'scalar' &&
    typeof value.value === 'number' &&
    schema.pattern &&
    schema.title !== 'a duration'
  )
    return notA(String(value.value), schema, range);
  const asDuration =
    schema.title === 'a duration' && value.kind === 'scalar' && typeof value.value === 'number';
  return {
    code: 'wrong-type',
    message: asDuration
      ? `${what} is ${value.value} without a unit.`
      : `${what} is ${kindOf(value)}; it must be ${orList(types.map((type) => TYPE_WORDS[type] ?? type))}.`,
    hint,
    suggestion: asDuration ? `${value.value}m` : undefined,
    mend: types.includes('boolean') ? switchIn(value) : undefined,
    range,
  };
}

function typeHint(schema: SchemaNode, value: Tree): string | undefined {
  if (value.kind === 'map' && [...value.entries.values()].some(({ key }) => /^\{|\}$/.test(key)))
    return 'A text that begins with {{ needs quotes.';
  const types = [schema.type ?? []].flat();
  if (value.kind === 'scalar' && typeof value.value === 'string' && types.includes('boolean')) {
    const meant = switchIn(value);
    return meant && `Write ${meant}: yes, no, on and off are truth only to YAML 1.1 tools.`;
  }
  if (value.kind === 'scalar' && value.value === null && types.includes('string')) return describe(schema);
  if (value.kind === 'scalar' && types.includes('string') && schema.title !== 'a duration')
    return `If it is meant as text, write "${value.value}".`;
  return describe(schema);
}

/** The truth that YAML 1.1 reads in a word, and this format does not. */
const switchIn = (value: Tree): string | undefined =>
  value.kind !== 'scalar' || typeof value.value !== 'string'
    ? undefined
    : /^(?:yes|on)$/i.test(value.value)
      ? 'true'
      : /^(?:no|off)$/i.test(value.value)
        ? 'false'
        : undefined;

function wrongWord(
  what: string,
  name: string,
  schema: SchemaNode,
  value: Tree,
  error: SchemaError,
): FindingParts {
  const allowed = (error.keyword === 'const' ? [error.params.allowedValue] : (schema.enum ?? []))
    .filter((one) => one !== null)
    .map(String);
  if (name === 'version')
    return {
      code: 'wrong-version',
      message: `version is ${seen(value)}; this program reads version 1.`,
      hint: 'A file of a newer version needs a newer program.',
      range: value.range,
    };
  return {
    code: 'wrong-value',
    message: `${what} is ${seen(value)}; it must be ${orList(allowed)}.`,
    suggestion: value.kind === 'scalar' ? nearest(String(value.value), allowed) : undefined,
    range: value.kind === 'scalar' ? value.range : headOf(value),
  };
}

/** A word of the wrong form: the schema's title says what it should be, its examples how that looks. */
function notA(text: string, schema: SchemaNode, range: Range | undefined): FindingParts {
  const examples = (schema.examples ?? []).map((one) =>
    typeof one === 'string' && /:/.test(one) ? `"${one}"` : String(one),
  );
  const rule = / id$/.test(schema.title ?? '')
    ? ' Lower-case letters, digits, - and _; it begins with a letter.'
    : /(variable|field) name$/.test(schema.title ?? '')
      ? ' Lower-case letters, digits and _; it begins with a letter.'
      : '';
  const suggestion = repaired(text, schema);
  return {
    code: 'wrong-value',
    message: `\`${clip(text)}\` is not ${schema.title ?? 'allowed here'}${examples.length ? `; write it like ${orList(examples)}` : ''}.${rule}`,
    suggestion,
    // An id may be named elsewhere, a time or a duration stands for itself.
    mend: / id$/.test(schema.title ?? '') ? undefined : suggestion,
    range,
  };
}

/** What was most likely meant by a time, a duration or an id in another style. */
function repaired(text: string, schema: SchemaNode): string | undefined {
  const unquoted = text.trim().replace(/^[\u2018-\u201f]|[\u2018-\u201f]$/g, '');
  if (schema.title === 'a time of day' && /^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$/.test(unquoted))
    return `"${unquoted.padStart(5, '0')}"`;
  const time = /^([0-9]{1,2})(?:[:.]([0-5][0-9]))? ?([ap])\.?m\.?$/i.exec(text.trim());
  if (schema.title === 'a time of day' && time) {
    const hour = (Number(time[1]) % 12) + (time[3]?.toLowerCase() === 'p' ? 12 : 0);
    return `"${String(hour).padStart(2, '0')}:${time[2] ?? '00'}"`;
  }
  const span = /^([0-9]+) ?(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)$/i.exec(text.trim());
  if (schema.title === 'a duration' && span) return `${span[1]}${span[2]?.charAt(0).toLowerCase()}`;
  if (/ id$/.test(schema.title ?? '')) {
    const slug = text
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 63);
    return slug && slug !== text ? slug : undefined;
  }
  return undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function kindOf(value: Tree): string {
  if (value.kind === 'list') return 'a list';
  if (value.kind === 'map') return 'a mapping';
  if (value.value === null) return 'empty';
  return typeof value.value === 'string' ? `the text "${clip(value.value)}"` : String(value.value);
}

const seen = (value: Tree): string =>
  value.kind === 'scalar' && typeof value.value === 'string' ? `\`${clip(value.value)}\`` : kindOf(value);

const clip = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};

/** `day`, or for an item of a list what the schema calls it. */
const nameOf = (name: string, schema: SchemaNode): string =>
  /^\d+$/.test(name) ? capital(schema.title ?? 'this item') : name === 'The file' ? name : `\`${name}\``;

const capital = (text: string): string =>
  text.startsWith('`') || text.includes('.yaml') ? text : text.charAt(0).toUpperCase() + text.slice(1);

const describe = (schema: unknown): string | undefined =>
  (schema as SchemaNode | undefined)?.description?.replace(/\s+/g, ' ');

const limits = ({ minimum, maximum }: SchemaNode): string =>
  minimum === undefined
    ? `${maximum} is the most`
    : maximum === undefined
      ? `${minimum} is the least`
      : `it must be from ${minimum} to ${maximum}`;

const keyRangeOf = (value: Tree, key: string): Range | undefined =>
  value.kind === 'map' ? (value.entries.get(key)?.keyRange ?? headOf(value)) : headOf(value);

/** The first line of a list or mapping: underlining all of it would say nothing. */
function headOf(value: Tree): Range {
  if (value.kind === 'map') {
    const [first] = (value as Mapping).entries.values();
    if (first) return first.keyRange;
  }
  if (value.kind === 'list') return { ...value.range, end: Math.min(value.range.end, value.range.start + 1) };
  return value.range;
}

const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
