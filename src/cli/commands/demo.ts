/** `seq demo`: the real engine on a virtual clock with example leads, and a timetable of what it did. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '../../domain/nearest.ts';
import { createWorkspace } from '../../engine/create-workspace.ts';
import { openWorkspace } from '../../engine/open-workspace.ts';
import { type LeadStory, tellStory } from '../../engine/why.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { describeDuration } from '../../schedule/describe.ts';
import { allContacts } from '../../store/roster.ts';
import { jsonOf } from '../demo/as-json.ts';
import { FILES, HORIZON, PRACTICE, START } from '../demo/cast.ts';
import { type Checked, check } from '../demo/check.ts';
import { type Played, play } from '../demo/play.ts';
import { leadBlock, speedToLead } from '../demo/timetable.ts';
import { problemLine } from '../enrolled.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { colorsFor, shellWord } from '../terminal.ts';
import { showDay } from '../times.ts';
import { wrap } from '../wrap.ts';

export interface Options {
  readonly sequence?: string;
  readonly keep?: string;
}

type Given = Options & GlobalOptions;

/** Made to be read, and to be printed in a manual. */
const WIDTH = 80;

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

export const run: Command<Options> = async (io, _args, options) => {
  const files = FILES.filter(
    ({ sequence }) => options.sequence === undefined || sequence === options.sequence,
  );
  if (files.length === 0) {
    const known = FILES.map(({ sequence }) => sequence);
    const close = nearest(options.sequence ?? '', known);
    return usage(
      io,
      options,
      `the demo has no leads for "${options.sequence}"${close === null ? '' : `; did you mean ${close}?`}`,
      `It takes ${known.join(' or ')}; without --sequence it plays both.`,
    );
  }
  const root = folderFor(io, options);
  if (root === null) return EXIT.usage;
  createWorkspace(root, PACKAGE, PRACTICE);
  for (const { name, text } of files) writeFileSync(join(root, name), text);
  const opened = await openWorkspace(root, { env: {}, now: START, random: io.random });
  if (!opened.ok) {
    complain(io, options, opened.error.message, opened.error.hint ?? undefined);
    return EXIT.configuration;
  }
  const ws = opened.value;
  try {
    const played = await play(ws, files, io.signal);
    if (io.signal.aborted) {
      complain(io, options, 'stopped before the end');
      return EXIT.problems;
    }
    return await tell(io, options, ws, played);
  } finally {
    await ws.db.close();
  }
};

/** A folder of its own that stays: it is there to be looked at. Null after saying why it cannot be used. */
function folderFor(io: Io, options: Given): string | null {
  if (options.keep === undefined) return mkdtempSync(join(tmpdir(), 'leadseq-demo-'));
  const root = resolve(io.cwd, options.keep);
  if (existsSync(root) && readdirSync(root).length > 0) {
    usage(
      io,
      options,
      `${root} is not empty, and the demo wants a folder of its own`,
      'Name a new one with --keep.',
    );
    return null;
  }
  mkdirSync(root, { recursive: true });
  return root;
}

async function tell(io: Io, options: Given, ws: Workspace, played: Played): Promise<ExitCode> {
  const stories: LeadStory[] = [];
  for (const id of await allContacts(ws.db)) {
    const story = await tellStory(ws, id, HORIZON);
    if (story !== null) stories.push(story);
  }
  const checked = await check(ws.db);
  const code = checked.broken.length === 0 ? EXIT.ok : EXIT.problems;
  if (options.json) {
    writeJson(io, 'demo', jsonOf(ws, played, stories, checked));
    return code;
  }
  const color = colorsFor(io, io.stdout, options);
  const width = Math.min(WIDTH, io.stdout.columns);
  const zone = ws.config.businesses.values().next().value?.zone ?? stories[0]?.situation.business.zone;
  const day = (at: typeof START): string =>
    zone === undefined ? '' : showDay(at, zone, HORIZON).replace('  ', ' ');
  const lines = [
    `${color.bold(PRACTICE.name)}, a practice in Chicago, from ${day(START)} to ${day(HORIZON)}, 2026.`,
    'The real program on a virtual clock: each lead arrives at its own time, messages',
    'become files in an outbox, and nothing leaves this machine.',
    ...stories.flatMap((story) => leadBlock(story, HORIZON, width, color)),
    '',
    ...summaryLines(played, stories),
    '',
    ...checkLines(checked).map((line) => (checked.broken.length === 0 ? color.green(line) : color.red(line))),
    '',
    ...lookCloser(io, ws),
  ];
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return code;
}

function summaryLines(played: Played, stories: readonly LeadStory[]): readonly string[] {
  const ended = stories.flatMap((story) =>
    story.enrollments.flatMap(({ touches }) =>
      touches.flatMap(({ record }) => (record === null ? [] : [record])),
    ),
  );
  const count = (kind: string): number => ended.filter((record) => record.kind === kind).length;
  const texts = ended.filter((record) => record.kind === 'sent' && record.attempt?.segments !== null).length;
  const speeds = stories.flatMap((story) => speedToLead(story) ?? []).sort((a, b) => a - b);
  const slowest = speeds.at(-1);
  return [
    `${played.rows} rows: ${played.enrolled} leads enrolled, ${played.refused.length} refused.`,
    ...played.refused.flatMap(({ file, problem }) =>
      wrap(problemLine(file, '', problem), WIDTH - 2).map((line) => `  ${line}`),
    ),
    `${texts} texts, ${count('sent') - texts} emails, ${count('called')} calls, ${count('skipped')} skipped with a reason.`,
    ...(slowest === undefined
      ? []
      : [
          `First texts went ${describeDuration(speeds[0] ?? 0)} to ${describeDuration(slowest)} after the inquiry.`,
        ]),
  ];
}

function checkLines({ rules, broken }: Checked): readonly string[] {
  if (broken.length === 0) {
    return [`The database was asked: of ${rules} rules none is broken, no touch is without an end.`];
  }
  return ['These rules were broken, which is a bug:', ...broken.map((law) => `  ${law}`)];
}

function lookCloser(io: Io, ws: Workspace): readonly string[] {
  const near = relative(io.cwd, ws.root);
  const root = near.startsWith('..') || near === '' ? ws.root : near;
  const seq = `${io.name} -C ${shellWord(root)}`;
  return [
    'Look closer: a lead with every rule that moved a touch, one from the inquiry to',
    'the appointment, everybody, and every message as it would have gone.',
    `  ${seq} why maria@example.com`,
    `  ${seq} show luis@example.com`,
    `  ${seq} leads`,
    `  ls ${shellWord(join(root, '.leadseq', 'outbox'))}`,
  ];
}
