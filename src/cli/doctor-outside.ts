/** The doctor's looks outside: each asks once, waits a few seconds, and sends nothing to anybody. */
import { Resolver } from 'node:dns/promises';
import type { Finding } from '../engine/doctor/finding.ts';
import type { LookUp } from '../engine/doctor/mail-dns.ts';
import { mailDnsFindings } from '../engine/doctor/mail-dns.ts';
import { mailboxFinding, mailFinding, textFindings } from '../engine/doctor/providers.ts';
import { type Knock, publicUrlFindings } from '../engine/doctor/public-url.ts';
import { isLoopbackHost } from '../engine/going-live-gaps.ts';
import type { Environment } from '../engine/read-workspace.ts';
import { isLive, liveChannels } from '../engine/rehearsals.ts';
import { lastFour } from '../engine/secrets.ts';
import type { Workspace } from '../engine/workspace.ts';
import { WORKSPACE_HEADER, workspaceMark } from '../engine/workspace-mark.ts';
import { imapAccounts, smtpSenders, twilioSenders } from './carriers.ts';
import type { Io } from './io.ts';

const PATIENCE = 10_000;

export async function outsideFindings(io: Io, ws: Workspace, env: Environment): Promise<readonly Finding[]> {
  return [
    ...(isLive(ws, 'sms') ? await textAccounts(io, ws, env) : []),
    ...(isLive(ws, 'email') ? await mailAccounts(ws, env) : []),
    ...(isLive(ws, 'email') && ws.config.emailReplies === 'imap' ? await mailboxes(ws, env) : []),
    ...(liveChannels(ws).length === 0
      ? []
      : await publicUrlFindings(ws.config.publicUrl, workspaceMark(ws), knock)),
  ];
}

async function textAccounts(io: Io, ws: Workspace, env: Environment): Promise<readonly Finding[]> {
  const accounts = twilioSenders(ws, env);
  const { twilioTransport } = await import('../transport/twilio.ts');
  const twilio = twilioTransport({ accounts, statusCallback: null, timeout: PATIENCE, now: io.now });
  try {
    const findings: Finding[] = [];
    for (const [business, { sender, secret }] of accounts) {
      const account = await twilio.check(business, AbortSignal.timeout(PATIENCE));
      findings.push(...textFindings(business, sender, lastFour(secret), account));
    }
    return findings;
  } finally {
    await twilio.close?.();
  }
}

async function mailAccounts(ws: Workspace, env: Environment): Promise<readonly Finding[]> {
  const { checkMailServer } = await import('../transport/smtp.ts');
  const findings: Finding[] = [];
  for (const [business, sender] of smtpSenders(ws, env)) {
    findings.push(mailFinding(business, sender.host, await checkMailServer(sender, PATIENCE)));
    const address = ws.config.businesses.get(business)?.senders.email;
    const domain = address?.slice(address.lastIndexOf('@') + 1);
    // A server on this machine may well pass on what it takes; from nobody's domain it passes on nothing.
    if (domain === undefined || (isLoopbackHost(sender.host) && FOR_EXAMPLES.test(domain))) continue;
    findings.push(...(await mailDnsFindings({ domain, dkim: sender.dkim }, lookUpAt(null))));
  }
  return findings;
}

async function mailboxes(ws: Workspace, env: Environment): Promise<readonly Finding[]> {
  const { checkMailbox } = await import('../transport/imap.ts');
  const findings: Finding[] = [];
  for (const [business, account] of imapAccounts(ws, env))
    findings.push(mailboxFinding(business, account, await checkMailbox(account, PATIENCE)));
  return findings;
}

/** RFC 2606, and what a try-out is written with. */
const FOR_EXAMPLES = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$/i;

/** `server`: null for those that this machine asks. */
export function lookUpAt(server: string | null): LookUp {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  if (server !== null) resolver.setServers([server]);
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null;
    }
  };
}

const knock: Knock = async (url) => {
  try {
    const answer = await fetch(`${url}/healthz`, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return { status: answer.status, workspace: answer.headers.get(WORKSPACE_HEADER) };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error ? cause.message || cause.name : String(cause);
  }
};
