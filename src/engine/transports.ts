/** What carries each channel's messages in this run. */
import type { WireChannel } from '../domain/channel.ts';
import type { Transport } from '../transport/transport.ts';

export type Transports = Readonly<Record<WireChannel, Transport>>;

/** Whether nothing that is sent leaves this machine. */
export const isRehearsal = (transports: Transports): boolean =>
  !transports.sms.live && !transports.email.live;
