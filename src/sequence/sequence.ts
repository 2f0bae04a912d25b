/** The compiled sequence: frozen, self-contained (templates included), hashed, and stored with every enrollment that pins it. */
import type { Channel } from '../domain/channel.ts';
import type { Condition, Urgency } from '../domain/condition.ts';
import type { RevisionHash, SequenceId, SourceId, TouchId } from '../domain/ids.ts';
import type { LocalTime, Millis } from '../domain/time.ts';

export type { Condition, Urgency };

/** What is stored and pinned: plain JSON, no functions, no absent-versus-undefined differences. */
export interface Sequence {
  readonly formatVersion: 1;
  readonly id: SequenceId;
  readonly name: string;
  /** Higher wins when two sequences want one slot; default 0. */
  readonly priority: number;
  readonly anchor: 'enrollment' | 'appointment';
  /** What the sequence is for; `chase` stops on any sign of life, a reminder does not. Derived: `appointment` anchor → reminder, `repeat` → nurture. */
  readonly kind: 'chase' | 'reminder' | 'nurture';
  /** Start again this long after the anchor, as a new occurrence of every touch. */
  readonly repeat: Millis | null;
  readonly fallbacks: Readonly<Record<string, string>>;
  readonly when: When;
  /** One resolved variant per source, in file order; a sequence without `sources` has exactly one, with source `any` and no match. */
  readonly variants: readonly Variant[];
}

/** A sequence with the SHA-256 of its canonical JSON. */
export interface Revision {
  readonly hash: RevisionHash;
  readonly sequence: Sequence;
}

export interface Variant {
  readonly source: SourceId;
  /** One of the five base sources that this one behaves like; itself for a base source; `any` when the sequence has none. */
  readonly like: SourceId;
  /** Case-insensitive patterns with `*`; the first match in file order wins. */
  readonly match: readonly string[];
  readonly urgency: Urgency;
  /** `required`: no SMS without recorded consent. */
  readonly consent: 'required' | 'not_required';
  /** Whether the lead came to the business by itself: `false` for cold, which never gets an instant reply. */
  readonly inbound: boolean;
  /** Moves the anchor by this much elapsed time. */
  readonly startAfter: Millis;
  /** In file order, `add`ed touches last; `skip`ped ones are gone; days already scaled by `length`. */
  readonly touches: readonly Touch[];
}

export interface Touch {
  readonly id: TouchId;
  readonly purpose: string | null;
  readonly channel: Channel;
  readonly timing: Timing;
  /** Condition on the whole touch; a false one skips it. */
  readonly if: Condition | null;
  readonly action: Action;
  /** Promises silence: nothing automatic after it. */
  readonly closes: boolean;
  readonly late: LatePolicy;
  /** At least `policy.varyBy` of the clock away from when this call really happened. */
  readonly varyFrom: TouchId | null;
  /** Touches named by `if`, `after`, an alternative's `if`, or a template: this one waits until they have ended. */
  readonly references: readonly TouchId[];
  /** Of `references`, those named by this touch's own or an alternative's `if` as calls: a later call does not make it `overtaken`. */
  readonly conditionReferences: readonly TouchId[];
}

/** Calendar or elapsed, never mixed. */
export type Timing =
  /** `days`: the first day that every gate allows is taken. `until` closes a `between`. `at` null means `policy.defaultAt`. */
  | {
      readonly kind: 'calendar';
      readonly days: readonly number[];
      readonly at: LocalTime | null;
      readonly until: LocalTime | null;
    }
  /** Elapsed since the anchor, plus `day` calendar days when given with `within`/`after` (day 0 means none). `within` is a promise counted from when the touch is due. */
  | { readonly kind: 'elapsed'; readonly day: number; readonly after: Millis; readonly within: Millis | null }
  /** `wait` after the named touch ended; at the latest `orBy` after the named touch's task was made. */
  | {
      readonly kind: 'after_touch';
      readonly day: number;
      readonly touch: TouchId;
      readonly wait: Millis;
      readonly orBy: Millis | null;
    }
  /** Counted back from the appointment. */
  | { readonly kind: 'before_appointment'; readonly before: Millis };

/** Liquid source with the file it came from, so that a rendering error can point at it. */
export interface Template {
  readonly source: string;
  readonly file: string;
  /** One-based line of `file` on which `source` begins. */
  readonly line: number;
}

export type Action =
  | { readonly kind: 'sms'; readonly alternatives: readonly SmsAlternative[] }
  | { readonly kind: 'email'; readonly alternatives: readonly EmailAlternative[] }
  | {
      readonly kind: 'call';
      readonly script: Template | null;
      readonly voicemail: Template | null;
      readonly note: Template | null;
      readonly expires: Millis | null;
    }
  | { readonly kind: 'move'; readonly stage: string | null; readonly start: SequenceId | null };

/** The first alternative whose condition holds is sent. */
export interface SmsAlternative {
  readonly if: Condition | null;
  readonly text: Template;
}
export interface EmailAlternative {
  readonly if: Condition | null;
  /** More than one is an A/B test, sticky per lead. */
  readonly subjects: readonly Template[];
  /** Markdown with Liquid. */
  readonly body: Template;
}

export interface LatePolicy {
  readonly then: 'send' | 'skip' | 'shift';
  /** Null means however late. For `skip`: skipped once later than this. */
  readonly max: Millis | null;
}

export const LEAD_ACTS = [
  'reply',
  'question',
  'asked_for_time',
  'strong_intent',
  'clicked_not_booked',
  'no_reply',
  'booked',
  'not_interested',
  'bounced',
  'finished',
] as const;
/** What a lead does, or fails to do, that a sequence may answer. `opted_out` and `wrong_number` are not here: they always stop. */
export type LeadAct = (typeof LEAD_ACTS)[number];

export interface WhenRule {
  readonly do: 'pause' | 'stop' | 'continue' | 'drop_channel';
  readonly moveTo: string | null;
  readonly start: SequenceId | null;
  readonly wait: Millis | null;
  readonly afterTouches: number | null;
  readonly if: Condition | null;
  readonly reviewAfter: Millis | null;
  /** Text of a task for a person. */
  readonly task: Template | null;
  readonly call: { readonly dueIn: Millis; readonly note: Template | null } | null;
  /** Who is told at once, by the names that the business has for them; left out: nobody. */
  readonly notify?: readonly string[];
}

export type When = Readonly<Partial<Record<LeadAct, WhenRule>>>;
