/** Two contacts turn out to be one person: one of them stands for both from here on, and nobody hears more than before. */
import type { ContactId, DestinationId } from '../domain/ids.ts';
import { after, DAY, type Instant, instant } from '../domain/time.ts';
import { appointmentAhead } from '../store/appointments.ts';
import { wakeContact } from '../store/claims.ts';
import { destinationsById, lockDestinations } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, enrollmentsOf, loadContactState } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { historyOf, isBusy, lastAutomatic, lastInquiry, moveOver } from '../store/merging.ts';
import { type SuppressedChannel, suppress, suppressionsInForce } from '../store/suppressions.ts';
import { openAsked, openCallsOf, type Task } from '../store/tasks.ts';
import { stopEnrollment } from './lifecycle.ts';
import { pauseEnrollment } from './pausing.ts';
import { destinationsOf, running } from './stopping.ts';
import { closeCall, closeCallsAt, makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

export type Merged =
  | { readonly kind: 'refused'; readonly why: 'same' | 'other_business' | 'busy' }
  | {
      readonly kind: 'merged';
      readonly from: ContactState;
      readonly into: ContactState;
      /** What ended, each with its reason. */
      readonly stopped: readonly Enrollment[];
      readonly goesOn: readonly Enrollment[];
      readonly movedTasks: readonly Task[];
      /** Channels that are closed to the whole person now, and were open to a part of them. */
      readonly closed: readonly SuppressedChannel[];
      readonly gainedPhone: boolean;
      readonly gainedEmail: boolean;
    };

/** A paused one is shown to a person after this. */
const REVIEW = 2 * DAY;

/** Runs inside one transaction, with everything that either is reached at locked. */
export async function mergeLeads(
  handle: Handle,
  ws: Workspace,
  fromId: ContactId,
  intoId: ContactId,
  by: string,
  now: Instant,
): Promise<Merged> {
  const from = await loaded(handle, fromId);
  const into = await loaded(handle, intoId);
  if (from.id === into.id) return { kind: 'refused', why: 'same' };
  if (from.business !== into.business) return { kind: 'refused', why: 'other_business' };
  const places = [...new Set([...destinationsOf(from), ...destinationsOf(into)])];
  await lockDestinations(handle, places);
  if (await isBusy(handle, from.id, into.id, now)) return { kind: 'refused', why: 'busy' };
  const word = await lastWord(handle, from, into);
  const stopped = await oneChase(handle, ws, from, into, now);
  const optedOut = await closeForAll(handle, from, into, places, now);
  if (optedOut.everything)
    stopped.push(...(await stopAll(handle, ws, [from, into], 'opted_out', 'opted out', now)));
  await freeCalls(handle, ws, from, into, now);
  const movedTasks = await openAsked(handle, from.id);
  await moveOver(handle, from.id, into.id, { stage: furthest(ws, from, into), silentSince: word });
  for (const [contact, data] of [
    [into.id, { lead: from.id, by }],
    [from.id, { into: into.id, by }],
  ] as const) {
    const about = { contact, enrollment: null, touch: null, attempt: null };
    await appendEvent(handle, { at: now, kind: 'merged', ...about, data });
  }
  await wakeContact(handle, into.id, now);
  const whole = await loaded(handle, into.id);
  return {
    kind: 'merged',
    from,
    into: whole,
    stopped,
    goesOn: (await enrollmentsOf(handle, into.id)).filter(isRunning),
    movedTasks,
    closed: optedOut.closed,
    gainedPhone: into.phone === null && whole.phone !== null,
    gainedEmail: into.email === null && whole.email !== null,
  };
}

const isRunning = ({ state }: Enrollment): boolean => state === 'active' || state === 'paused';

async function loaded(handle: Handle, id: ContactId): Promise<ContactState> {
  const contact = await loadContactState(handle, id);
  if (contact === null) throw new Error(`contact ${id} has gone since it was found`);
  return contact;
}

/** A promise of silence to one of them binds for the person, unless either has inquired since; nothing that went before it breaks it. */
async function lastWord(handle: Handle, from: ContactState, into: ContactState): Promise<Instant | null> {
  const promised = Math.max(from.silentSince ?? 0, into.silentSince ?? 0);
  if (promised === 0 || (await lastInquiry(handle, from.id, into.id)) > promised) return null;
  return instant(Math.max(promised, await lastAutomatic(handle, from.id, into.id)));
}

/** What ends a chase of this person for good, whichever of the two was told. */
const LEFT: ReadonlySet<string | null> = new Set(['booked', 'not_interested', 'wrong_number']);

/** Never two chases of one person: the one that has done more goes on. It rests if the other one did, and ends if the person has left the other one since. */
async function oneChase(
  handle: Handle,
  ws: Workspace,
  from: ContactState,
  into: ContactState,
  now: Instant,
): Promise<Enrollment[]> {
  const theirs = await running(handle, ws, from.id);
  const ours = await running(handle, ws, into.id);
  const stopped: Enrollment[] = [];
  const stop = async (one: Enrollment, detail: string): Promise<void> => {
    if ((await stopEnrollment(handle, one, 'stopped_by_person', detail, now)).changed) stopped.push(one);
  };
  const both = theirs.chasing.length > 0 && ours.chasing.length > 0;
  const keepTheirs = both && (await historyOf(handle, from.id)) > (await historyOf(handle, into.id));
  const [kept, ended] = keepTheirs ? [theirs, ours] : [ours, theirs];
  if (both) {
    const detail = `merged: the person is followed up by ${kept.chasing.map(({ sequence }) => sequence).join(', ')}`;
    for (const one of ended.chasing) await stop(one, detail);
    if (ended.chasing.some(({ state }) => state === 'paused'))
      for (const one of kept.chasing)
        await pauseEnrollment(handle, one, after(now, REVIEW), 'merged: the other one was paused', now);
  }
  for (const [chasing, others, other] of [
    [ours.chasing, theirs.ended, from],
    [theirs.chasing, ours.ended, into],
  ] as const) {
    const booked = (await appointmentAhead(handle, other.id, now)) !== null;
    for (const one of chasing) {
      const left = others.find(
        ({ endCode, endedAt }) => LEFT.has(endCode) && (endedAt ?? 0) >= one.enrolledAt,
      );
      if (booked || left !== undefined)
        await stop(one, `merged: the person has ${booked ? 'an appointment' : 'left the other sequence'}`);
    }
  }
  // Reminders of two appointments are two; of one sequence a contact has one.
  for (const one of theirs.kept)
    if (ours.kept.some(({ sequence }) => sequence === one.sequence))
      await stop(one, 'merged: the other one reminds');
  return stopped;
}

async function stopAll(
  handle: Handle,
  ws: Workspace,
  people: readonly ContactState[],
  code: 'opted_out',
  detail: string,
  now: Instant,
): Promise<readonly Enrollment[]> {
  const stopped: Enrollment[] = [];
  for (const { id } of people) {
    const { chasing, kept } = await running(handle, ws, id);
    for (const one of [...chasing, ...kept])
      if ((await stopEnrollment(handle, one, code, detail, now)).changed) stopped.push(one);
  }
  return stopped;
}

/** What a person asked for; a dead address, or a number that is somebody else's, says nothing of the other one. */
const ASKED: ReadonlySet<string> = new Set(['opted_out', 'replied_stop', 'provider']);

const CHANNELS_OF = { phone: ['sms', 'call'], email: ['email'] } as const satisfies Record<
  string,
  readonly SuppressedChannel[]
>;

/** An opt-out at one place of the person holds at all of them; from everything at one, it is one from everything. */
async function closeForAll(
  handle: Handle,
  from: ContactState,
  into: ContactState,
  places: readonly DestinationId[],
  now: Instant,
): Promise<{ readonly closed: readonly SuppressedChannel[]; readonly everything: boolean }> {
  const found = [...(await destinationsById(handle, places)).values()];
  const inForce = await suppressionsInForce(
    handle,
    found.map(({ key }) => key),
  );
  const askedAt = (id: DestinationId): ReadonlySet<SuppressedChannel> => {
    const place = found.find((one) => one.id === id);
    const asked = place === undefined ? [] : (inForce.get(place.key) ?? []);
    return new Set(asked.filter(({ reason }) => ASKED.has(reason)).map(({ channel }) => channel));
  };
  const leftBy = (person: ContactState): boolean => {
    const own = found.filter(({ id }) => destinationsOf(person).includes(id));
    return (
      own.length > 0 &&
      own.every(({ id, kind }) => CHANNELS_OF[kind].every((channel) => askedAt(id).has(channel)))
    );
  };
  const everything = leftBy(from) || leftBy(into);
  const asked = new Set(found.flatMap(({ id }) => [...askedAt(id)]));
  const closed = new Set<SuppressedChannel>();
  for (const place of found) {
    const wanted = CHANNELS_OF[place.kind].filter((channel) => everything || asked.has(channel));
    const rows = wanted.map((channel) => ({
      key: place.key,
      businessRow: place.businessRow,
      channel,
      reason: 'opted_out',
      contact: into.id,
      enrollment: null,
    }));
    const known = inForce.get(place.key) ?? [];
    for (const channel of wanted) if (!known.some((one) => one.channel === channel)) closed.add(channel);
    await suppress(handle, rows, now);
    if (place.kind === 'phone' && wanted.includes('call'))
      await closeCallsAt(handle, place.id, 'opted out of calls', now);
  }
  return { closed: [...closed], everything };
}

/** A call counts for the number that it was made for: at another number it is asked for anew, by a person. */
async function freeCalls(
  handle: Handle,
  ws: Workspace,
  from: ContactState,
  into: ContactState,
  now: Instant,
): Promise<void> {
  if (from.phone === null || into.phone === null || from.phone === into.phone) return;
  for (const { id } of (await enrollmentsOf(handle, from.id)).filter(isRunning)) {
    for (const call of await openCallsOf(handle, id)) {
      if (call.key === null) continue;
      await closeCall(handle, id, call.key, 'merged: asked for anew at the number that is kept', now);
      const { title, dueAt } = call;
      const note = call.script === null ? {} : { note: call.script };
      const about = { contact: into.id, enrollment: null, kind: 'call', title, dueAt } as const;
      await makeTask(handle, { ...about, ...note, zone: zoneOf(ws, into) }, now);
    }
  }
}

/** Stages come in an order, and nobody goes back in it. */
function furthest(
  ws: Workspace,
  { stage: theirs }: ContactState,
  { stage: ours }: ContactState,
): string | null {
  if (ours === null || theirs === null) return ours ?? theirs;
  const { stages } = ws.config;
  return stages.indexOf(theirs) > stages.indexOf(ours) ? theirs : ours;
}
