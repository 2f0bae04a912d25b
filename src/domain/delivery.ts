/** What a provider says of a message on its way, in the order in which it can become true. */

/** Callbacks are lost, repeated and out of order: only a higher rank is news. `sent` may be the last word ever. */
export const STATUS_RANKS: ReadonlyMap<string, number> = new Map([
  ['accepted', 0],
  ['scheduled', 0],
  ['queued', 1],
  ['sending', 2],
  ['sent', 3],
  ['delivered', 4],
  ['undelivered', 4],
  ['failed', 4],
  ['canceled', 4],
  ['read', 5],
]);

/** It did not arrive, and will not. */
export const neverArrived = (status: string | null): boolean =>
  status === 'undelivered' || status === 'failed' || status === 'canceled';
