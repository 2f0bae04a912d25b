/** `seq tasks`: the work for a person, first due first; `show` gives the script, `done` tells the sequence what came of it. */

import { offeredOutcome } from '../../domain/bridge.ts';
import { asId, type TaskId } from '../../domain/ids.ts';
import { CALL_OUTCOMES } from '../../domain/touch.ts';
import { finishTask } from '../../engine/finish-task.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { describeDuration } from '../../schedule/describe.ts';
import { txAgain } from '../../store/begin-again.ts';
import { bridgesOf } from '../../store/bridges.ts';
import { appendEvent } from '../../store/events.ts';
import { assignTask, loadTask } from '../../store/tasks.ts';
import { contactIn, personOf, stoppedJson, writeLines } from '../acted.ts';
import { bridgeJson, bridgeWords } from '../bridge-words.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { doneLines } from '../task-done.ts';
import { listTasksOf, NOBODY } from '../task-list.ts';
import { endedSentence, isOverdue, taskJson, titleOf } from '../task-words.ts';
import { colorsFor, plain, plainLines } from '../terminal.ts';
import { asSentence, showMoment } from '../times.ts';
import { whoTypes } from '../who.ts';
import { withWorkspace } from '../with-workspace.ts';
import { wrap } from '../wrap.ts';

export interface Options {
  readonly business?: string;
  readonly all?: boolean;
  readonly due?: boolean;
  readonly overdue?: boolean;
  readonly for?: string;
  readonly mine?: boolean;
  readonly outcome?: string;
  readonly note?: string;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, [word = 'list', typed, whom], options) =>
  withWorkspace(io, options, async (ws) => {
    if (word === 'list') return listTasksOf(io, options, ws);
    const id = /^#?([1-9]\d{0,8})$/.exec(typed ?? '')?.[1];
    if (id === undefined) {
      return usage(io, options, `"${typed}" is not the number of a task`, `See: ${io.name} tasks`);
    }
    const task = asId<TaskId>(Number(id));
    if (word === 'assign') return assign(io, options, ws, task, whom?.trim() ?? '');
    return word === 'show' ? show(io, options, ws, task) : done(io, options, ws, task);
  });

async function show(io: Io, options: Given, ws: Workspace, id: TaskId): Promise<ExitCode> {
  const found = await loadTask(ws.db, id);
  if (found === null) return unknown(io, options, id);
  const now = io.now();
  const contact = await contactIn(ws.db, found.contact);
  const rung = (await bridgesOf(ws.db, [found.contact])).findLast(({ task }) => task === id) ?? null;
  if (options.json) {
    writeJson(io, 'task', {
      task: {
        ...taskJson(found, now),
        script: found.script,
        voicemail: found.voicemail,
        call: rung && bridgeJson(rung, now),
      },
    });
    return EXIT.ok;
  }
  const offered = rung === null ? null : offeredOutcome(rung);
  const color = colorsFor(io, io.stdout, options);
  const late = isOverdue(found, now)
    ? color.yellow(`, overdue by ${describeDuration(now - found.dueAt)}`)
    : '';
  const expires =
    found.state === 'open' && found.expiresAt !== null
      ? [`Ends by itself ${showMoment(found.expiresAt, found.zone, now)}, as not done.`]
      : [];
  const part = (title: string, text: string | null): readonly string[] =>
    text === null
      ? []
      : [
          '',
          color.bold(title),
          ...plainLines(text.trimEnd())
            .flatMap((line) => wrap(line, 76))
            .map((line) => `  ${line}`),
        ];
  writeLines(io, [
    `${color.bold(`#${found.id}`)} ${titleOf(found, now)}`,
    `Lead ${personOf(contact)} of ${contact.business}`,
    `Due ${showMoment(found.dueAt, found.zone, now)} (${found.zone})${late}`,
    ...(found.assignee === null ? [] : [`${plain(found.assignee)}’s`]),
    ...expires,
    ...(found.state === 'open' ? [] : [asSentence(endedSentence(found, now))]),
    ...(rung === null ? [] : wrap(asSentence(`Called by telephone: ${bridgeWords(rung, now)}`), 78)),
    ...part(found.kind === 'call' ? 'Script' : 'Note', found.script),
    ...part('Voicemail', found.voicemail),
    ...(found.state !== 'open'
      ? []
      : [
          '',
          `${io.name} tasks done ${found.id}${found.kind === 'call' ? ` --outcome ${offered ?? `${CALL_OUTCOMES.slice(0, 3).join('|')}|…`}` : ''}`,
        ]),
  ]);
  return EXIT.ok;
}

async function assign(io: Io, options: Given, ws: Workspace, id: TaskId, whom: string): Promise<ExitCode> {
  if (whom === '') return usage(io, options, `say whose task ${id} is: a name, or ${NOBODY}`);
  const to = whom === NOBODY ? null : whom;
  const by = whoTypes(io);
  const task = await txAgain(ws.db, async (handle) => {
    const found = await loadTask(handle, id);
    if (found === null || !(await assignTask(handle, id, to))) return found;
    const { contact, enrollment, key } = found;
    const about = { contact, enrollment, touch: key?.touch ?? null, attempt: null };
    await appendEvent(handle, { at: io.now(), kind: 'task_assigned', ...about, data: { task: id, to, by } });
    return { ...found, assignee: to };
  });
  if (task === null) return unknown(io, options, id);
  const changed = task.state === 'open';
  if (options.json) writeJson(io, 'task_assigned', { changed, task: taskJson(task, io.now()) });
  else if (changed)
    writeLines(io, [
      `${to === null ? 'Anybody’s' : `For ${plain(to)}`}: ${titleOf(task, io.now())} (task ${id}).`,
    ]);
  else writeLines(io, [asSentence(`Task ${id} ended before: ${endedSentence(task, io.now())}`)]);
  return changed ? EXIT.ok : EXIT.problems;
}

async function done(io: Io, options: Given, ws: Workspace, id: TaskId): Promise<ExitCode> {
  const outcome = CALL_OUTCOMES.find((one) => one === options.outcome) ?? null;
  const by = whoTypes(io);
  const finished = await txAgain(ws.db, (handle) =>
    finishTask(handle, ws, id, { outcome, note: options.note ?? null, by }, io.now()),
  );
  switch (finished.kind) {
    case 'unknown':
      return unknown(io, options, id);
    case 'outcome_needed':
      return usage(
        io,
        options,
        `task ${id} is a call, and how it went decides what the sequence does next`,
        `Say it with --outcome ${CALL_OUTCOMES.join(' | ')}`,
      );
    case 'no_outcome_wanted':
      return usage(
        io,
        options,
        `task ${id} is no call, so it has no outcome`,
        `Type: ${io.name} tasks done ${id}`,
      );
    case 'ended':
      if (options.json)
        writeJson(io, 'task_done', { changed: false, task: taskJson(finished.task, io.now()) });
      else
        writeLines(io, [
          asSentence(`Task ${id} ended before: ${endedSentence(finished.task, io.now(), finished.by)}`),
          'Nothing was changed.',
        ]);
      // Doing a thing twice is fine; saying something else about it the second time is not heard, and must be said.
      return finished.task.state === 'done' && finished.task.outcome === outcome ? EXIT.ok : EXIT.problems;
    case 'done': {
      const { stopped, callBack, task } = finished;
      if (options.json) {
        writeJson(io, 'task_done', {
          changed: true,
          task: { ...taskJson(task, io.now()), state: 'done', outcome },
          ...(stopped === null ? {} : { stopped: stoppedJson(stopped) }),
          ...(callBack === null ? {} : { callBack: callBack }),
        });
        return EXIT.ok;
      }
      writeLines(io, doneLines(io, finished, outcome));
      return EXIT.ok;
    }
  }
}

function unknown(io: Io, options: Given, id: TaskId): ExitCode {
  complain(io, options, `there is no task ${id}`, `See: ${io.name} tasks`);
  return EXIT.usage;
}
