/** Plays the tests of a sequence against each of its mutants, until one test notices. */
import { DEFAULT_POLICY } from '../../domain/policy.ts';
import { hashSequence } from '../../sequence/hash.ts';
import type { Sequence } from '../../sequence/sequence.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { type Instead, type Ran, runTest } from './run-test.ts';
import type { TestFile } from './test-file.ts';

/** A test that passes, with its file. */
export interface Passed {
  readonly file: TestFile;
  readonly ran: Ran;
}

export interface Mutation {
  readonly mutant: Mutant;
  /** The first test that fails without it; null when none does. */
  readonly noticedBy: string | null;
}

/** `passed` are all of one sequence. Ends early, with what it has, when the signal aborts. */
export async function* mutating(
  sequence: Sequence,
  passed: readonly Passed[],
  signal: AbortSignal,
): AsyncGenerator<Mutation, void, void> {
  for (const mutant of allOf(sequence, passed)) {
    const noticedBy = await noticing(mutant, passed, signal);
    if (signal.aborted) return;
    yield { mutant, noticedBy };
  }
}

/** How many there are to try. */
export const mutantCount = (sequence: Sequence, passed: readonly Passed[]): number =>
  allOf(sequence, passed).length;

function allOf(sequence: Sequence, [first]: readonly Passed[]): readonly Mutant[] {
  if (first === undefined) return mutantsOf(sequence, DEFAULT_POLICY, null);
  const { files, business } = first.file;
  const policy = files.config.policies.get(business) ?? DEFAULT_POLICY;
  return mutantsOf(sequence, policy, files.config.businesses.get(business) ?? null);
}

async function noticing(
  mutant: Mutant,
  passed: readonly Passed[],
  signal: AbortSignal,
): Promise<string | null> {
  for (const { file, ran } of likely(mutant, passed)) {
    const again = await runTest(file, ran.test, signal, insteadOf(mutant, file));
    if (again.failures.length > 0) return ran.test.name;
    if (signal.aborted) return null;
  }
  return null;
}

function insteadOf(mutant: Mutant, { files, sequence }: TestFile): Instead {
  const { config, sequences } = files;
  if (mutant.kind === 'policy') {
    const policies = [...config.policies].map(([id, policy]) => [id, mutant.policy(policy)] as const);
    return { sequences, config: { ...config, policies: new Map(policies) } };
  }
  if (mutant.kind === 'business') {
    const businesses = [...config.businesses].map(([id, one]) => [id, mutant.business(one)] as const);
    return { sequences, config: { ...config, businesses: new Map(businesses) } };
  }
  const revision = { hash: hashSequence(mutant.sequence), sequence: mutant.sequence };
  const path = sequences.get(sequence)?.path ?? '';
  return { config, sequences: new Map([...sequences, [sequence, { path, revision, diagnostics: [] }]]) };
}

/** Tests that could notice, those that came by it first. Nobody misses a rule that was never asked. */
function likely(mutant: Mutant, passed: readonly Passed[]): readonly Passed[] {
  if (mutant.kind === 'policy' || mutant.kind === 'business' || mutant.kind === 'sequence') return passed;
  // Silence is noticed where the rule's condition holds; nowhere else is it asked.
  if (mutant.kind === 'rule' && mutant.act === 'no_reply') return passed;
  if (mutant.kind === 'rule')
    return passed.filter(({ ran, file }) =>
      ran.turns.some(
        (turn) => turn.kind === 'rule' && turn.act === mutant.act && turn.sequence === file.sequence,
      ),
    );
  const sources = mutant.kind === 'touch' ? mutant.sources : [mutant.source];
  const able = passed.filter(({ ran, file }) =>
    (ran.story?.standings ?? []).some(
      (one) => one.sequence === file.sequence && sources.includes(one.source),
    ),
  );
  if (mutant.kind === 'source') return able;
  const cameBy = ({ ran }: Passed): boolean =>
    ran.came?.touches.some(({ touch }) => touch === mutant.touch) === true;
  return [...able.filter(cameBy), ...able.filter((one) => !cameBy(one))];
}
