/** The leads of a CSV, as each side of a comparison would enroll them. */
import { createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { SequenceId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { CourseAsked } from '../../engine/diff/course.ts';
import type { SequenceDiff } from '../../engine/diff/diff.ts';
import { type LeadDiff, rosterDiffs } from '../../engine/diff/leads.ts';
import type { Side } from '../../engine/diff/sides.ts';
import { enrollStream } from '../../engine/enroll.ts';
import type { Stopped } from '../../engine/enroll-report.ts';
import type { Enroller } from '../../engine/simulate-run.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import { problemLine } from '../enrolled.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { usage } from '../problems.ts';

interface Compared {
  /** Of the CSV, as it was typed. */
  readonly path: string;
  readonly root: string;
  readonly before: Side;
  readonly after: Side;
  /** Those that differ. */
  readonly sequences: readonly SequenceDiff[];
  /** What every row is enrolled in; null: what the row or its business says. */
  readonly only: SequenceId | null;
  readonly course: CourseAsked;
  /** Stands in for the settings of a side that has none. */
  readonly config: WorkspaceConfig;
}

type Options = GlobalOptions & { readonly business?: string; readonly source?: string };

/** Or the exit code, after saying what is wrong with the file. Rows that cannot be read are named, and left out. */
export async function fromRoster(
  io: Io,
  options: Options,
  { path: typed, root, before, after, sequences, only, course, config }: Compared,
): Promise<readonly LeadDiff[] | ExitCode> {
  const path = resolve(io.cwd, typed);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return usage(io, options, `there is no file ${typed}`);
  if (stat.isDirectory()) return usage(io, options, `${typed} is a folder; give one CSV file`);
  const differ = new Set(sequences.filter(({ status }) => status !== 'broken').map(({ id }) => id));
  if (differ.size === 0) return [];
  const stopped: Stopped[] = [];
  const enroller =
    (side: Side, tell: boolean): Enroller =>
    async (ws, at: Instant) => {
      // Nobody can be enrolled in what a side does not have.
      if (only !== null && !side.sequences.has(only)) return;
      const report = await enrollStream(
        ws,
        createReadStream(path),
        {
          business: options.business,
          source: options.source,
          ...(only !== null && { sequence: only }),
          signal: io.signal,
          ...(tell && {
            onRejected: (problem) => void io.stderr.write(`${problemLine(basename(path), '', problem)}\n`),
          }),
        },
        () => at,
      );
      if (report.stopped !== null) stopped.push(report.stopped);
    };
  const files = (side: Side) => ({ root, config: side.config ?? config, sequences: side.sequences });
  const isGone = only !== null && !after.sequences.has(only);
  const enroll = { before: enroller(before, isGone), after: enroller(after, true) };
  const found = await rosterDiffs(files(before), files(after), enroll, differ, course);
  const [problem] = stopped;
  if (problem === undefined) return found;
  const ids = [...new Set([...after.sequences.keys(), ...before.sequences.keys()])].sort();
  const name = `Name it after the revisions, as in: ${io.name} diff main ${ids[0]} --roster ${typed}\nThere are ${ids.join(', ')}.`;
  return usage(
    io,
    options,
    problem.message,
    problem.about === 'sequence' ? name : (problem.hint ?? undefined),
  );
}
