/** Stores one piece of an import in one transaction: matches its rows against everybody known, then writes in bulk. */
import type { ContactId, DestinationId, DestinationKey, LeadId, RevisionId } from '../domain/ids.ts';
import type { NewLead, ZoneFinding } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import type { RowProblem } from '../intake/reading.ts';
import { type Adds, type Arrival, createRoster, type Meeting, type Person } from '../intake/roster.ts';
import { localDayOf } from '../schedule/calendar.ts';
import { calendarZone } from '../schedule/zones.ts';
import { ensureDestination } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import {
  addEmail,
  addPhone,
  type DestinationRow,
  insertContacts,
  insertDestinations,
  insertEnrollments,
  insertLeads,
  type LeadRow,
  wakeForEnrollment,
} from '../store/enrolling.ts';
import { endSilence } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { type Known, knownPeople } from '../store/known-people.ts';
import { suppressionsInForce } from '../store/suppressions.ts';
import { insertTask } from '../store/tasks.ts';
import type { Choice } from './enroll-choices.ts';
import { anchorOf, startEnrollment, URGENCY_RANK } from './start.ts';

/** A row that was read, with everything that was found out about it without the store. */
export interface Candidate {
  readonly line: number;
  readonly lead: NewLead;
  readonly choice: Choice;
  readonly businessRow: number;
  readonly revisionId: RevisionId;
  readonly phone: DestinationKey | null;
  readonly email: DestinationKey | null;
  readonly zone: ZoneFinding;
  readonly zonesJson: string;
  readonly state: string | null;
  readonly stage: string | null;
  readonly fields: string;
  readonly old: boolean;
}

export type Fate = Meeting['kind'] | 'repeated';

export interface ChunkResult {
  /** What became of each candidate, in their order. */
  readonly fates: readonly Fate[];
  readonly rejected: readonly RowProblem[];
  readonly notes: readonly RowProblem[];
}

interface Met {
  readonly candidate: Candidate;
  readonly meeting: Meeting;
}

export async function storeChunk(
  handle: Handle,
  candidates: readonly Candidate[],
  at: Instant,
): Promise<ChunkResult> {
  const keys = candidates.flatMap(({ phone, email }) => [phone, email].filter((key) => key !== null));
  const known = await knownPeople(handle, keys);
  const met = meetAll(candidates, known, await suppressedAmong(handle, keys, known), at);
  const destinations = await storeDestinations(handle, met, known);
  await storeContacts(handle, met, destinations, at);
  const recorded = await storeLeads(handle, met, at);
  await enrollNew(handle, recorded, at);
  await enrollKnown(handle, recorded, destinations, at);
  return {
    fates: met.map(({ meeting }) => (meeting.kind === 'again' && meeting.here ? 'repeated' : meeting.kind)),
    rejected: met.flatMap(conflictOf),
    notes: met.flatMap(keptOf),
  };
}

async function suppressedAmong(handle: Handle, keys: readonly DestinationKey[], known: Known) {
  const theirs = known.people.flatMap(({ phone, email }) => [phone, email].filter((key) => key !== null));
  const found = await suppressionsInForce(handle, [...keys, ...theirs]);
  const on = (channel: 'sms' | 'email'): ReadonlySet<DestinationKey> =>
    new Set([...found].flatMap(([key, all]) => (all.some((one) => one.channel === channel) ? [key] : [])));
  return { sms: on('sms'), email: on('email') };
}

function meetAll(
  candidates: readonly Candidate[],
  known: Known,
  suppressed: Parameters<typeof createRoster>[1],
  at: Instant,
): readonly Met[] {
  const people = known.people.map((person): Person => ({ ...person, inquiries: [...person.inquiries] }));
  const roster = createRoster(people, suppressed, at);
  return candidates.map((candidate) => ({ candidate, meeting: roster.meet(arrivalOf(candidate)) }));
}

const arrivalOf = ({ lead, phone, email, fields, old }: Candidate): Arrival => ({
  name: `${lead.firstName} ${lead.lastName}`.trim(),
  phone,
  email,
  inquiry: { sourceText: lead.sourceText, externalId: lead.externalId, receivedAt: lead.receivedAt, fields },
  old,
});

/** What a meeting adds to the store's destinations: both for somebody new, what was missing for somebody known. */
function addsOf(meeting: Meeting): Pick<Adds, 'phone' | 'email'> {
  if (meeting.kind === 'new') return { phone: true, email: true };
  return meeting.kind === 'anew' || meeting.kind === 'again' ? meeting.adds : { phone: false, email: false };
}

type Destinations = ReadonlyMap<DestinationKey, DestinationId>;

async function storeDestinations(handle: Handle, met: readonly Met[], known: Known): Promise<Destinations> {
  const ids = new Map(known.destinations);
  const missing = new Map<DestinationKey, DestinationRow>();
  for (const { candidate, meeting } of met) {
    const { lead, businessRow, zone, choice } = candidate;
    const adds = addsOf(meeting);
    const want = (kind: 'phone' | 'email', key: DestinationKey | null, value: string | null): void => {
      if (key === null || value === null || missing.has(key)) return;
      if (ids.has(key) && !known.erased.has(key)) return;
      missing.set(key, { businessRow, kind, value, key, zone: calendarZone(zone, choice.business.zone) });
    };
    if (adds.phone) want('phone', candidate.phone, lead.phone);
    if (adds.email) want('email', candidate.email, lead.email);
  }
  const rows = [...missing.values()];
  const erased = rows.filter(({ key }) => known.erased.has(key));
  for (const row of erased) await ensureDestination(handle, row);
  const fresh = rows.filter(({ key }) => !known.erased.has(key));
  const made = await insertDestinations(handle, fresh);
  for (const [index, { key }] of fresh.entries()) ids.set(key, made[index] ?? (0 as DestinationId));
  return ids;
}

const idOf = (destinations: Destinations, key: DestinationKey | null): DestinationId | null =>
  key === null ? null : (destinations.get(key) ?? null);

/** Stores the new people; the others have their contact already. */
async function storeContacts(
  handle: Handle,
  met: readonly Met[],
  destinations: Destinations,
  at: Instant,
): Promise<void> {
  const fresh = met.flatMap(({ candidate, meeting }) =>
    meeting.kind === 'new' ? [{ candidate, person: meeting.person }] : [],
  );
  const ids = await insertContacts(
    handle,
    fresh.map(({ candidate }) => ({
      businessRow: candidate.businessRow,
      firstName: candidate.lead.firstName,
      lastName: candidate.lead.lastName,
      phone: idOf(destinations, candidate.phone),
      textable: candidate.lead.textable,
      email: idOf(destinations, candidate.email),
      zones: candidate.zonesJson,
      zoneFrom: candidate.zone.from,
      state: candidate.state,
      stage: candidate.stage,
      wakeAt: at,
      urgency: URGENCY_RANK[candidate.choice.variant.urgency],
    })),
  );
  for (const [index, { person }] of fresh.entries()) person.contact = ids[index] ?? null;
}

/** A meeting that is recorded: its contact exists by now, and its lead gets a row. */
interface Recorded {
  readonly candidate: Candidate;
  readonly meeting: Extract<Meeting, { readonly person: Person }>;
  readonly contact: ContactId;
  readonly lead: LeadId;
}

async function storeLeads(handle: Handle, met: readonly Met[], at: Instant): Promise<readonly Recorded[]> {
  const wanted = met.flatMap(({ candidate, meeting }) =>
    'person' in meeting && meeting.person.contact !== null
      ? [{ candidate, meeting, contact: meeting.person.contact }]
      : [],
  );
  const ids = await insertLeads(
    handle,
    wanted.map(
      ({ candidate: { lead, fields }, contact }): LeadRow => ({
        contact,
        sourceText: lead.sourceText,
        externalId: lead.externalId,
        receivedAt: lead.receivedAt,
        importedAt: at,
        consent: lead.consent,
        fields,
      }),
    ),
  );
  return wanted.flatMap((one, index) => {
    const lead = ids[index];
    return lead === undefined ? [] : [{ ...one, lead }];
  });
}

/** One event names the range of new enrollments: an event for each would double what an import writes. */
async function enrollNew(handle: Handle, recorded: readonly Recorded[], at: Instant): Promise<void> {
  const fresh = recorded.filter(({ meeting }) => meeting.kind === 'new');
  const ids = await insertEnrollments(
    handle,
    fresh.map(({ candidate: { choice, revisionId }, contact, lead }) => ({
      contact,
      lead,
      revision: revisionId,
      sequence: choice.revision.sequence.id,
      source: choice.variant.source,
      enrolledAt: at,
      anchorAt: anchorOf(choice.variant, at),
    })),
  );
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) return;
  const data = { first, last, count: ids.length };
  await appendEvent(handle, {
    at,
    kind: 'enrolled',
    contact: null,
    enrollment: null,
    touch: null,
    attempt: null,
    data,
  });
}

async function enrollKnown(
  handle: Handle,
  recorded: readonly Recorded[],
  destinations: Destinations,
  at: Instant,
): Promise<void> {
  for (const { candidate, meeting, contact, lead } of recorded) {
    if (meeting.kind === 'new') continue;
    await addMissing(handle, contact, candidate, meeting.adds, destinations, at);
    // Whoever asks again has ended our promise of silence.
    await endSilence(handle, contact);
    if (meeting.kind === 'again') await recordAgain(handle, candidate, meeting, contact, lead, at);
    else {
      const { choice, revisionId } = candidate;
      const { sequence } = choice.revision;
      await startEnrollment(handle, {
        contact,
        lead,
        revision: revisionId,
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
  if (phone !== null) await addPhone(handle, contact, phone, candidate.lead.textable);
  if (email !== null) await addEmail(handle, contact, email);
  if (phone === null && email === null) return;
  const data = { phone: phone !== null, email: email !== null };
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

/** The inquiry is on record; unless the same file has just enrolled this person, a person is asked to look. */
async function recordAgain(
  handle: Handle,
  { choice, zone, lead }: Candidate,
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
  const from = lead.sourceText === null ? '' : ` (${lead.sourceText})`;
  await insertTask(handle, {
    contact,
    enrollment: null,
    key: null,
    kind: 'review',
    title: `${person.name || 'A lead'} inquired again${from} while being followed up`,
    script: null,
    voicemail: null,
    localDay: localDayOf(at, local),
    zone: local,
    madeAt: at,
    dueAt: at,
    expiresAt: null,
  });
}

function conflictOf({ candidate, meeting }: Met): readonly RowProblem[] {
  if (meeting.kind !== 'conflict') return [];
  const who = meeting.people.map(
    ({ contact, name }) => `${name || 'somebody'}${contact === null ? '' : ` (contact ${contact})`}`,
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
function keptOf({ candidate, meeting }: Met): readonly RowProblem[] {
  if (meeting.kind !== 'anew' && meeting.kind !== 'again') return [];
  return meeting.adds.kept.map((what) => ({
    line: candidate.line,
    column: null,
    seen: what === 'phone' ? 'another phone number' : 'another email address',
    allowed: `the one on file for ${meeting.person.name || 'this person'}, which is kept`,
  }));
}
