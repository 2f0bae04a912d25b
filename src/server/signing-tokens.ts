/** The secrets that a business's webhooks may be signed with: its account's auth token, two of them while it is being changed. */
import type { BusinessId } from '../domain/ids.ts';
import { secretFor } from '../engine/secrets.ts';
import type { Site } from './site.ts';

/** None: what comes for it cannot be believed. With an API key the usual secret is the key's, and signs nothing. */
export function signingTokens(
  { ws, env }: Pick<Site, 'ws' | 'env'>,
  business: BusinessId,
): readonly string[] {
  const account = ws.config.accounts.get(business)?.twilio;
  const usual = account?.apiKey === null ? secretFor(env, 'LEADSEQ_TWILIO_TOKEN', business) : null;
  const other = secretFor(env, 'LEADSEQ_TWILIO_AUTH_TOKEN', business);
  return [usual, other].filter((token) => token !== null);
}
