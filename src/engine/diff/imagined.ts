/** What a change does to leads who come in now: one imagined lead of each source, for each business. */
import type { Business } from '../../domain/business.ts';
import { asId, type BusinessId, type EnrollmentId } from '../../domain/ids.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import type { Sequence } from '../../sequence/sequence.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import { imagine } from '../plan.ts';
import { changesOf } from './changes.ts';
import { type CourseAsked, type CourseRow, courseOf } from './course.ts';
import { type LeadDiff, NOBODY } from './leads.ts';

/** What the leads of one business get, by source. */
export interface Imagined {
  readonly business: Business;
  /** When they come in. */
  readonly at: Instant;
  readonly leads: readonly LeadDiff[];
}

/** A sequence as one side has it, and how that side sets the business. */
export interface SetUp {
  readonly sequence: Sequence;
  readonly business: Business;
  readonly policy: Policy;
}

export interface ImaginedAsked extends CourseAsked {
  readonly before: SetUp | null;
  readonly after: SetUp | null;
}

/** A lead of each source who comes in now, where the business is. */
export function imaginedDiffs({ before, after, ...asked }: ImaginedAsked): readonly LeadDiff[] {
  const one = after ?? before;
  if (one === null) return [];
  const { business, sequence } = one;
  const sources = new Set(
    [after, before].flatMap((side) => side?.sequence.variants.map(({ source }) => source) ?? []),
  );
  const course = (side: SetUp | null, source: string): readonly CourseRow[] => {
    const variant = side?.sequence.variants.find((each) => each.source === source);
    if (side === null || variant === undefined) return [];
    const lead = { ...side, variant, at: asked.now, zone: side.business.zone, state: null };
    const situation = imagine({ ...lead, firstName: 'Maria', appointment: null });
    return courseOf(situation, side.policy, asId<EnrollmentId>(1), asked);
  };
  return [...sources].map((source) => ({
    ...NOBODY,
    sequence: sequence.id,
    source,
    business: business.id,
    zone: business.zone,
    changes: changesOf(course(before, source), course(after, source)),
  }));
}

export interface Settings {
  readonly before: WorkspaceConfig;
  readonly after: WorkspaceConfig;
}

/** The businesses of both sides, the newer settings first; `only`: that one. */
export function businessesOf({ before, after }: Settings, only: BusinessId | null): readonly Business[] {
  const all = new Map([...before.businesses, ...after.businesses]);
  const order = new Set([...after.businesses.keys(), ...before.businesses.keys()]);
  return [...order].flatMap((id) => (only === null || id === only ? (all.get(id) ?? []) : []));
}

/** A business that only one side has is taken as it is there: that it is new is no change of what a sequence does. */
export function setUp(
  sequence: Sequence,
  id: BusinessId,
  settings: WorkspaceConfig,
  other: WorkspaceConfig,
): SetUp | null {
  const from = settings.businesses.has(id) ? settings : other;
  const [business, policy] = [from.businesses.get(id), from.policies.get(id)];
  return business === undefined || policy === undefined ? null : { sequence, business, policy };
}
