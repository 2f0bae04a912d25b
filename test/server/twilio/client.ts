/** The real SDK, pointed at a fake. */
import twilio from 'twilio';
import { TEST_ACCOUNT } from '../../../src/server/fake-twilio/accounts.ts';
import type { FakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';

export const SENDER = '+15005550006';
export const LEAD = '+13125550142';

export function clientOf(
  fake: FakeTwilio,
  sid = TEST_ACCOUNT.sid,
  token = TEST_ACCOUNT.token,
): twilio.Twilio {
  const client = twilio(sid, token, { timeout: 60_000 });
  client.api.baseUrl = fake.url;
  return client;
}

/** What the API says no with. */
export async function refusalOf(
  request: Promise<unknown>,
): Promise<{ status: number; code: number | undefined }> {
  try {
    await request;
  } catch (error) {
    if (error instanceof twilio.RestException) return { status: error.status, code: error.code };
    throw error;
  }
  throw new Error('it was not refused');
}
