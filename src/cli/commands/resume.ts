/** `seq resume`: lifts a pause and shows what would go first. */

import type { ContactId } from '../../domain/ids.ts';
import type { Zone } from '../../domain/time.ts';
import { readPauseFile, removePauseFile } from '../../engine/pause-file.ts';
import { resumeScope, type ScopeResumed } from '../../engine/pausing.ts';
import { resumeLead } from '../../engine/resuming.ts';
import { zoneOf } from '../../engine/tasks.ts';
import { type Upcoming, upcoming } from '../../engine/upcoming.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { heldInScope, type Pause, type PauseScope, pausesInForce, sameScope } from '../../store/pauses.ts';
import { transactAgain } from '../../store/transact.ts';
import {
  contactIn,
  leadOrComplain,
  personOf,
  sequencesOf,
  touchesJson,
  touchLines,
  writeLines,
} from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { pauseFileJson } from '../pause-file-words.ts';
import {
  describeScope,
  namesScope,
  overlaps,
  pauseClause,
  type ScopeOptions,
  scopeOrComplain,
  zoneOfScope,
} from '../pause-scope.ts';
import { complain, usage } from '../problems.ts';
import { table } from '../table.ts';
import { typedLine } from '../typed-line.ts';
import { rootFor, withWorkspace } from '../with-workspace.ts';

export interface Options extends ScopeOptions {
  readonly file?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Given = Options & GlobalOptions;

/** Enough to see what is about to happen; the whole queue is `tick --dry-run`. */
const LOOKED_AT = 100;
const SHOWN = 10;

export const run: Command<Options> = async (io, [lead], options) => {
  if (options.file === true) return resumeByFile(io, options, lead);
  return withWorkspace(io, options, async (ws) => {
    const target = scopeOrComplain(io, options, ws, lead, 'resume');
    if (target === null) return EXIT.usage;
    if (target.kind === 'scope') return resumeWide(io, options, ws, target.scope);
    const id = await leadOrComplain(io, options, ws, target.lead, options.business);
    return id === null ? EXIT.usage : resumeOne(io, options, ws, id);
  });
};

/** Takes only the file away: pauses in the database stay as they are. */
function resumeByFile(io: Io, options: Given, lead: string | undefined): ExitCode {
  if (lead !== undefined || namesScope(options))
    return usage(io, options, '--file stopped everything, so it takes no lead and no scope');
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const found = readPauseFile(root);
  const changed = options.dryRun === true ? found !== null : removePauseFile(root);
  if (options.json)
    writeJson(io, 'resume', { dryRun: options.dryRun ?? false, changed, file: pauseFileJson(found) });
  else
    writeLines(io, [
      ...(options.dryRun === true ? ['Dry run: nothing is changed.'] : []),
      changed
        ? `The file is gone, and the next tick sends again. What would go: ${io.name} tick --dry-run`
        : 'There is no file that stops sending. Nothing was changed.',
    ]);
  return EXIT.ok;
}

async function resumeWide(io: Io, options: Given, ws: Workspace, scope: PauseScope): Promise<ExitCode> {
  if (options.dryRun === true || options.yes === true) {
    return tellWide(io, options, ws, scope, await letGo(io, ws, scope, options.dryRun !== true));
  }
  const stopped = (await pausesInForce(ws.db)).filter(({ guard }) => guard !== null);
  const guarded = stopped.find((pause) => sameScope(pause, scope));
  if (guarded === undefined) return tellWide(io, options, ws, scope, await letGo(io, ws, scope, true));
  // Nobody has paused this: whoever lets it go on sees first what would go.
  const foreseen = await letGo(io, ws, scope, false);
  if (options.json !== true) tellWide(io, { ...options, dryRun: true }, ws, scope, foreseen);
  if (!(await isAgreed(io, options, guarded, foreseen.done.woken))) return EXIT.refused;
  return tellWide(io, options, ws, scope, await letGo(io, ws, scope, true));
}

/** The number that was shown is typed back: a word like "yes" is typed without reading. */
async function isAgreed(io: Io, options: Given, { detail }: Pause, leads: number): Promise<boolean> {
  const shown = leads.toLocaleString('en-US');
  const asked = `the number of leads, ${shown}`;
  if (!io.stdin.isTTY || options.json === true) {
    complain(
      io,
      options,
      `this stopped by itself, and nothing was changed: ${detail}`,
      `When you have seen to it, go on with --yes. On a terminal ${asked} is asked for.`,
    );
    return false;
  }
  io.stderr.write(`It stopped by itself: ${detail}.\nTo go on, type ${asked}: `);
  const typed = (await typedLine(io.stdin)).replaceAll(',', '').trim();
  if (typed === String(leads)) return true;
  complain(io, options, `"${typed}" is not ${shown}: nothing was changed`);
  return false;
}

interface LetGo {
  readonly done: ScopeResumed;
  readonly looked: number;
  readonly next: readonly Upcoming[];
}

const letGo = (io: Io, ws: Workspace, scope: PauseScope, keep: boolean): Promise<LetGo> =>
  transactAgain(ws.db, keep, async (handle) => {
    const now = io.now();
    const done = await resumeScope(handle, scope, now);
    const held = done.lifted ? await heldInScope(handle, scope, LOOKED_AT) : [];
    return { done, looked: held.length, next: await upcoming(handle, ws, held, now) };
  });

function tellWide(
  io: Io,
  options: Given,
  ws: Workspace,
  scope: PauseScope,
  { done, looked, next }: LetGo,
): ExitCode {
  const now = io.now();
  const keep = options.dryRun !== true;
  const due = next
    .filter(({ goesNow, channel }) => goesNow && (scope.channel === null || channel === scope.channel))
    .slice(0, SHOWN);
  if (options.json) {
    writeJson(io, 'resume', {
      dryRun: !keep,
      changed: done.lifted,
      scope,
      leads: done.woken,
      due: touchesJson(due),
      stillPausedBy: done.inForce.filter((pause) => overlaps(pause, scope)).map(scopeJson),
    });
    return EXIT.ok;
  }
  const what = describeScope(scope);
  const clause = (pause: Pause): string => pauseClause(pause, io.name, zoneOfScope(ws, pause), now);
  if (!done.lifted) {
    const others = done.inForce.map((pause) => `  ${clause(pause)}`);
    writeLines(io, [
      `This was not paused: ${what}. Nothing was changed.`,
      ...(others.length === 0 ? [] : ['Paused now:', ...others]),
    ]);
    return EXIT.ok;
  }
  writeLines(io, [
    ...(keep ? [] : ['Dry run: nothing is changed.']),
    `Resumed: ${what}. What became late meanwhile follows each touch’s own rule.`,
    ...done.inForce.filter((pause) => overlaps(pause, scope)).map((pause) => `Still held: ${clause(pause)}`),
    ...(due.length === 0
      ? [
          looked < LOOKED_AT
            ? 'Nothing of it is due this minute.'
            : `Nothing is due this minute to the first ${LOOKED_AT} leads. All of them: ${io.name} tick --dry-run`,
        ]
      : ['First, at the next tick:', ...dueLines(due, io.stdout.columns)]),
  ]);
  return EXIT.ok;
}

async function resumeOne(io: Io, options: Given, ws: Workspace, id: ContactId): Promise<ExitCode> {
  const now = io.now();
  const keep = options.dryRun !== true;
  const { contact, done, next } = await transactAgain(ws.db, options.dryRun !== true, async (handle) => {
    const contact = await contactIn(handle, id);
    const done = await resumeLead(handle, ws, contact, now);
    return { contact, done, next: await upcoming(handle, ws, [id], now) };
  });
  if (options.json) {
    writeJson(io, 'resume', {
      dryRun: !keep,
      changed: done.resumed.length > 0,
      lead: id,
      resumed: done.resumed.map(({ enrollment, days }) => ({
        enrollment: enrollment.id,
        sequence: enrollment.sequence,
        days,
      })),
      next: touchesJson(next),
    });
    return EXIT.ok;
  }
  const who = personOf(contact);
  if (done.resumed.length === 0) {
    const goes = done.running.length === 0 ? 'nothing runs' : `${sequencesOf(done.running)} is running`;
    writeLines(io, [`${who} is not paused: ${goes}. Nothing was changed.`]);
    return EXIT.ok;
  }
  const zone: Zone = zoneOf(ws, contact);
  writeLines(io, [
    ...(keep ? [] : ['Dry run: nothing is changed.']),
    ...done.resumed.map(
      ({ enrollment, days }) =>
        `Resumed for ${who}: ${enrollment.sequence}${days === 0 ? '' : `, ${days === 1 ? 'a day' : `${days} days`} later than planned`}.`,
    ),
    ...(next.length === 0
      ? ['Nothing is left to go.']
      : ['Next:', ...touchLines(next, zone, io.stdout.columns, now)]),
  ]);
  return EXIT.ok;
}

function dueLines(due: readonly Upcoming[], width: number): readonly string[] {
  return table(
    [{ title: '' }, { title: '', fit: 'cut' }, { title: '', fit: 'cut' }],
    due.map(({ channel, sequence, key, situation: { contact } }) => [
      channel,
      `${contact.firstName} ${contact.lastName} (${contact.id})`,
      `${sequence}/${key.touch}`,
    ]),
    width,
  );
}

const scopeJson = ({ business, channel, sequence, detail }: Pause): object => ({
  business,
  channel,
  sequence,
  detail,
});
