/** How the settings want the rules: on or off, how severe, and with which options. */
import type { Options, OptionValue, Rule } from './rules/rule.ts';

/** Each option as given, or by default. */
export function optionsOf(rule: Rule, given: Readonly<Record<string, OptionValue>>): Options {
  const all = Object.entries(rule.options ?? {});
  return Object.fromEntries(all.map(([name, schema]) => [name, given[name] ?? schema.default]));
}
