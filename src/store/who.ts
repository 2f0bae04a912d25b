/** Whose row a contact is, and nothing that could be unreadable. */
import { asId, type BusinessId, type ContactId } from '../domain/ids.ts';
import { text } from './decode.ts';
import type { Handle } from './driver.ts';

const WHO = `
  SELECT b.slug, c.first_name, c.last_name FROM contact c JOIN business b ON b.id = c.business_id WHERE c.id = ?`;

export async function whoIs(
  db: Handle,
  contact: ContactId,
): Promise<{ readonly business: BusinessId; readonly name: string } | null> {
  const row = (await db.all(WHO, [contact]))[0];
  if (row === undefined) return null;
  return {
    business: asId<BusinessId>(text(row, 'slug')),
    name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
  };
}
