/** Puts the rows about a batch of contacts together into the situations that the fold decides about. */
import { asId, type ContactId, type RevisionId } from '../domain/ids.ts';
import { instant, type Zone } from '../domain/time.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { actsOfAll } from '../store/acted.ts';
import type { Handle, Row } from '../store/driver.ts';
import { readSituations, type SituationRows } from '../store/situations.ts';
import { ownFault } from './own-fault.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { countsInHistory, wasRehearsedText } from './rehearsals.ts';
import {
  callsTo,
  decodeCall,
  decodeContact,
  decodeContacted,
  decodeEnrollment,
  decodePause,
  group,
  of,
  type Parts,
  suppression,
  text,
  time,
} from './situation-rows.ts';
import type { Workspace } from './workspace.ts';

/**
 * The situations of these contacts, read through `handle`; a contact of a business that `leadseq.yaml` no longer
 * names is left out, and so waits untouched until the business is back.
 */
export async function loadSituations(
  ws: Workspace,
  contactIds: readonly ContactId[],
  handle: Handle,
): Promise<Map<ContactId, Situation>> {
  const { situations, broken } = await loadEach(ws, contactIds, handle);
  for (const error of broken.values()) throw error;
  return situations;
}

export interface Loaded {
  readonly situations: Map<ContactId, Situation>;
  /** Contacts whose rows make no sense together, each by itself: nobody else waits for them. */
  readonly broken: Map<ContactId, Error>;
}

export async function loadEach(
  ws: Workspace,
  contactIds: readonly ContactId[],
  handle: Handle,
): Promise<Loaded> {
  const rows = await readSituations(handle, contactIds);
  const sequences = new Map<number, Sequence | Error>();
  for (const row of rows.enrollments) {
    const id = row.revision_id as number;
    if (sequences.has(id)) continue;
    const pinned = pinnedSequence(ws, asId<RevisionId>(id), handle);
    sequences.set(id, await pinned.catch(ownFault));
  }
  const once = rows.enrollments.filter((row) => answersOnce(sequences.get(row.revision_id as number)));
  const acted = await actsOfAll(
    handle,
    once.map((row) => row.id as number),
  );
  return assemble(ws, rows, sequences, acted);
}

const answersOnce = (sequence: Sequence | Error | undefined): boolean =>
  sequence !== undefined && !(sequence instanceof Error) && sequence.when.no_reply !== undefined;

/** The appointment that messages speak of: the one that reminders count back from; else the newest that stands. */
function spokenOf(appointments: readonly Row[], enrollments: readonly Row[]): Situation['appointment'] {
  const standing = appointments.filter(({ state }) => state === 'booked');
  const reminded = standing.find((one) => enrollments.some((each) => each.anchor_at === one.starts_at));
  const found = reminded ?? standing.at(-1);
  return found === undefined ? null : { startsAt: instant(found.starts_at as number) };
}

function assemble(
  ws: Workspace,
  rows: SituationRows,
  sequences: ReadonlyMap<number, Sequence | Error>,
  acted: readonly Row[],
): Loaded {
  const parts: Parts = {
    ends: group(rows.ends, 'enrollment_id'),
    shifts: group(rows.shifts, 'enrollment_id'),
    lateSeen: group(rows.lateSeen, 'enrollment_id'),
    calls: group(rows.calls, 'enrollment_id'),
    holding: group(rows.holding, 'enrollment_id'),
    acted: group(acted, 'enrollment_id'),
  };
  const enrollments = group(rows.enrollments, 'contact_id');
  const calls = { ofContact: group(rows.calls, 'contact_id'), atPhone: group(rows.calls, 'phone_id') };
  const contacted = group(
    rows.contacted.filter((row) => countsInHistory(ws, row)),
    'destination_id',
  );
  const suppressed = group(rows.suppressed, 'destination_id');
  const appointments = group(rows.appointments, 'contact_id');
  const situationOf = (row: Row): Situation | null => {
    const contact = decodeContact(row);
    const business = ws.config.businesses.get(contact.business);
    if (business === undefined) return null;
    const phone = contact.phone ? of(suppressed, contact.phone.id) : [];
    const email = contact.email ? of(suppressed, contact.email.id) : [];
    return {
      business,
      contact,
      history: [
        ...(contact.phone ? of(contacted, contact.phone.id).map(decodeContacted) : []),
        ...(contact.email ? of(contacted, contact.email.id).map(decodeContacted) : []),
        ...callsTo(row, calls).flatMap(decodeCall),
      ].sort((a, b) => a.at - b.at),
      suppressed: {
        sms: suppression(phone, 'sms'),
        email: suppression(email, 'email'),
        call: suppression(phone, 'call'),
      },
      texted:
        row.first_texted_at !== null ||
        (contact.phone !== null && of(contacted, contact.phone.id).some(wasRehearsedText)),
      phoneZone: text(row.phone_zone) as Zone | null,
      enrollments: of(enrollments, contact.id).flatMap((enrollment) => {
        const sequence = sequences.get(enrollment.revision_id as number);
        if (sequence instanceof Error) throw sequence;
        return sequence === undefined ? [] : [decodeEnrollment(enrollment, contact.id, sequence, parts)];
      }),
      pauses: rows.pauses
        .filter((pause) => pause.slug === null || pause.slug === contact.business)
        .map(decodePause),
      silentSince: time(row.silent_since),
      appointment: spokenOf(of(appointments, contact.id), of(enrollments, contact.id)),
    };
  };
  const situations = new Map<ContactId, Situation>();
  const broken = new Map<ContactId, Error>();
  for (const row of rows.contacts) {
    const id = asId<ContactId>(row.id as number);
    try {
      const situation = situationOf(row);
      if (situation !== null) situations.set(id, situation);
    } catch (error) {
      broken.set(id, ownFault(error));
    }
  }
  return { situations, broken };
}
