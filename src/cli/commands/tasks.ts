/** `seq tasks`: the work for a person, first due first; `show` gives the script, `done` tells the sequence what came of it. */

import { asId, type BusinessId, type TaskId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import { CALL_OUTCOMES, type CallOutcome } from '../../domain/touch.ts';
import { finishTask } from '../../engine/finish-task.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { describeDuration, describeInstant } from '../../schedule/describe.ts';
import { type ListedTask, listTasks, loadTask, type Task } from '../../store/tasks.ts';
import { consequences, contactIn, personOf, stoppedJson, writeLines } from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, isoOrNull, writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { type Column, table, tsv } from '../table.ts';
import { colorsFor, plain, plainLines } from '../terminal.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly all?: boolean;
  readonly outcome?: string;
  readonly note?: string;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, [word = 'list', typed], options) =>
  withWorkspace(io, options, async (ws) => {
    if (word === 'list') return list(io, options, ws);
    const id = /^#?([1-9]\d{0,8})$/.exec(typed ?? '')?.[1];
    if (id === undefined) {
      return usage(io, options, `"${typed}" is not the number of a task`, `See: ${io.name} tasks`);
    }
    const task = asId<TaskId>(Number(id));
    return word === 'show' ? show(io, options, ws, task) : done(io, options, ws, task);
  });

/** A list longer than this is not read by anybody; piped or as JSON there is no end. */
const SHOWN = 50;

async function list(io: Io, options: Given, ws: Workspace): Promise<ExitCode> {
  const business = options.business;
  if (business !== undefined && !ws.config.businesses.has(asId<BusinessId>(business))) {
    const known = [...ws.config.businesses.keys()].join(', ');
    return usage(io, options, `there is no business "${business}" in leadseq.yaml`, `It takes ${known}.`);
  }
  const filter = { business: business ?? null, ended: options.all === true, limit: 1_000_000 };
  const tasks = await listTasks(ws.db, filter);
  const now = io.now();
  if (options.json) {
    writeJson(io, 'tasks', { tasks: tasks.map((task) => taskJson(task, now)) });
    return EXIT.ok;
  }
  if (!io.stdout.isTTY) {
    const rows = tasks.map((task) => [
      String(task.id),
      task.kind,
      task.state,
      iso(task.dueAt),
      isOverdue(task, now) ? 'yes' : 'no',
      task.business,
      String(task.contact),
      task.name,
      task.phone ?? '',
      task.title,
      task.outcome ?? '',
    ]);
    io.stdout.write(tsv(TITLES, rows));
    return EXIT.ok;
  }
  writeLines(io, tasks.length === 0 ? ['Nothing to do.'] : listLines(io, options, ws, tasks, now));
  return EXIT.ok;
}

const TITLES = [
  'task',
  'kind',
  'state',
  'due',
  'overdue',
  'business',
  'lead',
  'name',
  'phone',
  'title',
  'outcome',
];

function listLines(
  io: Io,
  options: Given,
  ws: Workspace,
  tasks: readonly ListedTask[],
  now: Instant,
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const several = ws.config.businesses.size > 1;
  const columns: readonly Column[] = [
    { title: '#', align: 'right' },
    { title: 'due' },
    ...(several ? [{ title: 'business', fit: 'cut' } as const] : []),
    { title: 'task', fit: 'wrap' },
    { title: 'phone' },
    { title: '' },
  ];
  const rows = tasks
    .slice(0, SHOWN)
    .map((task) => [
      String(task.id),
      describeInstant(task.dueAt, task.zone),
      ...(several ? [task.business] : []),
      task.title,
      task.phone ?? '',
      task.state !== 'open'
        ? (task.outcome ?? task.state)
        : isOverdue(task, now)
          ? { text: 'overdue', paint: color.yellow }
          : '',
    ]);
  return [
    ...table(columns, rows, io.stdout.columns),
    ...(tasks.length > SHOWN ? [`and ${tasks.length - SHOWN} more`] : []),
    '',
    `${io.name} tasks show ID for the script; then ${io.name} tasks done ID --outcome ${CALL_OUTCOMES.slice(0, 3).join('|')}|…`,
  ];
}

async function show(io: Io, options: Given, ws: Workspace, id: TaskId): Promise<ExitCode> {
  const found = await loadTask(ws.db, id);
  if (found === null) return unknown(io, options, id);
  const now = io.now();
  const contact = await contactIn(ws.db, found.contact);
  if (options.json) {
    writeJson(io, 'task', {
      task: { ...taskJson(found, now), script: found.script, voicemail: found.voicemail },
    });
    return EXIT.ok;
  }
  const color = colorsFor(io, io.stdout, options);
  const late = isOverdue(found, now)
    ? color.yellow(`, overdue by ${describeDuration(now - found.dueAt)}`)
    : '';
  const expires =
    found.state === 'open' && found.expiresAt !== null
      ? [`Ends by itself ${describeInstant(found.expiresAt, found.zone)}, as not done`]
      : [];
  const part = (title: string, text: string | null): readonly string[] =>
    text === null ? [] : ['', color.bold(title), ...plainLines(text.trimEnd()).map((line) => `  ${line}`)];
  writeLines(io, [
    `${color.bold(`#${found.id}`)} ${plain(found.title)}`,
    `Lead ${personOf(contact)} of ${contact.business}`,
    `Due ${describeInstant(found.dueAt, found.zone)} (${found.zone})${late}`,
    ...expires,
    ...(found.state === 'open' ? [] : [endedSentence(found)]),
    ...part(found.kind === 'call' ? 'Script' : 'Note', found.script),
    ...part('Voicemail', found.voicemail),
    ...(found.state !== 'open'
      ? []
      : [
          '',
          `${io.name} tasks done ${found.id}${found.kind === 'call' ? ` --outcome ${CALL_OUTCOMES.slice(0, 3).join('|')}|…` : ''}`,
        ]),
  ]);
  return EXIT.ok;
}

async function done(io: Io, options: Given, ws: Workspace, id: TaskId): Promise<ExitCode> {
  const outcome = CALL_OUTCOMES.find((one) => one === options.outcome) ?? null;
  const by = io.env.USER ?? io.env.LOGNAME ?? 'somebody';
  const finished = await ws.db.tx((handle) =>
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
          `Task ${id} ended before: ${endedSentence(finished.task, finished.by)}`,
          'Nothing was changed.',
        ]);
      // Doing a thing twice is fine; saying something else about it the second time is not heard, and must be said.
      return finished.task.state === 'done' && finished.task.outcome === outcome ? EXIT.ok : EXIT.problems;
    case 'done': {
      const { contact, stopped, paused, callBack, task } = finished;
      if (options.json) {
        writeJson(io, 'task_done', {
          changed: true,
          task: { ...taskJson(task, io.now()), state: 'done', outcome },
          ...(stopped === null ? {} : { stopped: stoppedJson(stopped) }),
          ...(callBack === null ? {} : { callBack: callBack }),
        });
        return EXIT.ok;
      }
      writeLines(io, [
        `Done: ${plain(task.title)}${outcome === null ? '' : ` - ${meaning(outcome)}`}.`,
        ...(stopped === null || stopped.ended.length === 0
          ? []
          : [
              `Stopped for ${personOf(contact)}: ${stopped.ended.map(({ sequence }) => sequence).join(', ')}.`,
            ]),
        ...(stopped === null ? [] : consequences(io, contact, stopped)),
        ...(outcome === 'booked'
          ? [`Tell when it is, so that reminders can go: ${io.name} book ${contact.id} TIME`]
          : []),
        ...(paused === null || paused.paused.length === 0
          ? []
          : [`Paused until you say otherwise: ${io.name} resume ${contact.id}`]),
        ...(callBack === null ? [] : [`Task ${callBack} is the call back, in a day.`]),
      ]);
      return EXIT.ok;
    }
  }
}

function unknown(io: Io, options: Given, id: TaskId): ExitCode {
  complain(io, options, `there is no task ${id}`, `See: ${io.name} tasks`);
  return EXIT.usage;
}

const isOverdue = (task: Task, now: Instant): boolean => task.state === 'open' && task.dueAt < now;

const meaning = (outcome: CallOutcome): string => outcome.replaceAll('_', ' ');

/** When a task ended, how, and by whom: a person, or the program with its reason. */
function endedSentence(task: Task, by: string | null = null): string {
  const when = task.endedAt === null ? '' : ` ${describeInstant(task.endedAt, task.zone)}`;
  const note = task.note === null ? '' : ` (${plain(task.note)})`;
  if (task.state === 'closed') return `closed by the program${when}${note}`;
  return `done${by === null ? '' : ` by ${plain(by)}`}${when}${task.outcome === null ? '' : `, ${task.outcome}`}${note}`;
}

const taskJson = (task: Task & Partial<ListedTask>, now: Instant): object => ({
  id: task.id,
  kind: task.kind,
  state: task.state,
  title: task.title,
  lead: task.contact,
  ...(task.business === undefined ? {} : { business: task.business, name: task.name, phone: task.phone }),
  touch: task.key?.touch ?? null,
  dueAt: iso(task.dueAt),
  overdue: isOverdue(task, now),
  expiresAt: isoOrNull(task.expiresAt),
  endedAt: isoOrNull(task.endedAt),
  outcome: task.outcome,
  note: task.note,
});
