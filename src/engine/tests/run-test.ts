/** Plays one test by the functions that serve real leads, and compares what came of it with what is expected. */
import type { Range } from '../../domain/diagnostic.ts';
import { asId, type SequenceId } from '../../domain/ids.ts';
import { after, DAY, type Instant } from '../../domain/time.ts';
import { compileSequence } from '../../sequence/compile.ts';
import { parseSequence } from '../../sequence/parse.ts';
import type { Revision, Sequence } from '../../sequence/sequence.ts';
import { type Enroller, type Played, playRun } from '../simulate-run.ts';
import { FAULTS, type Script, type ScriptedLead } from '../simulate-script.ts';
import { type LeadStory, storiesOf } from '../simulate-story.ts';
import type { Files } from '../simulate-world.ts';
import { takeLead } from '../take-lead.ts';
import type { Turn, Workspace } from '../workspace.ts';
import { compare, type Failure } from './compare.ts';
import { zoneOf } from './read-tests.ts';
import type { Test, TestFile } from './test-file.ts';
import { type Came, cameOf } from './what-came.ts';

export interface Ran {
  readonly test: Test;
  readonly failures: readonly Failure[];
  /** Null when the lead was not even taken. */
  readonly came: Came | null;
  readonly turns: readonly Turn[];
  readonly story: LeadStory | null;
}

/** What the sequence of the files is taken to be, where it is not what they say. */
export type Instead = Pick<Files, 'config' | 'sequences'>;

/** A lead who may book, in a sequence that does nothing: whoever is reminded has been booked by then. */
const INQUIRED = asId<SequenceId>('inquired');

function inquiryFor(target: SequenceId): Revision {
  const text = `version: 1\nid: ${INQUIRED}\ntouches: [{ id: inquired, day: 365, move: inquired }]\nwhen: { booked: { do: stop, start: ${target} } }\n`;
  const { ast } = parseSequence(text, 'inquired.yaml');
  const revision = ast && compileSequence(ast, 'inquired.yaml', new Map()).revision;
  if (!revision) throw new Error('the sequence of nothing has mistakes');
  return revision;
}

export async function runTest(
  file: TestFile,
  test: Test,
  signal: AbortSignal,
  instead: Instead | null = null,
): Promise<Ran> {
  const files: Files = { ...file.files, ...instead };
  const isReminder = files.sequences.get(file.sequence)?.revision?.sequence.anchor === 'appointment';
  const inquiry = isReminder ? inquiryFor(file.sequence) : null;
  const enrolledIn = inquiry === null ? file.sequence : INQUIRED;
  const sequences =
    inquiry === null
      ? files.sequences
      : new Map([
          ...files.sequences,
          [INQUIRED, { path: 'inquired.yaml', revision: inquiry, diagnostics: [] }],
        ]);
  const written = sequenceIn(file.files, file.sequence);
  const tried = sequenceIn(files, file.sequence);
  const at = test.at(zoneOf(file));
  const turns: Turn[] = [];
  let refused: string | null = null;
  const enroll: Enroller = async (ws, now) => {
    refused = await takeIn(ws, file, test, enrolledIn, now);
  };
  const played = await playRun({ ...files, sequences }, enroll, {
    at,
    until: after(at, test.days * DAY),
    seed: 1,
    budgets: false,
    calls: null,
    script: scriptOf(test),
    scriptFile: file.path,
    signal,
    onTurn: (turn) => void turns.push(turn),
  });
  const nobody = { test, came: null, turns, story: null };
  if (refused !== null) return { ...nobody, failures: [failureAt(test.lead.range, refused)] };
  const story = storyOf(files, played);
  if (story === null) return { ...nobody, failures: [failureAt(test.range, 'Nobody came of this lead.')] };
  const came = cameOf(played, story, inquiry && INQUIRED, written, tried);
  const failures = test.expect === null ? [] : compare(test.expect, came);
  return { test, came, turns, story, failures: [...idleIn(test, played), ...failures] };
}

const failureAt = (range: Range, message: string): Failure => ({ range, message, lines: [] });

/** What the test says that happens and did not: its expectations would be about another story. */
function idleIn({ script, range }: Test, played: Played): readonly Failure[] {
  const made = new Set(played.tasks.map(({ key }) => key?.touch as string | undefined));
  const failing = new Set(
    played.events
      .filter(({ kind }) => FAULTS.some((fault) => fault === kind))
      .map(({ touch }) => touch as string | null),
  );
  return [
    ...played.findings.map((one) => failureAt(one.range ?? range, one.message)),
    ...played.lost.map((one) => failureAt(one.range, `This event ${one.why}.`)),
    ...script.leads.flatMap(({ calls, faults }) => [
      ...[...calls.keys()]
        .filter((touch) => !made.has(touch))
        .map((touch) => failureAt(range, `${touch} never came up, so its call had no outcome to have.`)),
      ...[...faults]
        .filter(([touch]) => !failing.has(touch))
        .map(([touch, fault]) => failureAt(range, `${touch} was never sent, so it could not be ${fault}.`)),
    ]),
  ];
}

function sequenceIn({ sequences }: Files, id: SequenceId): Sequence {
  const sequence = sequences.get(id)?.revision?.sequence;
  if (sequence === undefined) throw new Error(`${id} was read, and is gone`);
  return sequence;
}

/** Null when the lead is in; else why not. */
async function takeIn(
  ws: Workspace,
  { business }: TestFile,
  { lead }: Test,
  sequence: SequenceId,
  now: Instant,
): Promise<string | null> {
  const home = ws.config.businesses.get(business)?.zone;
  const cells = new Map([...(home === undefined ? [] : [['zone', home] as const]), ...lead.cells]);
  const given = lead.source === null || sequence === INQUIRED ? {} : { source: lead.source };
  const posted = { business, cells, sequence, ...given };
  const taken = await ws.db.tx((handle) => takeLead(handle, ws, posted, now));
  if (taken.ok) return null;
  if (taken.error.kind === 'test') return 'The lead is taken for a test of a form, and not enrolled.';
  const { reason, allowed } = taken.error;
  return `The lead is not taken: ${reason}${allowed === null ? '' : `; it takes ${allowed}`}.`;
}

/** The test's own script, with the booking that stands beside it. */
function scriptOf({ script, appointment }: Test): Script {
  const [lead] = script.leads;
  if (appointment === null || lead === undefined) return script;
  const booking: ScriptedLead['events'][number] = {
    range: lead.range,
    when: { kind: 'since', span: 0 },
    act: { kind: 'book', startsAt: appointment },
  };
  return { ...script, leads: [{ ...lead, events: [booking, ...lead.events] }] };
}

const storyOf = (files: Files, played: Played): LeadStory | null => storiesOf(files, played)[0] ?? null;
