/** The list of people that a try-out may reach: asked when a message is reserved, and once more right before its request. */
import type { Transport } from '../transport/transport.ts';

/** `onlyTo`: numbers, addresses and `*@domain`, in lower case; null reaches everybody. */
export function reaches(onlyTo: readonly string[] | null, to: string): boolean {
  if (onlyTo === null) return true;
  const name = to.toLowerCase();
  return onlyTo.includes(name) || onlyTo.includes(`*${name.slice(name.lastIndexOf('@'))}`);
}

/** Long enough that a list which is shortened in between keeps nobody busy. */
const AGAIN = 3_600_000;

/**
 * The second look, which knows nothing of the first: if everything before it were broken, nobody off the list would be
 * reached all the same. The outbox reaches nobody and needs none.
 */
export function reachingOnly(onlyTo: readonly string[] | null, carrier: Transport): Transport {
  if (onlyTo === null || !carrier.live) return carrier;
  return {
    ...carrier,
    send: async (message, key, signal) =>
      reaches(onlyTo, message.to)
        ? carrier.send(message, key, signal)
        : {
            kind: 'unsent',
            code: 'only_to',
            detail: '`only_to` in leadseq.yaml does not name them',
            retryAfter: AGAIN,
          },
  };
}
