/** A message as the provider keeps it, and the JSON resource that the API shows of it at an instant. */
import type { Instant } from '../../domain/time.ts';
import { segmentsOf } from './segments.ts';
import { type MessageStatus, reached, type Step, stepAt } from './statuses.ts';

export interface FakeMessage {
  readonly sid: string;
  readonly account: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  readonly to: string;
  readonly from: string;
  readonly service: string | null;
  readonly body: string;
  readonly media: number;
  readonly at: Instant;
  readonly course: readonly Step[];
  readonly callback: string | null;
}

export interface MessageResource {
  readonly account_sid: string;
  readonly api_version: '2010-04-01';
  readonly body: string;
  readonly date_created: string;
  readonly date_sent: string | null;
  readonly date_updated: string;
  readonly direction: FakeMessage['direction'];
  readonly error_code: number | null;
  readonly error_message: string | null;
  readonly from: string | null;
  readonly messaging_service_sid: string | null;
  readonly num_media: string;
  readonly num_segments: string;
  readonly price: string | null;
  readonly price_unit: string | null;
  readonly sid: string;
  readonly status: MessageStatus;
  readonly subresource_uris: { readonly media: string; readonly feedback: string };
  readonly to: string;
  readonly uri: string;
}

export function resourceOf(message: FakeMessage, now: Instant): MessageResource {
  const { sid, account, direction, course } = message;
  const step = stepAt(course, now);
  // A service has not picked a sender yet: no number, and nothing counted.
  const isPicked = step.status !== 'accepted';
  const sent = sentAt(message, now);
  const home = `/2010-04-01/Accounts/${account}/Messages/${sid}`;
  return {
    account_sid: account,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.at),
    date_sent: sent === null ? null : rfc2822(sent),
    date_updated: rfc2822(step.at),
    direction,
    error_code: step.errorCode,
    error_message: null,
    from: isPicked ? message.from : null,
    messaging_service_sid: message.service,
    num_media: String(message.media),
    num_segments: isPicked ? String(segmentsOf(message.body)) : '0',
    price: null,
    price_unit: 'USD',
    sid,
    status: step.status,
    subresource_uris: { media: `${home}/Media.json`, feedback: `${home}/Feedback.json` },
    to: message.to,
    uri: `${home}.json`,
  };
}

/** An inbound message counts as sent when it was received. */
export const sentAt = (message: FakeMessage, now: Instant): Instant | null =>
  message.direction === 'inbound' ? message.at : reached(message.course, 'sent', now);

/** `Sun, 22 Nov 2026 05:30:03 +0000`: the API's form of RFC 2822. */
export const rfc2822 = (at: Instant): string => new Date(at).toUTCString().replace('GMT', '+0000');
