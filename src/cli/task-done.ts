/** What came of a task that a person has done, in a few lines. */
import type { CallOutcome } from '../domain/touch.ts';
import type { Finished } from '../engine/finish-task.ts';
import { consequences, personOf } from './acted.ts';
import type { Io } from './io.ts';
import { meaning, titleOf } from './task-words.ts';
import { asSentence } from './times.ts';

export function doneLines(
  io: Io,
  { task, contact, stopped, paused, callBack }: Extract<Finished, { kind: 'done' }>,
  outcome: CallOutcome | null,
): readonly string[] {
  return [
    asSentence(`Done: ${titleOf(task, io.now())}${outcome === null ? '' : ` - ${meaning(outcome)}`}`),
    ...(stopped === null || stopped.ended.length === 0
      ? []
      : [`Stopped for ${personOf(contact)}: ${stopped.ended.map(({ sequence }) => sequence).join(', ')}.`]),
    ...(stopped === null ? [] : consequences(io, contact, stopped)),
    ...(outcome === 'booked'
      ? [`Tell when it is, so that reminders can go: ${io.name} book ${contact.id} TIME`]
      : []),
    ...(paused === null || paused.paused.length === 0
      ? []
      : [`Paused until you say otherwise: ${io.name} resume ${contact.id}`]),
    ...(callBack === null ? [] : [`Task ${callBack} is the call back, in a day.`]),
  ];
}
