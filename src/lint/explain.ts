/** What is known of a name that lint prints in brackets: a rule, a retired rule, or a code of wrong form. */
import { nearest } from '../domain/nearest.ts';
import { CODES } from './codes.ts';
import { RULES, TOMBSTONES } from './rules/registry.ts';
import type { Example, Rule } from './rules/rule.ts';

export type Explained =
  | { readonly kind: 'rule'; readonly name: string; readonly rule: Rule }
  | { readonly kind: 'code'; readonly name: string; readonly title: string; readonly why: string }
  | { readonly kind: 'retired'; readonly name: string; readonly instead: string };

/** Null when there is no such name. */
export function explain(name: string): Explained | null {
  const rule = RULES.find(({ id }) => id === name);
  if (rule) return { kind: 'rule', name, rule };
  const retired = TOMBSTONES.find(({ id }) => id === name);
  if (retired) return { kind: 'retired', name, instead: retired.instead };
  const code = Object.hasOwn(CODES, name) ? CODES[name as keyof typeof CODES] : null;
  return code && { kind: 'code', name, ...code };
}

/** Rules first, in their order, then codes by name. */
export const explainable = (): readonly Explained[] =>
  [...RULES.map(({ id }) => id), ...Object.keys(CODES).sort()].flatMap((name) => explain(name) ?? []);

export const meantRule = (name: string): string | null =>
  nearest(
    name,
    explainable().map((one) => one.name),
  );

/** The files of an example, a name above each when there are several. */
export function exampleText(example: Example): string {
  if (typeof example === 'string') return example.trimEnd();
  return Object.entries(example)
    .map(([path, text]) => `# ${path}\n${text.trimEnd()}`)
    .join('\n\n');
}

/** How a rule is switched off for a workspace, and made to fail. */
export function settingText({ id, severity, options = {} }: Rule): string {
  const given = Object.entries(options).map(([name, schema]) => `${name}: ${JSON.stringify(schema.default)}`);
  const other = severity === 'warning' ? 'error' : 'warning';
  const lines = [`${id}: off`, ...(given.length === 0 ? [`${id}: ${other}`] : [])];
  const full = given.length === 0 ? [] : [`${id}: { severity: ${other}, ${given.join(', ')} }`];
  return `lint:\n${[...lines, ...full].map((line, n) => `  ${n === 0 ? '' : '# or '}${line}`).join('\n')}`;
}

export const disableText = ({ id }: Rule): string => `# seq-disable-next-line ${id} -- why it is right here`;
