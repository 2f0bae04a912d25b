/** What proofs of tests are about: sequences built by hand, in Chicago's business unless said otherwise. */
import type { Policy } from '../../src/domain/policy.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Zone } from '../../src/domain/time.ts';
import { placesOf } from '../../src/lint/prove/places.ts';
import type { CounterExample } from '../../src/lint/prove/prove.ts';
import type { Claim, Outage, Scene } from '../../src/lint/prove/scene.ts';
import { callsOf, knownOf, scenesOf, weeksOf } from '../../src/lint/prove/scenes.ts';
import { tell } from '../../src/lint/prove/tell.ts';
import type { Sequence, Touch, Variant } from '../../src/sequence/sequence.ts';
import { BUSINESS, sequence, variant } from '../schedule/building.ts';

export function claimOf(
  made: Variant | readonly Touch[],
  more: Partial<Sequence> = {},
  policy: Policy = DEFAULT_POLICY,
): Claim {
  const resolved = 'touches' in made ? made : variant(made);
  return { business: BUSINESS, policy, sequence: sequence([resolved], more), variant: resolved };
}

interface Asked {
  readonly zones?: readonly string[];
  readonly year?: number;
  readonly outages?: readonly Outage[];
  readonly combined?: boolean;
}

/** Of these zones beside Chicago, in 2026. */
export function scenesFor(
  claim: Claim,
  { zones = [], year = 2026, outages = ['none', 'night', 'weekend'], combined = false }: Asked = {},
): readonly Scene[] {
  const weeks = weeksOf(year, [claim.business.zone, ...(zones as Zone[])]);
  const wanted = { zones: zones as Zone[], shared: false, states: false };
  const places = placesOf(claim.business, combined ? weeks : weeks.slice(0, 1), wanted);
  return scenesOf(
    { places, weeks, calls: callsOf(claim.variant), outages, known: knownOf(claim) },
    !combined,
  );
}

export const told = (examples: readonly CounterExample[]): readonly string[] =>
  examples.map((each) => `${each.breach.law}: ${tell(each)}`);
