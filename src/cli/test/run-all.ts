/** Runs what was found, one test after another, and tries mutants; a Ctrl-C is heard between two. */
import { relative } from 'node:path';
import type { SequenceId } from '../../domain/ids.ts';
import { type Mutation, mutantCount, mutating, type Passed } from '../../engine/tests/mutate.ts';
import { type Ran, runTest } from '../../engine/tests/run-test.ts';
import type { Test, TestFile } from '../../engine/tests/test-file.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../progress.ts';
import type { FoundTests } from './find.ts';

export interface RanFile {
  readonly file: TestFile;
  /** As the caller's folder sees it. */
  readonly shown: string;
  readonly rans: readonly Ran[];
}

/** Null when somebody has had enough. `only`: words of a name. */
export async function runFound(
  io: Io,
  found: readonly FoundTests[],
  only: string | undefined,
): Promise<readonly RanFile[] | null> {
  const wanted = ({ name }: Test): boolean =>
    only === undefined || name.toLowerCase().includes(only.toLowerCase());
  const work = found.flatMap(({ around, tests }) =>
    tests.flatMap(({ file }) =>
      file === null
        ? []
        : [
            {
              file,
              shown: relative(io.cwd, `${around.root}/${file.path}`),
              tests: file.tests.filter(wanted),
            },
          ],
    ),
  );
  const total = work.reduce((sum, { tests }) => sum + tests.length, 0);
  const progress = createProgress(io, 'tests');
  const ran: RanFile[] = [];
  let done = 0;
  try {
    for (const { file, shown, tests } of work) {
      const rans: Ran[] = [];
      for (const test of tests) {
        rans.push(await runTest(file, test, io.signal));
        if (io.signal.aborted) return null;
        done += 1;
        progress.update(done, done, total);
      }
      ran.push({ file, shown, rans });
    }
  } finally {
    progress.clear();
  }
  return ran;
}

export interface Mutated {
  readonly sequence: SequenceId;
  readonly mutations: readonly Mutation[];
  /** What no test misses, save what the tests themselves call redundant. */
  readonly unnoticed: readonly string[];
  /** Called redundant, and a test misses it, or it is not there. */
  readonly stale: readonly string[];
}

/** Null when somebody has had enough. */
export async function mutateFound(
  io: Io,
  found: readonly FoundTests[],
  ran: readonly RanFile[],
): Promise<readonly Mutated[] | null> {
  const work = found.flatMap(({ around, sequences }) =>
    sequences.flatMap((id) => {
      const sequence = around.sequences.get(id)?.revision?.sequence;
      const passed = ran.flatMap(({ file, rans }): readonly Passed[] =>
        file.sequence === id && file.files.root === around.root
          ? rans.map((one) => ({ file, ran: one }))
          : [],
      );
      const excused = ran.flatMap(({ file }) =>
        file.sequence === id && file.files.root === around.root ? file.redundant.map(({ text }) => text) : [],
      );
      return sequence === undefined ? [] : [{ id, sequence, passed, excused }];
    }),
  );
  const total = work.reduce((sum, { sequence, passed }) => sum + mutantCount(sequence, passed), 0);
  const progress = createProgress(io, 'mutants');
  let done = 0;
  const mutated: Mutated[] = [];
  try {
    for (const { id, sequence, passed, excused } of work) {
      const mutations: Mutation[] = [];
      for await (const mutation of mutating(sequence, passed, io.signal)) {
        mutations.push(mutation);
        done += 1;
        progress.update(done, done, total);
      }
      if (io.signal.aborted) return null;
      mutated.push({ sequence: id, mutations, ...judged(mutations, excused) });
    }
  } finally {
    progress.clear();
  }
  return mutated;
}

function judged(
  mutations: readonly Mutation[],
  excused: readonly string[],
): Pick<Mutated, 'unnoticed' | 'stale'> {
  const left = mutations.filter(({ noticedBy }) => noticedBy === null).map(({ mutant }) => mutant.what);
  return {
    unnoticed: left.filter((what) => !excused.includes(what)),
    stale: excused.filter((what) => !left.includes(what)),
  };
}
