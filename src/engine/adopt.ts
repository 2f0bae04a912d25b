/** Takes a copied, restored or older database over on a person's word: first asks the provider what has gone out already, then binds it. */
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../domain/attempt.ts';
import type { Instant } from '../domain/time.ts';
import type { Message } from '../message/message.ts';
import { dueContacts } from '../store/claims.ts';
import { getMeta } from '../store/meta.ts';
import type { SendKey, Transport } from '../transport/transport.ts';
import { type Binding, bind, bindingOf } from './instance.ts';
import { ADOPTED, type LostDays, noteLostDays, unprovable } from './lost-days.ts';
import { tick } from './tick.ts';
import type { TickEvent, TickOptions, TickReport } from './tick-options.ts';
import type { Transports } from './transports.ts';
import type { Workspace } from './workspace.ts';

export type AdoptOptions = Pick<TickOptions, 'now' | 'random' | 'signal' | 'transports'>;

export interface Survey {
  readonly binding: Binding;
  /** When something was last done with this database. */
  readonly lastAt: Instant | null;
  /** Contacts to be looked at now; at most `MOST_DUE`. */
  readonly due: number;
  /** What the next tick would send, as far as its budget reaches. */
  readonly first: readonly TickEvent[];
  /** Channels whose provider can be asked what it has sent. */
  readonly asks: readonly Message['kind'][];
}

export const MOST_DUE = 10_000;

/** Changes nothing. */
export async function surveyAdoption(ws: Workspace, options: AdoptOptions): Promise<Survey> {
  const first: TickEvent[] = [];
  await tick(ws, {
    ...options,
    dryRun: true,
    onEvent: (event) => {
      if (event.kind === 'sent') first.push(event);
    },
  });
  return {
    binding: await bindingOf(ws),
    lastAt: await lastAtOf(ws),
    due: (await dueContacts(ws.db, options.now(), MOST_DUE, 'urgency')).length,
    first,
    asks: (['sms', 'email'] as const).filter((channel) => options.transports[channel].look !== undefined),
  };
}

async function lastAtOf(ws: Workspace): Promise<Instant | null> {
  const known = await getMeta(ws.db, 'high_water');
  return known === null ? null : (Number(known) as Instant);
}

export interface Adopted {
  /** Messages that the provider had sent already, or may have: they are marked so. Null when nobody could be asked. */
  readonly asked: Pick<TickReport, 'sent' | 'unsent' | 'uncertain' | 'obstacle'> | null;
}

/**
 * Every message that is due is first looked for in the provider's list, by the code that would send it, with a transport
 * that only looks. Until that is over the database is not bound, so that no other tick can send. Its new name makes every
 * copy from before another database.
 */
export async function adopt(ws: Workspace, options: AdoptOptions): Promise<Adopted> {
  const { transports } = options;
  const now = options.now();
  const lost = await noteLostDays(ws.db, (await lastAtOf(ws)) ?? now, now);
  const canAsk = transports.sms.look !== undefined || transports.email.look !== undefined;
  const asked = canAsk
    ? await tick(unbudgeted(ws), { ...options, transports: askingOnly(transports, lost), adopting: true })
    : null;
  if (asked?.obstacle == null) await bind(ws, randomUUID());
  return { asked };
}

/** A question costs nobody anything: all that is due is asked for at once. */
function unbudgeted(ws: Workspace): Workspace {
  const budgets = { perRun: 1e6, perMinute: 1e6, perSenderDay: 1e6, firstRun: 1e6 };
  const policies = [...ws.config.policies].map(([id, policy]) => [id, { ...policy, budgets }] as const);
  return { ...ws, config: { ...ws.config, policies: new Map(policies) } };
}

function askingOnly({ sms, email }: Transports, lost: LostDays): Transports {
  const asking = (real: Transport): Transport => ({
    ...real,
    send: (message, key, signal) => lookFor(real, message, key, lost, signal),
    close: () => Promise.resolve(),
  });
  return { sms: asking(sms), email: asking(email) };
}

async function lookFor(
  real: Transport,
  message: Message,
  key: SendKey,
  lost: LostDays,
  signal: AbortSignal,
): Promise<Outcome> {
  const sought = {
    token: key.token,
    business: key.business,
    channel: message.kind,
    to: message.to,
    body: message.kind === 'sms' ? message.body : message.text,
    at: lost.since,
    deadline: key.at,
  };
  const seen = await real.look?.(sought, signal);
  const detail = 'looked for at the provider when this database was adopted';
  if (seen?.kind === 'unclear')
    return { kind: 'uncertain', code: ADOPTED, detail: `${detail}: ${seen.detail}` };
  const [providerId] = seen?.kind === 'found' ? seen.providerIds : [];
  if (providerId !== undefined) return { kind: 'sent', providerId };
  const unproven = unprovable(lost, real, key.business);
  if (unproven !== null) return { kind: 'uncertain', code: ADOPTED, detail: `${detail}: ${unproven}` };
  return { kind: 'unsent', code: ADOPTED, detail: `${detail}, and not found`, retryAfter: 60_000 };
}
