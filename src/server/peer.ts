/** Who asks, by address. */
import { isLoopbackHost } from '../engine/going-live-gaps.ts';
import type { Call } from './site.ts';

/** Behind a proxy on this machine, the one that the proxy says; nobody else is believed. */
export function addressOf(call: Call): string {
  const peer = call.env.incoming.socket.remoteAddress ?? '';
  const told = call.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return isHere(peer) && told ? told : peer;
}

export const isHere = (address: string): boolean => isLoopbackHost(address.replace(/^::ffff:/, ''));
