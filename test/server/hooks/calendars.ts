/** Words of the two calendars as they send them, signed as they sign them. */
import { createHmac } from 'node:crypto';
import { DAY, HOUR } from '../../../src/domain/time.ts';
import { ALL } from '../../actions/sequences.ts';
import { TUESDAY_10 } from '../../engine/kit.ts';
import { createSite, type SiteOptions, type TestSite } from '../site.ts';

export const KEY = 'a-key-of-calendly';
export const CAL_KEY = 'a-key-of-cal';

export const calendarSite = (options: SiteOptions = {}): Promise<TestSite> =>
  createSite({
    sequences: ALL,
    env: {
      LEADSEQ_CALENDLY_KEY_BRIGHT_DENTAL: KEY,
      LEADSEQ_CAL_KEY: CAL_KEY,
      LEADSEQ_CALENDLY_KEY_OAK_DENTAL: 'a-key-of-oak',
    },
    ...options,
  });

const at = (ms: number): string => new Date(TUESDAY_10 + ms).toISOString();
export const THURSDAY = at(2 * DAY);
export const FRIDAY = at(3 * DAY);
export const YESTERDAY = at(-DAY);
export const IN_THREE_YEARS = at(3 * 365 * DAY);
export const IN_AN_HOUR = at(HOUR);

const INVITEES = 'https://api.calendly.com/scheduled_events/AAAA/invitees';

export interface Invitee {
  readonly id?: string;
  readonly email?: string | null;
  readonly phone?: string;
  readonly token?: string;
  readonly start?: string;
  readonly old?: string;
  readonly rescheduled?: boolean;
}

export const uriOf = (id: string): string => `${INVITEES}/${id}`;

/** `invitee.created` or `invitee.canceled`, with the fields of Calendly's reference that matter, and one that does not. */
export function calendly(event: string, one: Invitee = {}): object {
  const { id = 'A', email = 'maria@example.com', phone, token, start = THURSDAY, old, rescheduled } = one;
  return {
    event,
    created_at: at(0),
    created_by: 'https://api.calendly.com/users/AAAA',
    payload: {
      uri: uriOf(id),
      email,
      name: 'Maria Lopez',
      timezone: 'America/Chicago',
      status: event === 'invitee.canceled' ? 'canceled' : 'active',
      rescheduled: rescheduled ?? false,
      old_invitee: old === undefined ? null : uriOf(old),
      text_reminder_number: phone ?? null,
      questions_and_answers: [],
      tracking: { utm_content: token ?? null, utm_source: null },
      scheduled_event: { start_time: start, name: 'First visit' },
    },
  };
}

export const noShow = (id: string): object => ({
  event: 'invitee_no_show.created',
  created_at: at(0),
  payload: { uri: 'https://api.calendly.com/invitee_no_shows/N', invitee: uriOf(id) },
});

export const signedByCalendly = (body: string, seconds: number, key = KEY): string =>
  `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;

export function postCalendly(site: TestSite, word: object, key = KEY, business = 'bright-dental') {
  const body = JSON.stringify(word);
  const signature = signedByCalendly(body, Math.floor(site.kit.clock.now / 1_000), key);
  return fetch(`${site.url}/hooks/calendly/${business}`, {
    method: 'POST',
    body,
    headers: { 'calendly-webhook-signature': signature, 'content-type': 'application/json' },
  });
}

export interface CalBooking {
  readonly uid?: string;
  readonly old?: string;
  readonly start?: string;
  readonly email?: string;
  readonly token?: string;
  readonly phone?: string;
}

export function cal(triggerEvent: string, one: CalBooking = {}): object {
  const { uid = 'U1', old, start = THURSDAY, email = 'maria@example.com', token, phone } = one;
  return {
    triggerEvent,
    createdAt: at(0),
    payload: {
      uid,
      ...(old === undefined ? {} : { rescheduleUid: old }),
      title: 'First visit',
      startTime: start,
      attendees: [{ email, name: 'Maria Lopez', timeZone: 'America/Chicago' }],
      responses: { ...(phone && { attendeePhoneNumber: { label: 'phone', value: phone } }) },
      metadata: token === undefined ? {} : { lead: token },
    },
  };
}

export function postCal(site: TestSite, word: object, key: string | null = CAL_KEY) {
  const body = JSON.stringify(word);
  return fetch(`${site.url}/hooks/cal/bright-dental`, {
    method: 'POST',
    body,
    headers:
      key === null ? {} : { 'x-cal-signature-256': createHmac('sha256', key).update(body).digest('hex') },
  });
}

/** What stands in the end: appointments, what runs, why the chase ended, and what a person is to do. */
export async function stateOf(site: TestSite): Promise<object> {
  const [appointments, enrollments, tasks, contacts] = await Promise.all([
    site.kit.all('SELECT contact_id, starts_at, state, provider, provider_id FROM appointment'),
    site.kit.all(
      `SELECT contact_id, state, anchor_at, end_code FROM enrollment
       WHERE end_code IS NULL OR end_code <> 'appointment_cancelled'`,
    ),
    site.kit.all('SELECT contact_id, kind, state, title FROM task'),
    site.kit.all('SELECT id, stage FROM contact'),
  ]);
  const sorted = (rows: readonly object[]): readonly string[] =>
    rows.map((row) => JSON.stringify(row)).sort();
  return {
    appointments: sorted(appointments),
    enrollments: sorted(enrollments),
    tasks: sorted(tasks),
    contacts: sorted(contacts),
  };
}
