/** A whole comparison: which sequences differ between two sides, and what that does to leads. */
import type { Business } from '../../domain/business.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { SequenceId } from '../../domain/ids.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Revision, Sequence } from '../../sequence/sequence.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import type { SequenceFile } from '../workspace.ts';
import type { CourseAsked } from './course.ts';
import { type DefinitionChange, definitionChanges } from './definitions.ts';
import { imaginedDiffs, type LeadDiff } from './leads.ts';
import type { Side } from './sides.ts';

export interface SequenceDiff {
  readonly id: SequenceId;
  /** `broken`: one of the sides cannot be compiled. `settings`: the file is the same, but the settings are not. */
  readonly status: 'changed' | 'new' | 'gone' | 'broken' | 'settings';
  readonly definitions: readonly DefinitionChange[];
  /** One for each source. */
  readonly imagined: readonly LeadDiff[];
  /** What is wrong in the newer file, or else in the older one. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null where it is gone or broken. */
  readonly after: Revision | null;
}

interface DiffAsked extends CourseAsked {
  /** Only this sequence; null: all. */
  readonly only: SequenceId | null;
  /** Whose imagined leads they are; null: those of the first business. */
  readonly business: string | null;
  /** Stands in for the settings of a side that has none. */
  readonly config: WorkspaceConfig;
}

/** Every sequence in which the sides differ, by id; empty when they mean the same. */
export function diffSides(before: Side, after: Side, asked: DiffAsked): readonly SequenceDiff[] {
  const isPart = before.isPart || after.isPart;
  const pairs = isPart ? partPairs(before, after) : wholePairs(before, after);
  const settingsDiffer = !isPart && before.settingsText !== after.settingsText;
  return pairs.flatMap(({ id, old, fresh }): readonly SequenceDiff[] => {
    if (asked.only !== null && id !== asked.only) return [];
    const broken = [fresh, old].find((file) => file !== undefined && file.revision === null);
    const base = { id, definitions: [], imagined: [], diagnostics: [], after: null };
    if (broken !== undefined) return [{ ...base, status: 'broken', diagnostics: broken.diagnostics }];
    const [a, b] = [old?.revision ?? null, fresh?.revision ?? null];
    const isSame = a !== null && a.hash === b?.hash;
    if (isSame && !settingsDiffer) return [];
    const imagined = imaginedDiffs({
      ...asked,
      before: a && withSettings(a.sequence, before.config ?? asked.config, asked.business),
      after: b && withSettings(b.sequence, after.config ?? asked.config, asked.business),
    });
    if (isSame && imagined.every(({ changes }) => changes.every(({ kind }) => kind === 'same'))) return [];
    const status = isSame ? 'settings' : a === null ? 'new' : b === null ? 'gone' : 'changed';
    const definitions = a && b ? definitionChanges(a.sequence, b.sequence) : [];
    return [{ ...base, status, definitions, imagined, after: b }];
  });
}

interface Pair {
  readonly id: SequenceId;
  readonly old: SequenceFile | undefined;
  readonly fresh: SequenceFile | undefined;
}

const wholePairs = (before: Side, after: Side): readonly Pair[] =>
  [...new Set([...before.sequences.keys(), ...after.sequences.keys()])]
    .sort()
    .map((id) => ({ id, old: before.sequences.get(id), fresh: after.sequences.get(id) }));

/** A file or a stored revision is one sequence: it is compared with the one of its id, or with the only other one. */
function partPairs(before: Side, after: Side): readonly Pair[] {
  const [part, other] = before.isPart ? [before, after] : [after, before];
  return [...part.sequences].map(([id, file]) => {
    const only = other.isPart ? [...other.sequences.values()][0] : undefined;
    const match = other.sequences.get(id) ?? only;
    return part === before ? { id, old: file, fresh: match } : { id, old: match, fresh: file };
  });
}

function withSettings(
  sequence: Sequence,
  { businesses, policies }: WorkspaceConfig,
  wanted: string | null,
): { readonly sequence: Sequence; readonly business: Business; readonly policy: Policy } | null {
  const all = [...businesses.values()];
  const business = all.find(({ id }) => id === wanted) ?? all[0];
  const policy = business && policies.get(business.id);
  return business === undefined || policy === undefined ? null : { sequence, business, policy };
}
