/** What an import does about people it knew before: enrolls them anew, or records the inquiry for a person to look at. */
import type { ContactId, LeadId } from '../domain/ids.ts';
import type { ZoneSource } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import type { RowProblem } from '../intake/reading.ts';
import { type Adds, type Meeting, nameOf } from '../intake/roster.ts';
import { localDayOf } from '../schedule/calendar.ts';
import { calendarZone } from '../schedule/zones.ts';
import type { Handle } from '../store/driver.ts';
import { addEmail, addPhone, learnZone, wakeForEnrollment } from '../store/enrolling.ts';
import { endSilence } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { insertTask } from '../store/tasks.ts';
import {
  type Candidate,
  type Destinations,
  idOf,
  type Met,
  type Pins,
  type Recorded,
} from './enroll-candidate.ts';
import { startEnrollment, URGENCY_RANK } from './start.ts';

export async function enrollKnown(
  handle: Handle,
  recorded: readonly Recorded[],
  destinations: Destinations,
  pins: Pins,
  at: Instant,
): Promise<void> {
  for (const { candidate, meeting, contact, lead } of recorded) {
    if (meeting.kind === 'new') continue;
    await addMissing(handle, contact, candidate, meeting.adds, destinations, at);
    // Whoever asks again has ended our promise of silence.
    await endSilence(handle, contact);
    if (meeting.kind === 'again') await recordAgain(handle, candidate, meeting, contact, lead, at);
    else {
      const { choice } = candidate;
      const { sequence } = choice.revision;
      await startEnrollment(handle, {
        contact,
        lead,
        revision: pins.revision(choice),
        sequence,
        variant: choice.variant,
        at,
      });
    }
  }
}

async function addMissing(
  handle: Handle,
  contact: ContactId,
  candidate: Candidate,
  adds: Adds,
  destinations: Destinations,
  at: Instant,
): Promise<void> {
  const phone = adds.phone ? idOf(destinations, candidate.phone) : null;
  const email = adds.email ? idOf(destinations, candidate.email) : null;
  if (phone !== null) await addPhone(handle, contact, phone, candidate.textable);
  if (email !== null) await addEmail(handle, contact, email);
  const zone = await learnZone(handle, contact, candidate.zone, candidate.state, outranked(candidate, adds));
  if (phone === null && email === null && !zone) return;
  const data = { phone: phone !== null, email: email !== null, zone };
  await appendEvent(handle, {
    at,
    kind: 'contact_changed',
    contact,
    enrollment: null,
    touch: null,
    attempt: null,
    data,
  });
}

/** What this row's zone may replace: a better source the lesser ones, and the number just learned what stood in for it. */
function outranked({ zone }: Candidate, adds: Adds): readonly ZoneSource[] {
  if (zone.from === 'given') return ['given', 'address', 'phone', 'business'];
  // The row's number is not the one that is called: it says nothing about where this person is.
  if (adds.kept.includes('phone')) return [];
  if (zone.from === 'address') return ['address', 'phone', 'business'];
  return zone.from === 'phone' && adds.phone ? ['phone', 'business'] : [];
}

/** The inquiry is on record; unless the same file has just enrolled this person, a person is asked to look. */
async function recordAgain(
  handle: Handle,
  { choice, zone, sourceText }: Candidate,
  { person, here }: Extract<Meeting, { readonly kind: 'again' }>,
  contact: ContactId,
  id: LeadId,
  at: Instant,
): Promise<void> {
  const data = { lead: id };
  await appendEvent(handle, {
    at,
    kind: 'inquiry_again',
    contact,
    enrollment: null,
    touch: null,
    attempt: null,
    data,
  });
  await wakeForEnrollment(handle, contact, at, URGENCY_RANK[choice.variant.urgency]);
  if (here) return;
  const local = calendarZone(zone, choice.business.zone);
  const from = sourceText === null ? '' : ` (${sourceText})`;
  await insertTask(handle, {
    contact,
    enrollment: null,
    key: null,
    kind: 'review',
    title: `${nameOf(person) || 'A lead'} inquired again${from} while being followed up`,
    script: null,
    voicemail: null,
    localDay: localDayOf(at, local),
    zone: local,
    madeAt: at,
    dueAt: at,
    expiresAt: null,
  });
}

export function conflictOf({ candidate, meeting }: Met): readonly RowProblem[] {
  if (meeting.kind !== 'conflict') return [];
  const who = meeting.people.map(
    (person) =>
      `${nameOf(person) || 'somebody'}${person.contact === null ? '' : ` (contact ${person.contact})`}`,
  );
  return [
    {
      line: candidate.line,
      column: null,
      seen: `a phone number and an address that belong to ${who.join(' and to ')}`,
      allowed: 'those of one person; two people are never merged',
    },
  ];
}

/** Nothing of a known person is overwritten, and it is said where the file disagrees. */
export function keptOf({ candidate, meeting }: Met): readonly RowProblem[] {
  if (meeting.kind === 'already' && meeting.changed) {
    const seen = 'somebody on file, with other details and no time of the inquiry';
    const allowed = 'a column Received, if they asked again; without one they are left as they are';
    return [{ line: candidate.line, column: null, seen, allowed }];
  }
  if (meeting.kind !== 'anew' && meeting.kind !== 'again') return [];
  return meeting.adds.kept.map((what) => ({
    line: candidate.line,
    column: null,
    seen: what === 'phone' ? 'another phone number' : 'another email address',
    allowed: `the one on file for ${nameOf(meeting.person) || 'this person'}, which is kept`,
  }));
}
