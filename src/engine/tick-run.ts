/** One run of the tick: what it was told, what it holds, and what it has counted so far. */
import type { AttemptToken, BusinessId, RunId } from '../domain/ids.ts';
import { after, type Instant } from '../domain/time.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Claim } from '../store/claims.ts';
import { type RunBudget, runBudget } from './budget.ts';
import type { Traffic } from './guards.ts';
import type { Polled } from './inbound-poll.ts';
import type { Sending, SendResult } from './settle.ts';
import type {
  ChannelPaused,
  ContactProblem,
  Failed,
  Obstacle,
  TickEvent,
  TickOptions,
  TickReport,
  Wait,
  Waiting,
} from './tick-options.ts';
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
  /** What the open transaction did: counted and told once it is committed, forgotten if it is undone. */
  untold: TickEvent[];
  /** Contacts that were left for later because the world moved under their decision, with how often. */
  readonly restless: Map<number, number>;
  /** What each business has sent today, and at most before, as far as this run has asked. */
  readonly traffic: Map<string, Traffic>;
  /** What the last poll of this run came to. */
  polled: Polled;
  /** Where links for unsubscribing lead; null when nothing answers there. */
  readonly linkBase: string | null;
  /** Whether links of messages may lead by us. */
  readonly linksOpen: boolean;
  /** Up to when all that a business was sent is known, as the last look at the database had it; who is missing is not texted. */
  readonly known: Map<BusinessId, Instant>;
}

type Given = Pick<Run, 'ws' | 'id' | 'options' | 'tally' | 'polled' | 'linkBase'>;

/** A run that has done nothing yet. What a person types goes as it was typed. */
export const newRun = (parts: Given & Partial<Pick<Run, 'linksOpen'>>): Run => ({
  linksOpen: false,
  ...parts,
  budget: runBudget(parts.options.limit),
  step: parts.options.crash ?? (() => undefined),
  monotonic: parts.options.monotonic ?? (() => performance.now()),
  finished: [],
  untold: [],
  restless: new Map(),
  known: new Map(),
  traffic: new Map(),
});

export interface Finished {
  readonly claim: Claim;
  readonly token: AttemptToken;
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
  readonly problems: ContactProblem[];
  /** Messages that may go and wait for something other than the channel rules, by what they wait for. */
  readonly waits: Map<string, Waiting>;
  /** What the provider said of messages that did not go, by its words. */
  readonly failed: Map<string, Failed>;
  /** Businesses whose texts wait because the provider could not be asked, with why. */
  readonly textsHeld: Map<BusinessId, string>;
  /** The same of emails. */
  readonly mailsHeld: Map<BusinessId, string>;
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
    resolved: 0,
    received: 0,
  },
  channelsPaused: [],
  problems: [],
  waits: new Map(),
  failed: new Map(),
  textsHeld: new Map(),
  mailsHeld: new Map(),
  endedBy: 'nothing_left',
  obstacle: null,
});

/** A wait that only a budget makes ends by itself: the run says that more is due. */
export function noteWait(tally: Tally, wait: Wait): void {
  const name = JSON.stringify(wait);
  tally.waits.set(name, { ...wait, count: (tally.waits.get(name)?.count ?? 0) + 1 });
  if (tally.endedBy === 'nothing_left' && wait.code !== 'only_to' && wait.code !== 'not_live')
    tally.endedBy = 'budget';
}

/** To be counted, and told to whoever listens, when the transaction that did it holds. */
export function tell(run: Run, event: TickEvent): void {
  run.untold.push(event);
}

export function announce(run: Run): void {
  const told = run.untold;
  run.untold = [];
  for (const event of told) {
    run.tally.counts[event.kind === 'task' ? 'tasks' : event.kind] += 1;
    noteFailed(run.tally, event);
    run.options.onEvent?.(event);
  }
}

function noteFailed({ failed }: Tally, { kind, business, channel, detail }: TickEvent): void {
  if ((kind !== 'unsent' && kind !== 'refused' && kind !== 'uncertain') || detail === null) return;
  const name = JSON.stringify([kind, business, channel, detail]);
  failed.set(name, { kind, business, channel, detail, count: (failed.get(name)?.count ?? 0) + 1 });
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
