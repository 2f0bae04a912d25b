/** The people of the demo: what they ask for, when, and how their calls go. */
import { after, type Instant, instant, MINUTE } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';

/** Always the same Tuesday, 3 March 2026, 09:00 in Chicago, so that the demo can be printed; the clocks change that Sunday. */
export const START = instant(Date.parse('2026-03-03T09:00:00-06:00'));
export const HORIZON = instant(Date.parse('2026-03-27T00:00:00-05:00'));

export const PRACTICE = {
  name: 'Lakeside Dental',
  zone: 'America/Chicago',
  bookingLink: 'https://example.com/lakeside',
  agent: 'Dana',
  postalAddress: '200 N Lake Shore Dr, Chicago, IL 60601',
  sequence: 'framework-14',
} as const;

/** A file as an export writes it; Dan's row has neither a phone number nor one address. */
const LEADS = `Created,First Name,Last Name,Phone,Email,Source,Interest,Referred By
2026-03-03T10:00:14-06:00,Maria,Lopez,(312) 555-0142,maria@example.com,Google LSA,a chipped tooth,
2026-03-03T15:20:05-06:00,Aisha,Khan,+1 303 555 0117,aisha@example.com,Referral,clear aligners,Dr. Patel
2026-03-03T21:47:31-06:00,James,Carter,773-555-0163,james@example.com,Facebook,teeth whitening,
2026-03-04T09:12:40-06:00,Luis,Ortega,(630) 555-0151,luis@example.com,Google LSA,a crown,
2026-03-04T11:00:00-06:00,Priya,Nair,212-555-0175,priya@example.com,Cold list,,
2026-03-04T11:00:00-06:00,Dan,Frost,12345,"dan@example.com, frost@example.net",Facebook,a checkup,
2026-03-08T08:05:22-05:00,Sofia,Rossi,(415) 555-0128,sofia@example.com,Web form,a second opinion,
`;

const WEEK = `Created,First Name,Last Name,Phone,Email,Source,Interest
2026-03-03T11:31:09-06:00,Emma,Novak,(847) 555-0136,emma@example.com,Website,a cleaning
2026-03-05T19:55:48-06:00,Noah,Reed,404-555-0188,noah@example.com,Facebook,an implant
`;

export interface LeadFile {
  readonly name: string;
  readonly sequence: string;
  readonly text: string;
}

export const FILES: readonly LeadFile[] = [
  { name: 'leads.csv', sequence: 'framework-14', text: LEADS },
  { name: 'week.csv', sequence: 'follow-up-7', text: WEEK },
];

/** How long after an inquiry its row reaches the program: a form's webhook, or a script that watches an export. */
export const DELIVERY = 20_000;

/** Calls that somebody makes, by first name and touch; any other is left lying until it ends by itself. */
const CALLS: Readonly<Record<string, Readonly<Record<string, CallOutcome>>>> = {
  Maria: { 'call-1': 'voicemail', 'call-2': 'no_answer' },
  Aisha: { 'call-1': 'answered', 'call-2': 'voicemail' },
  James: { 'call-2': 'voicemail' },
  Luis: { 'call-1': 'booked' },
  Priya: { 'call-1': 'no_answer', 'call-2': 'voicemail' },
  Sofia: { 'call-1': 'busy', 'call-2': 'no_answer' },
  Emma: { 'call-1': 'voicemail' },
  Noah: { 'call-1': 'not_interested' },
};

/** Dana works through her list twenty minutes after a task comes up. */
export function callOf(
  firstName: string,
  touch: string,
  dueAt: Instant,
): { readonly at: Instant; readonly outcome: CallOutcome } | null {
  const outcome = CALLS[firstName]?.[touch];
  return outcome === undefined ? null : { at: after(dueAt, 20 * MINUTE), outcome };
}

/** What Luis said on the phone, entered five minutes after the call: the next Tuesday at 14:30. */
export const BOOKING = {
  firstName: 'Luis',
  enteredAt: instant(Date.parse('2026-03-04T10:25:00-06:00')),
  startsAt: instant(Date.parse('2026-03-10T14:30:00-05:00')),
} as const;
