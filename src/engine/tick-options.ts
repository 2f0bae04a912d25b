/** What a tick is told, what it says while it runs, and what it reports in the end. */
import type { Channel, WireChannel } from '../domain/channel.ts';
import type { BusinessId, ContactId, SequenceId, TouchId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { OpenRun, Owner } from '../store/runs.ts';
import type { Transports } from './transports.ts';

export interface TickOptions {
  readonly now: () => Instant;
  /** Cryptographic random bytes: attempt tokens are made of them. */
  readonly random: (bytes: number) => Uint8Array;
  readonly transports: Transports;
  /** Once it aborts nothing new is reserved; what is on the wire is finished. */
  readonly signal: AbortSignal;
  /** At most this many messages. */
  readonly limit?: number;
  /** Runs the same code in one transaction that is rolled back, with transports that reach nobody. */
  readonly dryRun?: boolean;
  /** Virtual time over a store in memory: nothing of this run is on a disk, and nothing on a disk concerns it. */
  readonly imagined?: boolean;
  /** A person looks on: what leads have answered is asked for at once, also with nothing due. */
  readonly watched?: boolean;
  /** Somebody waits for the first word: a mailbox that was read in the last minutes is not read again before it. */
  readonly hurried?: boolean;
  /** A person vouches for a clock that was set back. */
  readonly acceptClock?: boolean;
  /** A database that is not bound to this machine yet is being adopted: these transports only ask, and send nothing. */
  readonly adopting?: boolean;
  /** For the run's row. */
  readonly command?: string;
  readonly onEvent?: (event: TickEvent) => void;
  /** Milliseconds since some fixed moment, never set back by anybody: how long a reservation has waited. */
  readonly monotonic?: () => number;
  /** Milliseconds a provider has to answer one request. */
  readonly sendTimeout?: number;
  /** Requests at a time. */
  readonly lanes?: number;
  /** Called before and after every step that changes the world; a simulator lets others act there, or ends the process by throwing. */
  readonly crash?: (step: string) => void | Promise<void>;
  /** Who runs, and who else is alive; by default this process and those that the system knows. */
  readonly process?: TickProcess;
}

/** Whether what this run does is written down where another one finds it. */
export const isOnDisk = ({ dryRun, imagined }: Pick<TickOptions, 'dryRun' | 'imagined'>): boolean =>
  dryRun !== true && imagined !== true;

export interface TickProcess {
  readonly owner: Owner;
  readonly isAlive: (run: OpenRun, now: Instant) => boolean;
  /** The run is over; what it has not written down is now left behind. */
  readonly end: () => void;
}

/** One thing that happened, or in a dry run would happen, to one touch. */
export interface TickEvent {
  readonly kind:
    | 'sent'
    | 'uncertain'
    | 'refused'
    | 'unsent'
    | 'cancelled'
    | 'task'
    | 'moved'
    | 'skipped'
    | 'stopped'
    | 'finished';
  readonly at: Instant;
  readonly business: BusinessId;
  readonly contact: ContactId;
  readonly name: string;
  readonly sequence: SequenceId | null;
  readonly touch: TouchId | null;
  readonly channel: Channel | null;
  /** Why it was skipped or stopped, or what the provider said. */
  readonly detail: string | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly late: boolean;
}

/** Why a tick sent nothing at all, or stopped before it was through. */
export interface Obstacle {
  readonly kind: 'clock' | 'disk' | 'busy' | 'pause_file' | 'instance' | 'rehearsals';
  /** What was seen, why it matters, and what to do: finished sentences. */
  readonly message: string;
}

/** A channel that a tick had to pause because the provider does not accept us. */
export interface ChannelPaused {
  readonly business: BusinessId;
  readonly channel: WireChannel;
  readonly detail: string;
}

/** What a message that may go waits for: a budget, or a person. */
export interface Wait {
  readonly code:
    | 'per_run'
    | 'per_minute'
    | 'per_sender_day'
    | 'mailbox'
    | 'first_run'
    /** Not among the people of a try-out. */
    | 'only_to'
    /** Nobody has said yet that this sequence may reach people over this channel. */
    | 'not_live';
  readonly channel: WireChannel;
  /** For what belongs to a sequence. */
  readonly sequence: SequenceId | null;
  /** A finished clause. */
  readonly detail: string;
}

export interface Waiting extends Wait {
  readonly count: number;
}

/** One contact that nothing could be decided about; it is looked at again in an hour. */
export interface ContactProblem {
  readonly business: BusinessId | null;
  readonly contact: ContactId;
  readonly name: string;
  readonly detail: string;
}

/** What a provider said of messages that did not go, or perhaps did not. */
export interface Failed {
  readonly kind: 'unsent' | 'refused' | 'uncertain';
  readonly business: BusinessId;
  readonly channel: Channel | null;
  readonly detail: string;
  readonly count: number;
}

export interface TickReport {
  readonly dryRun: boolean;
  /** Every transport is the outbox: nothing left this machine. */
  readonly rehearsal: boolean;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** Contacts looked at; whoever is looked at twice counts twice. */
  readonly contacts: number;
  readonly sent: number;
  readonly uncertain: number;
  readonly refused: number;
  readonly unsent: number;
  readonly cancelled: number;
  readonly tasks: number;
  readonly moved: number;
  readonly skipped: number;
  readonly stopped: number;
  readonly finished: number;
  /** Touches looked at that go later. */
  readonly deferred: number;
  /** Messages of runs that died on the wire, now uncertain. */
  readonly recovered: number;
  /** Uncertain messages that the provider's own list has cleared up. */
  readonly resolved: number;
  /** Messages of leads that were read and acted on. */
  readonly received: number;
  readonly channelsPaused: readonly ChannelPaused[];
  /** Why messages did not go, or perhaps did not: the same words once. */
  readonly failed: readonly Failed[];
  /** Contacts set aside, each with a task for a person. */
  readonly problems: readonly ContactProblem[];
  /** Messages that may go by every rule and wait all the same. */
  readonly waits: readonly Waiting[];
  /** Businesses whose texts wait because nobody knows what leads have answered. */
  readonly textsHeld: readonly { readonly business: BusinessId; readonly detail: string }[];
  /** The same of emails, where a mailbox could not be read. */
  readonly mailsHeld: readonly { readonly business: BusinessId; readonly detail: string }[];
  /** `limit` and `budget`: more is due and waits for the next tick. */
  readonly endedBy: 'nothing_left' | 'limit' | 'budget' | 'signal' | 'obstacle';
  readonly obstacle: Obstacle | null;
}
