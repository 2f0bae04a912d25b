/** What carries each channel, as `leadseq.yaml` says; a provider's library is loaded when it is first asked for. */
import type { Transports } from '../engine/transports.ts';
import type { Workspace } from '../engine/workspace.ts';
import { outbox } from '../transport/outbox.ts';
import type { Io } from './io.ts';

/** The caller closes what it has opened: `closeCarriers`. */
export async function openCarriers(_io: Io, ws: Workspace): Promise<Transports> {
  const files = outbox(ws.outbox);
  return { sms: files, email: files };
}

export async function closeCarriers({ sms, email }: Transports): Promise<void> {
  for (const carrier of new Set([sms, email])) await carrier.close?.();
}
