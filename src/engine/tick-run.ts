/** One run of the tick: what it was told, what it holds, and what it has counted so far. */
import type { RunId } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Claim } from '../store/claims.ts';
import type { RunBudget } from './budget.ts';
import type { Sending, SendResult } from './settle.ts';
import type { ChannelPaused, Obstacle, TickEvent, TickOptions, TickReport } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** Long enough for a batch whose every request takes all its time; a dead run's leases are freed at once, not after it. */
const LEASE = 300_000;

export interface Run {
  readonly ws: Workspace;
  readonly id: RunId;
  readonly options: TickOptions;
  readonly budget: RunBudget;
  readonly tally: Tally;
  readonly step: (name: string) => void | Promise<void>;
  readonly monotonic: () => number;
  /** What requests came to; the next transaction writes it down and gives the contacts back. */
  finished: readonly Finished[];
  /** Contacts that were left for later because the world moved under their decision, with how often. */
  readonly restless: Map<number, number>;
}

export interface Finished {
  readonly claim: Claim;
  readonly sending: Sending;
  readonly result: SendResult;
  /** When the contact is looked at again, if the message went. */
  readonly wakeAt: Instant | null;
  /** For the report, with the kind still open. */
  readonly about: Omit<TickEvent, 'kind'>;
}

type Counts = {
  -readonly [Name in keyof TickReport as TickReport[Name] extends number ? Name : never]: number;
};

export interface Tally {
  readonly counts: Omit<Counts, 'startedAt' | 'endedAt'>;
  readonly channelsPaused: ChannelPaused[];
  endedBy: TickReport['endedBy'];
  obstacle: Obstacle | null;
}

export const newTally = (): Tally => ({
  counts: {
    contacts: 0,
    sent: 0,
    uncertain: 0,
    refused: 0,
    unsent: 0,
    cancelled: 0,
    tasks: 0,
    moved: 0,
    skipped: 0,
    stopped: 0,
    finished: 0,
    deferred: 0,
    recovered: 0,
  },
  channelsPaused: [],
  endedBy: 'nothing_left',
  obstacle: null,
});

/** Counts what happened, and tells whoever listens. */
export function tell(run: Run, event: TickEvent): void {
  run.tally.counts[event.kind === 'task' ? 'tasks' : event.kind] += 1;
  run.options.onEvent?.(event);
}

/** What every event says of the person. */
export const eventAbout = (situation: Situation, at: Instant): Omit<TickEvent, 'kind'> => ({
  at,
  business: situation.business.id,
  contact: situation.contact.id,
  name: `${situation.contact.firstName} ${situation.contact.lastName}`.trim(),
  sequence: null,
  touch: null,
  channel: null,
  detail: null,
  to: null,
  subject: null,
  text: null,
  late: false,
});

export const leaseEnd = (now: Instant): Instant => after(now, LEASE);
