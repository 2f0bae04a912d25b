/** `seq diff`: what a change of the files does to leads, before anyone gets anything else. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { asId, type SequenceId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import { DAY, type Instant, after as later } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';
import type { CourseAsked } from '../../engine/diff/course.ts';
import { diffSides, type SequenceDiff } from '../../engine/diff/diff.ts';
import { type LeadDiff, liveDiffs, rosterDiffs } from '../../engine/diff/leads.ts';
import { readSide, type Side, sidesNamed } from '../../engine/diff/sides.ts';
import { enrollStream } from '../../engine/enroll.ts';
import { databasePath } from '../../engine/open-database.ts';
import { openWorkspace } from '../../engine/open-workspace.ts';
import { readWorkspace } from '../../engine/read-workspace.ts';
import type { Enroller } from '../../engine/simulate-run.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { MovePolicy, TouchMap } from '../../schedule/migrate.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import { chosenBusinesses } from '../businesses.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { diffJson } from '../diff/json.ts';
import { textLines } from '../diff/lines.ts';
import { mappedTouches } from '../diff/mapped.ts';
import { markdownLines } from '../diff/markdown.ts';
import { isSame, type Told } from '../diff/told.ts';
import { problemLine } from '../enrolled.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { EXAMPLE } from '../plan-sequence.ts';
import { complain, usage } from '../problems.ts';
import { createProgress } from '../progress.ts';
import { colorsFor } from '../terminal.ts';
import { readTime } from '../times.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly roster?: string;
  readonly live?: boolean;
  readonly policy?: string;
  readonly map?: readonly string[];
  readonly source?: string;
  readonly business?: string;
  readonly at?: string;
  readonly days?: number;
  readonly calls?: CallOutcome;
  readonly limit?: number;
  readonly format?: 'text' | 'markdown' | 'json';
  readonly exitCode?: boolean;
}

type Given = Options & GlobalOptions;

/** A Tuesday morning, always the same one, so that a comparison reads the same on every day. */
const START = '2026-03-03 10:00';
/** Longer than any shipped sequence; a repeated one is shown for so long. */
const DAYS = 120;
const LISTED = 10;

export const run: Command<Options> = async (io, args, options) => {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const now = await readWorkspace(root, io.env);
  const config = now.settings.config ?? EXAMPLE;
  if (config === null) throw new Error('the example settings are wrong');
  if (now.settings.config === null) {
    complain(io, options, 'leadseq.yaml has mistakes:');
    await showDiagnostics(io, options, io.stderr, root, now.settings.diagnostics);
    return EXIT.configuration;
  }
  const ids = [...now.sequences.keys()];
  const isAlone = args.length === 1 && ids.some((id) => id === args[0]);
  const [revisions, sequence] = isAlone ? [undefined, args[0]] : args;
  const asked = askedFor(io, options, config);
  if (typeof asked === 'number') return asked;
  const map = mappedTouches(options.map ?? []);
  if (!map.ok) return usage(io, options, map.error);

  const opened = await openedFor(io, options, root, config);
  if (typeof opened === 'number') return opened;
  try {
    const sides = await sidesFor(io, options, root, revisions, opened);
    if (typeof sides === 'number') return sides;
    const [before, after] = sides;
    const known = [...new Set([...before.sequences.keys(), ...after.sequences.keys()])];
    if (sequence !== undefined && !known.some((id) => id === sequence))
      return unknownSequence(io, options, sequence, known);
    const only = sequence === undefined ? null : asId<SequenceId>(sequence);
    const sequences = diffSides(before, after, {
      ...asked.course,
      only,
      business: options.business ?? null,
      config,
    });
    const roster = await fromRoster(io, options, root, before, after, sequences, asked.course, config);
    if (typeof roster === 'number') return roster;
    const policy = (options.policy ?? 'onward') as MovePolicy;
    const live =
      roster === null && opened !== null
        ? await inFlight(io, opened, sequences, { policy, map: map.value }, asked.course)
        : null;
    const told: Told = {
      before: before.label,
      after: after.label,
      sequences,
      ...asked.shown,
      calls: (asked.course.calls ?? 'not_done').replaceAll('_', ' '),
      leads:
        roster !== null
          ? { kind: 'roster', all: roster, now: asked.course.now }
          : live !== null
            ? { kind: 'in flight', all: live, now: io.now() }
            : null,
      limit: options.limit ?? LISTED,
    };
    return await report(io, options, root, told);
  } finally {
    await opened?.db.close();
  }
};

interface Asked {
  readonly course: CourseAsked;
  readonly shown: Pick<Told, 'at' | 'zone' | 'business'>;
}

function askedFor(io: Io, options: Given, config: WorkspaceConfig): Asked | ExitCode {
  const chosen = chosenBusinesses(io, options, { config }, options.business);
  const business = chosen?.[0];
  if (business === undefined) return EXIT.usage;
  const at = readTime(options.at ?? START, business.zone);
  if (!at.ok) return usage(io, options, at.error);
  const until = later(at.value, (options.days ?? DAYS) * DAY);
  return {
    course: { now: at.value, until, calls: options.calls ?? 'no_answer' },
    shown: { at: at.value, zone: business.zone, business: business.name },
  };
}

/** Only a database that is there: a comparison makes none. */
async function openedFor(
  io: Io,
  options: Given,
  root: string,
  config: WorkspaceConfig,
): Promise<Workspace | ExitCode | null> {
  if (options.live === false || options.roster !== undefined) return null;
  const url = io.env.LEADSEQ_DATABASE || config.database;
  if (url === null && !existsSync(databasePath(root))) return null;
  const opened = await openWorkspace(root, { env: io.env, now: io.now(), random: io.random });
  if (opened.ok) return opened.value;
  complain(io, options, opened.error.message, opened.error.hint ?? 'To leave the database out: --no-live');
  return opened.error.exit;
}

async function sidesFor(
  io: Io,
  options: Given,
  root: string,
  typed: string | undefined,
  opened: Workspace | null,
): Promise<readonly [Side, Side] | ExitCode> {
  const names = sidesNamed(typed);
  if (!names.ok) return usage(io, options, names.error.message, names.error.hint);
  const asked = { root, cwd: resolve(io.cwd, options.workspace ?? '.'), env: io.env, db: opened?.db ?? null };
  const sides: Side[] = [];
  for (const name of names.value) {
    const side = await readSide(name, asked);
    if (!side.ok) return usage(io, options, side.error.message, side.error.hint);
    sides.push(side.value);
  }
  return sides as unknown as readonly [Side, Side];
}

function unknownSequence(io: Io, options: Given, typed: string, known: readonly string[]): ExitCode {
  const close = nearest(typed, known);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  return usage(
    io,
    options,
    `there is no sequence "${typed}" on either side${meant}`,
    `There are ${known.join(', ')}.`,
  );
}

async function fromRoster(
  io: Io,
  options: Given,
  root: string,
  before: Side,
  after: Side,
  sequences: readonly SequenceDiff[],
  course: CourseAsked,
  config: WorkspaceConfig,
): Promise<readonly LeadDiff[] | ExitCode | null> {
  const { roster } = options;
  if (roster === undefined) return null;
  const path = resolve(io.cwd, roster);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory())
    return usage(
      io,
      options,
      stat === undefined ? `there is no file ${roster}` : `${roster} is a folder; give one CSV file`,
    );
  const stopped: { message: string; hint: string | null }[] = [];
  const enroller =
    (tell: boolean): Enroller =>
    async (ws, at: Instant) => {
      const report = await enrollStream(
        ws,
        createReadStream(path),
        {
          business: options.business,
          source: options.source,
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
  const only = new Set(sequences.map(({ id }) => id));
  const enroll = { before: enroller(false), after: enroller(true) };
  const found = await rosterDiffs(files(before), files(after), enroll, only, course);
  const [problem] = stopped;
  return problem === undefined ? found : usage(io, options, problem.message, problem.hint ?? undefined);
}

async function inFlight(
  io: Io,
  ws: Workspace,
  sequences: readonly SequenceDiff[],
  how: { readonly policy: MovePolicy; readonly map: TouchMap },
  { calls, now, until }: CourseAsked,
): Promise<readonly LeadDiff[]> {
  const found: LeadDiff[] = [];
  const progress = createProgress(io, 'leads');
  const at = io.now();
  const course = { calls, now: at, until: later(at, until - now) };
  for (const { after } of sequences) {
    if (after === null) continue;
    const move = { ...how, sequence: after.sequence };
    for await (const one of liveDiffs(ws.db, ws, after.sequence.id, move, after.hash, course)) {
      found.push(one);
      progress.update(found.length, found.length, null);
    }
  }
  progress.clear();
  return found;
}

async function report(io: Io, options: Given, root: string, told: Told): Promise<ExitCode> {
  const format = options.json ? 'json' : (options.format ?? 'text');
  if (format === 'json') writeJson(io, 'diff', diffJson(told));
  else {
    const lines =
      format === 'markdown' ? markdownLines(told) : textLines(told, colorsFor(io, io.stdout, options));
    io.stdout.write(`${lines.join('\n')}\n`);
  }
  const broken = told.sequences.filter(({ status }) => status === 'broken');
  for (const { diagnostics } of broken) await showDiagnostics(io, options, io.stderr, root, diagnostics);
  if (broken.length > 0) return EXIT.problems;
  return options.exitCode === true && !isSame(told) ? EXIT.problems : EXIT.ok;
}
