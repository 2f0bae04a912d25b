/** `seq calls`: one call after the other for whoever makes them, with script and voicemail in view; elsewhere, the list. */
import { type Bridge, offeredOutcome } from '../../domain/bridge.ts';
import type { TaskId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';
import { type CallQueue, callQueue, type QueuedCall } from '../../engine/call-queue.ts';
import { finishTask } from '../../engine/finish-task.ts';
import { threadOf } from '../../engine/thread.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { txAgain } from '../../store/begin-again.ts';
import { bridgesOf } from '../../store/bridges.ts';
import { giveTaskBack, takeTask } from '../../store/tasks.ts';
import { writeLines } from '../acted.ts';
import { bridgeWords, offerWords } from '../bridge-words.ts';
import { chosenBusinesses } from '../businesses.ts';
import {
  callLines,
  KEYS,
  QUEUE_TITLES,
  queuedCells,
  queuedJson,
  queueLines,
  RING_KEY,
  readSaid,
  type Said,
} from '../call-words.ts';
import { callNow } from '../calling.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { tsv, wrap } from '../table.ts';
import { doneLines } from '../task-done.ts';
import { colorsFor } from '../terminal.ts';
import { asSentence } from '../times.ts';
import { type TypedLines, typedLines } from '../typed-lines.ts';
import { whoTypes } from '../who.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly as?: string;
  readonly list?: boolean;
  readonly phone?: string;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = (io, _args, options) =>
  withWorkspace(io, options, async (ws) => {
    if (chosenBusinesses(io, options, ws, options.business) === null) return EXIT.usage;
    const isAsked = io.stdin.isTTY && io.stdout.isTTY && options.json !== true && options.list !== true;
    if (!isAsked) return list(io, options, await queueNow(io, options, ws));
    const lines = typedLines(io.stdin);
    try {
      return await workThrough(io, options, ws, lines);
    } finally {
      await lines.close();
    }
  });

const queueNow = (io: Io, options: Given, ws: Workspace): Promise<CallQueue> =>
  callQueue(ws.db, ws, options.business ?? null, io.now());

function list(io: Io, options: Given, queue: CallQueue): ExitCode {
  const now = io.now();
  const all = [...queue.now, ...queue.later];
  if (options.json) writeJson(io, 'calls', { calls: all.map((call) => queuedJson(call, now)) });
  else if (io.stdout.isTTY) writeLines(io, queueLines(queue, now, io.stdout.columns));
  else
    io.stdout.write(
      tsv(
        QUEUE_TITLES,
        all.map((call) => queuedCells(call, now)),
      ),
    );
  return EXIT.ok;
}

/** The queue is read anew for each call: others work at it too, and leads go on writing. */
async function workThrough(io: Io, options: Given, ws: Workspace, lines: TypedLines): Promise<ExitCode> {
  const who = options.as ?? whoTypes(io);
  const skipped = new Set<TaskId>();
  for (;;) {
    const queue = await queueNow(io, options, ws);
    const mine = queue.now.filter(
      ({ task }) => !skipped.has(task.id) && (task.assignee === null || task.assignee === who),
    );
    const [next] = mine;
    if (next === undefined) {
      writeLines(io, overLines(io, queue, skipped.size));
      return EXIT.ok;
    }
    // Of two people who come to it at once, one has it.
    if (!(await txAgain(ws.db, (handle) => takeTask(handle, next.task.id, who)))) continue;
    const said = await oneCall(io, options, ws, lines, next, mine.length - 1, who);
    if (said === 'quit') return EXIT.ok;
    if (said === 'skip') skipped.add(next.task.id);
  }
}

function overLines(io: Io, queue: CallQueue, skipped: number): readonly string[] {
  const later = { now: [], later: queue.later };
  return [
    skipped === 0
      ? 'No call is to be made now.'
      : `No other call is to be made now; you left out ${skipped}.`,
    ...(queue.later.length === 0 ? [] : ['Later:', ...queueLines(later, io.now(), io.stdout.columns)]),
  ];
}

/** Shows it and hears how it went; whatever happens, it is nobody's again unless it is done. */
async function oneCall(
  io: Io,
  options: Given,
  ws: Workspace,
  lines: TypedLines,
  call: QueuedCall,
  left: number,
  who: string,
): Promise<'done' | 'skip' | 'quit'> {
  const { id } = call.task;
  let isDone = false;
  try {
    const thread = await threadOf(ws.db, call.task.contact);
    const color = colorsFor(io, io.stdout, options);
    const width = Math.min(io.stdout.columns, 80);
    const keys = [...KEYS, ...(call.situation.business.calls?.agentPhone === undefined ? [] : [RING_KEY])];
    writeLines(io, [...callLines(call, thread, left, io.now(), width, color), '', ...keys]);
    const said = await hear(io, options, ws, lines, { call, who, keys });
    if (said.kind !== 'outcome') return said.kind === 'skip' ? 'skip' : 'quit';
    io.stdout.write('Note (Enter for none): ');
    const note = ((await nextLine(io, lines)) ?? '').trim() || null;
    const { outcome } = said;
    const finished = await txAgain(ws.db, (handle) =>
      finishTask(handle, ws, id, { outcome, note, by: who }, io.now()),
    );
    isDone = true;
    if (finished.kind === 'done')
      writeLines(io, [...doneLines(io, finished, outcome).flatMap((line) => wrap(line, width)), '']);
    else writeLines(io, ['It had ended meanwhile: nothing was changed.', '']);
    return 'done';
  } finally {
    if (!isDone) await txAgain(ws.db, (handle) => giveTaskBack(handle, id, who));
  }
}

interface InFront {
  readonly call: QueuedCall;
  readonly who: string;
  readonly keys: readonly string[];
}

type Heard = Extract<Said, { kind: 'outcome' | 'skip' | 'quit' }>;

/** Until it is an outcome, or a wish to leave; the end of the input is one. */
async function hear(
  io: Io,
  options: Given,
  ws: Workspace,
  lines: TypedLines,
  { call, who, keys }: InFront,
): Promise<Heard> {
  // What the telephone says of it; Enter takes that once it was shown.
  let offered: CallOutcome | null = null;
  for (;;) {
    io.stdout.write('How did it go? ');
    const typed = await nextLine(io, lines);
    if (typed === null) return { kind: 'quit' };
    const said = readSaid(typed);
    switch (said.kind) {
      case 'ring':
        offered = null;
        await ring(io, options, ws, call, who);
        break;
      case 'nothing': {
        if (offered !== null) return { kind: 'outcome', outcome: offered };
        const bridge = (await bridgesOf(ws.db, [call.task.contact])).findLast(
          ({ task }) => task === call.task.id,
        );
        offered = bridge === undefined ? null : offeredOutcome(bridge);
        writeLines(
          io,
          bridge === undefined
            ? ['It takes one of these letters, or the word:', ...keys]
            : afterRing(bridge, io.now()),
        );
        break;
      }
      case 'unclear':
        writeLines(io, ['It takes one of these letters, or the word:', ...keys]);
        break;
      default:
        return said;
    }
  }
}

const afterRing = (bridge: Bridge, now: Instant): readonly string[] => {
  const offer = offerWords(bridge);
  return [
    asSentence(`The call: ${bridgeWords(bridge, now)}`),
    ...(offer === null ? [] : [`Enter again for ${offer}, or what it was.`]),
  ];
};

/** It is shown who is rung, and why nobody is; the call stays to be answered for in any case. */
async function ring(io: Io, options: Given, ws: Workspace, { task }: QueuedCall, who: string): Promise<void> {
  const asked = { by: who, phone: options.phone ?? null, anyway: false, again: false, dryRun: false };
  const called = await callNow(io, options, ws, task.contact, asked);
  if (called.kind === 'called')
    writeLines(io, ['When it is over, Enter shows what the telephone says of it.']);
}

/** Ctrl-C is heard while somebody thinks. */
async function nextLine(io: Io, lines: TypedLines): Promise<string | null> {
  if (io.signal.aborted) return null;
  let stop = (): void => undefined;
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    io.signal.addEventListener('abort', stop, { once: true });
  });
  const line = await Promise.race([lines.next(), aborted]);
  io.signal.removeEventListener('abort', stop);
  return line;
}
