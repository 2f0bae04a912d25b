/** Whether a request names the key of a business. */
import type { BusinessId } from '../domain/ids.ts';
import { type SecretName, secretsFor } from '../engine/secrets.ts';
import { same } from './same.ts';
import type { Call, Site } from './site.ts';

/** A business that there is not has no key either. */
export function isBearer(call: Call, { ws, env }: Site, name: SecretName, business: BusinessId): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(call.req.header('authorization') ?? '') ?? [];
  if (given === undefined || !ws.config.businesses.has(business)) return false;
  return secretsFor(env, name, business).filter((key) => same(given, key)).length > 0;
}
