/** `seq stop`: a person ends a lead's follow-up; twice is the same as once. */

import { asId, type SequenceId } from '../../domain/ids.ts';
import { type Stopped, stopByPerson, stopForAct, stopForWrongNumber } from '../../engine/stopping.ts';
import { upcoming } from '../../engine/upcoming.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { txAgain } from '../../store/begin-again.ts';
import type { Handle } from '../../store/driver.ts';
import type { ContactState } from '../../store/enrollments.ts';
import {
  consequences,
  contactIn,
  goneLines,
  leadOrComplain,
  personOf,
  sequencesOf,
  stoppedJson,
  touchesJson,
  writeLines,
} from '../acted.ts';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { usage } from '../problems.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly sequence?: string;
  readonly reason?: string;
}

export const run: Command<Options> = async (io, [typed = ''], options) =>
  withWorkspace(io, options, async (ws) => {
    const { sequence, reason } = options;
    if (sequence !== undefined && (reason === 'not_interested' || reason === 'wrong_number')) {
      return usage(
        io,
        options,
        `--reason ${reason} is about the person, and --sequence about one sequence; name one of them`,
      );
    }
    const id = await leadOrComplain(io, options, ws, typed, options.business);
    if (id === null) return EXIT.usage;
    const now = io.now();
    const { contact, before, stopped } = await txAgain(ws.db, async (handle) => {
      const contact = await contactIn(handle, id);
      const before = await upcoming(handle, ws, [id], now);
      return { contact, before, stopped: await stop(handle, ws, contact, options, now) };
    });
    const gone = before.filter((touch) => stopped.ended.some((one) => one.id === touch.enrollment));
    if (options.json) {
      writeJson(io, 'stop', { lead: id, ...stoppedJson(stopped), gone: touchesJson(gone) });
      return EXIT.ok;
    }
    const nothing = stopped.ended.length === 0 && stopped.suppressed === 0 && stopped.stage === null;
    writeLines(io, [
      stopped.ended.length === 0
        ? `Nothing was being sent to ${personOf(contact)}${nothing ? '; nothing was changed' : ''}.`
        : `Stopped for ${personOf(contact)}: ${sequencesOf(stopped.ended)}.`,
      ...(stopped.suppressed === 0 ? [] : ['The number is never texted or called again.']),
      ...consequences(io, contact, stopped),
      ...goneLines(ws, contact, before, stopped.ended, io.stdout.columns, now),
    ]);
    return EXIT.ok;
  });

async function stop(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  { sequence, reason }: Options,
  now: ReturnType<Parameters<typeof run>[0]['now']>,
): Promise<Stopped> {
  if (reason === 'not_interested') return stopForAct(handle, ws, contact, 'not_interested', now);
  if (reason === 'wrong_number') return stopForWrongNumber(handle, ws, contact, now);
  const detail = reason === 'duplicate' ? 'a duplicate of another lead' : 'stopped by a person';
  return stopByPerson(
    handle,
    ws,
    contact,
    detail,
    now,
    sequence === undefined ? null : asId<SequenceId>(sequence),
  );
}
