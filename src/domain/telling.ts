/** Who else is told what happens to a lead: a CRM by webhook, a team by email. */

/** In the words of `leadseq.yaml`. */
export const TOLD_EVENTS = [
  'stage_changed',
  'booked',
  'moved',
  'cancelled',
  'missed',
  'replied',
  'opted_out',
  'stopped',
  'finished',
] as const;
export type ToldKind = (typeof TOLD_EVENTS)[number];
/** `rule`: a sequence says by name who is told. */
export type NoticeKind = ToldKind | 'rule';

export interface Hearer {
  /** What the rules of sequences call it; left out: no rule tells it. */
  readonly name?: string;
  readonly way: 'webhook' | 'email';
  /** Its URL, or its address. */
  readonly target: string;
  readonly kinds: readonly ToldKind[];
}

/** What became of one telling. */
export type Told =
  | { readonly kind: 'told' }
  /** It will never be heard there: nobody asks again. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };
