/** People and runs for the store's tests: one business, a run, and leads with a phone number and an address each. */

import {
  type AttemptToken,
  asId,
  type BusinessId,
  type ContactId,
  type DestinationId,
  type DestinationKey,
  type EnrollmentId,
  type RevisionHash,
  type RevisionId,
  type RunId,
  type TouchId,
} from '../../src/domain/ids.ts';
import { HOUR, type Instant, instant, localDate, MINUTE, type Zone } from '../../src/domain/time.ts';
import type { NewAttempt } from '../../src/store/attempt-rows.ts';
import { ensureBusiness } from '../../src/store/businesses.ts';
import { int, only } from '../../src/store/decode.ts';
import { destinationKey, ensureDestination } from '../../src/store/destinations.ts';
import type { Handle } from '../../src/store/driver.ts';
import { startRun } from '../../src/store/runs.ts';
import { wordIds } from '../../src/store/words.ts';

/** Tuesday 2026-03-03, 16:00 UTC: 10:00 in Chicago. */
export const TUESDAY = instant(Date.UTC(2026, 2, 3, 16));
export const CHICAGO = 'America/Chicago' as Zone;
export const PEPPER = new Uint8Array(32).fill(7);
export const ACME = asId<BusinessId>('acme');

export interface Person {
  readonly contact: ContactId;
  readonly enrollment: EnrollmentId;
  readonly phone: DestinationId;
  readonly phoneKey: DestinationKey;
  readonly email: DestinationId;
  readonly emailKey: DestinationKey;
}

export interface Scene {
  readonly business: number;
  readonly revision: RevisionId;
  readonly run: RunId;
}

export async function setScene(db: Handle, pid = 100): Promise<Scene> {
  const business = await ensureBusiness(db, ACME);
  const known = await db.all('SELECT id FROM revision WHERE hash = ?', ['a'.repeat(64)]);
  const made =
    known.length > 0
      ? known
      : await db.all(
          'INSERT INTO revision (sequence_id, hash, compiled, stored_at) VALUES (?, ?, ?, ?) RETURNING id',
          ['framework-14', asId<RevisionHash>('a'.repeat(64)), '{}', TUESDAY],
        );
  const owner = { command: 'tick', host: 'here', bootId: 'boot-1', pid, pidStarted: '1' };
  const run = await startRun(db, owner, TUESDAY);
  return { business, revision: asId<RevisionId>(int(only(made), 'id')), run };
}

/** A contact with an active enrollment; `n` picks the phone number, +1 312 555 01nn for the first hundred, and the address. */
export async function addPerson(db: Handle, scene: Scene, n: number): Promise<Person> {
  const phoneValue = `+1${312 + Math.floor(n / 100)}55501${String(n % 100).padStart(2, '0')}`;
  const emailValue = `lead-${n}@example.com`;
  const phoneKey = destinationKey(PEPPER, ACME, 'phone', phoneValue);
  const emailKey = destinationKey(PEPPER, ACME, 'email', emailValue);
  const to = { businessRow: scene.business, zone: CHICAGO };
  const phone = await ensureDestination(db, { ...to, kind: 'phone', value: phoneValue, key: phoneKey });
  const email = await ensureDestination(db, { ...to, kind: 'email', value: emailValue, key: emailKey });
  const word = await wordIds(db, [CHICAGO, 'phone', 'framework-14', 'web_form']);
  const contact = int(
    only(
      await db.all(
        `INSERT INTO contact (business_id, first_name, last_name, phone_id, textable, email_id, zones_word, zone_from_word)
         VALUES (?, ?, ?, ?, 1, ?, ?, ?) RETURNING id`,
        [scene.business, `Lead ${n}`, '', phone, email, word(CHICAGO), word('phone')],
      ),
    ),
    'id',
  );
  const lead = int(
    only(
      await db.all(`INSERT INTO lead (contact_id, imported_at, fields) VALUES (?, ?, '{}') RETURNING id`, [
        contact,
        TUESDAY,
      ]),
    ),
    'id',
  );
  const enrollment = int(
    only(
      await db.all(
        `INSERT INTO enrollment (contact_id, lead_id, revision_id, sequence_word, source_word, state, enrolled_at, anchor_at)
         VALUES (?, ?, ?, ?, ?, 'active', ?, ?) RETURNING id`,
        [contact, lead, scene.revision, word('framework-14'), word('web_form'), TUESDAY, TUESDAY],
      ),
    ),
    'id',
  );
  return {
    contact: asId<ContactId>(contact),
    enrollment: asId<EnrollmentId>(enrollment),
    phone,
    phoneKey,
    email,
    emailKey,
  };
}

let tokens = 0;
/** Unique in this process and, by its pid, among all that test at once. */
const nextToken = (): AttemptToken => {
  tokens += 1;
  return asId<AttemptToken>(
    `${process.pid.toString(16).padStart(16, '0')}${tokens.toString(16).padStart(16, '0')}`,
  );
};

/** A text of the touch `hello`, ready to be reserved. */
export function textTo(
  scene: Scene,
  person: Pick<Person, 'contact' | 'enrollment' | 'phone'>,
  change: Partial<NewAttempt> & { readonly at?: Instant } = {},
): NewAttempt {
  const { at = TUESDAY, ...rest } = change;
  return {
    enrollment: person.enrollment,
    touch: asId<TouchId>('hello'),
    occurrence: 0,
    channel: 'sms',
    contact: person.contact,
    destination: person.phone,
    revision: scene.revision,
    automatic: true,
    late: false,
    basis: 'window',
    transport: 'outbox',
    rehearsal: false,
    token: nextToken(),
    run: scene.run,
    fence: 1,
    dueAt: at,
    wireAt: at,
    deadlineAt: instant(at + MINUTE),
    windowEndAt: instant(at + HOUR),
    localDay: localDate('2026-03-03'),
    zone: CHICAGO,
    subject: null,
    body: 'Hi, it is Acme. Reply STOP to opt out.',
    segments: 1,
    ...rest,
  };
}
