/** `seq why`: every touch of a lead with the reasons for its time, or for its silence. */

import type { Bridge } from '../../domain/bridge.ts';
import type { TaskId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Zone } from '../../domain/time.ts';
import { type HeardFrom, heardFrom } from '../../engine/heard.ts';
import { heldFor } from '../../engine/holding.ts';
import { type EnrollmentStory, type LeadStory, type TouchStory, tellStory } from '../../engine/why.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { bridgesOf } from '../../store/bridges.ts';
import { tasksOf } from '../../store/tasks.ts';
import { samePerson } from '../../store/threads.ts';
import { leadOrComplain } from '../acted.ts';
import { bridgeJson, bridgeLines } from '../bridge-words.ts';
import { heardJson, heardLines } from '../heard-words.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { isoOrNull, writeJson } from '../json.ts';
import { enrollmentLine, leadJson, leadLines, zoneOfStory } from '../lead-words.ts';
import { complain, usage } from '../problems.ts';
import { wrap } from '../table.ts';
import { colorsFor, plain } from '../terminal.ts';
import { showMoment } from '../times.ts';
import { CHANNEL_WORDS, noteOf, reasonsOf, stateOf, timeOf } from '../touch-words.ts';
import { withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly business?: string;
  readonly sequence?: string;
}

export const run: Command<Options> = (io, [typed = '', touch], options) =>
  withWorkspace(
    io,
    options,
    async (ws) => {
      const lead = await leadOrComplain(io, options, ws, typed, options.business);
      if (lead === null) return EXIT.usage;
      const story = await tellStory(ws, lead, io.now());
      if (story === null) return gone(io, options, typed);
      const chosen = choose(story, touch, options.sequence);
      if (chosen.length === 0) return nothingChosen(io, options, story, touch);
      const held = await heldAmong(ws, story, chosen);
      const heard = await heardFrom(ws.db, lead);
      const people = await samePerson(ws.db, lead);
      const calls = await bridgesOf(ws.db, people);
      const tasks = calls.length === 0 ? [] : await tasksOf(ws.db, people);
      const open = new Set(tasks.filter(({ state }) => state === 'open').map(({ id }) => id));
      if (options.json)
        writeJson(io, 'why', {
          lead: leadJson(story),
          heard: heardJson(heard),
          calls: calls.map((call) => bridgeJson(call, io.now())),
          enrollments: chosen.map((each) => enrollmentJson(each, held)),
        });
      else
        io.stdout.write(`${textOf(io, options, story, chosen, held, heard, { calls, open }).join('\n')}\n`);
      return EXIT.ok;
    },
    'settings',
  );

/** Touches that may go by every rule and wait for a person all the same. */
type Held = ReadonlyMap<TouchStory, string>;

async function heldAmong(ws: Workspace, story: LeadStory, chosen: readonly EnrollmentStory[]): Promise<Held> {
  const held = new Map<TouchStory, string>();
  for (const { enrollment, touches } of chosen)
    for (const touch of touches) {
      const kind = touch.forecast?.verdict.kind;
      if (kind !== 'go' && kind !== 'defer') continue;
      const { contact } = story.situation;
      const reason = await heldFor(ws, enrollment.sequence, touch.touch.channel, contact);
      if (reason !== null) held.set(touch, reason);
    }
  return held;
}

export function gone(io: Io, options: GlobalOptions, typed: string) {
  complain(
    io,
    options,
    `the business of ${typed} is no longer in leadseq.yaml`,
    'Its leads wait untouched until it is back.',
  );
  return EXIT.configuration;
}

function choose(
  story: LeadStory,
  touch: string | undefined,
  sequence: string | undefined,
): readonly EnrollmentStory[] {
  return story.enrollments
    .filter(({ enrollment }) => sequence === undefined || enrollment.sequence === sequence)
    .map((each) => ({
      ...each,
      touches: each.touches.filter(({ key }) => touch === undefined || key.touch === touch),
    }))
    .filter(({ touches }) => touch === undefined || touches.length > 0);
}

function nothingChosen(
  io: Io,
  options: Options & GlobalOptions,
  story: LeadStory,
  touch: string | undefined,
) {
  const sequences = [...new Set(story.enrollments.map(({ enrollment }) => enrollment.sequence))];
  if (sequences.length === 0) {
    complain(io, options, 'this lead was never enrolled in a sequence');
    return EXIT.problems;
  }
  if (options.sequence !== undefined && !sequences.some((id) => id === options.sequence)) {
    return usage(
      io,
      options,
      `this lead was never in ${options.sequence}`,
      `It was in ${sequences.join(', ')}.`,
    );
  }
  const touches = [...new Set(story.enrollments.flatMap((each) => each.touches.map(({ key }) => key.touch)))];
  const close = nearest(touch ?? '', touches);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  return usage(
    io,
    options,
    `there is no touch "${touch}" here${meant}`,
    `The touches are ${touches.join(', ')}.`,
  );
}

function textOf(
  io: Io,
  options: GlobalOptions,
  story: LeadStory,
  chosen: readonly EnrollmentStory[],
  held: Held,
  heard: readonly HeardFrom[],
  { calls, open }: { readonly calls: readonly Bridge[]; readonly open: ReadonlySet<TaskId> },
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const now = io.now();
  const zone = zoneOfStory(story);
  return [
    ...leadLines(story, color),
    ...heardLines(heard, color, zone, now),
    ...bridgeLines(io, calls, open, color, zone),
    ...chosen.flatMap((each) => [
      '',
      color.bold(enrollmentLine(each, zone, now)),
      ...each.notes
        .flatMap((note) => wrap(plain(noteOf(note, { zone, now, name: io.name })), 78))
        .map((line) => `  ${line}`),
      ...each.touches.flatMap((touch) => ['', ...touchLines(touch, each, zone, io, options, held)]),
    ]),
  ];
}

function touchLines(
  touch: TouchStory,
  enrollment: EnrollmentStory,
  zone: Zone,
  io: Io,
  options: GlobalOptions,
  held: Held,
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const reason = held.get(touch) ?? null;
  const state = reason === null || stateOf(touch) !== 'due now' ? stateOf(touch) : 'held';
  const at = timeOf(touch);
  const when = at === null ? '' : `  ${showMoment(at, zone, io.now())}`;
  const again = touch.key.occurrence > 0 ? ` (round ${touch.key.occurrence + 1})` : '';
  const name = `${touch.key.touch}${again}`;
  return [
    `  ${color.bold(name.padEnd(18))} ${CHANNEL_WORDS[touch.touch.channel].padEnd(6)} ${state}${when}`.trimEnd(),
    ...[
      ...reasonsOf(touch, enrollment, { zone, now: io.now(), name: io.name }, reason),
      ...(reason === null ? [] : [`It waits: ${reason}. See: ${io.name} live`]),
    ]
      .flatMap((sentence) => wrap(plain(sentence), 74))
      .map((line) => `      ${line}`),
  ];
}

function enrollmentJson(story: EnrollmentStory, held: Held): object {
  const { enrollment, touches } = story;
  return {
    id: enrollment.id,
    sequence: enrollment.sequence,
    source: enrollment.source,
    state: enrollment.state,
    enrolledAt: isoOrNull(enrollment.enrolledAt),
    notes: story.notes.map(({ kind, at, touch, days, detail }) => ({
      kind,
      at: isoOrNull(at),
      touch,
      days,
      detail,
    })),
    touches: touches.map((touch) => ({
      touch: touch.key.touch,
      occurrence: touch.key.occurrence,
      channel: touch.touch.channel,
      state: stateOf(touch),
      at: isoOrNull(timeOf(touch)),
      nominal: isoOrNull(touch.nominal),
      moves: touch.moves.map((move) => ({ ...move, from: isoOrNull(move.from), to: isoOrNull(move.to) })),
      reason: reasonJson(touch),
      held: held.get(touch) ?? null,
    })),
  };
}

function reasonJson({ record, forecast }: TouchStory): object | null {
  if (record !== null) {
    return record.reasonCode === null ? null : { code: record.reasonCode, detail: record.reasonDetail };
  }
  const verdict = forecast?.verdict;
  return verdict === undefined || verdict.kind === 'go' ? null : verdict.reason;
}
