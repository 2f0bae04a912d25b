/** A sequence of emails, and what somebody writes back. */
import { randomUUID } from 'node:crypto';

/** An email now, and another one four days later. */
export const TWO_EMAILS = `
version: 1
id: emails
name: Two emails
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    email: { subject: "Your request", body: "Hi {{ first_name }}, thank you." }
  - id: again
    day: 4
    at: "10:00"
    email: { subject: "One more", body: "Hi {{ first_name }}." }
when:
  bounced: { do: stop, task: "Find another way to reach {{ first_name }}" }
`;

interface Parts {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly id?: string | null;
  readonly more?: readonly string[];
}

export const letter = ({
  from = 'maria@example.com',
  to = 'hello@example.com',
  subject = 'Re: Your request',
  text = 'Thanks, I will think about it.',
  id = `${randomUUID()}@mail.example.com`,
  more = [],
}: Parts = {}): string =>
  [
    `From: Maria <${from}>`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    'Date: Tue, 10 Mar 2026 09:59:00 -0500',
    ...more,
    '',
    text,
    '',
  ].join('\r\n');
