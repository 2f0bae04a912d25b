/** Contacts as a CRM knows them: names, where they are reached, their stage, and the id that it gave them itself. */
import { asId, type ContactId } from '../domain/ids.ts';
import { allIn } from './batch.ts';
import { int, text, textOrNull } from './decode.ts';
import type { Handle } from './driver.ts';

export interface KnownContact {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly stage: string | null;
  /** Of the newest lead that came with one. */
  readonly externalId: string | null;
}

const KNOWN = (list: string) => `
SELECT contact.id, contact.first_name, contact.last_name, contact.stage, phone.value AS phone, email.value AS email,
  (SELECT lead.external_id FROM lead WHERE lead.contact_id = contact.id AND lead.external_id IS NOT NULL
   ORDER BY lead.id DESC LIMIT 1) AS external_id
FROM contact
LEFT JOIN destination AS phone ON phone.id = contact.phone_id
LEFT JOIN destination AS email ON email.id = contact.email_id
WHERE contact.id IN (${list})`;

export async function knownContacts(
  db: Handle,
  contacts: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, KnownContact>> {
  const rows = await allIn(db, KNOWN, contacts);
  return new Map(
    rows.map((row) => [
      asId<ContactId>(int(row, 'id')),
      {
        name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
        firstName: text(row, 'first_name'),
        lastName: text(row, 'last_name'),
        phone: textOrNull(row, 'phone'),
        email: textOrNull(row, 'email'),
        stage: textOrNull(row, 'stage'),
        externalId: textOrNull(row, 'external_id'),
      },
    ]),
  );
}
