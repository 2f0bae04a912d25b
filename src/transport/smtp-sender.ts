/** One business's mail account as its settings have it, and what is wrong with it before any server is asked. */
import { createPrivateKey } from 'node:crypto';
import type { Outcome } from '../domain/attempt.ts';
import { isLoopback } from './mail-address.ts';

/** One business's way to send: its account, its name, its signature. */
export interface SmtpSender {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  /** Null: nobody logs in. */
  readonly user: string | null;
  readonly password: string | null;
  /** At a time; the account's, not the business's, where several share one. */
  readonly connections: number;
  /** As readers see it before the address. */
  readonly name: string;
  /** The key is the PEM itself. */
  readonly dkim: { readonly domain: string; readonly selector: string; readonly key: string } | null;
  /** PEM of certificates to trust instead of the system's, such as a relay's of one's own. */
  readonly ca?: string;
}

export const misconfigured = (code: string, detail: string): Outcome => ({
  kind: 'misconfigured',
  code,
  detail,
});

/** What no server need be asked about. */
export function unusable({ host, security, user, password, dkim }: SmtpSender): Outcome | null {
  if (security === 'none' && !isLoopback(host)) {
    const detail = `security: none would send names, addresses and passwords in the clear to ${host}; it is for a server on this machine. Set smtp.security in leadseq.yaml to starttls or tls`;
    return misconfigured('not_encrypted', detail);
  }
  if (user !== null && !password)
    return misconfigured('no_password', `there is no password for ${user}: set LEADSEQ_SMTP_PASSWORD`);
  return dkim === null || isSigningKey(dkim.key)
    ? null
    : misconfigured('dkim', `the DKIM key for ${dkim.domain} is not an RSA private key in PEM`);
}

function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
