/** What a simulation is told to happen: what leads do and when, how calls end, when the machine is off. */
import type { Range } from '../domain/diagnostic.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';

/** A moment: so long after the enrollment, on the business's clock, or so long after a touch has gone. */
export type When =
  | { readonly kind: 'since'; readonly span: number }
  | { readonly kind: 'local'; readonly at: (zone: Zone) => Instant }
  | { readonly kind: 'after'; readonly touch: string; readonly span: number };

/** What a lead does. */
export type ScriptedAct =
  | { readonly kind: 'reply'; readonly text: string; readonly by: 'sms' | 'email' | null }
  | { readonly kind: 'stop' }
  | { readonly kind: 'book'; readonly startsAt: Exclude<When, { kind: 'after' }> }
  | { readonly kind: 'missed_call' }
  | { readonly kind: 'click' }
  | { readonly kind: 'bounce' };

export interface ScriptedEvent {
  readonly range: Range;
  readonly when: When;
  readonly act: ScriptedAct;
}

/** How a call ends, and how long (milliseconds) after its task comes up. */
export interface CallEnd {
  readonly outcome: CallOutcome;
  readonly after: number;
}

/** What a provider makes of a touch's message, where it does not just take it. */
export const FAULTS = ['refused', 'uncertain', 'unsent'] as const;
export type Fault = (typeof FAULTS)[number];

export interface ScriptedLead {
  /** `*`, an email, a phone number, or a lead's number in the simulation; or a source. */
  readonly lead: { readonly kind: 'lead' | 'source'; readonly value: string };
  readonly range: Range;
  readonly events: readonly ScriptedEvent[];
  readonly calls: ReadonlyMap<string, CallEnd>;
  readonly faults: ReadonlyMap<string, Fault>;
}

export type Moment = Extract<When, { kind: 'local' }>;

export interface Script {
  readonly at: Moment | null;
  readonly calls: CallEnd | null;
  readonly outages: readonly { readonly from: Moment; readonly to: Moment }[];
  readonly late: readonly {
    readonly from: Moment | null;
    readonly to: Moment | null;
    readonly every: number;
  }[];
  readonly leads: readonly ScriptedLead[];
}

export const NO_SCRIPT: Script = { at: null, calls: null, outages: [], late: [], leads: [] };

/** The words that a script may name. */
export interface Known {
  readonly touches: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
}
