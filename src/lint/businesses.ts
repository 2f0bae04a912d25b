/** One rule over one sequence, for every business of the settings: their hours, zones, names and links differ, and so does what their leads get. */
import type { Business } from '../domain/business.ts';
import type { Policy } from '../domain/policy.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { type Courses, coursesOf } from './behavior/courses.ts';
import type { Rule, RuleFinding, RuleInput } from './rules/rule.ts';

export interface OneBusiness {
  readonly business: Business;
  readonly policy: Policy;
  /** The same for businesses whose leads get everything at the same times. */
  readonly times: string;
  /** The same for businesses that no rule can tell apart. */
  readonly all: string;
}

export function asOne(business: Business, policy: Policy): OneBusiness {
  const { id: _, ...rest } = business;
  const times = JSON.stringify([business.zone, business.hours, policy]);
  return { business, policy, times, all: JSON.stringify([rest, policy]) };
}

export interface SharedCourses {
  readonly of: (one: OneBusiness) => Courses;
  /** Whether some of it was too much to simulate, so that rules may have missed something. */
  readonly isCutShort: () => boolean;
}

/** Simulated sends of one sequence, made once for all businesses of the same times. */
export function sharedCourses(sequence: Sequence): SharedCourses {
  const known = new Map<string, Courses>();
  return {
    of: ({ business, policy, times }) => {
      const courses = known.get(times) ?? coursesOf(sequence, business, policy);
      known.set(times, courses);
      return courses;
    },
    isCutShort: () => [...known.values()].some((each) => each.isCutShort()),
  };
}

type Shared = Omit<RuleInput, 'business' | 'policy' | 'courses'>;

/**
 * A rule that never looks at the business runs once. What it finds at one place for several is one finding; what it does not
 * find for all of them says for which.
 */
export function checkForAll(
  rule: Rule,
  shared: Shared,
  businesses: readonly OneBusiness[],
  courses: (one: OneBusiness) => Courses,
): readonly RuleFinding[] {
  const looked = { atTimes: false, atAll: false };
  const check = (one: OneBusiness): readonly RuleFinding[] =>
    rule.check({
      ...shared,
      get business() {
        looked.atAll = true;
        return one.business;
      },
      get policy() {
        looked.atTimes = true;
        return one.policy;
      },
      courses: () => {
        looked.atTimes = true;
        return courses(one);
      },
    });
  const [first, ...others] = businesses;
  if (first === undefined) return [];
  const runs = [{ like: first, found: check(first) }];
  const isAlike = (a: OneBusiness, b: OneBusiness): boolean =>
    looked.atAll ? a.all === b.all : !looked.atTimes || a.times === b.times;
  for (const one of others)
    if (!runs.some(({ like }) => isAlike(like, one))) runs.push({ like: one, found: check(one) });
  if (runs.length === 1) return runs[0]?.found ?? [];
  return merged(
    runs.map(({ like, found }) => ({
      found,
      ids: businesses.filter((one) => isAlike(like, one)).map(({ business }) => business.id),
    })),
  );
}

interface Run {
  readonly ids: readonly string[];
  readonly found: readonly RuleFinding[];
}

function merged(runs: readonly Run[]): readonly RuleFinding[] {
  const place = ({ at, source }: RuleFinding): string => JSON.stringify([at?.file, at?.range.start, source]);
  const told = new Set<string>();
  return runs.flatMap(({ found }) => {
    const fresh = found.filter((one) => !told.has(place(one)));
    for (const one of fresh) told.add(place(one));
    return fresh.map((one): RuleFinding => {
      const by = runs.filter((run) => run.found.some((other) => place(other) === place(one)));
      return by.length === runs.length ? one : { ...one, businesses: by.flatMap(({ ids }) => ids) };
    });
  });
}
