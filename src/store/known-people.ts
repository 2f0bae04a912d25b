/** Who is in the store already: everyone reached at a phone number or address of an import, and what they asked before. */
import {
  asId,
  type BusinessId,
  type ContactId,
  type DestinationId,
  type DestinationKey,
} from '../domain/ids.ts';
import type { ZoneFinding } from '../domain/lead.ts';
import type { Instant, Zone } from '../domain/time.ts';
import { allIn } from './batch.ts';
import { flag, hex, int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import { keyBytes } from './destinations.ts';
import type { Handle } from './driver.ts';
import { worded } from './words.ts';

const ZONE_SOURCES = ['given', 'address', 'phone', 'business'] as const;

/** Somebody who is in the store already, as far as an import must know. */
interface KnownPerson {
  readonly contact: ContactId;
  readonly business: BusinessId;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: DestinationKey | null;
  readonly email: DestinationKey | null;
  readonly zone: ZoneFinding;
  /** The start of the newest active or paused enrollment; null when none runs. */
  readonly runningSince: Instant | null;
  readonly inquiries: readonly KnownInquiry[];
}

interface KnownInquiry {
  readonly sourceText: string | null;
  readonly externalId: string | null;
  readonly receivedAt: Instant | null;
  readonly fields: string;
}

const DESTINATIONS = (list: string) => `
  SELECT id, key, CASE WHEN value IS NULL THEN 1 ELSE 0 END AS erased FROM destination WHERE key IN (${list})`;
// Whoever turned out to be somebody else is known as that one, and at both places.
const PERSON_COLUMNS = `
SELECT contact.id AS place, coalesce(contact.merged_into, contact.id) AS id, business.slug, contact.first_name, contact.last_name,
       ${worded('contact.zones_word')} AS zones, ${worded('contact.zone_from_word')} AS zone_from,
       phone.key AS phone_key, email.key AS email_key
FROM contact JOIN business ON business.id = contact.business_id
LEFT JOIN destination phone ON phone.id = contact.phone_id
LEFT JOIN destination email ON email.id = contact.email_id`;
const BY_PHONE = (list: string) => `${PERSON_COLUMNS} WHERE contact.phone_id IN (${list})`;
const BY_EMAIL = (list: string) => `${PERSON_COLUMNS} WHERE contact.email_id IN (${list})`;
const RUNNING = (list: string) => `
SELECT contact_id, MAX(enrolled_at) AS since FROM enrollment
WHERE contact_id IN (${list}) AND state IN ('active', 'paused') GROUP BY contact_id`;
const INQUIRIES = (list: string) => `
SELECT contact_id, source_text, external_id, received_at, fields FROM lead WHERE contact_id IN (${list}) ORDER BY id`;

export interface Known {
  readonly destinations: ReadonlyMap<DestinationKey, DestinationId>;
  /** Destinations whose number or address was erased, to be filled in again by a new inquiry. */
  readonly erased: ReadonlySet<DestinationKey>;
  /** In the order of their ids. */
  readonly people: readonly KnownPerson[];
}

/** Which of these destinations exist, and everyone who is reached at one of them. */
export async function knownPeople(handle: Handle, keys: readonly DestinationKey[]): Promise<Known> {
  const found = await allIn(handle, DESTINATIONS, keys.map(keyBytes));
  const destinations = new Map(
    found.map((row) => [asId<DestinationKey>(hex(row, 'key')), asId<DestinationId>(int(row, 'id'))]),
  );
  const erased = new Set(
    found.filter((row) => flag(row, 'erased')).map((row) => asId<DestinationKey>(hex(row, 'key'))),
  );
  if (destinations.size === 0) return { destinations, erased, people: [] };
  const ids = [...destinations.values()];
  const rows = [...(await allIn(handle, BY_PHONE, ids)), ...(await allIn(handle, BY_EMAIL, ids))];
  const places = [...new Map(rows.map((row) => [int(row, 'place'), row])).values()];
  places.sort((a, b) => int(a, 'id') - int(b, 'id') || int(a, 'place') - int(b, 'place'));
  const contacts = [...new Set(places.map((row) => int(row, 'id')))];
  if (contacts.length === 0) return { destinations, erased, people: [] };
  const running = new Map(
    (await allIn(handle, RUNNING, contacts)).map((row) => [
      int(row, 'contact_id'),
      int(row, 'since') as Instant,
    ]),
  );
  const inquiries = new Map<number, KnownInquiry[]>();
  for (const row of await allIn(handle, INQUIRIES, contacts)) {
    const contact = int(row, 'contact_id');
    const inquiry: KnownInquiry = {
      sourceText: textOrNull(row, 'source_text'),
      externalId: textOrNull(row, 'external_id'),
      receivedAt: intOrNull(row, 'received_at') as Instant | null,
      fields: text(row, 'fields'),
    };
    const others = inquiries.get(contact);
    if (others) others.push(inquiry);
    else inquiries.set(contact, [inquiry]);
  }
  const people = places.flatMap((row): KnownPerson[] => {
    const id = int(row, 'id');
    const key = (column: string): DestinationKey | null =>
      row[column] === null ? null : asId<DestinationKey>(hex(row, column));
    return [
      {
        contact: asId<ContactId>(id),
        business: asId<BusinessId>(text(row, 'slug')),
        firstName: text(row, 'first_name'),
        lastName: text(row, 'last_name'),
        phone: key('phone_key'),
        email: key('email_key'),
        zone: {
          zones: JSON.parse(text(row, 'zones')) as readonly Zone[],
          from: oneOf(row, 'zone_from', ZONE_SOURCES),
        },
        runningSince: running.get(id) ?? null,
        inquiries: inquiries.get(id) ?? [],
      },
    ];
  });
  return { destinations, erased, people };
}
