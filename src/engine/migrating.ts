/** Moves leads in flight to another revision of their sequence, one transaction each: nothing that was sent goes again. */
import type { ContactId, EnrollmentId, RevisionHash, RevisionId, TouchId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { type Move, type MovePolicy, moveEnrollment, type TouchMap } from '../schedule/migrate.ts';
import type { EnrolledIn } from '../schedule/situation.ts';
import type { Revision } from '../sequence/sequence.ts';
import { txAgain } from '../store/begin-again.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type Ending, endTouches } from '../store/ends.ts';
import { type Enrollment, loadContactState, loadEnrollment } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { holdContact, knowsTouch, renameTouch, repin, replaceShifts } from '../store/migrating.ts';
import { loadRevision, storeRevision } from '../store/revisions.ts';
import { sentAgain } from './diff/leads.ts';
import { loadEach } from './situation.ts';
import { lockContact } from './stopping.ts';
import type { Workspace } from './workspace.ts';

/** `stay` leaves a lead where it is and writes that down, so that nobody is asked again. */
export type MigratePolicy = MovePolicy | 'stay';

export interface Migration {
  readonly revision: Revision;
  readonly policy: MigratePolicy;
  readonly map: TouchMap;
  readonly added: ReadonlySet<TouchId>;
}

/** An enrollment as it was when the move was agreed to. */
export interface Mover {
  readonly enrollment: EnrollmentId;
  readonly contact: ContactId;
  readonly pinned: RevisionHash;
}

export type Fate =
  | { readonly kind: 'moved' | 'stayed' }
  /** To be tried again, or told of by `detail`, a clause. */
  | { readonly kind: 'left'; readonly detail: string }
  /** It has ended or was moved by somebody else in the meantime. */
  | { readonly kind: 'gone' };

/** Each in a transaction of its own: what dies in between leaves everybody in one revision, and may be run again. */
export async function migrateOne(
  ws: Workspace,
  mover: Mover,
  migration: Migration,
  now: Instant,
): Promise<Fate> {
  return txAgain(ws.db, (handle) => migrateIn(handle, ws, mover, migration, now));
}

async function migrateIn(
  handle: Handle,
  ws: Workspace,
  mover: Mover,
  migration: Migration,
  now: Instant,
): Promise<Fate> {
  const { revision, policy } = migration;
  const contact = await loadContactState(handle, mover.contact);
  if (contact === null) return { kind: 'gone' };
  await lockContact(handle, contact);
  const leased = await holdContact(handle, contact.id);
  const enrollment = await loadEnrollment(handle, mover.enrollment);
  const isRunning = enrollment?.state === 'active' || enrollment?.state === 'paused';
  // A contact that has turned out to be another one since is found again under that one.
  if (enrollment === null || !isRunning || enrollment.contact !== contact.id) return { kind: 'gone' };
  const from = (await loadRevision(handle, enrollment.revision))?.hash;
  if (from !== mover.pinned || from === revision.hash) return { kind: 'gone' };
  const ids = { from, to: revision.hash, policy };
  if (policy === 'stay') {
    const detail = `stays in revision ${short(from)}, and is not moved to ${short(revision.hash)}`;
    await record(handle, enrollment, 'stayed', { ...ids, detail }, now);
    return { kind: 'stayed' };
  }
  if (leased !== null && leased > now) return { kind: 'left', detail: 'a tick is at it just now' };
  const move: Move = { sequence: revision.sequence, policy, map: migration.map, added: migration.added };
  const went = await movedTo(handle, ws, enrollment, move, () => storeRevision(handle, revision, now), now);
  if ('left' in went) return { kind: 'left', detail: went.left };
  const map = [...went.map].map(([old, fresh]) => `${old}=${fresh}`).join(',');
  await record(
    handle,
    enrollment,
    'migrated',
    { ...ids, map, detail: detailOf(from, revision.hash, { ...move, map: went.map }) },
    now,
  );
  await wakeContact(handle, contact.id, now);
  return { kind: 'moved' };
}

/** Why it was left, and then nothing was written; else what was renamed of it. */
type Went = { readonly left: string } | { readonly map: TouchMap };

async function movedTo(
  handle: Handle,
  ws: Workspace,
  { id, contact, revision }: Enrollment,
  asked: Move,
  store: () => Promise<RevisionId>,
  now: Instant,
): Promise<Went> {
  const { situations, broken } = await loadEach(ws, [contact], handle);
  const fault = broken.get(contact);
  if (fault !== undefined) return { left: `it cannot be read (${fault.message})` };
  const situation = situations.get(contact);
  const policy = situation && ws.config.policies.get(situation.business.id);
  const enrolled = situation?.enrollments.find((each) => each.id === id);
  if (situation === undefined || policy === undefined || enrolled === undefined)
    return { left: 'its business is not in leadseq.yaml' };
  const move: Move = { ...asked, map: await mapOf(handle, enrolled, asked.map) };
  const [again] = sentAgain(enrolled, move);
  if (again !== undefined)
    return { left: `it has had ${again.from} by now, and would get ${again.to} in its place` };
  for (const [old, fresh] of move.map)
    if (await knowsTouch(handle, id, fresh))
      return { left: `it has had ${fresh} already, so ${old} cannot be that` };
  const moved = moveEnrollment(situation, enrolled, move, policy, now);
  if (!moved.ok) return { left: moved.error.detail };
  if (!(await repin(handle, id, revision, await store())))
    return { left: 'it has been moved in the meantime' };
  for (const [old, fresh] of move.map) await renameTouch(handle, id, old, fresh);
  const after = moved.value.situation.enrollments.find((each) => each.id === id);
  if (after !== undefined && after.shifts !== enrolled.shifts) await replaceShifts(handle, id, after.shifts);
  if (after !== undefined) await passOver(handle, enrolled, after, moved.value.passed, now);
  return { map: move.map };
}

/** Leads of several revisions may be moved at once: who is in a later one never had the old id, and has the new one already. */
async function mapOf(handle: Handle, { id, variant }: EnrolledIn, map: TouchMap): Promise<TouchMap> {
  const mine = new Map<TouchId, TouchId>();
  for (const [old, fresh] of map)
    if (variant.touches.some((touch) => touch.id === old) || (await knowsTouch(handle, id, old)))
      mine.set(old, fresh);
  return mine;
}

async function passOver(
  handle: Handle,
  { id, lead }: EnrolledIn,
  after: EnrolledIn,
  passed: readonly TouchKey[],
  now: Instant,
): Promise<void> {
  const isPassed = (key: TouchKey): boolean =>
    passed.some(({ touch, occurrence }) => touch === key.touch && occurrence === key.occurrence);
  const endings: readonly Ending[] = after.ends
    .filter((one) => isPassed(one))
    .map(({ touch, occurrence, end }) => ({ enrollment: id, key: { touch, occurrence }, end }));
  await endTouches(handle, endings);
  for (const { key, end } of endings)
    await appendEvent(handle, {
      at: now,
      kind: 'touch_skipped',
      contact: lead.contact,
      enrollment: id,
      touch: key.touch,
      attempt: null,
      data: end.kind === 'skipped' ? { ...end.reason } : {},
    });
}

function record(
  handle: Handle,
  { contact, id }: Enrollment,
  kind: 'migrated' | 'stayed',
  data: Readonly<Record<string, string>>,
  at: Instant,
): Promise<unknown> {
  return appendEvent(handle, { at, kind, contact, enrollment: id, touch: null, attempt: null, data });
}

const HOW: Readonly<Record<MovePolicy, string>> = {
  onward: 'what it has before that day is passed over',
  'catch-up': 'what it has before that day goes by its own `late`',
};

function detailOf(from: string, to: string, { policy, map }: Move): string {
  const names = [...map].map(([old, fresh]) => `${old} is now ${fresh}`);
  return [`moved from revision ${short(from)} to ${short(to)}`, HOW[policy], ...names].join('; ');
}

/** As much of a hash as is shown, and enough to be typed. */
const short = (hash: string): string => hash.slice(0, 12);
