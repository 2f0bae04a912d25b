/** `seq enroll`: leads from a file or a pipe into their sequences, with a word on every row that is not taken. */
import {
  accessSync,
  constants,
  createReadStream,
  existsSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, resolve } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { enrollStream } from '../../engine/enroll.ts';
import type { EnrollReport, Stopped } from '../../engine/enroll-report.ts';
import { enrollClockObstacle } from '../../engine/obstacles.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { RowProblem } from '../../intake/reading.ts';
import { enrollmentJson, enrollmentLines, problemLine } from '../enrolled.ts';
import { firstHeld } from '../first-held.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage, warn } from '../problems.ts';
import { createProgress } from '../progress.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly sequence?: string;
  readonly source?: string;
  readonly map?: readonly string[];
  readonly oldLeads?: boolean;
  readonly rejects?: string;
  readonly dryRun?: boolean;
}

const AGAIN = 'The same file again, once that is mended, enrolls the rest and nobody twice.';

/** A file in which every row is wrong must not fill the screen. */
const SHOWN_PROBLEMS = 20;

export const run: Command<Options> = (io, [path = '-'], options) =>
  withWorkspace(io, options, async (ws) => {
    const map = readMap(options.map ?? []);
    if (!map.ok) return usage(io, options, map.error, 'Such as: --map "Service wanted=interest"');
    const input = openInput(io, path);
    if (!input.ok) return usage(io, options, input.error);
    return enroll(io, options, ws, map.value, input.value);
  });

interface Input {
  /** As messages name it. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Null for a pipe. */
  readonly size: number | null;
}

async function enroll(
  io: Io,
  options: Options & GlobalOptions,
  ws: Workspace,
  map: ReadonlyMap<string, string>,
  input: Input,
): Promise<ExitCode> {
  const obstacle = await enrollClockObstacle(ws, io.now());
  if (obstacle !== null) {
    complain(io, options, obstacle.message);
    return EXIT.refused;
  }
  const progress = createProgress(io, 'rows');
  const rejects: RowProblem[] = [];
  const rejected = problemPrinter(io, input.name, '', progress.clear);
  const notes = problemPrinter(io, input.name, 'note: ', progress.clear);
  let read = 0;
  const report = await enrollStream(
    ws,
    input.bytes,
    {
      business: options.business,
      sequence: options.sequence,
      source: options.source,
      map,
      dryRun: options.dryRun ?? false,
      oldLeads: options.oldLeads ?? false,
      signal: io.signal,
      onProgress: ({ rows, bytes }) => {
        read = rows;
        progress.update(rows, bytes, input.size);
      },
      onRejected: (problem) => {
        if (options.rejects !== undefined) rejects.push(problem);
        rejected.print(problem);
      },
      onNote: notes.print,
    },
    io.now,
  ).catch((error: unknown) => {
    progress.clear();
    if (read > 0 && !options.dryRun)
      io.stderr.write(
        `The first ${read.toLocaleString('en-US')} rows of ${input.name} are stored. ${AGAIN}\n`,
      );
    throw error;
  });
  progress.clear();
  rejected.rest('rows were rejected', options.rejects);
  notes.rest('notes', undefined);
  if (options.rejects !== undefined) await writeRejects(resolve(io.cwd, options.rejects), rejects);
  return tell(io, options, ws, input, report);
}

async function tell(
  io: Io,
  options: Options & GlobalOptions,
  ws: Workspace,
  input: Input,
  report: EnrollReport,
): Promise<ExitCode> {
  const { file, stopped } = report;
  if (file !== null && file.oldLines > 0)
    warn(
      io,
      options,
      `${input.name} is not all UTF-8: ${file.oldLines.toLocaleString('en-US')} ${file.oldLines === 1 ? 'line was' : 'lines were'} read as windows-1252. Look at the names with accents.`,
    );
  if (options.json) writeJson(io, 'enroll', enrollmentJson(report));
  else if (stopped === null || stopped.kind === 'file') {
    const held = await firstHeld(io, options, ws, report.enrolled, report.firstTexts.now);
    for (const line of enrollmentLines(io, ws, input.name, report, held)) io.stdout.write(`${line}\n`);
  }
  if (stopped !== null) {
    const about = stopped.kind === 'heading' || stopped.kind === 'file' ? `${input.name}: ` : '';
    complain(io, options, `${about}${stopped.message}`, stopped.hint ?? undefined);
    if (stopped.kind === 'file') io.stderr.write(`The rows before it are as reported. ${AGAIN}\n`);
    return exitOf(stopped);
  }
  return report.counts.rejected + report.counts.old > 0 ? EXIT.problems : EXIT.ok;
}

const exitOf = ({ kind }: Stopped): ExitCode =>
  ({ choice: EXIT.usage, heading: EXIT.usage, configuration: EXIT.configuration, file: EXIT.problems })[kind];

function readMap(typed: readonly string[]): Result<ReadonlyMap<string, string>, string> {
  const map = new Map<string, string>();
  for (const each of typed) {
    // The last one: a heading may hold an equals sign, a field's name never does.
    const at = each.lastIndexOf('=');
    if (at < 1 || at === each.length - 1)
      return fail(`--map takes a column and a field, "${each}" is not of that form`);
    map.set(each.slice(0, at).trim(), each.slice(at + 1).trim());
  }
  return ok(map);
}

function openInput(io: Io, path: string): Result<Input, string> {
  if (path === '-') {
    if (io.stdin.isTTY)
      return fail(`there is nothing to read: give a file, or pipe one in: ${io.name} enroll - < leads.csv`);
    return ok({ name: 'standard input', bytes: io.stdin, size: null });
  }
  const full = resolve(io.cwd, path);
  const found = statOrNull(full);
  if (found === null)
    return fail(existsSync(full) ? `this user may not read ${path}` : `there is no file ${path}`);
  if (found.isDirectory()) return fail(`${path} is a folder; give one CSV file`);
  const size = found.isFile() ? found.size : null;
  return ok({ name: basename(path), bytes: createReadStream(full, { highWaterMark: 256 * 1024 }), size });
}

function statOrNull(path: string): Stats | null {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path);
  } catch {
    // Missing, below a file, a circle of links, somebody else's: whichever it is, another path is needed.
    return null;
  }
}

function problemPrinter(io: Io, name: string, prefix: string, before: () => void) {
  let count = 0;
  return {
    print(problem: RowProblem): void {
      count++;
      if (count > SHOWN_PROBLEMS) return;
      before();
      io.stderr.write(`${problemLine(name, prefix, problem)}\n`);
    },
    rest(what: string, file: string | undefined): void {
      const more = count - SHOWN_PROBLEMS;
      if (more <= 0) return;
      const where = file === undefined ? '' : ` (all of them are in ${file})`;
      io.stderr.write(`… and ${more.toLocaleString('en-US')} more ${what}${where}\n`);
    },
  };
}

/** What a lead typed may look like a formula to the spreadsheet that opens this file. */
async function writeRejects(path: string, problems: readonly RowProblem[]): Promise<void> {
  const { stringify } = await import('csv-stringify/sync');
  const rows = problems.map(({ line, column, seen, allowed }) => [line, column ?? '', seen, allowed]);
  writeFileSync(
    path,
    stringify([['line', 'column', 'seen', 'allowed'], ...rows], { escape_formulas: true }),
    { mode: 0o600 },
  );
}
