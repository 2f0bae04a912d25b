/** Tells what is wrong with one contact from what is wrong with the database, which is everybody's. */
import type { ContactId } from '../domain/ids.ts';
import { StoreError } from '../store/driver.ts';

/** The error as one contact's own; a database that cannot be used is nobody's in particular, and is thrown on. */
export function ownFault(error: unknown): Error {
  if (error instanceof StoreError) throw error;
  return error instanceof Error ? error : new Error(String(error));
}

/** Ends a transaction because of one contact: it is undone, and done again without that one. */
export class ContactFailed extends Error {
  readonly contact: ContactId;
  readonly fault: Error;
  constructor(contact: ContactId, error: unknown) {
    const fault = ownFault(error);
    super(fault.message, { cause: fault });
    this.name = 'ContactFailed';
    this.contact = contact;
    this.fault = fault;
  }
}
