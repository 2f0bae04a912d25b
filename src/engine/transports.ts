/** What carries each channel's messages in this run. */
import type { WireChannel } from '../domain/channel.ts';
import type { Transport } from '../transport/transport.ts';
import type { Teller } from './notices.ts';

export interface Transports extends Readonly<Record<WireChannel, Transport>> {
  /** Tells others what happens; left out while nothing leaves this machine. */
  readonly teller?: Teller;
}

/** Whether nothing that is sent leaves this machine. */
export const isRehearsal = (transports: Transports): boolean =>
  !transports.sms.live && !transports.email.live;
