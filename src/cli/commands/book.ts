/** `seq book`: an appointment is made, moved or cancelled; the chase ends and the reminders follow it. */

import type { ContactId } from '../../domain/ids.ts';
import { after, DAY, type Instant, type Zone } from '../../domain/time.ts';
import { book, cancelBooking } from '../../engine/booking.ts';
import { zoneOf } from '../../engine/tasks.ts';
import { upcoming } from '../../engine/upcoming.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { loadContactState } from '../../store/enrollments.ts';
import { transactAgain } from '../../store/transact.ts';
import {
  consequences,
  contactIn,
  enrollmentsJson,
  goneLines,
  leadOrComplain,
  personOf,
  sequencesOf,
  stoppedJson,
  touchesJson,
  touchLines,
  writeLines,
} from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, isoOrNull, writeJson } from '../json.ts';
import { usage } from '../problems.ts';
import { readTime, showMoment } from '../times.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly cancel?: boolean;
  readonly dryRun?: boolean;
}

/** Further ahead is a slip of the year more often than an appointment. */
const FURTHEST = 730 * DAY;

export const run: Command<Options> = async (io, [typed = '', time], options) =>
  withWorkspace(io, options, async (ws) => {
    if ((time === undefined) === (options.cancel !== true)) {
      return usage(
        io,
        options,
        'it takes either the time of the appointment or --cancel',
        `Such as: ${io.name} book ${typed} "2026-03-12 14:30"`,
      );
    }
    const id = await leadOrComplain(io, options, ws, typed, options.business);
    if (id === null) return EXIT.usage;
    if (time === undefined) return cancel(io, options, ws, id);
    const zone = await businessZone(ws, id);
    const at = readTime(time, zone);
    if (!at.ok) return usage(io, options, at.error);
    const now = io.now();
    if (at.value <= now || at.value > after(now, FURTHEST)) {
      const seen = showMoment(at.value, zone, now);
      const why = at.value <= now ? 'has passed' : 'is more than two years ahead';
      return usage(io, options, `${seen} (${zone}) ${why}; an appointment is ahead`, 'Nothing was changed.');
    }
    return make(io, options, ws, id, at.value, zone);
  });

async function make(
  io: Io,
  options: Options & GlobalOptions,
  ws: Workspace,
  id: ContactId,
  startsAt: Instant,
  zone: Zone,
): Promise<ExitCode> {
  const now = io.now();
  const { contact, before, booked, next } = await transactAgain(
    ws.db,
    options.dryRun !== true,
    async (handle) => {
      const contact = await contactIn(handle, id);
      const before = await upcoming(handle, ws, [id], now);
      const booked = await book(handle, ws, contact, startsAt, now);
      return { contact, before, booked, next: await upcoming(handle, ws, [id], now) };
    },
  );
  const { kind, stopped, reminders } = booked;
  if (options.json) {
    writeJson(io, 'book', {
      dryRun: options.dryRun === true,
      lead: id,
      change: kind,
      startsAt: iso(startsAt),
      before: isoOrNull(booked.before),
      ...stoppedJson(stopped),
      reminders,
      next: touchesJson(next),
    });
    return EXIT.ok;
  }
  const when = showMoment(startsAt, zone, now);
  const said = {
    booked: `${personOf(contact)} is booked for ${when} (${zone}).`,
    moved: `${personOf(contact)}: moved from ${booked.before === null ? '' : showMoment(booked.before, zone, now)} to ${when} (${zone}).`,
    unchanged: `${personOf(contact)} was booked for ${when} (${zone}) already.`,
  };
  writeLines(io, [
    ...(options.dryRun ? ['Dry run: nothing is changed.'] : []),
    said[kind],
    ...(stopped.ended.length === 0 ? [] : [`Stopped: ${sequencesOf(stopped.ended)}.`]),
    ...consequences(io, contact, { ...stopped, kept: [], started: [] }),
    ...goneLines(ws, contact, before, stopped.ended, io.stdout.columns, now),
    ...(next.length === 0
      ? ['No reminder goes.']
      : ['Will go:', ...touchLines(next, zoneOf(ws, contact), io.stdout.columns, now)]),
  ]);
  return EXIT.ok;
}

async function cancel(
  io: Io,
  options: Options & GlobalOptions,
  ws: Workspace,
  id: ContactId,
): Promise<ExitCode> {
  const now = io.now();
  const { contact, before, cancelled } = await transactAgain(
    ws.db,
    options.dryRun !== true,
    async (handle) => {
      const contact = await contactIn(handle, id);
      const before = await upcoming(handle, ws, [id], now);
      return { contact, before, cancelled: await cancelBooking(handle, ws, contact, now) };
    },
  );
  const zone = await businessZone(ws, id);
  if (options.json) {
    writeJson(io, 'book', {
      dryRun: options.dryRun === true,
      lead: id,
      change: cancelled.startsAt === null ? 'unchanged' : 'cancelled',
      before: isoOrNull(cancelled.startsAt),
      ended: enrollmentsJson(cancelled.ended),
    });
    return EXIT.ok;
  }
  if (cancelled.startsAt === null) {
    writeLines(io, [`${personOf(contact)} has no appointment ahead; nothing was changed.`]);
    return EXIT.ok;
  }
  writeLines(io, [
    ...(options.dryRun ? ['Dry run: nothing is changed.'] : []),
    `The appointment of ${personOf(contact)} on ${showMoment(cancelled.startsAt, zone, now)} is cancelled.`,
    ...(cancelled.ended.length === 0 ? [] : [`Stopped: ${sequencesOf(cancelled.ended)}.`]),
    ...goneLines(ws, contact, before, cancelled.ended, io.stdout.columns, now),
    `A task asks you to find a new time: ${io.name} tasks. The chase stays stopped.`,
  ]);
  return EXIT.ok;
}

/** Appointments are in the business's own time, wherever the lead is. */
async function businessZone(ws: Workspace, id: ContactId): Promise<Zone> {
  const contact = await loadContactState(ws.db, id);
  const business = contact === null ? undefined : ws.config.businesses.get(contact.business);
  if (business === undefined) throw new Error('the lead’s business is not in leadseq.yaml');
  return business.zone;
}
