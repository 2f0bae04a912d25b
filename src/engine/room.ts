/** How much one reservation holds: up to 50 messages and calls, never two to one destination. */
import type { DestinationId } from '../domain/ids.ts';

/** What senders can put on the wire in 10 seconds, and what one commit pays for. */
const MOST = 50;

export interface Room {
  /** Takes these destinations, or none of them: one is taken already, or there is no room left. */
  take(destinations: readonly DestinationId[]): boolean;
}

/** A contact that finds no room waits for the next reservation, which sees what this one did. */
export function emptyRoom(): Room {
  const taken = new Set<DestinationId>();
  return {
    take(destinations) {
      const fits = taken.size === 0 || taken.size + destinations.length <= MOST;
      if (!fits || destinations.some((id) => taken.has(id))) return false;
      for (const id of destinations) taken.add(id);
      return true;
    },
  };
}
