/** What counts against the caps of a destination: its live attempts, whoever they were meant for. */
import { LIVE_STATES } from '../domain/attempt.ts';
import { type AttemptId, asId, type ContactId, type DestinationId, type SequenceId } from '../domain/ids.ts';
import { type Instant, instant, type LocalDate, type Zone } from '../domain/time.ts';
import { type Attempt, decodeTouchOf, WIRE_CHANNELS } from './attempt-rows.ts';
import { allIn } from './batch.ts';
import { flag, int, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { worded } from './words.ts';

/** An attempt without its words. */
export interface PastAttempt
  extends Pick<
    Attempt,
    | 'id'
    | 'enrollment'
    | 'touch'
    | 'occurrence'
    | 'channel'
    | 'contact'
    | 'destination'
    | 'automatic'
    | 'late'
    | 'wireAt'
    | 'localDay'
    | 'zone'
  > {
  readonly state: (typeof LIVE_STATES)[number];
  readonly sequence: SequenceId | null;
}

const OF_DESTINATIONS = (list: string) => `
  SELECT a.id, a.enrollment_id, a.touch_id, a.occurrence, a.channel, a.contact_id, a.destination_id, a.state,
    a.automatic, a.late, a.wire_at, a.local_day, a.zone, ${worded('e.sequence_word')} AS sequence_id
  FROM attempt AS a LEFT JOIN enrollment AS e ON e.id = a.enrollment_id
  WHERE a.wire_at >= ? AND a.destination_id IN (${list})
    AND a.state IN (${LIVE_STATES.map((state) => `'${state}'`).join(', ')})
  ORDER BY a.wire_at, a.id`;

function decodePastAttempt(row: Row): PastAttempt {
  const sequence = textOrNull(row, 'sequence_id');
  return {
    ...decodeTouchOf(row),
    id: asId<AttemptId>(int(row, 'id')),
    channel: oneOf(row, 'channel', WIRE_CHANNELS),
    contact: asId<ContactId>(int(row, 'contact_id')),
    destination: asId<DestinationId>(int(row, 'destination_id')),
    state: oneOf(row, 'state', LIVE_STATES),
    automatic: flag(row, 'automatic'),
    late: flag(row, 'late'),
    wireAt: instant(int(row, 'wire_at')),
    localDay: text(row, 'local_day') as LocalDate,
    zone: text(row, 'zone') as Zone,
    sequence: sequence === null ? null : asId<SequenceId>(sequence),
  };
}

/** Live attempts since an instant, for each destination, oldest first. */
export async function attemptsOfDestinations(
  db: Handle,
  destinations: readonly DestinationId[],
  since: Instant,
): Promise<ReadonlyMap<DestinationId, readonly PastAttempt[]>> {
  const found = new Map<DestinationId, PastAttempt[]>();
  for (const row of await allIn(db, OF_DESTINATIONS, destinations, [since])) {
    const past = decodePastAttempt(row);
    const others = found.get(past.destination);
    if (others) others.push(past);
    else found.set(past.destination, [past]);
  }
  return found;
}
