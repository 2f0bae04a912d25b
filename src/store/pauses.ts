/** Pauses above the contact: everything, a business, a channel, a sequence, or any of these together. */
import { CHANNELS, type Channel } from '../domain/channel.ts';
import { asId, type BusinessId, type ContactId, type SequenceId } from '../domain/ids.ts';
import { type Instant, instant } from '../domain/time.ts';
import { int, oneOf, text, textOrNull } from './decode.ts';
import type { Handle, Row } from './driver.ts';
import { WORD_BOUND } from './words.ts';

/** What is paused; null means any, so three nulls pause everything. */
export interface PauseScope {
  readonly business: BusinessId | null;
  readonly channel: Channel | null;
  readonly sequence: SequenceId | null;
}

export interface Pause extends PauseScope {
  readonly id: number;
  readonly since: Instant;
  readonly detail: string;
  /** The guard that stopped it by itself; null: a person, or a provider's answer. */
  readonly guard: string | null;
}

const IN_FORCE = `
SELECT pause.id, business.slug, pause.channel, pause.sequence_id, pause.since, pause.detail, pause.guard
FROM pause LEFT JOIN business ON business.id = pause.business_id
WHERE pause.lifted_at IS NULL
ORDER BY pause.id`;

const INSERT = `
INSERT INTO pause (business_id, channel, sequence_id, since, detail, guard)
VALUES ((SELECT id FROM business WHERE slug = ?), ?, ?, ?, ?, ?)`;

const LIFT = 'UPDATE pause SET lifted_at = ? WHERE id = ? AND lifted_at IS NULL';

/** Contacts whose sequence could have been held by a pause of this scope. */
const IN_SCOPE = `(CAST(? AS TEXT) IS NULL OR business_id = (SELECT id FROM business WHERE slug = ?))
  AND EXISTS (SELECT 1 FROM enrollment
              WHERE enrollment.contact_id = contact.id AND enrollment.state = 'active'
                AND (CAST(? AS TEXT) IS NULL OR enrollment.sequence_word = ${WORD_BOUND}))`;
// All of them are looked at again; a wake that was nearer stays.
const WAKE = `
UPDATE contact SET wake_at = ?
WHERE (wake_at IS NULL OR wake_at > ?) AND ${IN_SCOPE}`;
// Whoever is being decided about as if the pause still held is waited for: the look that this comes to would pass unseen.
const WAIT = `SELECT id FROM contact WHERE ${IN_SCOPE} ORDER BY id FOR UPDATE`;

// The ones that would go first when a pause ends: most urgent, then longest waiting.
const HELD = `
SELECT contact.id FROM contact
WHERE ${IN_SCOPE}
ORDER BY contact.urgency DESC, contact.wake_at, contact.id
LIMIT ?`;

export async function pausesInForce(handle: Handle): Promise<readonly Pause[]> {
  return (await handle.all(IN_FORCE)).map(decodePause);
}

/** The business must have its row already. */
export async function insertPause(
  handle: Handle,
  scope: PauseScope,
  since: Instant,
  detail: string,
  guard: string | null = null,
): Promise<void> {
  await handle.run(INSERT, [scope.business, scope.channel, scope.sequence, since, detail, guard]);
}

export async function liftPause(handle: Handle, id: number, at: Instant): Promise<boolean> {
  return (await handle.run(LIFT, [at, id])) === 1;
}

/** How many contacts the next tick will look at because of it. */
export async function wakeInScope(handle: Handle, scope: PauseScope, at: Instant): Promise<number> {
  const params = [scope.business, scope.business, scope.sequence, scope.sequence];
  if (handle.engine === 'postgres') await handle.all(WAIT, params);
  return handle.run(WAKE, [at, at, ...params]);
}

export async function heldInScope(
  handle: Handle,
  scope: PauseScope,
  limit: number,
): Promise<readonly ContactId[]> {
  const rows = await handle.all(HELD, [
    scope.business,
    scope.business,
    scope.sequence,
    scope.sequence,
    limit,
  ]);
  return rows.map((row) => asId<ContactId>(int(row, 'id')));
}

export const sameScope = (a: PauseScope, b: PauseScope): boolean =>
  a.business === b.business && a.channel === b.channel && a.sequence === b.sequence;

/** Whether a pause of `wider` also holds everything in `narrower`. */
export const covers = (wider: PauseScope, narrower: PauseScope): boolean =>
  (wider.business === null || wider.business === narrower.business) &&
  (wider.channel === null || wider.channel === narrower.channel) &&
  (wider.sequence === null || wider.sequence === narrower.sequence);

function decodePause(row: Row): Pause {
  const business = textOrNull(row, 'slug');
  const sequence = textOrNull(row, 'sequence_id');
  return {
    id: int(row, 'id'),
    business: business === null ? null : asId<BusinessId>(business),
    channel: textOrNull(row, 'channel') === null ? null : oneOf(row, 'channel', CHANNELS),
    sequence: sequence === null ? null : asId<SequenceId>(sequence),
    since: instant(int(row, 'since')),
    detail: text(row, 'detail'),
    guard: textOrNull(row, 'guard'),
  };
}
