/** Ends what is automatic for one contact: on a person's word, a call's outcome, or an opt-out. */
import type { ContactId, DestinationId, SequenceId } from '../domain/ids.ts';
import type { StopName } from '../domain/reason.ts';
import type { Instant } from '../domain/time.ts';
import { wakeContact } from '../store/claims.ts';
import { destinationsById, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import {
  type ContactState,
  contactsAt,
  type Enrollment,
  enrollmentsOf,
  takeReview,
} from '../store/enrollments.ts';
import { SUPPRESSED_CHANNELS, type SuppressedChannel, suppress } from '../store/suppressions.ts';
import type { Words } from './ask-person.ts';
import { ruleThatHolds } from './conditions.ts';
import { type ActDone, answerAfterEnd, applyAct, stopEnrollment } from './lifecycle.ts';
import { logNotHandedOver } from './not-handed-over.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { closeCallsAt } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** What ended, and what goes on. */
export interface Stopped {
  readonly ended: readonly Enrollment[];
  /** Running sequences that this does not end: reminders of an appointment. */
  readonly kept: readonly Enrollment[];
  readonly closedCalls: number;
  readonly stage: string | null;
  readonly started: readonly SequenceId[];
  readonly obstacles: readonly string[];
  /** Opt-outs that are new. */
  readonly suppressed: number;
}

/** Both places a contact is reached at, locked: from here on no send can be reserved past this transaction. */
export async function lockContact(handle: Handle, contact: ContactState): Promise<void> {
  await lockDestinations(handle, destinationsOf(contact));
}

/**
 * A lead's act ends every chase and nurture of the contact, not the reminders of an appointment. When none runs, or
 * none of those running says what to do, the newest that has ended still answers.
 */
export async function stopForAct(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  act: 'booked' | 'not_interested',
  now: Instant,
  { afterEnd = true, words = null }: { readonly afterEnd?: boolean; readonly words?: Words | null } = {},
): Promise<Stopped> {
  await lockContact(handle, contact);
  const { chasing, kept, ended } = await running(handle, ws, contact.id);
  const later = ended.filter(({ endCode }) => endCode !== act);
  await callOff(handle, later, act === 'booked' ? 'the lead has booked' : 'the lead is not interested', now);
  const done: ActDone[] = [];
  for (const enrollment of chasing) done.push(await applyAct(handle, ws, enrollment.id, act, now, words));
  const answered = done.some((one) => one.answered);
  // Reminders go on, unless their own file says what a lead who is not coming ends.
  const given = act === 'not_interested' ? kept : [];
  const over: Enrollment[] = [];
  for (const enrollment of given) {
    const stops = (await ruleThatHolds(handle, ws, enrollment, act))?.do === 'stop';
    if (stops) over.push(enrollment);
    done.push(
      stops
        ? await applyAct(handle, ws, enrollment.id, act, now, words)
        : await answerAfterEnd(handle, ws, enrollment, act, now, words),
    );
  }
  const last = ended.at(-1);
  if (afterEnd && !answered && last !== undefined)
    done.push(await answerAfterEnd(handle, ws, last, act, now, words));
  const rest = kept.filter((one) => !over.includes(one));
  return summary([...chasing, ...over], rest, done);
}

/** A person ends the follow-up of a contact, or of one sequence; no `when:` is asked. */
export async function stopByPerson(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  detail: string,
  now: Instant,
  only: SequenceId | null = null,
): Promise<Stopped> {
  await lockContact(handle, contact);
  const { chasing, kept, ended } = await running(handle, ws, contact.id);
  await callOff(
    handle,
    ended.filter(({ sequence }) => only === null || sequence === only),
    detail,
    now,
  );
  // Naming a sequence names it: then reminders can be ended too.
  const named = only === null ? chasing : [...chasing, ...kept].filter((one) => one.sequence === only);
  const rest = [...chasing, ...kept].filter((one) => !named.includes(one));
  const done: ActDone[] = [];
  for (const enrollment of named) {
    done.push(await stopEnrollment(handle, enrollment, 'stopped_by_person', detail, now));
  }
  return summary(named, rest, done);
}

/** What may never reach them again, by the kind of place. */
const CHANNELS_OF = {
  phone: ['sms', 'call'],
  email: ['email'],
} as const satisfies Record<string, readonly SuppressedChannel[]>;

/** Said to a person, or texted as a keyword: only the latter is taken back by a keyword. */
export type OptOutReason = 'opted_out' | 'replied_stop';

/**
 * An opt-out: nothing can be sent to these places until it is lifted. From all channels it ends everything, reminders
 * too; from some of them, the touches of the others go on.
 */
export async function stopForOptOut(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  channels: readonly SuppressedChannel[],
  now: Instant,
  reason: OptOutReason = 'opted_out',
): Promise<Stopped> {
  const all = SUPPRESSED_CHANNELS.every((channel) => channels.includes(channel));
  const ends = all ? ({ code: 'opted_out', detail: 'opted out' } as const) : null;
  return suppressAt(handle, ws, contact, ends, reason, destinationsOf(contact), channels, now);
}

/** The number or the address belongs to somebody else: nothing goes there again, and every sequence is over. */
export async function stopForWrongNumber(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  now: Instant,
  kind: 'phone' | 'email' = 'phone',
): Promise<Stopped> {
  const place = contact[kind];
  const what = kind === 'phone' ? 'number' : 'address';
  const ends = { code: 'wrong_number', detail: `the ${what} is somebody else’s` } as const;
  const places = place === null ? [] : [place];
  return suppressAt(handle, ws, contact, ends, 'wrong_number', places, CHANNELS_OF[kind], now);
}

async function suppressAt(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  ends: { readonly code: StopName; readonly detail: string } | null,
  reason: OptOutReason | 'wrong_number',
  places: readonly DestinationId[],
  channels: readonly SuppressedChannel[],
  now: Instant,
): Promise<Stopped> {
  await lockContact(handle, contact);
  const { chasing, kept, ended: over } = await running(handle, ws, contact.id);
  if (ends !== null) await callOff(handle, over, ends.detail, now);
  const ended = ends === null ? [] : [...chasing, ...kept];
  const rest = ends === null ? [...chasing, ...kept] : [];
  const done: ActDone[] = [];
  if (ends !== null) {
    for (const one of ended) done.push(await stopEnrollment(handle, one, ends.code, ends.detail, now));
  }
  const found = await destinationsById(handle, places);
  const wanted = [...found.values()].flatMap((place) =>
    CHANNELS_OF[place.kind]
      .filter((channel) => channels.includes(channel))
      .map((channel) => ({
        key: place.key,
        businessRow: place.businessRow,
        channel,
        reason,
        contact: contact.id,
        enrollment: null,
      })),
  );
  const suppressed = await suppress(handle, wanted, now);
  let closed = 0;
  if (channels.includes('call')) {
    const detail = reason === 'wrong_number' ? 'the number is somebody else’s' : 'opted out of calls';
    for (const place of found.values())
      if (place.kind === 'phone') closed += await closeCallsAt(handle, place.id, detail, now);
  }
  // Whoever else is reached there is looked at again: their texts to this number end as well.
  for (const place of found.keys()) {
    for (const other of await contactsAt(handle, place)) await wakeContact(handle, other, now);
  }
  const stopped = summary(ended, rest, done);
  return { ...stopped, closedCalls: stopped.closedCalls + closed, suppressed };
}

/** What sequences that are over were still to do, later: the lead has acted since, or must be left alone. */
export async function callOff(
  handle: Handle,
  ended: readonly Enrollment[],
  detail: string,
  now: Instant,
): Promise<void> {
  for (const enrollment of ended) {
    if (enrollment.reviewAt !== null && (await takeReview(handle, enrollment.id)))
      await logNotHandedOver(handle, enrollment, detail, now);
  }
}

/** Running enrollments by whether a lead's act ends them, and those that have ended and may still answer. */
export async function running(
  handle: Handle,
  ws: Workspace,
  contact: ContactId,
): Promise<{
  readonly chasing: readonly Enrollment[];
  readonly kept: readonly Enrollment[];
  readonly ended: readonly Enrollment[];
}> {
  const chasing: Enrollment[] = [];
  const kept: Enrollment[] = [];
  const ended: Enrollment[] = [];
  for (const enrollment of await enrollmentsOf(handle, contact)) {
    const reminder = (await pinnedSequence(ws, enrollment.revision, handle)).kind === 'reminder';
    const runs = enrollment.state === 'active' || enrollment.state === 'paused';
    if (runs) (reminder ? kept : chasing).push(enrollment);
    else if (!reminder) ended.push(enrollment);
  }
  return { chasing, kept, ended };
}

export function destinationsOf(contact: ContactState): readonly DestinationId[] {
  return [contact.phone, contact.email].flatMap((id) => (id === null ? [] : [id]));
}

function summary(
  ended: readonly Enrollment[],
  kept: readonly Enrollment[],
  done: readonly ActDone[],
): Stopped {
  return {
    ended,
    kept,
    closedCalls: done.reduce((sum, { closedCalls }) => sum + closedCalls, 0),
    stage: done.findLast(({ stage }) => stage !== null)?.stage ?? null,
    started: done.flatMap(({ started }) => (started === null ? [] : [started])),
    obstacles: done.flatMap(({ obstacle }) => (obstacle === null ? [] : [obstacle])),
    suppressed: 0,
  };
}
