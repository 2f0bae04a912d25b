/** What a rule is: data that says which words, or which shape, mean what, and why. */
import type { Meaning } from '../../domain/meaning.ts';

export type Language = 'en' | 'es';

export interface Rule {
  /** Shown to people as what decided; never used again for another rule. */
  readonly id: string;
  readonly meaning: Meaning;
  readonly languages: readonly Language[];
  /** Phrases as `pattern.ts` reads them, parted by strokes; one that fits is enough. */
  readonly says: string;
  /** Phrases with which the rule does not fit. */
  readonly unless?: string;
  readonly why: string;
}

/** Words that mean nothing of what they might: they are taken out before rules are asked. */
export interface Harmless {
  readonly id: string;
  readonly languages: readonly Language[];
  readonly says: string;
  /** What is put in their place; `_`, a word that no rule knows, unless said otherwise. */
  readonly as?: string;
  readonly why: string;
}
