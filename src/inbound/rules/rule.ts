/** What a rule is: data that says which words, or which shape, mean what, and why. */
import type { Meaning } from '../../domain/meaning.ts';

export type Language = 'en' | 'es';

export interface Rule {
  /** Shown to people as what decided; never used again for another rule. */
  readonly id: string;
  readonly meaning: Meaning;
  readonly languages: readonly Language[];
  /** Phrases as `pattern.ts` reads them; one that fits is enough. */
  readonly says: readonly string[];
  /** Phrases with which the rule does not fit. */
  readonly unless?: readonly string[];
  /** Fits only a message of at most so many words: what would be too much to read into a longer one. */
  readonly upTo?: number;
  readonly why: string;
}

/** Words that mean nothing of what they might: they are taken out before rules are asked. */
export interface Harmless {
  readonly id: string;
  readonly languages: readonly Language[];
  readonly says: readonly string[];
  /** What is put in their place; `_`, a word that no rule knows, unless said otherwise. */
  readonly as?: string;
  readonly why: string;
}
