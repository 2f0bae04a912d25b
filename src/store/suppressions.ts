/** Opt-outs: keyed by the destination's hash alone, so that they outlive the contact and no import can clear them. */
import {
  asId,
  type ContactId,
  type DestinationId,
  type DestinationKey,
  type EnrollmentId,
  type EventSeq,
} from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { allIn } from './batch.ts';
import { hex, int, oneOf, text } from './decode.ts';
import { keyBytes, lockDestinations } from './destinations.ts';
import type { Handle, Row } from './driver.ts';
import { appendEvent } from './events.ts';

export const SUPPRESSED_CHANNELS = ['sms', 'email', 'call'] as const;
export type SuppressedChannel = (typeof SUPPRESSED_CHANNELS)[number];

export interface Suppression {
  readonly key: DestinationKey;
  readonly channel: SuppressedChannel;
  readonly reason: string;
  readonly at: Instant;
  /** Its place in the log: a send with an earlier `wire_seq` came before it. */
  readonly seq: EventSeq;
}

export interface NewSuppression {
  readonly key: DestinationKey;
  /** Row of the business; the key already belongs to it alone. */
  readonly businessRow: number;
  readonly channel: SuppressedChannel;
  /** A word such as `opted_out`, `wrong_number` or `provider`; never what the person wrote. */
  readonly reason: string;
  /** For the log, when the person is known. */
  readonly contact: ContactId | null;
  readonly enrollment: EnrollmentId | null;
}

const COLUMNS = 'key, channel, reason, at, seq';

function decodeSuppression(row: Row): Suppression {
  return {
    key: asId<DestinationKey>(hex(row, 'key')),
    channel: oneOf(row, 'channel', SUPPRESSED_CHANNELS),
    reason: text(row, 'reason'),
    at: instant(int(row, 'at')),
    seq: asId<EventSeq>(int(row, 'seq')),
  };
}

const ONE_IN_FORCE = 'SELECT id FROM suppression WHERE key = ? AND channel = ? AND lifted_at IS NULL';
const INSERT = `
  INSERT INTO suppression (key, business_id, channel, reason, at, seq) VALUES (?, ?, ?, ?, ?, ?)`;
const LIFT = `
  UPDATE suppression SET lifted_at = ?, lifted_seq = ? WHERE key = ? AND channel = ? AND lifted_at IS NULL`;
const IN_FORCE = (list: string) => `
  SELECT ${COLUMNS} FROM suppression WHERE key IN (${list}) AND lifted_at IS NULL`;
// In the order of the index that holds nothing else.
const FIRST_IN_FORCE = `
  SELECT ${COLUMNS} FROM suppression WHERE lifted_at IS NULL ORDER BY key, channel LIMIT ?`;
const IDS_OF_KEYS = (list: string) => `SELECT id FROM destination WHERE key IN (${list})`;

const lockKeys = async (handle: Handle, keys: readonly DestinationKey[]): Promise<void> => {
  const rows = await allIn(handle, IDS_OF_KEYS, [...new Set(keys)].map(keyBytes));
  await lockDestinations(
    handle,
    rows.map((row) => asId<DestinationId>(int(row, 'id'))),
  );
};

/** Puts opt-outs in force, inside a transaction, and says how many are new. Asking twice changes nothing. */
export async function suppress(
  handle: Handle,
  wanted: readonly NewSuppression[],
  at: Instant,
): Promise<number> {
  await lockKeys(
    handle,
    wanted.map(({ key }) => key),
  );
  let made = 0;
  for (const { key, businessRow, channel, reason, contact, enrollment } of wanted) {
    if ((await handle.all(ONE_IN_FORCE, [keyBytes(key), channel])).length > 0) continue;
    const data = { channel, reason };
    const seq = await appendEvent(handle, {
      at,
      kind: 'suppressed',
      contact,
      enrollment,
      touch: null,
      attempt: null,
      data,
    });
    await handle.run(INSERT, [keyBytes(key), businessRow, channel, reason, at, seq]);
    made += 1;
  }
  return made;
}

export interface Lift {
  readonly key: DestinationKey;
  /** START gives back texts, and only texts: somebody who asked not to be called still must not be. */
  readonly channel: SuppressedChannel;
  readonly reason: string;
  readonly contact: ContactId | null;
}

/** Ends an opt-out, inside a transaction; false when none was in force. The row stays, with when it held. */
export async function liftSuppression(handle: Handle, lift: Lift, at: Instant): Promise<boolean> {
  const { key, channel, reason, contact } = lift;
  await lockKeys(handle, [key]);
  if ((await handle.all(ONE_IN_FORCE, [keyBytes(key), channel])).length === 0) return false;
  const seq = await appendEvent(handle, {
    at,
    kind: 'suppression_lifted',
    contact,
    enrollment: null,
    touch: null,
    attempt: null,
    data: { channel, reason },
  });
  return (await handle.run(LIFT, [at, seq, keyBytes(key), channel])) === 1;
}

/** Where opt-outs are no more than this, reading them all is cheaper than asking about every destination of an import's piece. */
const FEW = 500;

/** Every opt-out in force for these destinations. */
export async function suppressionsInForce(
  db: Handle,
  keys: readonly DestinationKey[],
): Promise<ReadonlyMap<DestinationKey, readonly Suppression[]>> {
  const distinct = new Set(keys);
  const first = distinct.size > FEW ? await db.all(FIRST_IN_FORCE, [FEW + 1]) : null;
  const all = first !== null && first.length <= FEW;
  const rows = all ? first : await allIn(db, IN_FORCE, [...distinct].map(keyBytes));
  const found = new Map<DestinationKey, Suppression[]>();
  const inOrder = rows.map(decodeSuppression).sort((a, b) => a.seq - b.seq);
  for (const suppression of inOrder) {
    if (all && !distinct.has(suppression.key)) continue;
    const others = found.get(suppression.key);
    if (others) others.push(suppression);
    else found.set(suppression.key, [suppression]);
  }
  return found;
}
