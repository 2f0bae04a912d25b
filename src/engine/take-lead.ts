/** One lead that comes by itself, taken in as a row of an import is: read, matched, stored and enrolled by the same code. */
import type { BusinessId, ContactId, DestinationKey } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { readColumns } from '../intake/columns.ts';
import { readRow } from '../intake/row.ts';
import { destinationsByKey } from '../store/destinations.ts';
import type { Handle } from '../store/driver.ts';
import { contactsAt } from '../store/enrollments.ts';
import type { Candidate, ChunkResult } from './enroll-candidate.ts';
import { type Choice, createChooser } from './enroll-choices.ts';
import { storeChunk } from './enroll-chunk.ts';
import { createForecast, type FirstText } from './enroll-forecast.ts';
import { createPreparer } from './enroll-prepare.ts';
import type { Workspace } from './workspace.ts';

export interface Posted {
  readonly business: BusinessId;
  /** What the sender calls each thing, and what it says. */
  readonly cells: ReadonlyMap<string, string>;
  /** Where the settings do not already say so. */
  readonly sequence?: string;
  readonly source?: string;
}

export type Fate = ChunkResult['fates'][number];

export interface Taken {
  readonly fate: Fate;
  readonly contact: ContactId | null;
  readonly choice: Choice;
  /** When the first text goes; only of a lead that was enrolled now. */
  readonly first: FirstText | null;
  /** What was left out of it although it was taken, or kept as it was; finished clauses. */
  readonly notes: readonly string[];
}

/** Why a lead is not taken, and what would be; `test`: the sender's own test, which is nobody. */
export type NotTaken =
  | { readonly kind: 'test' }
  | { readonly kind: 'refused'; readonly reason: string; readonly allowed: string | null };

/** Nothing is written of a lead that is not taken. `handle` is a transaction's. */
export async function takeLead(
  handle: Handle,
  ws: Workspace,
  posted: Posted,
  now: Instant,
): Promise<Result<Taken, NotTaken>> {
  const read = readLead(ws, posted, now);
  if (!read.ok) return read;
  const { candidate, pins, notes } = read.value;
  const stored = await storeChunk(handle, [candidate], await pins(handle), now);
  const [fate = 'conflict'] = stored.fates;
  const [conflict] = stored.rejected;
  if (conflict !== undefined) return refuse(`it has ${conflict.seen}`, conflict.allowed);
  return ok({
    fate,
    contact: await contactOf(handle, candidate),
    choice: candidate.choice,
    first: fate === 'new' || fate === 'anew' ? createForecast(now)(candidate) : null,
    notes: [...notes, ...stored.notes].map(({ seen, allowed }) => `${seen}: ${allowed}`),
  });
}

interface ReadLead {
  readonly candidate: Candidate;
  readonly pins: (handle: Handle) => ReturnType<ReturnType<typeof createPreparer>['pins']>;
  readonly notes: ChunkResult['notes'];
}

function readLead(ws: Workspace, posted: Posted, now: Instant): Result<ReadLead, NotTaken> {
  const { business: id, cells, sequence, source } = posted;
  const chooser = createChooser(ws, { business: id, sequence, source });
  if (!chooser.ok) return refuse(chooser.error.message, chooser.error.hint);
  const columns = readColumns([...cells.keys()], new Map(), nearest);
  if (!columns.ok) return refuse(columns.error.message, columns.error.hint);
  const business = chooser.value.business(null);
  if (!business.ok) return refuse(`it names no business`, business.error.allowed);
  const prepare = createPreparer(ws, now, false);
  const record = { line: 1, cells: [...cells.values()] };
  const reading = readRow(record, columns.value, prepare.setting(business.value));
  if (reading.kind === 'test') return fail({ kind: 'test' });
  if (reading.kind === 'rejected') {
    const { column, seen, allowed } = reading.problem;
    return refuse(column === null ? seen : `"${column}" is "${seen}"`, allowed);
  }
  const choice = chooser.value.choice(business.value, reading.lead.sourceText);
  if (!choice.ok) {
    const { about, seen, allowed } = choice.error;
    return refuse(seen === null ? `it names no ${about}` : `there is no ${about} "${seen}" here`, allowed);
  }
  // Whoever posts a lead posts it when it comes in; a sender whose clock is ahead of ours as well.
  const lead = { ...reading.lead, receivedAt: reading.lead.receivedAt ?? now };
  const candidate = prepare.candidate(1, lead, choice.value, source);
  return ok({ candidate, pins: (handle) => prepare.pins(handle, [candidate]), notes: reading.notes });
}

/** Whoever it is by now, by the number or else the address. */
async function contactOf(handle: Handle, { phone, email }: Candidate): Promise<ContactId | null> {
  const keys = [phone, email].filter((key): key is DestinationKey => key !== null);
  const known = await destinationsByKey(handle, keys);
  for (const key of keys) {
    const place = known.get(key);
    const [contact] = place === undefined ? [] : await contactsAt(handle, place.id);
    if (contact !== undefined) return contact;
  }
  return null;
}

const refuse = (reason: string, allowed: string | null): Result<never, NotTaken> =>
  fail({ kind: 'refused', reason, allowed });
