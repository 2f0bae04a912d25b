/** The leads of a simulation: one imagined for each source of a sequence, or those of a roster. */
import type { BusinessId } from '../domain/ids.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { ANY_SOURCE } from '../sequence/variant.ts';
import type { Enroller } from './simulate-run.ts';
import { takeLead } from './take-lead.ts';

export interface Imagined {
  readonly sequence: Sequence;
  readonly sources: readonly string[];
  readonly business: BusinessId;
  /** Where they are; null: where the business is. */
  readonly zone: Zone | null;
}

/** A lead for each of these sources, who has just inquired; nothing is known of consent. */
export const imaginedLeads =
  ({ sequence, sources, business, zone }: Imagined): Enroller =>
  async (ws, at: Instant) => {
    const home = zone ?? ws.config.businesses.get(business)?.zone;
    let n = 0;
    for (const source of sources) {
      n += 1;
      const cells = new Map([
        ['first_name', NAMES[(n - 1) % NAMES.length] ?? 'Maria'],
        // This area code is set aside for ever: it belongs to no state, whose holidays would hold, and to nobody.
        ['phone', `+1999555${String(100 + n).padStart(4, '0')}`],
        ['email', `lead-${n}@example.com`],
        ...(home === undefined ? [] : [['zone', home] as const]),
      ]);
      const given = source === ANY_SOURCE ? {} : { source };
      const posted = { business, cells, sequence: sequence.id, ...given };
      const taken = await ws.db.tx((handle) => takeLead(handle, ws, posted, at));
      if (!taken.ok)
        throw new Error(
          `an imagined lead was not taken: ${taken.error.kind === 'test' ? 'taken for a test' : taken.error.reason}`,
        );
    }
  };

const NAMES = ['Maria', 'James', 'Aisha', 'Luis', 'Priya', 'Noah', 'Emma', 'Sofia'];

/** The sources that a simulation of the sequence goes through. */
export const sourcesOf = ({ variants }: Sequence): readonly string[] =>
  variants.map(({ source }) => String(source));
