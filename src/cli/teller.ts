/** What tells others: webhooks to the addresses of the settings, and plain emails to the team. */
import { createHash } from 'node:crypto';
import { type AttemptToken, asId } from '../domain/ids.ts';
import type { Told } from '../domain/telling.ts';
import { after, HOUR } from '../domain/time.ts';
import type { Teller } from '../engine/notices.ts';
import type { Environment } from '../engine/read-workspace.ts';
import { ownSecretName, secretFor } from '../engine/secrets.ts';
import { signedHeaders } from '../engine/standard-webhooks.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { Notice } from '../store/notices.ts';
import type { Transport } from '../transport/transport.ts';
import type { Io } from './io.ts';

export const tellerOf = (io: Io, ws: Workspace, env: Environment, mails: Transport): Teller => ({
  async webhook({ business, target: url, key, body }, signal) {
    const secret = secretFor(env, 'LEADSEQ_WEBHOOK_SECRET', business);
    if (secret === null) {
      const own = ownSecretName('LEADSEQ_WEBHOOK_SECRET', business);
      return { kind: 'failed', detail: `nothing to sign it with: set LEADSEQ_WEBHOOK_SECRET or ${own}` };
    }
    const { post } = await import('../transport/webhook.ts');
    return post({ url, body, signed: signedHeaders(secret, key, body, io.now()) }, signal);
  },
  email: (notice, signal) => write(io, ws, mails, notice, signal),
});

async function write(
  io: Io,
  ws: Workspace,
  mails: Transport,
  { business, target: to, key, subject, body: text }: Notice,
  signal: AbortSignal,
): Promise<Told> {
  const at = io.now();
  // Told again, it has the same Message-ID: a mailbox that has it shows it once.
  const token = asId<AttemptToken>(createHash('sha256').update(key).digest('hex').slice(0, 32));
  const from = ws.config.businesses.get(business)?.senders.email ?? null;
  const html = `<pre>${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</pre>`;
  const message = { kind: 'email', to, from, subject: subject ?? '', text, html } as const;
  const outcome = await mails.send(message, { token, business, at, validUntil: after(at, HOUR) }, signal);
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'told' };
    case 'refused':
      return { kind: 'refused', detail: outcome.detail };
    case 'unsent':
    case 'uncertain':
    case 'misconfigured':
      return { kind: 'failed', detail: outcome.detail };
  }
}
