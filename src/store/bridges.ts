/** Calls that are put through: one live for each task, each moved forward by whoever knows more of it. */
import { BRIDGE_RESULTS, BRIDGE_STATES, type Bridge, type BridgeState } from '../domain/bridge.ts';
import { asId, type ContactId, type DestinationId, type TaskId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { allIn } from './batch.ts';
import { int, intOrNull, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';

const COLUMNS =
  'bridge.id, bridge.token, bridge.contact_id, bridge.task_id, bridge.agent, bridge.made_at, bridge.state, ' +
  'bridge.provider_id, bridge.result, bridge.detail, bridge.seconds, bridge.ended_at';

// `bridge_live` answers for two who ask for one call at once.
const INSERT = `
INSERT INTO bridge (token, contact_id, task_id, agent, made_at, state) VALUES (?, ?, ?, ?, ?, 'asked')
ON CONFLICT DO NOTHING RETURNING id`;
const BY_TOKEN = `SELECT ${COLUMNS} FROM bridge WHERE token = ?`;
const OF_CONTACTS = (list: string) =>
  `SELECT ${COLUMNS} FROM bridge WHERE contact_id IN (${list}) ORDER BY id`;
// Whoever shares the phone cannot be rung twice at once either.
const AT_PHONE = `
SELECT ${COLUMNS} FROM contact JOIN bridge ON bridge.contact_id = contact.id
WHERE contact.phone_id = ? AND bridge.made_at > ? ORDER BY bridge.id`;
const MOVE = `
UPDATE bridge SET state = ?, result = ?, detail = ?, seconds = ?, ended_at = ? WHERE id = ? AND state = ?`;
const NAME = `
UPDATE bridge SET provider_id = ? WHERE id = ? AND provider_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM bridge other WHERE other.provider_id = ?)`;

export type NewBridge = Pick<Bridge, 'token' | 'contact' | 'task' | 'agent' | 'madeAt'>;

/** Null when a call for the same task is under way. */
export async function insertBridge(handle: Handle, bridge: NewBridge): Promise<number | null> {
  const { token, contact, task, agent, madeAt } = bridge;
  const row = (await handle.all(INSERT, [token, contact, task, agent, madeAt]))[0];
  return row === undefined ? null : int(row, 'id');
}

export async function bridgeByToken(db: Handle, token: string): Promise<Bridge | null> {
  const row = (await db.all(BY_TOKEN, [token]))[0];
  return row === undefined ? null : decodeBridge(row);
}

/** Oldest first. */
export async function bridgesOf(db: Handle, contacts: readonly ContactId[]): Promise<readonly Bridge[]> {
  return (await allIn(db, OF_CONTACTS, contacts)).map(decodeBridge);
}

/** To this phone, whoever is reached there, asked for after an instant; oldest first. */
export async function bridgesAt(
  handle: Handle,
  phone: DestinationId,
  since: Instant,
): Promise<readonly Bridge[]> {
  return (await handle.all(AT_PHONE, [phone, since])).map(decodeBridge);
}

export type BridgeMove = Pick<Bridge, 'state' | 'result' | 'detail' | 'seconds' | 'endedAt'>;

/** Compare-and-set: false when it is in another state by now. */
export async function moveBridge(
  handle: Handle,
  id: number,
  from: BridgeState,
  to: BridgeMove,
): Promise<boolean> {
  const { state, result, detail, seconds, endedAt } = to;
  return (await handle.run(MOVE, [state, result, detail, seconds, endedAt, id, from])) === 1;
}

/** The provider's name for it, once it is known; false when it has one, or another call has this one. */
export async function nameBridge(handle: Handle, id: number, providerId: string): Promise<boolean> {
  return (await handle.run(NAME, [providerId, id, providerId])) === 1;
}

function decodeBridge(row: Row): Bridge {
  const task = intOrNull(row, 'task_id');
  const endedAt = intOrNull(row, 'ended_at');
  return {
    id: int(row, 'id'),
    token: text(row, 'token'),
    contact: asId<ContactId>(int(row, 'contact_id')),
    task: task === null ? null : asId<TaskId>(task),
    agent: text(row, 'agent'),
    madeAt: instant(int(row, 'made_at')),
    state: oneOf(row, 'state', BRIDGE_STATES),
    providerId: textOrNull(row, 'provider_id'),
    result: textOrNull(row, 'result') === null ? null : oneOf(row, 'result', BRIDGE_RESULTS),
    detail: textOrNull(row, 'detail'),
    seconds: intOrNull(row, 'seconds'),
    endedAt: endedAt === null ? null : instant(endedAt),
  };
}
