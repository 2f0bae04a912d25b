/** A whole comparison: which sequences differ between two sides, and what that does to leads. */
import type { Business } from '../../domain/business.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { BusinessId, SequenceId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Revision } from '../../sequence/sequence.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import type { SequenceFile } from '../workspace.ts';
import type { CourseAsked } from './course.ts';
import { type DefinitionChange, definitionChanges } from './definitions.ts';
import { businessesOf, type Imagined, imaginedDiffs, setUp } from './imagined.ts';
import type { Side } from './sides.ts';

export interface SequenceDiff {
  readonly id: SequenceId;
  /** `broken`: one of the sides cannot be compiled. `settings`: the file is the same, but the settings are not. */
  readonly status: 'changed' | 'new' | 'gone' | 'broken' | 'settings';
  readonly definitions: readonly DefinitionChange[];
  /** One for each business. */
  readonly imagined: readonly Imagined[];
  /** What is wrong in the newer file, or else in the older one. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null where it is gone or broken. */
  readonly after: Revision | null;
}

export interface DiffAsked extends Pick<CourseAsked, 'calls'> {
  /** Only this sequence; null: all. */
  readonly only: SequenceId | null;
  /** Whose imagined leads they are; null: those of every business. */
  readonly business: BusinessId | null;
  /** When the leads of a business come in, and how far is looked. */
  readonly span: (business: Business) => { readonly now: Instant; readonly until: Instant };
  /** Stands in for the settings of a side that has none. */
  readonly config: WorkspaceConfig;
}

/** Every sequence in which the sides differ, by id; empty when they mean the same. */
export function diffSides(before: Side, after: Side, asked: DiffAsked): readonly SequenceDiff[] {
  const isPart = before.isPart || after.isPart;
  const pairs = isPart ? partPairs(before, after) : wholePairs(before, after);
  const settings = { before: before.config ?? asked.config, after: after.config ?? asked.config };
  const businesses = businessesOf(settings, asked.business);
  const settingsDiffer = !isPart && before.settingsText !== after.settingsText;
  return pairs.flatMap(({ id, old, fresh }): readonly SequenceDiff[] => {
    if (asked.only !== null && id !== asked.only) return [];
    const broken = [fresh, old].find((file) => file !== undefined && file.revision === null);
    const base = { id, definitions: [], imagined: [], diagnostics: [], after: null };
    if (broken !== undefined) return [{ ...base, status: 'broken', diagnostics: broken.diagnostics }];
    const [a, b] = [old?.revision ?? null, fresh?.revision ?? null];
    const isSame = a !== null && a.hash === b?.hash;
    if (isSame && !settingsDiffer) return [];
    const imagined = businesses.map((business): Imagined => {
      const span = asked.span(business);
      const leads = imaginedDiffs({
        ...span,
        calls: asked.calls,
        before: a && setUp(a.sequence, business.id, settings.before, settings.after),
        after: b && setUp(b.sequence, business.id, settings.after, settings.before),
      });
      return { business, at: span.now, leads };
    });
    const isUnchanged = imagined.every(({ leads }) =>
      leads.every(({ changes }) => changes.every(({ kind }) => kind === 'same')),
    );
    if (isSame && isUnchanged) return [];
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
