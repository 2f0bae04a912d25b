/** Rules made ready to be asked: compiled once, when the first message is read. */

import { compile, compileAll } from '../pattern.ts';
import { HARMLESS } from './harmless.ts';
import { MACHINE_WORDS } from './machines.ts';
import type { Rule } from './rule.ts';
import { WORDS } from './words.ts';

const ALL_WORDS = { ...WORDS, ...MACHINE_WORDS };

interface Ready {
  readonly rule: Rule;
  readonly says: RegExp;
  readonly unless: RegExp | null;
}

const ready = new Map<readonly Rule[], readonly Ready[]>();

function readied(rules: readonly Rule[]): readonly Ready[] {
  const known = ready.get(rules);
  if (known !== undefined) return known;
  const made = rules.map((rule) => ({
    rule,
    says: compile(rule.says, ALL_WORDS),
    unless: rule.unless === undefined ? null : compile(rule.unless, ALL_WORDS),
  }));
  ready.set(rules, made);
  return made;
}

/** The first of the rules that fits, by its id; null when none does. */
export function firstOf(rules: readonly Rule[], folded: string): string | null {
  for (const { rule, says, unless } of readied(rules)) {
    if (says.test(folded) && !unless?.test(folded)) return rule.id;
  }
  return null;
}

let taken: readonly (readonly [RegExp, string])[] | null = null;

/** The text without what only looks like leaving. */
export function withoutHarmless(folded: string): string {
  taken ??= HARMLESS.map(({ says, as }) => [compileAll(says, ALL_WORDS), ` ${as ?? '_'}`] as const);
  return taken.reduce((text, [pattern, as]) => text.replace(pattern, as), folded);
}
