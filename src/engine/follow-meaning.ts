/** What follows from a message: everything ends, something rests, a person is asked, or nothing at all. */
import type { Heard } from '../domain/meaning.ts';
import type { Instant } from '../domain/time.ts';
import type { Understood } from '../inbound/understand.ts';
import { wakeContact } from '../store/claims.ts';
import { destinationKey } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, endSilence } from '../store/enrollments.ts';
import { liftSuppression, type SuppressedChannel } from '../store/suppressions.ts';
import { rest } from './absence.ts';
import type { Words } from './ask-person.ts';
import { watchOptOuts } from './guards.ts';
import { optOut, type Place } from './optout.ts';
import { applyReply, type Reply } from './replied.ts';
import { stopForAct, stopForWrongNumber } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** A message with everybody whom it concerns. */
export interface Meant extends Omit<Understood, 'meaning'> {
  readonly meaning: Heard;
  readonly channel: 'sms' | 'email' | 'chat' | 'call';
  readonly place: Place | null;
  readonly people: readonly ContactState[];
  /** What an opt-out ends. */
  readonly channels: readonly SuppressedChannel[];
  /** Somebody is asked about it in another way. */
  readonly isSeenTo?: boolean;
}

/** Runs inside the transaction that stores the message; the people's destinations are locked. */
export async function followMeaning(
  handle: Handle,
  ws: Workspace,
  message: Meant,
  now: Instant,
): Promise<void> {
  const { meaning, people, place, channels } = message;
  switch (meaning) {
    case 'opt_out':
      await optOut(handle, ws, people, place, channels, now, 'replied_stop');
      if (message.channel === 'sms' && place !== null) await watchOptOuts(handle, place.business, now);
      return;
    case 'opt_in':
      return letBackIn(handle, ws, people, place, now);
    case 'wrong_number':
      return leaveAlone(handle, ws, message, now);
    case 'out_of_office':
      for (const person of people) await rest(handle, ws, person, message.back, now);
      return;
    case 'bounce':
    case 'reaction':
    case 'automatic':
      return;
    case 'not_interested':
      for (const person of people)
        await stopForAct(handle, ws, person, 'not_interested', now, { words: wordsOf(message) });
      return;
    case 'booked':
      for (const person of people) await takeAtWord(handle, ws, person, message, now);
      return;
    default: {
      const { said: text, time, isSeenTo = false } = message;
      const reply: Reply = { act: meaning, text, time, isSeenTo };
      for (const person of people) await applyReply(handle, ws, person, reply, now);
    }
  }
}

/** Texts may go again, and nothing else: calls and emails stay as they are, and no sequence starts by itself. */
async function letBackIn(
  handle: Handle,
  ws: Workspace,
  people: readonly ContactState[],
  place: Place | null,
  now: Instant,
): Promise<void> {
  if (place === null) return;
  const key = destinationKey(ws.pepper, place.business, place.kind, place.value);
  const contact = people[0]?.id ?? null;
  await liftSuppression(handle, { key, channel: 'sms', reason: 'replied_start', contact }, now);
  for (const person of people) {
    const title = `${person.name || 'A lead'} wants texts again: START came in, and nothing was restarted`;
    await askToLook(handle, ws, person, title, null, now);
    await wakeContact(handle, person.id, now);
  }
}

/** Whoever is reached there is not who was meant: nothing goes there again, and a person finds out the right one. */
async function leaveAlone(
  handle: Handle,
  ws: Workspace,
  { people, place, said }: Meant,
  now: Instant,
): Promise<void> {
  const kind = place?.kind ?? 'phone';
  for (const person of people) {
    await stopForWrongNumber(handle, ws, person, now, kind);
    const what = kind === 'phone' ? 'number' : 'address';
    const title = `${person.name || 'A lead'} is not at this ${what}: find the right one, or close the lead`;
    await askToLook(handle, ws, person, title, said, now);
  }
}

/** A lead says that a time is made. What is automatic ends at once; whether it stands in a calendar, a person looks. */
async function takeAtWord(
  handle: Handle,
  ws: Workspace,
  person: ContactState,
  message: Meant,
  now: Instant,
): Promise<void> {
  const { said } = message;
  await endSilence(handle, person.id);
  await stopForAct(handle, ws, person, 'booked', now, { words: wordsOf(message) });
  const title = `${person.name || 'A lead'} says it is booked: check the calendar`;
  await askToLook(handle, ws, person, title, said, now);
}

const wordsOf = ({ said: text, time }: Meant): Words => ({ text, time });

async function askToLook(
  handle: Handle,
  ws: Workspace,
  person: ContactState,
  title: string,
  note: string | null,
  now: Instant,
): Promise<void> {
  const about = { contact: person.id, enrollment: null, kind: 'review', title } as const;
  const words = note === null ? {} : { note };
  await makeTask(handle, { ...about, ...words, dueAt: now, zone: zoneOf(ws, person) }, now);
}
