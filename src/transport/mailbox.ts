/** The seam to mailboxes: mails that have come in, handed over one by one and left as they lie. */
import type { BusinessId } from '../domain/ids.ts';
import type { MailPlace } from '../domain/mail-place.ts';
import type { Instant } from '../domain/time.ts';

/** A mail as it lies in a mailbox; of a very long one its beginning. */
export interface LyingMail {
  readonly place: MailPlace;
  readonly raw: Uint8Array;
}

/** From where it is read. */
export interface ReadFrom {
  /** Everything up to it has been read before; null: nothing has. */
  readonly after: MailPlace | null;
  /** What came earlier is left alone where `after` says nothing, or speaks of a mailbox that has been made anew since. */
  readonly since: Instant;
}

export type MailboxRead =
  | {
      readonly kind: 'read';
      /** The last mail there is; null when the server does not say, and there is none. */
      readonly place: MailPlace | null;
      /** Mails beyond the most that are read at a time. */
      readonly left: number;
    }
  /** A wrong password and the like: asking again soon would not help, and may lock the account. */
  | { readonly kind: 'misconfigured'; readonly code: string; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly code: string; readonly detail: string };

export interface Mailboxes {
  /** Which mailbox a business has, in words that change when it is another one; null when it has none. */
  account(business: BusinessId): string | null;
  /**
   * Hands every mail to `take`, oldest first, each once the one before has been taken. Marks, moves and deletes nothing.
   * What `take` throws is thrown.
   */
  read(
    business: BusinessId,
    from: ReadFrom,
    take: (mail: LyingMail) => Promise<void>,
    signal: AbortSignal,
  ): Promise<MailboxRead>;
}
