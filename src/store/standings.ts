/** Everybody with where they can be reached, and where each of their enrollments stands: what a whole simulation is summed up from. */
import { asId, type BusinessId, type ContactId, type SequenceId, type SourceId } from '../domain/ids.ts';
import type { ZoneFinding } from '../domain/lead.ts';
import { type Instant, instant, type Zone } from '../domain/time.ts';
import { flag, int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { worded } from './words.ts';

export interface Person {
  readonly contact: ContactId;
  readonly business: BusinessId;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  /** Where they may be. */
  readonly zones: readonly Zone[];
  readonly stage: string | null;
}

export interface Standing {
  readonly contact: ContactId;
  readonly sequence: SequenceId;
  readonly source: SourceId;
  readonly state: 'active' | 'paused' | 'finished' | 'stopped';
  /** By another sequence or an appointment, and not by an inquiry. */
  readonly handedOver: boolean;
  readonly enrolledAt: Instant;
  readonly pausedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endDetail: string | null;
}

const PEOPLE = `
SELECT contact.id, business.slug, contact.first_name, contact.last_name, contact.stage, phone.value AS phone,
       email.value AS email, ${worded('contact.zones_word')} AS zones
FROM contact
JOIN business ON business.id = contact.business_id
LEFT JOIN destination phone ON phone.id = contact.phone_id
LEFT JOIN destination email ON email.id = contact.email_id
ORDER BY contact.id`;

const STANDINGS = `
SELECT contact_id, ${worded('sequence_word')} AS sequence_id, ${worded('source_word')} AS source, state, handed_over,
       enrolled_at, paused_at, ended_at, end_detail
FROM enrollment ORDER BY id`;

export const everyone = async (handle: Handle): Promise<readonly Person[]> =>
  (await handle.all(PEOPLE)).map(decodePerson);

export const everyStanding = async (handle: Handle): Promise<readonly Standing[]> =>
  (await handle.all(STANDINGS)).map(decodeStanding);

const decodePerson = (row: Row): Person => ({
  contact: asId<ContactId>(int(row, 'id')),
  business: asId<BusinessId>(text(row, 'slug')),
  name: `${text(row, 'first_name')} ${text(row, 'last_name')}`.trim(),
  phone: textOrNull(row, 'phone'),
  email: textOrNull(row, 'email'),
  zones: JSON.parse(textOrNull(row, 'zones') ?? '[]') as ZoneFinding['zones'],
  stage: textOrNull(row, 'stage'),
});

function decodeStanding(row: Row): Standing {
  const at = (name: string): Instant | null => {
    const ms = intOrNull(row, name);
    return ms === null ? null : instant(ms);
  };
  return {
    contact: asId<ContactId>(int(row, 'contact_id')),
    sequence: asId<SequenceId>(text(row, 'sequence_id')),
    source: asId<SourceId>(text(row, 'source')),
    state: oneOf(row, 'state', ['active', 'paused', 'finished', 'stopped']),
    handedOver: flag(row, 'handed_over'),
    enrolledAt: instant(int(row, 'enrolled_at')),
    pausedAt: at('paused_at'),
    endedAt: at('ended_at'),
    endDetail: textOrNull(row, 'end_detail'),
  };
}
