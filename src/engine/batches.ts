/** Cuts prepared contacts into reservations: up to 50 messages each, never two to one destination. */
import type { DestinationId } from '../domain/ids.ts';
import { destinationsOf, type Prepared } from './prepare.ts';

/** What senders can put on the wire in 10 seconds, and what one commit pays for. */
const MESSAGES = 50;

/** In order, so that the most urgent go first; a contact whose destination is taken waits for the next batch, which sees the history. */
export function batchesOf(prepared: readonly Prepared[]): readonly (readonly Prepared[])[] {
  const batches: Prepared[][] = [];
  let waiting = prepared;
  while (waiting.length > 0) {
    const taken = new Set<DestinationId>();
    const batch: Prepared[] = [];
    const next: Prepared[] = [];
    for (const one of waiting) {
      const destinations = destinationsOf(one);
      const fits = batch.length === 0 || taken.size + destinations.length <= MESSAGES;
      if (fits && destinations.every((id) => !taken.has(id))) {
        batch.push(one);
        for (const id of destinations) taken.add(id);
      } else {
        next.push(one);
      }
    }
    batches.push(batch);
    waiting = next;
  }
  return batches;
}
