/** `seq diff`: what a change of the files does to leads, before anyone gets anything else. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Business } from '../../domain/business.ts';
import { asId, type BusinessId, type SequenceId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import { DAY, after as later } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';
import type { CourseAsked } from '../../engine/diff/course.ts';
import { type DiffAsked, diffSides, type SequenceDiff } from '../../engine/diff/diff.ts';
import { type LeadDiff, liveDiffs } from '../../engine/diff/leads.ts';
import { readSide, type Side, sidesNamed } from '../../engine/diff/sides.ts';
import { databasePath } from '../../engine/open-database.ts';
import { openWorkspace } from '../../engine/open-workspace.ts';
import { readWorkspace } from '../../engine/read-workspace.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { MovePolicy, TouchMap } from '../../schedule/migrate.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import { chosenBusinesses } from '../businesses.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { diffJson } from '../diff/json.ts';
import { textLines } from '../diff/lines.ts';
import { mappedTouches } from '../diff/mapped.ts';
import { markdownLines } from '../diff/markdown.ts';
import { fromRoster } from '../diff/roster.ts';
import { isSame, type Told } from '../diff/told.ts';
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
    const { span, course, business } = asked;
    const sequences = diffSides(before, after, { span, calls: course.calls, only, business, config });
    const roster =
      options.roster === undefined
        ? null
        : await fromRoster(io, options, {
            path: options.roster,
            root,
            before,
            after,
            sequences,
            only,
            course,
            config,
          });
    if (typeof roster === 'number') return roster;
    const policy = (options.policy ?? 'onward') as MovePolicy;
    const live =
      roster === null && opened !== null
        ? await inFlight(io, opened, sequences, { policy, map: map.value }, course, business)
        : null;
    const told: Told = {
      before: before.label,
      after: after.label,
      sequences,
      calls: (course.calls ?? 'not_done').replaceAll('_', ' '),
      leads:
        roster !== null
          ? { kind: 'roster', all: roster, now: course.now }
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

interface Asked extends Pick<DiffAsked, 'business' | 'span'> {
  /** Of a roster; also how far is looked for those in flight. */
  readonly course: CourseAsked;
}

/** `--at` without a zone is a time of day of each business. */
function askedFor(io: Io, options: Given, config: WorkspaceConfig): Asked | ExitCode {
  const chosen = chosenBusinesses(io, options, { config }, options.business);
  if (chosen === null) return EXIT.usage;
  const typed = options.at ?? START;
  const [first] = chosen;
  if (first === undefined) throw new Error('settings without a business');
  for (const { zone } of chosen) {
    const at = readTime(typed, zone);
    if (!at.ok) return usage(io, options, at.error);
  }
  const span = ({ zone }: Pick<Business, 'zone'>) => {
    // A business of older settings may be where that hour was left out: then it is the minute of the first one.
    const at = [zone, first.zone].map((each) => readTime(typed, each)).find(({ ok }) => ok);
    if (at?.ok !== true) throw new Error('a time that was read is none');
    return { now: at.value, until: later(at.value, (options.days ?? DAYS) * DAY) };
  };
  const business = options.business === undefined ? null : first.id;
  return { business, span, course: { ...span(first), calls: options.calls ?? 'no_answer' } };
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

async function inFlight(
  io: Io,
  ws: Workspace,
  sequences: readonly SequenceDiff[],
  how: { readonly policy: MovePolicy; readonly map: TouchMap },
  { calls, now, until }: CourseAsked,
  business: BusinessId | null,
): Promise<readonly LeadDiff[]> {
  const found: LeadDiff[] = [];
  const progress = createProgress(io, 'leads');
  const at = io.now();
  const course = { calls, now: at, until: later(at, until - now) };
  for (const { after } of sequences) {
    if (after === null) continue;
    const move = { ...how, sequence: after.sequence };
    for await (const one of liveDiffs(ws.db, ws, after.sequence.id, move, after.hash, course)) {
      if (business !== null && one.business !== null && one.business !== business) continue;
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
