/** What the rows about one contact say, each as the part of the situation that it is. */
import { asId, type BusinessId, type ContactId } from '../domain/ids.ts';
import type { Contact, Destination, Lead, ZoneSource } from '../domain/lead.ts';
import type { Reason } from '../domain/reason.ts';
import { type Instant, instant, localDate, type Zone } from '../domain/time.ts';
import type { CallEnd, TouchEnd, TouchKey } from '../domain/touch.ts';
import type { Contacted, EnrolledIn, PauseInForce } from '../schedule/situation.ts';
import type { Sequence } from '../sequence/sequence.ts';
import type { Row, SqlValue } from '../store/driver.ts';

type Groups = ReadonlyMap<SqlValue, readonly Row[]>;

/** What hangs on an enrollment, by its id. */
export interface Parts {
  readonly ends: Groups;
  readonly shifts: Groups;
  readonly lateSeen: Groups;
  readonly calls: Groups;
  readonly holding: Groups;
  /** Only of those whose sequence answers something once. */
  readonly acted: Groups;
}

export function group(rows: readonly Row[], by: string): Groups {
  const groups = new Map<SqlValue, Row[]>();
  for (const row of rows) {
    const key = row[by] ?? null;
    const found = groups.get(key);
    if (found) found.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

const NONE: readonly Row[] = [];
export const of = (groups: Groups, id: number): readonly Row[] => groups.get(id) ?? NONE;

/** Calls count for the phone, as texts do: several people may be reached at one. */
export const callsTo = (contact: Row, calls: { readonly ofContact: Groups; readonly atPhone: Groups }) =>
  typeof contact.phone_id === 'number'
    ? of(calls.atPhone, contact.phone_id)
    : of(calls.ofContact, contact.id as number);

export const text = (value: SqlValue | undefined): string | null =>
  typeof value === 'string' ? value : null;
export const time = (value: SqlValue | undefined): Instant | null =>
  typeof value === 'number' ? instant(value) : null;
const keyOf = (row: Row): TouchKey => ({
  touch: asId(row.touch_id as string),
  occurrence: row.occurrence as number,
});
const reason = (row: Row): Reason => ({
  code: (row.reason_code ?? 'waiting') as Reason['code'],
  detail: text(row.reason_detail) ?? '',
});

export function decodeContact(row: Row): Contact {
  return {
    id: asId(row.id as number),
    business: asId<BusinessId>(row.slug as string),
    firstName: row.first_name as string,
    lastName: row.last_name as string,
    phone: decodeDestination('phone', row.phone_id, row.phone, row.phone_key),
    textable: row.textable === 1,
    email: decodeDestination('email', row.email_id, row.email, row.email_key),
    zone: {
      zones: JSON.parse(row.zones as string) as readonly Zone[],
      from: row.zone_from as ZoneSource,
    },
    state: text(row.state),
    stage: text(row.stage),
  };
}

/** An erased destination has no value left and can no longer be reached. */
function decodeDestination(
  kind: 'phone' | 'email',
  id: SqlValue | undefined,
  value: SqlValue | undefined,
  key: SqlValue | undefined,
): Destination | null {
  if (typeof id !== 'number' || typeof value !== 'string' || !(key instanceof Uint8Array)) return null;
  return { id: asId(id), kind, value, key: asId(Buffer.from(key).toString('hex')) };
}

export function decodeContacted(row: Row): Contacted {
  return {
    channel: row.channel as 'sms' | 'email',
    at: instant(row.wire_at as number),
    localDay: localDate(row.local_day as string),
    zone: row.zone as Zone,
    automatic: row.automatic === 1,
    late: row.late === 1,
    sequence: row.sequence_id === null ? null : asId(row.sequence_id as string),
    enrollment: row.enrollment_id === null ? null : asId(row.enrollment_id as number),
    touch: row.touch_id === null ? null : asId(row.touch_id as string),
  };
}

/** A call counts from when it was done, or while it is open from when it is due; one that was never made does not. */
export function decodeCall(row: Row): readonly Contacted[] {
  if (row.state === 'closed') return [];
  return [
    {
      channel: 'call',
      at: instant((row.state === 'done' ? row.ended_at : row.due_at) as number),
      localDay: localDate(row.local_day as string),
      zone: row.zone as Zone,
      automatic: true,
      late: false,
      sequence: row.sequence_id === null ? null : asId(row.sequence_id as string),
      enrollment: row.enrollment_id === null ? null : asId(row.enrollment_id as number),
      touch: row.touch_id === null ? null : asId(row.touch_id as string),
    },
  ];
}

export function decodePause(row: Row): PauseInForce {
  return {
    channel: row.channel as PauseInForce['channel'],
    sequence: row.sequence_id === null ? null : asId(row.sequence_id as string),
    since: instant(row.since as number),
    detail: row.detail as string,
  };
}

export function suppression(rows: readonly Row[], channel: string): Reason | null {
  const row = rows.find((one) => one.channel === channel);
  return row === undefined
    ? null
    : {
        code: row.reason === 'wrong_number' ? 'wrong_number' : 'opted_out',
        detail: row.reason as string,
      };
}

export function decodeEnrollment(row: Row, contact: ContactId, sequence: Sequence, parts: Parts): EnrolledIn {
  const id = row.id as number;
  const variant = sequence.variants.find((one) => one.source === row.source);
  if (variant === undefined)
    throw new Error(`enrollment ${id} is pinned to ${sequence.id}, which has no source "${row.source}"`);
  const calls = of(parts.calls, id).filter((call) => call.state === 'open' && call.touch_id !== null);
  const holding = of(parts.holding, id);
  return {
    id: asId(id),
    state: row.state as EnrolledIn['state'],
    sequence,
    variant,
    lead: decodeLead(row, contact),
    startedBy: row.started_by as EnrolledIn['startedBy'],
    consentRequired: row.consent_required === 1,
    enrolledAt: instant(row.enrolled_at as number),
    anchor: instant(row.anchor_at as number),
    shifts: of(parts.shifts, id).map((shift) => ({ from: keyOf(shift), days: shift.days as number })),
    ends: of(parts.ends, id).map((end) => ({ ...keyOf(end), end: decodeEnd(end) })),
    openCalls: calls.map((call) => ({
      ...keyOf(call),
      taskAt: instant(call.made_at as number),
      // A call without an expiry stays open until somebody acts: 9999-12-31 says so to every comparison.
      expiresAt: time(call.expires_at) ?? instant(253_402_214_400_000),
    })),
    inFlight: holding
      .filter((attempt) => attempt.state === 'wire')
      .map((attempt) => ({ ...keyOf(attempt), attempt: asId(attempt.id as number) })),
    lateSeen: of(parts.lateSeen, id).map((seen) => ({
      ...keyOf(seen),
      due: instant(seen.due_at as number),
      seenAt: instant(seen.seen_at as number),
    })),
    retryAt: newestRetries(holding.filter((attempt) => attempt.state === 'unsent')),
    acted: of(parts.acted, id).map((row) => row.act as string),
  };
}

/** Of several proven non-sends of one touch the newest says when to try again. */
function newestRetries(attempts: readonly Row[]): EnrolledIn['retryAt'] {
  const newest = new Map<string, EnrolledIn['retryAt'][number]>();
  for (const attempt of attempts)
    newest.set(`${attempt.touch_id} ${attempt.occurrence}`, {
      ...keyOf(attempt),
      at: instant(attempt.retry_at as number),
      detail: text(attempt.detail) ?? 'the last try did not go out',
    });
  return [...newest.values()];
}

function decodeLead(row: Row, contact: ContactId): Lead {
  return {
    id: asId(row.lead_id as number),
    contact,
    sourceText: text(row.source_text),
    receivedAt: time(row.received_at),
    consent:
      row.consent_given === null
        ? null
        : {
            given: row.consent_given === 1,
            at: time(row.consent_at),
            evidence: text(row.consent_evidence) ?? '',
          },
    fields: JSON.parse(row.fields as string) as Readonly<Record<string, string>>,
  };
}

function decodeEnd(row: Row): TouchEnd {
  const at = instant(row.at as number);
  switch (row.kind) {
    case 'sent':
      return { kind: 'sent', at, attempt: asId(row.attempt_id as number) };
    case 'called':
      return { kind: 'called', at, taskAt: instant(row.task_at as number), outcome: row.outcome as CallEnd };
    case 'moved':
      return { kind: 'moved', at };
    case 'failed':
      return { kind: 'failed', at, attempt: asId(row.attempt_id as number), reason: reason(row) };
    default:
      return { kind: 'skipped', at, reason: reason(row) };
  }
}
