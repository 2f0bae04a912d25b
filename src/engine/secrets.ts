/** Secrets come from the environment or from a `.env` that only its owner can read, never from `leadseq.yaml`. */
import type { BusinessId } from '../domain/ids.ts';
import type { Environment } from './read-workspace.ts';

export type SecretName = 'LEADSEQ_TWILIO_TOKEN' | 'LEADSEQ_SMTP_PASSWORD';

/** The business's own, such as `LEADSEQ_TWILIO_TOKEN_BRIGHT_DENTAL`, or the one for all; null when neither is set. */
export function secretFor(env: Environment, name: SecretName, business: BusinessId): string | null {
  const own = `${name}_${business.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return env[own] || env[name] || null;
}
