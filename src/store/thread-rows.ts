/** Everything that was said and done about one person, in a handful of statements, however long the story is. */
import type { Bridge } from '../domain/bridge.ts';
import type { Event } from '../domain/event.ts';
import type { AttemptId, ContactId, DestinationKey, TaskId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { ATTEMPT_COLUMNS, type Attempt, decodeAttempt } from './attempt-rows.ts';
import { allIn } from './batch.ts';
import { bridgesOf } from './bridges.ts';
import { int, oneOf, text, textOrNull } from './decode.ts';
import { keyBytes } from './destinations.ts';
import type { Handle, Row } from './driver.ts';
import { eventsOf } from './events.ts';
import { type Task, tasksOf } from './tasks.ts';
import { worded } from './words.ts';

const INBOUND_CHANNELS = ['sms', 'email', 'chat', 'call'] as const;

/** A message of theirs. */
export interface HeardMessage {
  readonly id: number;
  readonly channel: (typeof INBOUND_CHANNELS)[number];
  readonly sender: string | null;
  readonly meaning: string;
  readonly subject: string | null;
  readonly text: string;
  readonly at: Instant;
}

export interface ThreadRows {
  /** In the order of the log. */
  readonly events: readonly Event[];
  readonly heard: readonly HeardMessage[];
  readonly attempts: ReadonlyMap<AttemptId, Attempt>;
  readonly tasks: ReadonlyMap<TaskId, Task>;
  /** Calls that were put through, or were to be; oldest first. */
  readonly bridges: readonly Bridge[];
  /** Sequences by enrollment. */
  readonly sequences: ReadonlyMap<number, string>;
}

const HEARD = 'id, channel, sender, meaning, subject, body, received_at';
const BY_ID = (list: string) => `SELECT ${HEARD} FROM inbound WHERE id IN (${list})`;
const OF_CONTACTS = (list: string) => `SELECT ${HEARD} FROM inbound WHERE contact_id IN (${list})`;
/** What they wrote before anybody here knew them. */
const OF_STRANGER = (list: string) =>
  `SELECT ${HEARD} FROM inbound WHERE contact_id IS NULL AND key IN (${list})`;
const ATTEMPTS = (list: string) => `SELECT ${ATTEMPT_COLUMNS} FROM attempt WHERE contact_id IN (${list})`;
const SEQUENCES = (list: string) =>
  `SELECT id, ${worded('sequence_word')} AS sequence_id FROM enrollment WHERE contact_id IN (${list})`;

/** Nobody's story is longer; whose is, is read from its newest end by `show`. */
const LONGEST = 20_000;

export async function threadRows(
  db: Handle,
  contacts: readonly ContactId[],
  keys: readonly DestinationKey[],
): Promise<ThreadRows> {
  const events: Event[] = [];
  for (const contact of contacts)
    events.push(...(await eventsOf(db, contact, { limit: LONGEST, from: null })));
  events.sort((a, b) => a.seq - b.seq);
  const told = events.flatMap(({ kind, data }) =>
    kind === 'received' && typeof data.message === 'number' ? [data.message] : [],
  );
  const heard = [
    ...(await allIn(db, BY_ID, told)),
    ...(await allIn(db, OF_CONTACTS, contacts)),
    ...(await allIn(db, OF_STRANGER, keys.map(keyBytes))),
  ].map(decodeHeard);
  const attempts = (await allIn(db, ATTEMPTS, contacts)).map(decodeAttempt);
  const sequences = await allIn(db, SEQUENCES, contacts);
  const tasks = await tasksOf(db, contacts);
  return {
    events,
    heard: [...new Map(heard.map((message) => [message.id, message])).values()].sort((a, b) => a.at - b.at),
    attempts: new Map(attempts.map((attempt) => [attempt.id, attempt])),
    bridges: await bridgesOf(db, contacts),
    tasks: new Map(tasks.map((task) => [task.id, task])),
    sequences: new Map(sequences.map((row) => [int(row, 'id'), text(row, 'sequence_id')])),
  };
}

/** What came in from a number or address that belongs to nobody here. */
export async function heardFromKey(
  db: Handle,
  keys: readonly DestinationKey[],
): Promise<readonly HeardMessage[]> {
  const rows = await allIn(db, OF_STRANGER, keys.map(keyBytes));
  return rows.map(decodeHeard).sort((a, b) => a.at - b.at);
}

const decodeHeard = (row: Row): HeardMessage => ({
  id: int(row, 'id'),
  channel: oneOf(row, 'channel', INBOUND_CHANNELS),
  sender: textOrNull(row, 'sender'),
  meaning: text(row, 'meaning'),
  subject: textOrNull(row, 'subject'),
  text: textOrNull(row, 'body') ?? '',
  at: instant(int(row, 'received_at')),
});
