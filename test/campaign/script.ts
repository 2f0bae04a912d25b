/** The play that a campaign gives: the businesses, their sequence of three weeks, and their settings. */

import type { Zone } from '../../src/domain/time.ts';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';

/** Tuesday 10 March 2026, 10:00 in Chicago. */
export const START = instant(Date.parse('2026-03-10T15:00:00Z'));
export const ZONE = 'America/Chicago' as Zone;

export const SENDERS = { holds: '+13125550190', retries: '+13125550191' } as const;
export const BUSINESSES = ['holds', 'retries'] as const;

/** Tight enough to be met in most rounds: three ticks share a minute, and one alone would use it up. */
export const CAPS = { perRun: 6, perMinute: 4 } as const;

/** Ten touches in three weeks; half of them texts. */
export const SEQUENCE = `
version: 1
id: campaign
name: Three weeks of texts and emails
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: confirm, day: 0, after: 20m, email: { subject: "We got your request", body: "Hi {{ first_name }}, thank you." } }
  - { id: second, day: 2, at: "11:00", sms: "Still of use, {{ first_name }}?" }
  - { id: value, day: 4, at: "09:30", email: { subject: "How it works", body: "A word on how it works, {{ first_name }}." } }
  - { id: third, day: 6, at: "14:00", sms: "Is there a better day, {{ first_name }}?" }
  - { id: call, day: 8, at: "10:00", call: { script: "Ask {{ first_name }}.", voicemail: "Hi {{ first_name }}." } }
  - { id: proof, day: 9, at: "09:00", email: { subject: "What others say", body: "Others say this, {{ first_name }}." } }
  - { id: fourth, day: 12, at: "12:00", sms: "One more idea, {{ first_name }}." }
  - { id: last-mail, day: 16, at: "10:00", email: { subject: "Last letter", body: "The last letter, {{ first_name }}." } }
  - { id: goodbye, day: 21, at: "11:00", closes: true, sms: "I'll stop here, {{ first_name }}." }
`;

/** Touches that promise silence: they go however late it is. */
export const PROMISES: ReadonlySet<string> = new Set(['goodbye']);

/** How late any other may go. */
export const LATEST: Readonly<Record<string, number>> = { sms: 6 * HOUR, email: DAY };

export const settings = (twilio: string, smtp: number, callbacks: number): string => `
version: 1
businesses:
${BUSINESSES.map((id) => business(id)).join('')}
providers: { sms: twilio, email: smtp }
twilio: { account_sid: ${TEST_ACCOUNT.sid}, base_url: "${twilio}" }
smtp: { host: 127.0.0.1, port: ${smtp}, security: none, per_day: 100000, ramp_from: 100000 }
email_replies: watched_by_hand
public_url: http://127.0.0.1:${callbacks}
policy: { budgets: { per_run: ${CAPS.perRun}, per_minute: ${CAPS.perMinute}, per_sender_day: 100000, first_run: 100000 } }
`;

const business = (id: (typeof BUSINESSES)[number]): string => `  ${id}:
    name: ${id}
    zone: ${ZONE}
    postal_address: 1 Main St, Chicago, IL 60601
    senders: { sms: "${SENDERS[id]}", email: hello@${id}.example.com }
    twilio: { on_uncertain: ${id === 'holds' ? 'hold' : 'retry_if_absent'} }
`;
