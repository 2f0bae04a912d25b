/** A site that takes mails in, with a sequence of emails; what is posted to it, and what came of it. */
import { tick } from '../../../src/engine/tick.ts';
import { scripted, tickDefaults } from '../../engine/kit.ts';
import { TWO_EMAILS } from '../../engine/letters.ts';
import { createSite, type TestSite } from '../site.ts';

export const mailSite = (): Promise<TestSite> =>
  createSite({ sequences: [TWO_EMAILS], env: { LEADSEQ_MAIL_KEY: 'mail-key' } });

export const postMail = (
  site: TestSite,
  raw: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  business = 'bright-dental',
): Promise<Response> =>
  fetch(`${site.url}/mail/${business}`, {
    method: 'POST',
    body: raw,
    headers: { authorization: 'Bearer mail-key', 'content-type': 'message/rfc822', ...headers },
  });

/** Sends what is due; the Message-ID that the reader has. */
export async function sendEmail(site: TestSite): Promise<string> {
  const { transports, ledger } = scripted();
  await tick(site.site.ws, { ...tickDefaults(site.kit.clock), transports });
  return `<${ledger.at(-1)?.token}@example.com>`;
}

export const states = async (site: TestSite): Promise<readonly unknown[]> =>
  (await site.kit.all('SELECT state FROM enrollment ORDER BY id')).map(({ state }) => state);

export const suppressed = async (site: TestSite): Promise<readonly unknown[]> =>
  (await site.kit.all('SELECT channel, reason FROM suppression ORDER BY id')).map(
    ({ channel, reason }) => `${channel} ${reason}`,
  );
