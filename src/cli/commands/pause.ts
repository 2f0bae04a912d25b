/** `seq pause`: holds back one lead, or a channel, a sequence, a business, everything; from the next reservation on. */

import type { ContactId } from '../../domain/ids.ts';
import { after, DAY, type Millis } from '../../domain/time.ts';
import { readPauseFile, writePauseFile } from '../../engine/pause-file.ts';
import { pauseLead, pauseScope } from '../../engine/pausing.ts';
import { zoneOf } from '../../engine/tasks.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { parseDuration } from '../../sequence/literals.ts';
import { txAgain } from '../../store/begin-again.ts';
import type { PauseScope } from '../../store/pauses.ts';
import { contactIn, enrollmentsJson, leadOrComplain, personOf, sequencesOf, writeLines } from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, writeJson } from '../json.ts';
import { pauseFileJson, pauseFileLine } from '../pause-file-words.ts';
import {
  BY_HAND,
  describeScope,
  flagsOf,
  namesScope,
  pauseClause,
  type ScopeOptions,
  scopeOrComplain,
  zoneOfScope,
} from '../pause-scope.ts';
import { usage } from '../problems.ts';
import { showMoment } from '../times.ts';
import { rootFor, withWorkspace } from '../with-workspace.ts';

export interface Options extends ScopeOptions {
  /** True without a reason. */
  readonly file?: string | true;
  readonly reason?: string;
  readonly review?: string;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, [lead], options) => {
  if (options.file !== undefined) return pauseByFile(io, options, lead, options.file);
  return withWorkspace(io, options, async (ws) => {
    const target = scopeOrComplain(io, options, ws, lead, 'pause');
    if (target === null) return EXIT.usage;
    if (target.kind === 'scope') return pauseWide(io, options, ws, target.scope);
    const review = options.review === undefined ? ((2 * DAY) as Millis) : parseDuration(options.review);
    if (review === null || review <= 0) {
      return usage(
        io,
        options,
        `--review "${options.review}" is no span; it takes one such as 12h, 2d or 1w`,
      );
    }
    const id = await leadOrComplain(io, options, ws, target.lead, options.business);
    return id === null ? EXIT.usage : pauseOne(io, options, ws, id, review);
  });
};

/** Opens nothing: it must work when the database does not. */
function pauseByFile(io: Io, options: Given, lead: string | undefined, said: string | true): ExitCode {
  if (lead !== undefined || namesScope(options))
    return usage(io, options, '--file stops everything, so it takes no lead and no scope');
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const changed = writePauseFile(root, said === true ? (options.reason ?? '') : said);
  const file = readPauseFile(root);
  if (options.json) writeJson(io, 'pause', { changed, file: pauseFileJson(file) });
  else if (file !== null)
    writeLines(io, [
      ...(changed ? [] : ['Paused before. Nothing was changed.']),
      pauseFileLine(io, file),
      ...(changed ? ['A tick that is running ends before its next message.'] : []),
    ]);
  return EXIT.ok;
}

async function pauseWide(io: Io, options: Given, ws: Workspace, scope: PauseScope): Promise<ExitCode> {
  const now = io.now();
  const detail = options.reason ?? BY_HAND;
  const known = await txAgain(ws.db, (handle) => pauseScope(handle, scope, detail, now));
  if (options.json) {
    writeJson(io, 'pause', { changed: known === null, scope });
    return EXIT.ok;
  }
  const what = describeScope(scope);
  writeLines(io, [
    known === null
      ? `Paused: ${what}. Nothing more of it goes out.`
      : `Paused before: ${pauseClause(known, io.name, zoneOfScope(ws, scope), now)}`,
    ...(known === null ? [`To go on: ${io.name} resume${flagsOf(scope)}`] : ['Nothing was changed.']),
  ]);
  return EXIT.ok;
}

async function pauseOne(
  io: Io,
  options: Given,
  ws: Workspace,
  id: ContactId,
  review: Millis,
): Promise<ExitCode> {
  const now = io.now();
  const reviewAt = after(now, review);
  const detail = options.reason ?? BY_HAND;
  const { contact, done } = await txAgain(ws.db, async (handle) => {
    const contact = await contactIn(handle, id);
    return { contact, done: await pauseLead(handle, ws, contact, reviewAt, detail, now) };
  });
  if (options.json) {
    writeJson(io, 'pause', {
      changed: done.paused.length > 0,
      lead: id,
      paused: enrollmentsJson(done.paused),
      kept: enrollmentsJson(done.kept),
      tasksClosed: done.closedCalls,
      reviewAt: iso(reviewAt),
    });
    return EXIT.ok;
  }
  const who = personOf(contact);
  const kept = done.kept.length === 0 ? [] : [`Still goes: ${sequencesOf(done.kept)}.`];
  if (done.paused.length === 0) {
    const before = done.already.length > 0;
    writeLines(io, [
      before
        ? `${who} is paused already: ${sequencesOf(done.already)}. Nothing was changed.`
        : `Nothing is being sent to ${who} that a pause could hold. Nothing was changed.`,
      ...kept,
    ]);
    return EXIT.ok;
  }
  writeLines(io, [
    `Paused for ${who}: ${sequencesOf(done.paused)}.`,
    ...(done.closedCalls === 0 ? [] : ['The open call task was closed.']),
    ...kept,
    `A task comes up ${showMoment(reviewAt, zoneOf(ws, contact), now)} if nobody resumes before: ${io.name} resume ${id}`,
  ]);
  return EXIT.ok;
}
