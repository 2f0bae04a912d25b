/** Every setting that holds, with where it came from: what `config --origin` prints. */
import type { Policy } from '../domain/policy.ts';
import { MINUTE, type Millis } from '../domain/time.ts';
import { type Mapping, plain, type Tree, valueAt } from './tree.ts';
import { clock, describeWeek, stretch } from './weekly.ts';
import type { Origin, WorkspaceConfig } from './workspace-file.ts';

export interface OriginOf {
  readonly value: string;
  readonly origin: Origin;
  /** Line of the file; null for what no file says. */
  readonly line: number | null;
  /** The environment variable that set it. */
  readonly variable: string | null;
}

/** The file's own settings in its order, then what it leaves to the defaults or to the environment. */
export function originsOf(
  root: Mapping,
  policy: Policy,
  names: ReadonlyMap<string, string>,
  outside: Pick<WorkspaceConfig, 'transports' | 'publicUrl'>,
): ReadonlyMap<string, OriginOf> {
  const origins = new Map<string, OriginOf>();
  const add = (path: string, tree: Tree): void => {
    if (tree.kind !== 'map' || path.endsWith('hours')) {
      const value =
        tree.kind === 'map' || tree.kind === 'list' ? JSON.stringify(plain(tree)) : String(tree.value);
      origins.set(path, { value, origin: 'file', line: tree.range.line, variable: null });
    } else for (const { key, value } of tree.entries.values()) add(path ? `${path}.${key}` : key, value);
  };
  add('', root);
  for (const [path, value] of inForce(policy, outside)) {
    const variable = names.get(path);
    if (variable) origins.set(path, { value, origin: 'environment', line: null, variable });
    else if (!origins.has(path)) origins.set(path, { value, origin: 'default', line: null, variable: null });
  }
  const businesses = valueAt(root, 'businesses');
  for (const id of businesses?.kind === 'map' ? businesses.entries.keys() : [])
    for (const [key, value] of BUSINESS_DEFAULTS)
      if (!origins.has(`businesses.${id}.${key}`))
        origins.set(`businesses.${id}.${key}`, { value, origin: 'default', line: null, variable: null });
  return origins;
}

const BUSINESS_DEFAULTS = [
  ['country', 'US'],
  ['hours', 'mon-fri 09:00-17:00, sat-sun closed'],
] as const;

function inForce(
  policy: Policy,
  { transports, publicUrl }: Pick<WorkspaceConfig, 'transports' | 'publicUrl'>,
): readonly (readonly [string, string])[] {
  const { budgets } = policy;
  const count = (figure: number): string =>
    figure === Number.MAX_SAFE_INTEGER ? 'no limit' : String(figure);
  return [
    ['policy.quiet_hours', describeWeek(policy.quietWindows)],
    ['policy.allow_federal_window', String(policy.allowFederalWindow)],
    ['policy.email_hours', stretch(policy.emailWindow)],
    ['policy.instant_reply', policy.instantReplyWithin === null ? 'false' : span(policy.instantReplyWithin)],
    ['policy.default_at', clock(policy.defaultAt)],
    ['policy.sms_spacing', span(policy.smsSpacing)],
    ['policy.email_spacing', span(policy.emailSpacing)],
    ['policy.contacts_per_day', String(policy.contactsPerDay)],
    ['policy.stop_scope', policy.stopScope],
    ['policy.budgets.per_run', count(budgets.perRun)],
    ['policy.budgets.per_minute', count(budgets.perMinute)],
    ['policy.budgets.per_sender_day', count(budgets.perSenderDay)],
    ['policy.budgets.first_run', count(budgets.firstRun)],
    ['providers.sms', transports.sms],
    ['providers.email', transports.email],
    ...(publicUrl === null ? [] : ([['public_url', publicUrl]] as const)),
  ];
}

const span = (ms: Millis): string =>
  ms % (60 * MINUTE) === 0 ? `${ms / (60 * MINUTE)}h` : `${ms / MINUTE}m`;
