/** Secrets come from the environment or from a `.env` that only its owner can read, never from `leadseq.yaml`. */
import type { BusinessId } from '../domain/ids.ts';
import type { Environment } from './read-workspace.ts';

export type SecretName =
  | 'LEADSEQ_TWILIO_TOKEN'
  /** The account's own token, which signs its webhooks, when the one above is an API key's; or the next one while it is changed. */
  | 'LEADSEQ_TWILIO_AUTH_TOKEN'
  | 'LEADSEQ_SMTP_PASSWORD'
  /** Of whoever reads the mailbox that answers come into. */
  | 'LEADSEQ_IMAP_PASSWORD'
  /** What our own webhooks are signed with. */
  | 'LEADSEQ_WEBHOOK_SECRET'
  /** Whoever has it may post leads. */
  | 'LEADSEQ_LEADS_KEY'
  /** What Facebook signs with (the app's secret), the word by which it asks who we are, and the key of a Google lead form. */
  | 'LEADSEQ_FACEBOOK_SECRET'
  | 'LEADSEQ_FACEBOOK_VERIFY'
  | 'LEADSEQ_GOOGLE_KEY'
  /** What Calendly signs its webhooks with, and Cal.com. */
  | 'LEADSEQ_CALENDLY_KEY'
  | 'LEADSEQ_CAL_KEY'
  /** Of whoever posts mails and events. */
  | 'LEADSEQ_MAIL_KEY'
  | 'LEADSEQ_EVENTS_KEY'
  /** What our own webhooks are signed with. */
  | 'LEADSEQ_WEBHOOK_SECRET';

/** `LEADSEQ_TWILIO_TOKEN_BRIGHT_DENTAL` is the secret of `bright-dental` alone. */
export const ownSecretName = (name: SecretName, business: BusinessId): string =>
  `${name}_${business.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;

/** The business's own secret, or the one for all; null when neither is set. */
export function secretFor(env: Environment, name: SecretName, business: BusinessId): string | null {
  return env[ownSecretName(name, business)] || env[name] || null;
}

/** All that is in force: two with a blank between them while one takes the other's place. */
export const secretsFor = (env: Environment, name: SecretName, business: BusinessId): readonly string[] =>
  secretFor(env, name, business)?.split(/\s+/).filter(Boolean) ?? [];

/** All of a secret that is ever shown. A short one is hidden whole: four characters of it would be too many. */
export const lastFour = (secret: string): string => (secret.length < 12 ? '…' : `…${secret.slice(-4)}`);
