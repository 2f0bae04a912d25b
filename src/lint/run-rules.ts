/** Runs the rules over sequences whose form is right: each by itself, then what only the workspace as a whole can show. */
import type { Business } from '../domain/business.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { asId, type BusinessId } from '../domain/ids.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import type { Zone } from '../domain/time.ts';
import type { Compiled } from '../sequence/compile.ts';
import type { SequenceAst } from '../sequence/parse.ts';
import { OFFICE_HOURS } from '../sequence/parse-workspace.ts';
import type { Sequence } from '../sequence/sequence.ts';
import type { TemplateFiles } from '../sequence/template-files.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import { asOne, checkForAll, sharedCourses } from './businesses.ts';
import { beforesOf, type Earlier } from './earlier.ts';
import { withoutEchoes } from './echoes.ts';
import type { CheckedFile } from './form.ts';
import { placesOf } from './places.ts';
import type { Options, Rule, RuleFinding, RuleInput, Severity } from './rules/rule.ts';

/** A rule that is on, as the settings want it. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly options: Options;
}

export interface RuleRun {
  readonly files: readonly CheckedFile[];
  readonly config: WorkspaceConfig | null;
  readonly templates: TemplateFiles;
  readonly rules: readonly ActiveRule[];
  /** Only these files are asked about; all are known. Left out: all. */
  readonly only?: ReadonlySet<string>;
  /** The workspace at an earlier revision. */
  readonly earlier?: Earlier;
}

export function runRules({ files, config, templates, rules, only, earlier }: RuleRun): readonly Diagnostic[] {
  const sound = files.flatMap(soundOf);
  const sequences = new Map(sound.map(({ sequence }) => [sequence.id as string, sequence]));
  const named = [...(config?.businesses.values() ?? [])].map((business) =>
    asOne(business, config?.policies.get(business.id) ?? DEFAULT_POLICY),
  );
  const businesses = named.length > 0 ? named : [asOne(SOME_BUSINESS, DEFAULT_POLICY)];
  const found: Diagnostic[] = [];
  for (const { path, ast, sequence, compiled } of sound) {
    if (only && !only.has(path)) continue;
    const shared: Omit<RuleInput, 'options' | 'business' | 'policy' | 'courses'> = {
      path,
      ast,
      sequence,
      pieces: compiled.pieces,
      places: placesOf(path, ast.root, compiled.pieces),
      sequences,
      config,
      before: earlier ? beforesOf({ path, ast }, templates, earlier) : [],
    };
    const courses = sharedCourses(sequence);
    for (const active of rules) {
      const input = { ...shared, options: active.options };
      const findings = checkForAll(active.rule, input, businesses, courses.of);
      found.push(...asDiagnostics(findings, active, path, sequence));
    }
    if (courses.isCutShort()) found.push(cutShort(path, ast));
  }
  const workspace = {
    files: sound.map((file) => ({ ...file, pieces: file.compiled.pieces })),
    complete: sound.length === files.length,
    templates,
  };
  for (const active of rules) {
    const findings = active.rule.checkWorkspace?.({ ...workspace, options: active.options }) ?? [];
    found.push(...asDiagnostics(findings, active, '', null));
  }
  return withoutEchoes(found);
}

/** Said where the touches begin: silence of the rules means less then. */
const cutShort = (path: string, { root }: SequenceAst): Diagnostic => {
  const touches = root.kind === 'map' ? root.entries.get('touches') : undefined;
  return {
    code: 'not-all-simulated',
    severity: 'warning',
    message: 'There are so many touches and sources here that not every lead was simulated.',
    hint: 'Rules about what is sent may have missed something. Split it into sequences that start each other.',
    file: path,
    ...(touches && { range: touches.keyRange }),
  };
};

interface Sound {
  readonly path: string;
  readonly ast: SequenceAst;
  readonly sequence: Sequence;
  readonly compiled: Compiled;
}

const soundOf = ({ path, ast, compiled }: CheckedFile): readonly Sound[] =>
  ast && compiled?.revision ? [{ path, ast, sequence: compiled.revision.sequence, compiled }] : [];

/** For files outside of a workspace: an office in New York, with nothing that settings alone can say. */
const SOME_BUSINESS: Business = {
  id: asId<BusinessId>('business'),
  name: 'The business',
  zone: 'America/New_York' as Zone,
  country: 'US',
  hours: OFFICE_HOURS,
  holidays: [],
  senders: {},
};

/** One for each place and sentence, with the sources that it is about unless it is about all. */
function asDiagnostics(
  findings: readonly RuleFinding[],
  { rule, severity }: ActiveRule,
  path: string,
  sequence: Sequence | null,
): readonly Diagnostic[] {
  const shared = new Map<string, { readonly one: RuleFinding; readonly sources: Set<string> }>();
  for (const one of findings) {
    const key = JSON.stringify([one.message, one.businesses, one.at?.file, one.at?.range.start]);
    const same = shared.get(key) ?? { one, sources: new Set() };
    if (one.source !== undefined) same.sources.add(one.source);
    shared.set(key, same);
  }
  const variants = sequence?.variants.length ?? 0;
  return [...shared.values()].map(({ one, sources }): Diagnostic => {
    const some = sources.size > 0 && sources.size < variants;
    const of = [
      ...(some ? [`for leads from ${[...sources].join(', ')}`] : []),
      ...(one.businesses ? [`at ${one.businesses.join(', ')}`] : []),
    ];
    return {
      code: rule.id,
      severity,
      message: of.length > 0 ? `${one.message.slice(0, -1)} (${of.join('; ')}).` : one.message,
      ...(one.hint && { hint: one.hint }),
      file: one.at?.file ?? path,
      ...(one.at && { range: one.at.range }),
      ...(one.edits && { edits: one.edits }),
    };
  });
}
