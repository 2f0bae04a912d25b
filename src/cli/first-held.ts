/** What will hold the first texts of leads who have just been enrolled, so that nobody waits for them in vain. */
import type { BusinessId, SequenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { capsOf } from '../engine/budget.ts';
import { isLive, openRehearsals } from '../engine/rehearsals.ts';
import type { Workspace } from '../engine/workspace.ts';
import { goneLive } from '../store/going-live.ts';
import { pausesInForce } from '../store/pauses.ts';
import type { GlobalOptions, Io } from './io.ts';
import { onlyToLine } from './only-to-words.ts';
import { pauseFileHere, pauseFileLine } from './pause-file-words.ts';
import { overlaps, pauseClause, zoneOfScope } from './pause-scope.ts';
import { asSentence } from './times.ts';

export interface JustEnrolled {
  readonly business: BusinessId;
  readonly sequence: SequenceId;
}

export interface FirstHeld {
  /** Finished sentences. */
  readonly lines: readonly string[];
  /** What to type before a tick is of any use; null when a tick is next. */
  readonly next: string | null;
}

/** `texts`: how many are due with the next tick. */
export async function firstHeld(
  io: Io,
  options: GlobalOptions,
  ws: Workspace,
  enrolled: readonly JustEnrolled[],
  texts: number,
): Promise<FirstHeld> {
  const now = io.now();
  const paused = pauseFileHere(io, options);
  const waits = isLive(ws, 'sms') ? await wordsMissing(io, ws, enrolled) : { lines: [], next: null };
  return {
    lines: [
      ...(paused === null ? [] : [pauseFileLine(io, paused)]),
      ...waits.lines,
      ...(await pausedLines(io, ws, enrolled, now)),
      ...onlyToLine(ws),
      ...slowLines(ws, enrolled, texts),
    ],
    next: waits.next,
  };
}

async function wordsMissing(io: Io, ws: Workspace, enrolled: readonly JustEnrolled[]): Promise<FirstHeld> {
  const undecided = await openRehearsals(ws);
  const [rehearsed] = undecided;
  if (rehearsed !== undefined)
    return {
      lines: ['Nothing goes before somebody has said what becomes of the leads that were rehearsed.'],
      next: `${io.name} live`,
    };
  const silent: SequenceId[] = [];
  for (const sequence of new Set(enrolled.map((each) => each.sequence)))
    if ((await goneLive(ws.db, sequence, 'sms')) === null) silent.push(sequence);
  const [first] = silent;
  return {
    lines: silent.map((sequence) => `They wait: nobody has said yet that ${sequence} may go by text.`),
    next: first === undefined ? null : `${io.name} live ${first} --dry-run`,
  };
}

async function pausedLines(
  io: Io,
  ws: Workspace,
  enrolled: readonly JustEnrolled[],
  now: Instant,
): Promise<readonly string[]> {
  const pauses = (await pausesInForce(ws.db)).filter((pause) =>
    enrolled.some((each) => overlaps(pause, { ...each, channel: 'sms' })),
  );
  return pauses.map((pause) => `They wait: ${pauseClause(pause, io.name, zoneOfScope(ws, pause), now)}`);
}

function slowLines(ws: Workspace, enrolled: readonly JustEnrolled[], texts: number): readonly string[] {
  const caps = [...new Set(enrolled.map(({ business }) => business))].flatMap((id) => {
    const cap = capsOf(ws, id, 'sms');
    return cap === null ? [] : [cap.perMinute];
  });
  const slowest = Math.min(...caps);
  return texts > slowest ? [asSentence(`at most ${slowest} of a business go in a minute`)] : [];
}
