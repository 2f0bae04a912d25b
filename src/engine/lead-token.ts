/** The name of a lead in links and addresses that come back to us: only this workspace can make one, and it says nothing of the person. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { asId, type ContactId } from '../domain/ids.ts';

/** The contact's number, and 80 bits of proof. */
const NUMBER = 12;
const PROOF = 20;

export function leadToken(pepper: Uint8Array, contact: ContactId): string {
  const number = contact.toString(16).padStart(NUMBER, '0');
  return `${number}${proofOf(pepper, number)}`;
}

/** Null for anything that this workspace has not made. */
export function readLeadToken(pepper: Uint8Array, token: string): ContactId | null {
  const text = token.trim().toLowerCase();
  if (!/^[\da-f]{32}$/.test(text)) return null;
  const number = text.slice(0, NUMBER);
  const proven = timingSafeEqual(Buffer.from(text.slice(NUMBER)), Buffer.from(proofOf(pepper, number)));
  return proven ? asId<ContactId>(Number.parseInt(number, 16)) : null;
}

const proofOf = (pepper: Uint8Array, number: string): string =>
  createHmac('sha256', pepper).update(`lead ${number}`).digest('hex').slice(0, PROOF);
