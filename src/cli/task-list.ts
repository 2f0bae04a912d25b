/** The list of tasks: a table for people, tab-separated for pipes, or JSON. */
import { asId, type BusinessId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { CALL_OUTCOMES } from '../domain/touch.ts';
import type { Workspace } from '../engine/workspace.ts';
import { type ListedTask, listTasks } from '../store/tasks.ts';
import { writeLines } from './acted.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { iso, writeJson } from './json.ts';
import { usage } from './problems.ts';
import { type Column, table, tsv } from './table.ts';
import { isOverdue, lateness, taskJson, titleOf } from './task-words.ts';
import { colorsFor } from './terminal.ts';
import { showInColumn } from './times.ts';
import { whoTypes } from './who.ts';

interface ListOptions {
  readonly business?: string;
  readonly all?: boolean;
  readonly due?: boolean;
  readonly overdue?: boolean;
  readonly for?: string;
  readonly mine?: boolean;
}

type Given = ListOptions & GlobalOptions;

/** Stands for whoever comes first. */
export const NOBODY = 'nobody';

/** A list longer than this is not read by anybody; piped or as JSON there is no end. */
const SHOWN = 50;

export async function listTasksOf(io: Io, options: Given, ws: Workspace): Promise<ExitCode> {
  const business = options.business;
  if (business !== undefined && !ws.config.businesses.has(asId<BusinessId>(business))) {
    const known = [...ws.config.businesses.keys()].join(', ');
    return usage(io, options, `there is no business "${business}" in leadseq.yaml`, `It takes ${known}.`);
  }
  if (options.mine === true && options.for !== undefined)
    return usage(io, options, '--mine is --for yourself: name one of them');
  const whose = options.mine === true ? whoTypes(io) : options.for;
  const filter = { business: business ?? null, ended: options.all === true, limit: 1_000_000 };
  const now = io.now();
  const tasks = (await listTasks(ws.db, filter)).filter(
    (task) =>
      (whose === undefined || task.assignee === (whose === NOBODY ? null : whose)) &&
      (options.due !== true || (task.state === 'open' && task.dueAt <= now)) &&
      (options.overdue !== true || isOverdue(task, now)),
  );
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
      task.assignee ?? '',
    ]);
    io.stdout.write(tsv(TITLES, rows));
    return EXIT.ok;
  }
  writeLines(
    io,
    tasks.length === 0
      ? [isNarrow(options) ? 'No such task is open.' : 'Nothing to do.']
      : listLines(io, options, ws, tasks, now),
  );
  return EXIT.ok;
}

const isNarrow = ({ due, overdue, mine, for: whose }: ListOptions): boolean =>
  due === true || overdue === true || mine === true || whose !== undefined;

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
  'assignee',
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
  const someones = tasks.some(({ assignee }) => assignee !== null);
  const columns: readonly Column[] = [
    { title: '#', align: 'right' },
    { title: 'due' },
    ...(several ? [{ title: 'business', fit: 'cut' } as const] : []),
    { title: 'task', fit: 'wrap' },
    { title: 'phone' },
    ...(someones ? [{ title: 'whose', fit: 'cut' } as const] : []),
    { title: '' },
  ];
  const rows = tasks
    .slice(0, SHOWN)
    .map((task) => [
      String(task.id),
      showInColumn(task.dueAt, task.zone, now),
      ...(several ? [task.business] : []),
      titleOf(task, now),
      task.phone ?? '',
      ...(someones ? [task.assignee ?? ''] : []),
      task.state !== 'open'
        ? (task.outcome ?? task.state)
        : { text: lateness(task, now), paint: color.yellow },
    ]);
  return [
    ...table(columns, rows, io.stdout.columns),
    ...(tasks.length > SHOWN ? [`and ${tasks.length - SHOWN} more`] : []),
    '',
    `For the script: ${io.name} tasks show ID`,
    `When it is done: ${io.name} tasks done ID --outcome ${CALL_OUTCOMES.slice(0, 3).join('|')}|…`,
  ];
}
