/** Whom a change is tried on: the leads of a roster, or those who are in flight. */
import type {
  BusinessId,
  ContactId,
  EnrollmentId,
  RevisionHash,
  RevisionId,
  SequenceId,
  TouchId,
} from '../../domain/ids.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import {
  likelyRenames,
  type Move,
  moveEnrollment,
  type NotMoved,
  type Rename,
} from '../../schedule/migrate.ts';
import type { EnrolledIn, Situation } from '../../schedule/situation.ts';
import { calendarZone } from '../../schedule/zones.ts';
import type { Handle } from '../../store/driver.ts';
import { type InFlight, inFlightOf } from '../../store/in-flight.ts';
import { loadRevision } from '../../store/revisions.ts';
import { everyone } from '../../store/standings.ts';
import type { Enroller } from '../simulate-run.ts';
import { type Files, imagineWorld } from '../simulate-world.ts';
import { loadEach, loadSituations } from '../situation.ts';
import type { Workspace } from '../workspace.ts';
import { changesOf, type TouchChange } from './changes.ts';
import { type CourseAsked, courseOf } from './course.ts';

export interface LeadDiff {
  readonly sequence: SequenceId;
  readonly source: string;
  /** Null where its business is not in the settings. */
  readonly business: BusinessId | null;
  /** Null for an imagined lead. */
  readonly lead: { readonly id: ContactId | null; readonly name: string } | null;
  readonly zone: Zone;
  /** Touches that it has had, of the sequence; only of leads in flight. */
  readonly had: number;
  readonly paused: boolean;
  /** The revision that it is in now; only of leads in flight. */
  readonly pinned: RevisionHash | null;
  readonly changes: readonly TouchChange[];
  /** Why it cannot be moved, as things are. */
  readonly notMoved: NotMoved | null;
  /** Touches that the new revision has before now, and the lead would never get. */
  readonly passed: readonly TouchId[];
  /** Touches that it has had, and would get again under another id. */
  readonly again: readonly Rename[];
}

export interface Tried {
  readonly situation: Situation;
  readonly policy: Policy;
}

export const NOBODY = {
  business: null,
  lead: null,
  had: 0,
  paused: false,
  pinned: null,
  notMoved: null,
  passed: [],
  again: [],
} as const;

interface Enrolled extends Tried {
  readonly enrolled: EnrolledIn;
  readonly name: string;
}

/** The leads of a roster, as each side would enroll them; those in sequences of `only`. */
export async function rosterDiffs(
  before: Files,
  after: Files,
  enroll: { readonly before: Enroller; readonly after: Enroller },
  only: ReadonlySet<SequenceId>,
  asked: CourseAsked,
): Promise<readonly LeadDiff[]> {
  const old = await enrolledIn(before, enroll.before, asked.now);
  const fresh = await enrolledIn(after, enroll.after, asked.now);
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((key) => {
    const [a, b] = [old.get(key) ?? null, fresh.get(key) ?? null];
    const one = b ?? a;
    const sequences = [a, b].flatMap((side) => side?.enrolled.sequence.id ?? []);
    if (one === null || !sequences.some((id) => only.has(id))) return [];
    const { situation, enrolled, name } = one;
    // The ids of the two imagined stores need not agree.
    const course = (side: Enrolled | null) =>
      side === null ? [] : courseOf(side.situation, side.policy, side.enrolled.id, asked);
    const diff: LeadDiff = {
      ...NOBODY,
      sequence: enrolled.sequence.id,
      source: enrolled.variant.source,
      business: situation.business.id,
      lead: { id: null, name },
      zone: calendarZone(situation.contact.zone, situation.business.zone),
      changes: changesOf(course(a), course(b)),
    };
    return [diff];
  });
}

const PAGE = 500;

async function enrolledIn(
  files: Files,
  enroll: Enroller,
  at: Instant,
): Promise<ReadonlyMap<string, Enrolled>> {
  const { ws } = await imagineWorld(files, at, { seed: 1, budgets: false, fault: null });
  try {
    await enroll(ws, at);
    const found = new Map<string, Enrolled>();
    const people = await everyone(ws.db);
    for (let from = 0; from < people.length; from += PAGE) {
      const page = people.slice(from, from + PAGE);
      const ids = page.map(({ contact }) => contact);
      const situations = await loadSituations(ws, ids, ws.db);
      for (const { contact, name, phone, email, business } of page) {
        const situation = situations.get(contact);
        const policy = ws.config.policies.get(business);
        const [enrolled] = situation?.enrollments ?? [];
        if (situation === undefined || policy === undefined || enrolled === undefined) continue;
        found.set(`${business} ${phone} ${email}`, { situation, policy, enrolled, name });
      }
    }
    return found;
  } finally {
    await ws.db.close();
  }
}

/** Everybody in flight in a sequence, as they are now against as they would be in another revision of it; who is in that one already is left out. */
export async function* liveDiffs(
  handle: Handle,
  ws: Workspace,
  id: SequenceId,
  move: Move,
  hash: RevisionHash,
  asked: CourseAsked,
  isMeant: (one: InFlight, pinned: RevisionHash) => boolean = () => true,
): AsyncGenerator<LeadDiff & { readonly enrollment: EnrollmentId }> {
  const hashes = new Map<RevisionId, RevisionHash | null>();
  for (let from = 0; ; ) {
    const page = await inFlightOf(handle, id, from, PAGE);
    if (page.length === 0) return;
    from = page.at(-1)?.id ?? from;
    const contacts = page.map(({ contact }) => contact);
    const { situations, broken } = await loadEach(ws, contacts, handle);
    for (const one of page) {
      if (!hashes.has(one.revision))
        hashes.set(one.revision, (await loadRevision(handle, one.revision))?.hash ?? null);
      const pinned = hashes.get(one.revision) ?? null;
      if (pinned === null || pinned === hash || !isMeant(one, pinned)) continue;
      const situation = situations.get(one.contact);
      const policy = situation && ws.config.policies.get(situation.business.id);
      const enrolled = situation?.enrollments.find((each) => each.id === one.id);
      const diff =
        situation === undefined || policy === undefined || enrolled === undefined
          ? untold(id, one, pinned, broken.get(one.contact))
          : liveDiff(situation, enrolled, move, policy, pinned, asked);
      yield { ...diff, enrollment: one.id };
    }
  }
}

/** Of a lead that nobody can decide about now it is said why; nobody else waits for it. */
const untold = (
  sequence: SequenceId,
  { contact, state }: InFlight,
  pinned: RevisionHash,
  fault: Error | undefined,
): LeadDiff => ({
  ...NOBODY,
  sequence,
  source: '',
  lead: { id: contact, name: '' },
  zone: 'UTC' as Zone,
  paused: state === 'paused',
  pinned,
  changes: [],
  notMoved:
    fault === undefined
      ? { code: 'no_business', detail: 'its business is not in leadseq.yaml' }
      : { code: 'unreadable', detail: `it cannot be read (${fault.message})` },
});

function liveDiff(
  situation: Situation,
  enrolled: EnrolledIn,
  move: Move,
  policy: Policy,
  pinned: RevisionHash,
  asked: CourseAsked,
): LeadDiff {
  const moved = moveEnrollment(situation, enrolled, move, policy, asked.now);
  const { contact, business } = situation;
  const named = (id: TouchId): TouchId => move.map.get(id) ?? id;
  const course = (each: Situation) => courseOf(each, policy, enrolled.id, asked);
  return {
    sequence: enrolled.sequence.id,
    source: enrolled.variant.source,
    business: business.id,
    lead: { id: contact.id, name: `${contact.firstName} ${contact.lastName}`.trim() },
    zone: calendarZone(contact.zone, business.zone),
    had: enrolled.ends.filter(({ end }) => end.kind !== 'skipped').length,
    paused: enrolled.state === 'paused',
    pinned,
    changes: moved.ok ? changesOf(course(situation), course(moved.value.situation), named) : [],
    notMoved: moved.ok ? null : moved.error,
    passed: moved.ok ? moved.value.passed.map(({ touch }) => touch) : [],
    again: moved.ok ? sentAgain(enrolled, move) : [],
  };
}

/** What has ended under an id that is no more, while a new touch stands in its place that nobody has called new. */
export function sentAgain(enrolled: EnrolledIn, { sequence, map, added }: Move): readonly Rename[] {
  const variant = sequence.variants.find(({ source }) => source === enrolled.variant.source);
  if (variant === undefined) return [];
  const had = new Set(
    [
      ...enrolled.ends.filter(({ end }) => end.kind !== 'skipped'),
      ...enrolled.inFlight,
      ...enrolled.openCalls,
    ].map(({ touch }) => touch),
  );
  return likelyRenames(enrolled.variant, variant).filter(
    ({ from, to }) => had.has(from) && !map.has(from) && added?.has(to) !== true,
  );
}
