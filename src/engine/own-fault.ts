/** Tells what is wrong with one contact from what is wrong with the database, which is everybody's. */
import type { ContactId } from '../domain/ids.ts';
import { StoreError } from '../store/driver.ts';

/** The error as one contact's own; a database that cannot be used is nobody's in particular, and is thrown on. */
export function ownFault(error: unknown): Error {
  if (error instanceof StoreError) throw error;
  return error instanceof Error ? error : new Error(String(error));
}

/** Ends a transaction because of one contact: it is undone, and done again without that one. */
export class WithoutContact extends Error {
  readonly contact: ContactId;
  /** Null when nothing is wrong with it: the database's own rules forbid what was decided, and it is decided about anew. */
  readonly fault: Error | null;
  constructor(contact: ContactId, fault: Error | null) {
    super(fault?.message ?? `the database takes no attempt of contact ${contact} as it was decided`);
    this.name = 'WithoutContact';
    this.contact = contact;
    this.fault = fault;
  }
}
