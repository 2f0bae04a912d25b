/** What was sent from a database that was lost does not go again from the one that took its place: before each text the provider is asked. */
import type { BusinessId } from '../domain/ids.ts';
import { DAY, elapsed, type Instant, instant } from '../domain/time.ts';
import type { Handle } from '../store/driver.ts';
import { getMeta, putMeta } from '../store/meta.ts';
import { knownAccounts } from '../store/origins.ts';
import type { Transport } from '../transport/transport.ts';

/** A stretch of which this database knows nothing. */
export interface LostDays {
  readonly since: Instant;
  readonly until: Instant;
  /** The accounts through which each business may have texted in it, as far as this database knows. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
}

/** Of what was not sent from here, because it may have been from the database that was lost. */
export const LOST_DAYS = 'lost_days';
/** Of what was only looked for, while the database was adopted. */
export const ADOPTED = 'adopted';

/** What was due in it has gone, or is too late, by then; and words that are said each month are new again. */
const REMEMBERED = 7 * DAY;

export async function lostDays(db: Handle, now: Instant): Promise<LostDays | null> {
  const stored = await getMeta(db, 'lost_days');
  if (stored === null) return null;
  const [since, until] = stored.split(' ').map(Number);
  if (since === undefined || until === undefined || elapsed(instant(until), now) > REMEMBERED) return null;
  const accounts = JSON.parse((await getMeta(db, 'lost_accounts')) ?? '{}') as LostDays['accounts'];
  return { since: instant(since), until: instant(until), accounts };
}

/** Written before anything else is: an adoption that was cut off, and is begun again, knows as little as the first. */
export async function noteLostDays(db: Handle, lastAt: Instant, now: Instant): Promise<LostDays> {
  const known = await lostDays(db, now);
  const since = known !== null && known.since < lastAt ? known.since : lastAt;
  const accounts: Record<string, readonly string[]> = { ...known?.accounts };
  // Before a tick sees that the account is another one now, and writes that down.
  for (const [business, account] of await knownAccounts(db))
    accounts[business] = [...new Set([...(accounts[business] ?? []), account])];
  await putMeta(db, 'lost_accounts', JSON.stringify(accounts));
  await putMeta(db, 'lost_days', `${since} ${now}`);
  return { since, until: now, accounts };
}

/**
 * That a text is missing from an account's list proves nothing where it may have gone through another account. Null when
 * the one that was asked is the only one there ever was.
 */
export function unprovable(
  { accounts }: Pick<LostDays, 'accounts'>,
  carrier: Transport,
  business: BusinessId,
): string | null {
  const asked = carrier.origin?.(business)?.account ?? null;
  const others = (accounts[business] ?? []).filter((account) => asked !== null && account !== asked);
  return others.length === 0
    ? null
    : `it may have gone through another account (${others.join(', ')}), and the list of ${asked}, which leadseq.yaml names, cannot show that`;
}

/**
 * An adoption asks about what is due at its moment. What a pause, a night or a word not yet given held back then is due
 * later, and has gone all the same.
 */
export function askingFirst(db: Handle, now: () => Instant, carrier: Transport): Transport {
  const { look } = carrier;
  if (look === undefined) return carrier;
  return {
    ...carrier,
    async send(message, key, signal) {
      const lost = message.kind === 'sms' ? await lostDays(db, now()) : null;
      if (lost === null || message.kind !== 'sms') return carrier.send(message, key, signal);
      const { token, business } = key;
      const { since: at, until: deadline } = lost;
      const sought = {
        token,
        business,
        channel: message.kind,
        to: message.to,
        body: message.body,
        at,
        deadline,
      };
      const seen = await look(sought, signal);
      const [providerId] = seen.kind === 'found' ? seen.providerIds : [];
      if (providerId !== undefined)
        return { kind: 'sent', providerId, detail: 'sent before this database was adopted' };
      if (seen.kind === 'absent') {
        const unproven = unprovable(lost, carrier, business);
        if (unproven === null) return carrier.send(message, key, signal);
        // No list will ever tell: that is for a person.
        return { kind: 'uncertain', code: LOST_DAYS, detail: unproven };
      }
      const detail = seen.kind === 'unclear' ? seen.detail : 'the provider names no message';
      return {
        kind: 'unsent',
        code: LOST_DAYS,
        detail: `it may have gone from the database that was lost: ${detail}`,
        retryAfter: AGAIN,
      };
    },
  };
}

/** Nothing was written, so nothing is uncertain: the question is asked again. */
const AGAIN = 300_000;
