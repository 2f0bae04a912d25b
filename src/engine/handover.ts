/** One sequence starts another: at most once, at the revision that is good now, anchored as the other asks. */
import type { RevisionId, SequenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { variantFor } from '../sequence/variant.ts';
import { appointmentAhead } from '../store/appointments.ts';
import type { Handle } from '../store/driver.ts';
import { type Enrollment, loadContactState, sourceOfLead } from '../store/enrollments.ts';
import { revisionsOf, storeRevision } from '../store/revisions.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { startEnrollment } from './start.ts';
import type { Workspace } from './workspace.ts';

export interface HandOver {
  readonly started: SequenceId | null;
  /** Why nothing was started, for a person; null when it was. */
  readonly obstacle: string | null;
}

/**
 * Starts `target` for the lead of `from`. A contact who is in it already is left there; one who was promised silence,
 * or has no appointment where the sequence counts back from one, starts nothing.
 */
export async function handOver(
  handle: Handle,
  ws: Workspace,
  from: Enrollment,
  target: SequenceId,
  now: Instant,
): Promise<HandOver> {
  const not = (obstacle: string): HandOver => ({ started: null, obstacle });
  const contact = await loadContactState(handle, from.contact);
  if (contact === null) return not('the contact is gone');
  if (contact.silentSince !== null) return not('silence was promised');
  const revision = await revisionToStart(handle, ws, target, now);
  if (revision === null) return not(`there is no sequence ${target}`);
  const { id, sequence } = revision;
  const appointment =
    sequence.anchor === 'appointment' ? await appointmentAhead(handle, from.contact, now) : null;
  if (sequence.anchor === 'appointment' && appointment === null) {
    return not('there is no appointment ahead');
  }
  const sourceText = await sourceOfLead(handle, from.lead);
  // A reminder or a nurture sequence rarely tells sources apart: then its first variant is for everybody.
  const variant = variantFor(sequence, sourceText, ws.config.sourceAliases) ?? sequence.variants[0];
  if (variant === undefined) return not(`${target} has no touches for this lead`);
  const started = await startEnrollment(handle, {
    contact: from.contact,
    lead: from.lead,
    revision: id,
    sequence,
    variant,
    at: now,
    handedOver: { consentRequired: await needsConsent(handle, ws, from) },
    ...(appointment === null ? {} : { anchor: appointment.startsAt }),
  });
  return started === null ? not(`${target} is running already`) : { started: target, obstacle: null };
}

/** Nobody who could not be texted where they came from becomes textable by being handed on, nor does a cold lead. */
async function needsConsent(handle: Handle, ws: Workspace, from: Enrollment): Promise<boolean> {
  if (from.consentRequired) return true;
  const { variants } = await pinnedSequence(ws, from.revision, handle);
  const origin = variants.find(({ source }) => source === from.source);
  return origin === undefined || origin.consent === 'required' || !origin.inbound;
}

/** The file as it is now; while it does not lint, the last good form that anybody was enrolled in. */
export async function revisionToStart(
  handle: Handle,
  ws: Workspace,
  target: SequenceId,
  now: Instant,
): Promise<{ readonly id: RevisionId; readonly sequence: Sequence } | null> {
  const good = ws.sequences.get(target)?.revision;
  if (good != null) return { id: await storeRevision(handle, good, now), sequence: good.sequence };
  const stored = (await revisionsOf(handle, target))[0];
  return stored === undefined
    ? null
    : { id: stored.id, sequence: await pinnedSequence(ws, stored.id, handle) };
}
