/** Whether anybody is looked at later than what comes next for him: it would go late, or never, and nothing else would show it. */
import type { ContactId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { after, DAY, type Instant } from '../../src/domain/time.ts';
import { loadSituations } from '../../src/engine/situation.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { decide } from '../../src/schedule/decide.ts';

/**
 * Judged anew with every minute, a touch that was to go at its author's hour may be late and go at once; and emails keep
 * two days apart. Whoever is forgotten sleeps for weeks.
 */
const PATIENCE = 4 * DAY;

/** Those who sleep too long, a sentence each; to be asked while nobody sends. */
export async function overslept(ws: Workspace, now: Instant): Promise<readonly string[]> {
  const rows = await ws.db.all(
    `SELECT id, wake_at FROM contact
     WHERE id IN (SELECT contact_id FROM enrollment WHERE state = 'active') ORDER BY id`,
  );
  const situations = await loadSituations(
    ws,
    rows.map(({ id }) => id as ContactId),
    ws.db,
  );
  return rows.flatMap(({ id, wake_at }) => {
    const situation = situations.get(id as ContactId);
    if (situation === undefined) return [];
    const policy = ws.config.policies.get(situation.business.id) ?? DEFAULT_POLICY;
    const { wakeAt, notes } = decide(situation, policy, now);
    const wanted = notes.length > 0 ? now : (wakeAt ?? now);
    if (typeof wake_at === 'number' && wake_at <= after(wanted, PATIENCE)) return [];
    const is = wake_at === null ? 'never' : `at ${new Date(Number(wake_at)).toISOString()}`;
    return [`contact ${id} ${is}, and something comes at ${new Date(wanted).toISOString()}`];
  });
}
