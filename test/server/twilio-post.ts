/** Posts to a test site as Twilio does: a form, signed over the public address. */
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { signatureOf } from '../../src/server/twilio-signature.ts';
import { PUBLIC, type TestSite } from './site.ts';

export interface TwilioPost {
  readonly token?: string;
  /** What is signed, where that is not the address it goes to. */
  readonly url?: string;
  readonly signature?: string | null;
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

export async function twilioPost(
  site: Pick<TestSite, 'url'>,
  path: string,
  fields: Readonly<Record<string, string>>,
  how: TwilioPost = {},
): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const signature =
    how.signature === undefined
      ? signatureOf(
          how.token ?? TEST_ACCOUNT.token,
          how.url ?? `${PUBLIC}${path}`,
          new Map(Object.entries(fields)),
        )
      : how.signature;
  const answer = await fetch(`${site.url}${path}`, {
    method: how.method ?? 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(signature === null ? {} : { 'x-twilio-signature': signature }),
      ...how.headers,
    },
    body: how.body ?? new URLSearchParams(fields).toString(),
    duplex: 'half',
  } as RequestInit);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** The sid of an inbound text, by number. */
export const smsSid = (n: number): string => `SM${n.toString(16).padStart(32, '0')}`;

export const inboundFields = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ApiVersion: '2010-04-01',
  MessageSid: smsSid(1),
  SmsSid: smsSid(1),
  SmsMessageSid: smsSid(1),
  SmsStatus: 'received',
  NumSegments: '1',
  NumMedia: '0',
  AccountSid: TEST_ACCOUNT.sid,
  From: '+13125550142',
  To: '+13125550100',
  Body: 'Hello?',
  FromCity: 'CHICAGO',
  ...more,
});
