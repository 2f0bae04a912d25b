/** What carries each channel, as `leadseq.yaml` says; a provider's library is loaded when it is first asked for. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import { withEnvFile } from '../engine/env-file.ts';
import { type Gap, isReady, liveGaps } from '../engine/going-live-gaps.ts';
import { askingFirst } from '../engine/lost-days.ts';
import { NotReady } from '../engine/not-ready.ts';
import { reachingOnly } from '../engine/only-to.ts';
import { LARGEST_MAIL } from '../engine/read-mail.ts';
import { type Environment, readWorkspace } from '../engine/read-workspace.ts';
import { secretFor } from '../engine/secrets.ts';
import type { Transports } from '../engine/transports.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { OriginOf } from '../sequence/origins.ts';
import type { ImapAccount } from '../transport/imap.ts';
import type { Mailboxes } from '../transport/mailbox.ts';
import { outbox } from '../transport/outbox.ts';
import type { SmtpSender } from '../transport/smtp-sender.ts';
import type { Transport } from '../transport/transport.ts';
import type { TwilioSender } from '../transport/twilio.ts';
import type { Io } from './io.ts';
import { tellerOf } from './teller.ts';

/** The caller closes what it has opened: `closeCarriers`. Throws `NotReady` with everything that a live provider lacks. */
export async function openCarriers(io: Io, ws: Workspace): Promise<Transports> {
  const { sms, email } = ws.config.transports;
  const files = outbox(ws.outbox);
  if (sms === 'outbox' && email === 'outbox') return { sms: files, email: files };
  const env = environmentOf(io, ws);
  const gaps = await liveGaps(ws, env);
  if (gaps.length > 0) throw new NotReady(await tellGaps(io, ws, env, gaps));
  const { onlyTo } = ws.config;
  const mails = email === 'outbox' ? files : await openSmtp(io, ws, env);
  return {
    sms:
      sms === 'outbox'
        ? files
        : reachingOnly(onlyTo, askingFirst(ws.db, io.now, await openTwilio(io, ws, env))),
    email: email === 'outbox' ? files : reachingOnly(onlyTo, mails),
    // A team is told whomever a try-out names.
    teller: tellerOf(io, ws, env, mails),
    ...(email !== 'outbox' && ws.config.emailReplies === 'imap'
      ? { mailboxes: await openMailboxes(ws, env) }
      : {}),
  };
}

export async function closeCarriers({ sms, email }: Transports): Promise<void> {
  for (const carrier of new Set([sms, email])) await carrier.close?.();
}

/** The workspace was opened with it, so that its `.env` is in order. */
export function environmentOf(io: Io, { root }: Pick<Workspace, 'root'>): Environment {
  const known = withEnvFile(root, io.env);
  return known.ok ? known.value : io.env;
}

async function openTwilio(io: Io, ws: Workspace, env: Environment): Promise<Transport> {
  const { twilioTransport } = await import('../transport/twilio.ts');
  return twilioTransport({
    accounts: twilioSenders(ws, env),
    statusCallback: ws.config.publicUrl,
    now: io.now,
  });
}

async function openSmtp(io: Io, ws: Workspace, env: Environment): Promise<Transport> {
  const { smtpTransport } = await import('../transport/smtp.ts');
  return smtpTransport({ accounts: smtpSenders(ws, env), now: io.now });
}

/** Nothing is open between two looks: there is nothing to close. */
async function openMailboxes(ws: Workspace, env: Environment): Promise<Mailboxes> {
  const { imapMailboxes } = await import('../transport/imap.ts');
  return imapMailboxes({ accounts: imapAccounts(ws, env), limits: { bytes: LARGEST_MAIL } });
}

export function imapAccounts(ws: Workspace, env: Environment): ReadonlyMap<BusinessId, ImapAccount> {
  const accounts = new Map<BusinessId, ImapAccount>();
  for (const { id } of ready(ws, env, 'email')) {
    const imap = ws.config.accounts.get(id)?.imap;
    if (imap === undefined || imap.host === null || imap.user === null) continue;
    const { host, port, security, user, mailbox } = imap;
    const password = secretFor(env, 'LEADSEQ_IMAP_PASSWORD', id);
    accounts.set(id, { host, port, security, user, password, mailbox });
  }
  return accounts;
}

/** Businesses that lack something have no account: whatever is asked of them is answered as misconfigured. */
export function twilioSenders(ws: Workspace, env: Environment): ReadonlyMap<BusinessId, TwilioSender> {
  const senders = new Map<BusinessId, TwilioSender>();
  for (const business of ready(ws, env, 'sms')) {
    const account = ws.config.accounts.get(business.id)?.twilio;
    const secret = secretFor(env, 'LEADSEQ_TWILIO_TOKEN', business.id);
    const sender = business.senders.sms;
    if (!account?.accountSid || secret === null || sender === undefined) continue;
    const { accountSid, apiKey, baseUrl } = account;
    senders.set(business.id, { accountSid, apiKey, secret, baseUrl, sender });
  }
  return senders;
}

export function smtpSenders(ws: Workspace, env: Environment): ReadonlyMap<BusinessId, SmtpSender> {
  const senders = new Map<BusinessId, SmtpSender>();
  for (const business of ready(ws, env, 'email')) {
    const account = ws.config.accounts.get(business.id)?.smtp;
    if (!account?.host) continue;
    const { host, port, security, user, connections, dkim } = account;
    senders.set(business.id, {
      host,
      port,
      security,
      user,
      password: user === null ? null : secretFor(env, 'LEADSEQ_SMTP_PASSWORD', business.id),
      connections,
      name: business.name,
      dkim: dkim && {
        domain: dkim.domain,
        selector: dkim.selector,
        key: readFileSync(resolve(ws.root, dkim.keyFile), 'utf8'),
      },
    });
  }
  return senders;
}

const ready = (ws: Workspace, env: Environment, channel: WireChannel) =>
  [...ws.config.businesses.values()].filter((business) => isReady(ws, env, business, channel));

/** Every gap on a line of its own, with the line of the file that it belongs to. */
export async function tellGaps(
  io: Io,
  ws: Workspace,
  env: Environment,
  gaps: readonly Gap[],
): Promise<readonly string[]> {
  const { settings } = await readWorkspace(ws.root, env, 'settings');
  const lines = gaps.map(
    (gap) => `  ${placeOf(gap, ws, settings.origins)}: ${gap.seen}. Write: ${gap.remedy}`,
  );
  const first = gaps.length === 1 ? 'One thing is' : `${gaps.length} things are`;
  return [
    `${first} missing before anything can be sent, and nothing was sent:`,
    ...new Set(lines),
    `Then look at all of it: ${io.name} doctor`,
  ];
}

/** The line that says it; else the first line of what it belongs to. */
function placeOf(
  { business, channel, key }: Gap,
  { root }: Workspace,
  origins: ReadonlyMap<string, OriginOf>,
): string {
  if (key === null) return join(root, '.env');
  const about =
    business === null || key.startsWith('businesses.') ? [key] : [`businesses.${business}.${key}`, key];
  const near = [...about, ...about.map(parentOf), `businesses.${business}`, `providers.${channel}`];
  for (const path of near) {
    const found = [...origins].find(
      ([name, { line }]) => line !== null && (name === path || name.startsWith(`${path}.`)),
    );
    if (found !== undefined) return `leadseq.yaml:${found[1].line}`;
  }
  return 'leadseq.yaml';
}

const parentOf = (path: string): string => path.replace(/\.[^.]*$/, '');
