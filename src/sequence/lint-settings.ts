/** `lint:` of leadseq.yaml: which rules are off, how severe the others are, and their options. */
import { asMap, type Mapping, plain, valueAt } from './tree.ts';

export interface RuleSetting {
  readonly severity?: 'off' | 'warning' | 'error';
  readonly options: Readonly<Record<string, number | string | boolean | readonly string[]>>;
}

/** By rule. Of the form that the schema asks for; the rules know what their options mean. */
export type LintSettings = Readonly<Record<string, RuleSetting>>;

/** Null when the settings say nothing about lint. */
export function lintSettingsOf(root: Mapping): LintSettings | null {
  const lint = valueAt(root, 'lint');
  if (lint === null) return null;
  return Object.fromEntries(
    [...asMap(lint).entries.values()].map(({ key, value }): [string, RuleSetting] => {
      const said = plain(value);
      if (typeof said === 'string') return [key, { severity: said as 'off', options: {} }];
      const { severity, ...options } = said as Record<string, string>;
      return [key, severity === undefined ? { options } : { severity: severity as 'off', options }];
    }),
  );
}
