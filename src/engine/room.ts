/** How much one reservation holds: as many messages and calls as there are places on the wire, never two to one destination. */
import type { DestinationId } from '../domain/ids.ts';

export interface Room {
  /** Takes these destinations, or none of them: to one something is on its way already, or there is no room left. */
  readonly take: (destinations: readonly DestinationId[]) => 'taken' | 'on_its_way' | 'full';
  /** How many were taken. */
  readonly used: () => number;
}

/**
 * A contact that finds no room is first in the next reservation, which sees what this one did; one that wants more than
 * there is gets all of it, if it is the first. Nobody is decided about while something is `onTheWay` to the same place.
 */
export function emptyRoom(places: number, onTheWay: readonly DestinationId[] = []): Room {
  const taken = new Set<DestinationId>(onTheWay);
  let used = 0;
  return {
    take(destinations) {
      if (destinations.some((id) => taken.has(id))) return 'on_its_way';
      if (used > 0 && used + destinations.length > places) return 'full';
      for (const id of destinations) taken.add(id);
      used += destinations.length;
      return 'taken';
    },
    used: () => used,
  };
}
