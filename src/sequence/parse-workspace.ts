/** `leadseq.yaml` to settings with every default filled in, and where each of them came from. */
import type { Business } from '../domain/business.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { asId, type BusinessId, type SequenceId, type SourceId } from '../domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { type LocalDate, localDate, localTime, type WeeklyHours, type Zone } from '../domain/time.ts';
import { callsOf } from './calls-file.ts';
import { checkSchema } from './check-schema.ts';
import { overlaysOf } from './environment.ts';
import { finding, inOrder, isError, type Report } from './finding.ts';
import { deepFreeze } from './freeze.ts';
import { hearersOf } from './hearers.ts';
import { lintSettingsOf } from './lint-settings.ts';
import { type OriginOf, originsOf } from './origins.ts';
import { parseWith } from './parse.ts';
import { policyOf } from './policy-file.ts';
import { accountsOf, outsideOf } from './providers.ts';
import { mailOf } from './told.ts';
import { trackedLinksOf } from './tracked-links.ts';
import { asMap, asText, type Entry, itemsOf, type Mapping, type Tree, textAt, valueAt } from './tree.ts';
import { validateWorkspace } from './validators.gen.mjs';
import { weeklyOf } from './weekly.ts';
import type { WorkspaceConfig } from './workspace-file.ts';
import { zoneNamed } from './zone-names.ts';

export interface WorkspaceParsed {
  /** Null when there is an error. */
  readonly config: WorkspaceConfig | null;
  /** By dotted key, such as `policy.sms_spacing`; empty when the file cannot be read. */
  readonly origins: ReadonlyMap<string, OriginOf>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The environment's `LEADSEQ_POLICY_…` and `LEADSEQ_PROVIDERS_…` win over the file. */
export function parseWorkspace(
  text: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): WorkspaceParsed {
  const { ast, diagnostics } = parseWith(validateWorkspace, text, file);
  if (!ast) return { config: null, origins: new Map(), diagnostics };
  return workspaceOf(ast.root, file, environment, diagnostics);
}

/** Settings that stand inside another file: their form is checked here as well. */
export function parseSettings(tree: Tree, file: string): WorkspaceParsed {
  const found: Diagnostic[] = [];
  const sound = checkSchema(tree, validateWorkspace, (parts) => void found.push(finding(file, parts)));
  return sound
    ? workspaceOf(asMap(tree), file, {}, [])
    : { config: null, origins: new Map(), diagnostics: inOrder(found) };
}

function workspaceOf(
  root: Mapping,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  formal: readonly Diagnostic[],
): WorkspaceParsed {
  const found: Diagnostic[] = [...formal];
  const report: Report = (parts) => void found.push(finding(file, parts));
  const overlays = overlaysOf(environment, file);
  found.push(...overlays.diagnostics);

  const workspace = policyOf(mapAt(root, 'policy'), DEFAULT_POLICY, report);
  const outside = outsideOf(root, overlays.root);
  const { publicUrl } = outside;
  const businesses = new Map<BusinessId, Business>();
  const policies = new Map<BusinessId, Policy>();
  for (const entry of mapAt(root, 'businesses')?.entries.values() ?? []) {
    const id = asId<BusinessId>(entry.key);
    const business = businessOf(id, entry, report);
    const links = trackedLinksOf(root, asMap(entry.value), business.bookingLink, publicUrl, report);
    const mail = mailOf(root, asMap(entry.value));
    const hearers = hearersOf(root, asMap(entry.value), report);
    const more = {
      ...(links && { trackedLinks: links }),
      ...(mail && { mail }),
      ...(hearers.length > 0 && { hearers }),
    };
    businesses.set(id, deepFreeze({ ...business, ...more }));
    const own = policyOf(mapAt(asMap(entry.value), 'policy'), workspace, report);
    policies.set(id, deepFreeze(policyOf(overlays.policy, own, overlays.report)));
  }
  const accounts = new Map(
    [...(mapAt(root, 'businesses')?.entries.values() ?? [])].map(({ key, value }) => [
      asId<BusinessId>(key),
      accountsOf(root, asMap(value)),
    ]),
  );
  const aliases = mapAt(mapAt(root, 'sources'), 'aliases');
  const stages = valueAt(root, 'stages');
  const lint = lintSettingsOf(root);
  const config: WorkspaceConfig = {
    version: 1,
    businesses,
    policies,
    sourceAliases: [...(aliases?.entries.values() ?? [])].map(({ key, value }) => ({
      pattern: key,
      source: asId<SourceId>(asText(value)),
    })),
    ...outside,
    accounts,
    stages: stages ? itemsOf(stages).map(asText) : [],
    ...(lint && { lint }),
  };
  const diagnostics = inOrder([...found, ...overlays.reported()]);
  const origins = originsOf(
    root,
    policyOf(overlays.policy, workspace, () => {}),
    overlays.names,
    config,
  );
  return { config: diagnostics.some(isError) ? null : deepFreeze(config), origins, diagnostics };
}

const mapAt = (map: Mapping | null, key: string): Mapping | null => {
  const value = map && valueAt(map, key);
  return value ? asMap(value) : null;
};

const CLOSED: WeeklyHours = [[], [], [], [], [], [], []];
const office = [{ opens: localTime(9 * 60), closes: localTime(17 * 60) }];
export const OFFICE_HOURS: WeeklyHours = [office, office, office, office, office, [], []];

function businessOf(id: BusinessId, { value }: Entry, report: Report): Business {
  const map = asMap(value);
  const hours = mapAt(map, 'hours');
  const senders = mapAt(map, 'senders');
  const holidays = valueAt(map, 'holidays');
  const optional = <K extends string>(
    from: Mapping | null,
    key: string,
    name: K,
  ): { readonly [P in K]?: string } => {
    const text = from && textAt(from, key);
    return text ? ({ [name]: text } as { readonly [P in K]?: string }) : {};
  };
  const calls = mapAt(map, 'calls');
  const sequence = textAt(map, 'sequence');
  const source = textAt(map, 'source');
  return {
    id,
    name: (textAt(map, 'name') ?? '').trim(),
    zone: zoneOf(map, report),
    country: textAt(map, 'country') ?? 'US',
    hours: (hours && weeklyOf(hours, CLOSED, report)) ?? OFFICE_HOURS,
    holidays: holidays
      ? itemsOf(holidays).flatMap((item) => dateOf(asText(item)) ?? reportDate(item, report))
      : [],
    ...optional(map, 'booking_link', 'bookingLink'),
    ...optional(map, 'agent', 'agentName'),
    ...optional(map, 'phone', 'phone'),
    ...optional(map, 'postal_address', 'postalAddress'),
    senders: { ...optional(senders, 'sms', 'sms'), ...optional(senders, 'email', 'email') },
    ...(calls && { calls: callsOf(calls, report) }),
    ...(sequence && { defaultSequence: asId<SequenceId>(sequence) }),
    ...(source && { defaultSource: asId<SourceId>(source) }),
  };
}

function zoneOf(map: Mapping, report: Report): Zone {
  const value = valueAt(map, 'zone');
  const name = value ? asText(value) : '';
  const found = zoneNamed(name);
  if (found.zone !== null) return found.zone;
  report({
    code: 'unknown-zone',
    message: `\`${name}\` is not a time zone; write an IANA name like America/Chicago.`,
    hint: /^[A-Z]{2,4}$/.test(name)
      ? 'A place, not an abbreviation: EST has no summer time and is an hour off for half the year.'
      : undefined,
    suggestion: found.meant,
    range: value?.range,
  });
  return 'UTC' as Zone;
}

/** The day itself, or null when the calendar has no such day. */
function dateOf(text: string): LocalDate | null {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : localDate(text);
}

function reportDate(item: Parameters<typeof asText>[0], report: Report): readonly LocalDate[] {
  report({
    code: 'wrong-value',
    message: `\`${asText(item)}\` is not a day of the calendar.`,
    range: item.range,
  });
  return [];
}
