/** How the settings want the rules: on or off, how severe, and with which options. */
import type { LintSettings } from '../sequence/lint-settings.ts';
import { RULES } from './rules/registry.ts';
import type { ActiveRule } from './run-rules.ts';

/** The rules that are on, in the order of the registry. */
export function activeRules(settings: LintSettings): readonly ActiveRule[] {
  return RULES.flatMap((rule): readonly ActiveRule[] => {
    const { severity = rule.severity, options: given = {} } = settings[rule.id] ?? {};
    if (severity === 'off') return [];
    const options = Object.entries(rule.options ?? {}).map(
      ([name, schema]) => [name, given[name] ?? schema.default] as const,
    );
    return [{ rule, severity, options: Object.fromEntries(options) }];
  });
}
