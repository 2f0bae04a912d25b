/** What carries each channel's messages in this run. */
import type { WireChannel } from '../domain/channel.ts';
import type { Mailboxes } from '../transport/mailbox.ts';
import type { Transport } from '../transport/transport.ts';
import type { Teller } from './notices.ts';

export interface Transports extends Readonly<Record<WireChannel, Transport>> {
  /** Tells others what happens; left out while nothing leaves this machine. */
  readonly teller?: Teller;
  /** Where answers to emails are read; left out where nobody reads them from here. */
  readonly mailboxes?: Mailboxes;
}

/** Whether nothing that is sent leaves this machine. */
export const isRehearsal = (transports: Transports): boolean =>
  !transports.sms.live && !transports.email.live;
