/** Settings from the environment: read like the file's, named for what they override. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import { checkSchema } from './check-schema.ts';
import { type FindingParts, finding, type Report } from './finding.ts';
import { rangeAt } from './limits.ts';
import { asMap, type Entry, type Mapping, type Scalar, valueAt } from './tree.ts';
import { validateWorkspace } from './validators.gen.mjs';

/** Variable → where it goes, and how its text is read. */
const VARIABLES: Readonly<Record<string, readonly [path: string, kind: 'text' | 'number' | 'switch']>> = {
  LEADSEQ_POLICY_EMAIL_HOURS: ['policy.email_hours', 'text'],
  LEADSEQ_POLICY_INSTANT_REPLY: ['policy.instant_reply', 'switch'],
  LEADSEQ_POLICY_DEFAULT_AT: ['policy.default_at', 'text'],
  LEADSEQ_POLICY_SMS_SPACING: ['policy.sms_spacing', 'text'],
  LEADSEQ_POLICY_EMAIL_SPACING: ['policy.email_spacing', 'text'],
  LEADSEQ_POLICY_CONTACTS_PER_DAY: ['policy.contacts_per_day', 'number'],
  LEADSEQ_POLICY_STOP_SCOPE: ['policy.stop_scope', 'text'],
  LEADSEQ_POLICY_BUDGETS_PER_RUN: ['policy.budgets.per_run', 'number'],
  LEADSEQ_POLICY_BUDGETS_PER_MINUTE: ['policy.budgets.per_minute', 'number'],
  LEADSEQ_POLICY_BUDGETS_PER_SENDER_DAY: ['policy.budgets.per_sender_day', 'number'],
  LEADSEQ_POLICY_BUDGETS_FIRST_RUN: ['policy.budgets.first_run', 'number'],
  LEADSEQ_PROVIDERS_SMS: ['providers.sms', 'text'],
  LEADSEQ_PROVIDERS_EMAIL: ['providers.email', 'text'],
  LEADSEQ_PUBLIC_URL: ['public_url', 'text'],
};

export interface Overlays {
  /** A `policy` as the file could have said it; null when no variable is set. */
  readonly policy: Mapping | null;
  /** Everything else, likewise. */
  readonly root: Mapping;
  /** Dotted key → the variable that set it. */
  readonly names: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Takes findings about `policy` and names the variable instead of a place in the file. */
  readonly report: Report;
  readonly reported: () => readonly Diagnostic[];
}

export function overlaysOf(
  environment: Readonly<Record<string, string | undefined>>,
  file: string,
): Overlays {
  const nowhere = rangeAt('', 0, 0);
  const root = mapping(nowhere);
  const names = new Map<string, string>();
  const variableOf = new Map<object, string>();
  const diagnostics: Diagnostic[] = [];
  const late: Diagnostic[] = [];
  const reportTo =
    (list: Diagnostic[]): Report =>
    ({ range, ...parts }: FindingParts) => {
      const variable = range && variableOf.get(range);
      list.push(
        finding(file, {
          ...parts,
          message: `${variable ? `In the environment, ${variable}: ` : ''}${parts.message}`,
        }),
      );
    };

  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || text === '') continue;
    const known = VARIABLES[name];
    if (!known && /^LEADSEQ_(POLICY|PROVIDERS)_/.test(name))
      diagnostics.push(
        finding(file, {
          code: 'unknown-key',
          severity: 'warning',
          message: `The environment has ${name}, which is no setting.`,
          suggestion: nearest(name, Object.keys(VARIABLES)),
        }),
      );
    if (!known) continue;
    const [path, kind] = known;
    const range = { ...nowhere };
    variableOf.set(range, name);
    names.set(path, name);
    const value: Scalar = { kind: 'scalar', value: readAs(kind, text.trim()), style: 'quoted', range };
    graft(root, path.split('.'), value);
  }
  // The schema judges them as if a file had said them; what a whole file must have is no matter here.
  checkSchema(root, validateWorkspace, (parts) => {
    if (parts.code !== 'missing-key' && parts.range && variableOf.has(parts.range))
      reportTo(diagnostics)(parts);
  });
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  const policy = isWrong ? null : valueAt(root, 'policy');
  return {
    policy: policy && asMap(policy),
    root: isWrong ? mapping(nowhere) : root,
    names,
    diagnostics,
    report: reportTo(late),
    reported: () => late,
  };
}

interface OpenMapping extends Mapping {
  readonly entries: Map<string, Entry>;
}

const mapping = (range: Mapping['range']): OpenMapping => ({ kind: 'map', entries: new Map(), range });

function graft(root: OpenMapping, path: readonly string[], value: Scalar): void {
  let at = root;
  for (const [index, key] of path.entries()) {
    const isLast = index === path.length - 1;
    const entry = at.entries.get(key) ?? {
      key,
      keyRange: value.range,
      value: isLast ? value : mapping(value.range),
    };
    at.entries.set(key, entry);
    if (!isLast) at = entry.value as OpenMapping;
  }
}

function readAs(kind: 'text' | 'number' | 'switch', text: string): Scalar['value'] {
  if (kind === 'number' && /^\d{1,15}$/.test(text)) return Number(text);
  if (kind === 'switch' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
