/** What a `when:` rule asks of people when an act ends a sequence: who is told of it, and what is to be done. */
import type { Instant } from '../domain/time.ts';
import type { WhenRule } from '../sequence/sequence.ts';
import type { Handle } from '../store/driver.ts';
import { type Enrollment, loadContactState } from '../store/enrollments.ts';
import { askPerson, type Words } from './ask-person.ts';
import { notifyNamed } from './notify-named.ts';
import type { Workspace } from './workspace.ts';

interface Asked {
  readonly enrollment: Enrollment;
  readonly act: 'booked' | 'not_interested' | 'finished';
  readonly rule: WhenRule;
  /** What the lead has written, where that is the act. */
  readonly words: Words | null;
}

const HAPPENED: Readonly<Record<Asked['act'], string>> = {
  booked: 'has booked',
  not_interested: 'is not interested',
  finished: 'has come to the end of',
};

export async function askByRule(
  handle: Handle,
  ws: Workspace,
  { enrollment, act, rule, words }: Asked,
  now: Instant,
): Promise<void> {
  await notifyNamed(handle, enrollment, act, rule, now);
  if (rule.task === null && rule.call === null) return;
  const contact = await loadContactState(handle, enrollment.contact);
  if (contact === null) return;
  const about = act === 'finished' ? ` ${enrollment.sequence}` : '';
  const title = `${contact.name || 'A lead'} ${HAPPENED[act]}${about}`;
  // Whoever was promised silence is not called either: a person decides.
  const allowed = contact.silentSince === null ? rule : { ...rule, call: null };
  await askPerson(handle, ws, contact, { enrollment, rule: allowed, title, otherwise: 'review', words }, now);
}
