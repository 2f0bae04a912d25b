/** The nouns of an import between reading and storing: candidates, what they met, and what became of them. */
import type { ContactId, DestinationId, DestinationKey, LeadId, RevisionId } from '../domain/ids.ts';
import type { Consent, ZoneFinding } from '../domain/lead.ts';
import type { RowProblem } from '../intake/reading.ts';
import type { Arrival, Meeting, Person } from '../intake/roster.ts';
import type { Choice } from './enroll-choices.ts';

/** A row that was read, with everything that was found out about it without the store: one flat object, of which many thousands are held. */
export interface Candidate extends Arrival {
  readonly line: number;
  readonly choice: Choice;
  /** E.164; `phone` is its key, as `email` is that of the address. */
  readonly phoneNumber: string | null;
  readonly textable: boolean;
  readonly address: string | null;
  readonly consent: Consent | null;
  readonly zone: ZoneFinding;
  readonly zonesJson: string;
  readonly state: string | null;
  readonly stage: string | null;
}

/** The database rows of what the candidates chose. */
export interface Pins {
  readonly business: (choice: Choice) => number;
  readonly revision: (choice: Choice) => RevisionId;
}

type Fate = Meeting['kind'] | 'repeated';

export interface ChunkResult {
  /** What became of each candidate, in their order. */
  readonly fates: readonly Fate[];
  readonly rejected: readonly RowProblem[];
  readonly notes: readonly RowProblem[];
}

export interface Met {
  readonly candidate: Candidate;
  readonly meeting: Meeting;
}

/** A meeting that is recorded: its contact exists by now, and its lead gets a row. */
export interface Recorded {
  readonly candidate: Candidate;
  readonly meeting: Extract<Meeting, { readonly person: Person }>;
  readonly contact: ContactId;
  readonly lead: LeadId;
}

export type Destinations = ReadonlyMap<DestinationKey, DestinationId>;

export const idOf = (destinations: Destinations, key: DestinationKey | null): DestinationId | null =>
  key === null ? null : (destinations.get(key) ?? null);
