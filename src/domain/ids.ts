/** Branded identifiers, so that the id of one noun can never be passed for another. */

declare const of: unique symbol;
type Id<Base, Noun extends string> = Base & { readonly [of]: Noun };

/** Ids that people write in files: lower-case slugs. */
export type BusinessId = Id<string, 'business'>;
export type SequenceId = Id<string, 'sequence'>;
export type TouchId = Id<string, 'touch'>;
export type SourceId = Id<string, 'source'>;

/** Ids that the store hands out: positive integers. */
export type ContactId = Id<number, 'contact'>;
export type LeadId = Id<number, 'lead'>;
export type EnrollmentId = Id<number, 'enrollment'>;
export type RevisionId = Id<number, 'revision'>;
export type DestinationId = Id<number, 'destination'>;
export type AttemptId = Id<number, 'attempt'>;
export type TaskId = Id<number, 'task'>;
export type RunId = Id<number, 'run'>;

/** The position of an event in the one append-only log; also orders sends against stops. */
export type EventSeq = Id<number, 'event'>;

/** 128 random bits in hex: names one attempt to a provider and appears in no message to a person. */
export type AttemptToken = Id<string, 'attempt token'>;

/** Hex of the keyed hash of business, kind and normalized address: names a destination without revealing it. */
export type DestinationKey = Id<string, 'destination key'>;

/** SHA-256 hex of a sequence's compiled form. */
export type RevisionHash = Id<string, 'revision hash'>;

/** Brands a value that has just been read from a file or a row; the caller vouches for what it names. */
export const asId = <T extends Id<string | number, string>>(value: T extends number ? number : string): T =>
  value as unknown as T;
