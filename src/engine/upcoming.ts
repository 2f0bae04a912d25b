/** What is still to come for some contacts, as the very fold sees it that sends. */
import type { Channel } from '../domain/channel.ts';
import type { ContactId, EnrollmentId, SequenceId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchKey } from '../domain/touch.ts';
import { decide } from '../schedule/decide.ts';
import type { Forecast, Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import { loadSituations } from './situation.ts';
import type { Workspace } from './workspace.ts';

export interface Upcoming {
  readonly contact: ContactId;
  readonly situation: Situation;
  readonly enrollment: EnrollmentId;
  readonly sequence: SequenceId;
  readonly key: TouchKey;
  readonly channel: Channel;
  /** When it goes by itself; null while it is held or waits for another touch. */
  readonly at: Instant | null;
  readonly goesNow: boolean;
}

/** Every touch that has not ended and would not be skipped, in the order in which the fold takes them. */
export async function upcoming(
  handle: Handle,
  ws: Workspace,
  contacts: readonly ContactId[],
  now: Instant,
): Promise<readonly Upcoming[]> {
  const found: Upcoming[] = [];
  for (const [contact, situation] of await loadSituations(ws, contacts, handle)) {
    const policy = ws.config.policies.get(situation.business.id);
    if (policy === undefined) continue;
    for (const forecast of decide(situation, policy, now).forecasts) {
      if (forecast.verdict.kind === 'skip' || forecast.verdict.kind === 'stop') continue;
      const enrollment = situation.enrollments.find(({ id }) => id === forecast.enrollment);
      if (enrollment === undefined) continue;
      found.push({
        contact,
        situation,
        enrollment: enrollment.id,
        sequence: enrollment.sequence.id,
        key: forecast.key,
        channel: forecast.touch.channel,
        at: timeOf(forecast),
        goesNow: forecast.verdict.kind === 'go',
      });
    }
  }
  return found;
}

const timeOf = ({ verdict }: Forecast): Instant | null =>
  verdict.kind === 'go' || verdict.kind === 'defer' ? verdict.at : null;
