/** Where a mail lies in a mailbox, in the numbers of its server. */

/** The number of a mail holds for as long as the mailbox keeps its own (RFC 3501, 2.3.1.1): a mailbox made anew counts anew. */
export interface MailPlace {
  readonly validity: number;
  readonly uid: number;
}
