/** Lets a sequence reach people over a channel, and deals with those who are in it by a rehearsal. */
import type { WireChannel } from '../domain/channel.ts';
import type { EnrollmentId, SequenceId } from '../domain/ids.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import { variantFor } from '../sequence/variant.ts';
import { appointmentAhead } from '../store/appointments.ts';
import type { Handle } from '../store/driver.ts';
import {
  type Enrollment,
  endSilence,
  loadContactState,
  loadEnrollment,
  pauseEnrollmentRow,
  sourceOfLead,
} from '../store/enrollments.ts';
import {
  arrivedAt,
  insertGoneLive,
  type RehearsalsBecome,
  rehearsedEnrollments,
} from '../store/going-live.ts';
import { wakeInScope } from '../store/pauses.ts';
import { TOO_OLD } from './enroll-prepare.ts';
import { revisionToStart } from './handover.ts';
import { stopEnrollment } from './lifecycle.ts';
import { startEnrollment } from './start.ts';
import { lockContact } from './stopping.ts';
import { startSmall } from './warming.ts';
import type { Workspace } from './workspace.ts';

export interface GoingLive {
  readonly sequence: SequenceId;
  readonly channels: readonly WireChannel[];
  readonly rehearsed: RehearsalsBecome;
  /** Also start over leads whose inquiry is older than 30 days. */
  readonly oldLeads: boolean;
}

/** What became of the rehearsed enrollments. */
export interface WentLive {
  readonly startedOver: number;
  readonly continued: number;
  readonly dropped: number;
  /** Inquiries that have gone cold: ended, and not begun anew. */
  readonly old: number;
  /** Could not begin anew: no appointment ahead, or no touches for where the lead came from. */
  readonly impossible: number;
}

/** Paused leads stay paused, and are shown to a person again after this. */
const REVIEW = 2 * DAY;

export async function goLive(
  handle: Handle,
  ws: Workspace,
  wanted: GoingLive,
  now: Instant,
): Promise<WentLive> {
  const { sequence, channels, rehearsed } = wanted;
  const ids = await rehearsedOn(handle, sequence, channels);
  const fates = { startedOver: 0, continued: 0, dropped: 0, old: 0, impossible: 0 };
  for (const id of ids) {
    if (rehearsed === 'continue') fates.continued += 1;
    else fates[await fateOf(handle, ws, id, wanted, now)] += 1;
  }
  for (const channel of channels) {
    await insertGoneLive(handle, sequence, channel, rehearsed, now);
    await startSmall(handle, sequence, channel);
  }
  await wakeInScope(handle, { business: null, channel: null, sequence }, now);
  return fates;
}

/** Enrollments with rehearsed sends on any of these channels that nobody has dealt with, each once. */
export async function rehearsedOn(
  handle: Handle,
  sequence: SequenceId,
  channels: readonly WireChannel[],
): Promise<readonly EnrollmentId[]> {
  const found = new Set<EnrollmentId>();
  for (const channel of channels)
    for (const id of await rehearsedEnrollments(handle, sequence, channel)) found.add(id);
  return [...found];
}

type Fate = Exclude<keyof WentLive, 'continued'>;

async function fateOf(
  handle: Handle,
  ws: Workspace,
  id: EnrollmentId,
  { rehearsed, oldLeads }: GoingLive,
  now: Instant,
): Promise<Fate> {
  const enrollment = await loadEnrollment(handle, id);
  const contact = enrollment === null ? null : await loadContactState(handle, enrollment.contact);
  if (enrollment === null || contact === null) return 'dropped';
  await lockContact(handle, contact);
  if (rehearsed === 'drop') {
    await end(handle, enrollment, 'it was rehearsed with the outbox, and dropped when it went live', now);
    return 'dropped';
  }
  const arrived = await arrivedAt(handle, enrollment.lead);
  if (!oldLeads && arrived !== null && arrived < after(now, -TOO_OLD)) {
    await end(handle, enrollment, 'its inquiry was older than 30 days when the sequence went live', now);
    return 'old';
  }
  await end(handle, enrollment, 'it was rehearsed with the outbox, and started over when it went live', now);
  // A promise of silence that nobody has read binds nobody.
  await endSilence(handle, contact.id);
  return (await startAnew(handle, ws, enrollment, now)) ? 'startedOver' : 'impossible';
}

const end = (handle: Handle, enrollment: Enrollment, detail: string, now: Instant) =>
  stopEnrollment(handle, enrollment, 'stopped_by_person', detail, now);

/** In the sequence as it is now, for the same inquiry, under the same rule of consent. */
async function startAnew(handle: Handle, ws: Workspace, before: Enrollment, now: Instant): Promise<boolean> {
  const revision = await revisionToStart(handle, ws, before.sequence, now);
  if (revision === null) return false;
  const { id, sequence } = revision;
  const counts = sequence.anchor === 'appointment';
  const appointment = counts ? await appointmentAhead(handle, before.contact, now) : null;
  if (counts && appointment === null) return false;
  const variant =
    sequence.variants.find(({ source }) => source === before.source) ??
    variantFor(sequence, await sourceOfLead(handle, before.lead), ws.config.sourceAliases);
  if (variant === null || variant === undefined) return false;
  const made = await startEnrollment(handle, {
    contact: before.contact,
    lead: before.lead,
    revision: id,
    sequence,
    variant,
    at: now,
    ...(before.startedBy === 'handover' ? { handedOver: { consentRequired: before.consentRequired } } : {}),
    ...(appointment === null ? {} : { anchor: appointment.startsAt }),
  });
  if (made === null) return false;
  if (before.state === 'paused')
    await pauseEnrollmentRow(handle, made, now, before.reviewAt ?? after(now, REVIEW));
  return true;
}
