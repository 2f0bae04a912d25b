/** Calls an operator's addresses as Twilio does: signed, form-encoded, no redirects, one more try when nobody can be reached. */
import { randomUUID } from 'node:crypto';
import { type Fields, signatureOf } from '../twilio-signature.ts';

export interface Webhook {
  /** As it was configured; a fragment such as `#rc=3` is for the provider alone. */
  readonly url: string;
  readonly token: string;
  readonly fields: Fields;
  /** Another place to deliver to; null: where the address says. */
  readonly deliverTo: string | null;
}

/** The HTTP status, or why there was none. */
export type Delivery =
  | { readonly kind: 'answered'; readonly status: number; readonly url: string; readonly body: string }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly url: string };

/** All tries together. */
const PATIENCE = 15_000;

/** Nothing that this program only pretends leaves the machine. */
const isHere = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

export async function deliver({ url, token, fields, deliverTo }: Webhook): Promise<Delivery> {
  const [address = ''] = url.split('#');
  const target = targetOf(address, deliverTo);
  if (!isHere(target)) return { kind: 'unreachable', reason: 'it is not on this machine', url: address };
  const request = {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'user-agent': 'TwilioProxy/1.1 (leadseq fake)',
      'x-twilio-signature': signatureOf(token, address, fields),
      'i-twilio-idempotency-token': randomUUID(),
    },
    body: new URLSearchParams([...fields]).toString(),
  } as const;
  const deadline = AbortSignal.timeout(PATIENCE);
  let reason = '';
  for (let tries = 0; tries < 2; tries++) {
    try {
      const response = await fetch(target, { ...request, signal: deadline });
      return { kind: 'answered', status: response.status, url: address, body: await response.text() };
    } catch (error) {
      reason = reasonOf(error);
      if (reason !== 'ECONNREFUSED') break;
    }
  }
  return { kind: 'unreachable', reason, url: address };
}

/** The same path and query at the other place. */
function targetOf(address: string, deliverTo: string | null): URL {
  const { pathname, search } = new URL(address);
  return deliverTo === null ? new URL(address) : new URL(`${pathname}${search}`, deliverTo);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : 'unknown';
}
