/** A file of tests as it was read: who comes when, what they do, and what is expected of it. */
import type { Range } from '../../domain/diagnostic.ts';
import type { BusinessId, SequenceId } from '../../domain/ids.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import type { Script, When } from '../simulate-script.ts';
import type { Files } from '../simulate-world.ts';

export interface TestFile {
  /** As it is shown. */
  readonly path: string;
  readonly text: string;
  readonly sequence: SequenceId;
  /** With the settings under which its tests run. */
  readonly files: Files;
  readonly business: BusinessId;
  readonly tests: readonly Test[];
  /** What may be taken away without a test failing, by the words in which it is told. */
  readonly redundant: readonly Said[];
}

export interface Test {
  readonly name: string;
  /** Of its name. */
  readonly range: Range;
  /** Behind the last key of it, and the column of its keys: where more of it may be written. */
  readonly end: { readonly offset: number; readonly indent: number };
  readonly lead: GivenLead;
  /** On the business's clock. */
  readonly at: (zone: Zone) => Instant;
  readonly appointment: Exclude<When, { kind: 'after' }> | null;
  readonly script: Script;
  readonly days: number;
  /** Null when nothing is expected yet. */
  readonly expect: Expected | null;
}

/** Columns of a lead as an import has them. */
export interface GivenLead {
  readonly range: Range;
  /** Null for a sequence that treats all alike. */
  readonly source: string | null;
  readonly cells: ReadonlyMap<string, string>;
}

/** A time as it was written, and the instant that it means for a lead. */
export interface TestTime {
  readonly text: string;
  readonly range: Range;
  readonly at: (enrolled: Instant, zone: Zone) => Instant;
}

export interface Said {
  readonly text: string;
  readonly range: Range;
}

export interface Expected {
  readonly touches: ListOf<ExpectedTouch> | null;
  readonly some: readonly ExpectedTouch[];
  readonly never: readonly Said[];
  readonly tasks: ListOf<ExpectedTask> | null;
  /** By sequence. */
  readonly ends: ReadonlyMap<string, Said>;
  readonly ended: TestTime | null;
  readonly stage: Said | null;
}

export interface ListOf<T> {
  readonly range: Range;
  readonly items: readonly T[];
}

export const BECOMES = [
  'sent',
  'task',
  'moved',
  'skipped',
  'refused',
  'uncertain',
  'unsent',
  'cancelled',
] as const;
export type Becomes = (typeof BECOMES)[number];

/** What is null is not asked. */
export interface ExpectedTouch {
  readonly range: Range;
  readonly becomes: Becomes;
  readonly touch: string;
  /** The sequence that it is of; null for the tested one, or for the one that has such a touch. */
  readonly of: string | null;
  readonly at: TestTime | null;
  readonly by: Said | null;
  readonly subject: Said | null;
  readonly text: Said | null;
  readonly contains: readonly Said[];
  readonly lacks: readonly Said[];
  readonly segments: { readonly value: number; readonly range: Range } | null;
  readonly because: Said | null;
  readonly late: { readonly value: boolean; readonly range: Range } | null;
}

export interface ExpectedTask {
  readonly range: Range;
  readonly title: string;
  readonly at: TestTime | null;
  readonly due: TestTime | null;
  readonly contains: readonly Said[];
}
