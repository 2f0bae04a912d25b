/** How commands that act on leads tell what changed, what still goes, and what will no longer go. */

import type { ContactId } from '../domain/ids.ts';
import type { Instant, Zone } from '../domain/time.ts';
import { findLead } from '../engine/find-lead.ts';
import type { Stopped } from '../engine/stopping.ts';
import { zoneOf } from '../engine/tasks.ts';
import type { Upcoming } from '../engine/upcoming.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, loadContactState } from '../store/enrollments.ts';
import type { GlobalOptions, Io } from './io.ts';
import { isoOrNull } from './json.ts';
import { usage } from './problems.ts';
import { table } from './table.ts';
import { plain } from './terminal.ts';
import { asSentence, showInColumn } from './times.ts';

/** The lead that was typed, or null after saying why there is none. */
export async function leadOrComplain(
  io: Io,
  options: GlobalOptions,
  ws: Workspace,
  typed: string,
  business: string | undefined,
): Promise<ContactId | null> {
  const found = await findLead(ws, typed, business ?? null);
  if (found.ok) return found.value;
  usage(io, options, found.error.message, found.error.hint);
  return null;
}

/** A contact that `leadOrComplain` has just found, read inside the transaction that changes it. */
export async function contactIn(handle: Handle, id: ContactId): Promise<ContactState> {
  const contact = await loadContactState(handle, id);
  if (contact === null) throw new Error(`contact ${id} has gone since it was found`);
  return contact;
}

export async function contactsIn(
  handle: Handle,
  ids: readonly ContactId[],
): Promise<readonly ContactState[]> {
  const contacts: ContactState[] = [];
  for (const id of ids) contacts.push(await contactIn(handle, id));
  return contacts;
}

/** `Maria Lopez (17)` */
export const personOf = (contact: ContactState): string =>
  contact.name === '' ? `Lead ${contact.id}` : `${plain(contact.name)} (${contact.id})`;

export const sequencesOf = (enrollments: readonly Pick<Enrollment, 'sequence'>[]): string =>
  enrollments.map(({ sequence }) => sequence).join(', ');

/** What follows from a stop besides the stop itself. */
export function consequences(io: Io, contact: ContactState, stopped: Stopped): readonly string[] {
  const calls = stopped.closedCalls;
  return [
    ...(stopped.stage === null ? [] : [`Stage: ${plain(stopped.stage)}.`]),
    ...(calls === 0
      ? []
      : [`${calls === 1 ? 'An open call task was' : `${calls} open call tasks were`} closed.`]),
    ...stopped.started.map((sequence) => `Started: ${sequence}.`),
    ...stopped.obstacles.map((obstacle) => asSentence(`Nothing more was started: ${plain(obstacle)}`)),
    ...(stopped.kept.length === 0
      ? []
      : [`Still goes: ${sequencesOf(stopped.kept)}. To end it: ${io.name} book ${contact.id} --cancel`]),
  ];
}

/** One line a touch: channel, name, and when it goes or would have gone. */
export function touchLines(
  touches: readonly Upcoming[],
  zone: Zone,
  width: number,
  now: Instant,
): readonly string[] {
  return table(
    [{ title: '' }, { title: '', fit: 'cut' }, { title: '' }],
    touches.map(({ channel, key, sequence, at }) => [
      channel,
      `${sequence}/${key.touch}`,
      at === null ? 'without a time yet' : showInColumn(at, zone, now),
    ]),
    width,
  );
}

/** The touches of these enrollments that a stop has taken away. */
export function goneLines(
  ws: Workspace,
  contact: ContactState,
  before: readonly Upcoming[],
  ended: readonly Enrollment[],
  width: number,
  now: Instant,
): readonly string[] {
  const gone = before.filter(({ enrollment }) => ended.some(({ id }) => id === enrollment));
  return gone.length === 0
    ? []
    : ['Will no longer go:', ...touchLines(gone, zoneOf(ws, contact), width, now)];
}

export const touchesJson = (touches: readonly Upcoming[]): readonly object[] =>
  touches.map(({ contact, sequence, key, channel, at, goesNow }) => ({
    lead: contact,
    sequence,
    touch: key.touch,
    channel,
    at: isoOrNull(at),
    due: goesNow,
  }));

export const enrollmentsJson = (enrollments: readonly Enrollment[]): readonly object[] =>
  enrollments.map(({ id, sequence }) => ({ enrollment: id, sequence }));

export const stoppedJson = (stopped: Stopped): object => ({
  ended: enrollmentsJson(stopped.ended),
  kept: enrollmentsJson(stopped.kept),
  started: stopped.started,
  stage: stopped.stage,
  tasksClosed: stopped.closedCalls,
  optOuts: stopped.suppressed,
});

export function writeLines(io: Io, lines: readonly string[]): void {
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
