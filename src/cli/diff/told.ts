/** What a comparison has found, before it is laid out as text, Markdown or JSON. */
import type { Instant } from '../../domain/time.ts';
import type { SequenceDiff } from '../../engine/diff/diff.ts';
import type { LeadDiff } from '../../engine/diff/leads.ts';

export interface Told {
  readonly before: string;
  readonly after: string;
  readonly sequences: readonly SequenceDiff[];
  /** How calls are taken to end. */
  readonly calls: string;
  /** Leads of a roster or in flight, by what they are; null when nobody was asked about. */
  readonly leads: {
    readonly kind: 'roster' | 'in flight';
    readonly all: readonly LeadDiff[];
    readonly now: Instant;
  } | null;
  /** At most so many leads are listed one by one. */
  readonly limit: number;
}

/** Nobody gets anything else, and no file says anything else. */
export const isSame = ({ sequences }: Told): boolean => sequences.length === 0;

export const countOf = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

export const STATUS: Readonly<Record<SequenceDiff['status'], string>> = {
  changed: 'changed',
  new: 'new',
  gone: 'gone',
  broken: 'has mistakes',
  settings: 'the same file under other settings',
};

export const leadName = ({ lead }: LeadDiff): string =>
  `${lead?.name || '(no name)'}${lead?.id == null ? '' : ` (${lead.id})`}`;
