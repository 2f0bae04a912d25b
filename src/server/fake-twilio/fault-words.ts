/** Faults as a person types them: `accept-then-drop 5%, slow 10% 300ms, 429 x3`, or `28%` for a bad network. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { FAULTS, type FaultRule, isFaultName, mixOf } from './faults.ts';

export const FAULT_FORMS = '"28%" for a bad network, or names such as "accept-then-drop 5%, slow 2s, 429 x3"';

export function readFaults(text: string): Result<readonly FaultRule[], string> {
  const rules: FaultRule[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '' || part === 'none') continue;
    const share = percent(part);
    if (share !== null) {
      rules.push(...mixOf(share));
      continue;
    }
    const rule = readRule(part);
    if (!rule.ok) return rule;
    rules.push(rule.value);
  }
  return ok(rules);
}

function readRule(part: string): Result<FaultRule, string> {
  const [name = '', ...words] = part.split(/\s+/);
  if (!isFaultName(name)) {
    return fail(
      `there is no fault "${name}"; it takes ${Object.keys(FAULTS).join(', ')}, or a share such as 28%`,
    );
  }
  let rule: FaultRule = { fault: name };
  for (const word of words) {
    const share = percent(word);
    const times = /^x(\d{1,6})$/.exec(word)?.[1];
    const span = /^(\d{1,6})(ms|s)$/.exec(word);
    if (share !== null) rule = { ...rule, share };
    else if (times !== undefined) rule = { ...rule, times: Number(times) };
    else if (span !== null) rule = { ...rule, ms: Number(span[1]) * (span[2] === 's' ? 1000 : 1) };
    else if (word === 'create' || word === 'read' || word === 'any') rule = { ...rule, on: word };
    else
      return fail(
        `"${word}" does not fit "${name}"; it takes a share (5%), a count (x3), a time (300ms, 2s), read or any`,
      );
  }
  return ok(rule);
}

/** `5%` → 0.05; null for anything else. */
function percent(word: string): number | null {
  const [, number] = /^(\d{1,3}(?:\.\d+)?)%$/.exec(word) ?? [];
  return number === undefined || Number(number) > 100 ? null : Number(number) / 100;
}

/** The other way round. */
export function faultWords(rules: readonly FaultRule[]): string {
  const words = rules.map(({ fault, on, share, times, ms }) =>
    [
      fault,
      ...(share === undefined ? [] : [`${Number((share * 100).toFixed(2))}%`]),
      ...(times === undefined ? [] : [`x${times}`]),
      ...(ms === undefined ? [] : [`${ms}ms`]),
      ...(on === undefined ? [] : [on]),
    ].join(' '),
  );
  return words.length === 0 ? 'none' : words.join(', ');
}
