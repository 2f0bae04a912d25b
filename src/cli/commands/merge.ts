/** `seq leads merge`: two leads are one person; says exactly what becomes of both. */
import { type Merged, mergeLeads } from '../../engine/merge.ts';
import { transactAgain } from '../../store/transact.ts';
import { leadOrComplain, personOf, sequencesOf, writeLines } from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { titleOf } from '../task-words.ts';
import { plain } from '../terminal.ts';
import { whoTypes } from '../who.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly dryRun?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = (io, [typed = '', target = ''], options) =>
  withWorkspace(io, options, async (ws) => {
    const from = await leadOrComplain(io, options, ws, typed, options.business);
    if (from === null) return EXIT.usage;
    const into = await leadOrComplain(io, options, ws, target, options.business);
    if (into === null) return EXIT.usage;
    const keep = options.dryRun !== true;
    const done = await transactAgain(ws.db, keep, (handle) =>
      mergeLeads(handle, ws, from, into, whoTypes(io), io.now()),
    );
    if (done.kind === 'refused') return refuse(io, options, done);
    if (options.json)
      writeJson(io, 'merge', {
        dryRun: !keep,
        merged: done.from.id,
        lead: done.into.id,
        stopped: done.stopped.map(({ id, sequence }) => ({ enrollment: id, sequence })),
        goesOn: done.goesOn.map(({ id, sequence, state }) => ({ enrollment: id, sequence, state })),
        tasks: done.movedTasks.map(({ id }) => id),
        optedOut: done.closed,
      });
    else writeLines(io, mergedLines(io, done, keep));
    return EXIT.ok;
  });

function refuse(io: Io, options: Given, { why }: Extract<Merged, { kind: 'refused' }>): ExitCode {
  switch (why) {
    case 'same':
      return usage(io, options, 'both are the same lead already: nothing was changed');
    case 'other_business':
      return usage(io, options, 'they are leads of two businesses, which share nothing: nothing was changed');
    case 'busy':
      complain(
        io,
        options,
        'a message to one of them is on its way: nothing was changed',
        'Try again in a moment.',
      );
      return EXIT.busy;
  }
}

const CHANNELS = { sms: 'texts', email: 'emails', call: 'calls' } as const;

function mergedLines(io: Io, done: Extract<Merged, { kind: 'merged' }>, kept: boolean): readonly string[] {
  const { from, into, stopped, goesOn, movedTasks, closed } = done;
  const gained = [
    done.gainedPhone ? 'the phone number' : '',
    done.gainedEmail ? 'the email address' : '',
  ].filter(Boolean);
  const now = io.now();
  return [
    ...(kept ? [] : ['Dry run: nothing is changed.']),
    `${personOf(from)} and ${personOf(into)} are one person now: lead ${into.id}. ${from.id} still finds it.`,
    ...(gained.length === 0 ? [] : [`It gets ${gained.join(' and ')}.`]),
    ...(into.stage === null ? [] : [`Stage: ${plain(into.stage)}.`]),
    ...stopped.map(({ sequence, contact }) => `Stopped: ${sequence} of lead ${contact}.`),
    ...(goesOn.length === 0
      ? ['Nothing goes on by itself.']
      : [
          `Goes on: ${sequencesOf(goesOn)}${goesOn.every(({ state }) => state === 'paused') ? ', which is paused' : ''}.`,
        ]),
    ...movedTasks.map((task) => `Goes over: ${titleOf(task, now)} (task ${task.id}).`),
    ...(closed.length === 0
      ? []
      : [
          `Opted out as a whole, since one of them had: no ${closed.map((channel) => CHANNELS[channel]).join(', no ')}.`,
        ]),
    `All that was said: ${io.name} inbox show ${into.id}`,
  ];
}
