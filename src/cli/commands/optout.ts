/** `seq optout`: a number, an address or a lead is never contacted again, until somebody lifts it. */

import { CHANNELS } from '../../domain/channel.ts';
import { liftOptOut, optOut, optOutTarget } from '../../engine/optout.ts';
import { upcoming } from '../../engine/upcoming.ts';
import { txAgain } from '../../store/begin-again.ts';
import { SUPPRESSED_CHANNELS } from '../../store/suppressions.ts';
import { contactsIn, goneLines, personOf, sequencesOf, stoppedJson, writeLines } from '../acted.ts';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { usage } from '../problems.ts';
import { plain } from '../terminal.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly channel?: string;
  readonly lift?: boolean;
}

export const run: Command<Options> = async (io, [typed = ''], options) =>
  withWorkspace(io, options, async (ws) => {
    const target = await optOutTarget(ws, typed, options.business ?? null);
    if (!target.ok) return usage(io, options, target.error.message, target.error.hint);
    const { people, place } = target.value;
    const channels =
      options.channel === undefined
        ? SUPPRESSED_CHANNELS
        : SUPPRESSED_CHANNELS.filter((one) => one === options.channel);
    const on =
      options.channel === undefined ? 'any channel' : (CHANNELS.find((one) => one === options.channel) ?? '');
    const now = io.now();
    if (options.lift) {
      const lifted = await txAgain(ws.db, async (handle) => {
        const known = await contactsIn(handle, people);
        return liftOptOut(handle, ws, known, place, channels, now);
      });
      if (options.json) writeJson(io, 'optout', { lifted, leads: people });
      else if (lifted === 0)
        writeLines(io, [`No opt-out was in force for ${plain(typed)}; nothing was changed.`]);
      else {
        writeLines(io, [
          `${plain(typed)} may be contacted again.`,
          'What the opt-out had stopped stays stopped; a new inquiry starts anew.',
        ]);
      }
      return EXIT.ok;
    }
    const { done, before } = await txAgain(ws.db, async (handle) => {
      const known = await contactsIn(handle, people);
      const before = await upcoming(handle, ws, people, now);
      return { before, done: await optOut(handle, ws, known, place, channels, now) };
    });
    if (options.json) {
      writeJson(io, 'optout', {
        made: done.made,
        place: place === null ? null : { business: place.business, kind: place.kind },
        leads: done.people.map(({ contact, stopped }) => ({ lead: contact.id, ...stoppedJson(stopped) })),
      });
      return EXIT.ok;
    }
    writeLines(io, [
      done.made === 0
        ? `${plain(typed)} had opted out before; nothing was changed.`
        : `${plain(typed)} is opted out: nothing goes there on ${on}, and no import changes that.`,
      ...done.people.flatMap(({ contact, stopped }) => [
        ...(stopped.ended.length === 0
          ? []
          : [`Stopped for ${personOf(contact)}: ${sequencesOf(stopped.ended)}.`]),
        ...goneLines(ws, contact, before, stopped.ended, io.stdout.columns, now),
      ]),
      ...(done.people.length === 0 && done.made > 0
        ? ['Nobody here is known by it yet; it holds all the same.']
        : []),
    ]);
    return EXIT.ok;
  });
