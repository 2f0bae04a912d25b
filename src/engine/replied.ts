/** A lead has written or rung: what is automatic rests, as the sequence's `when:` says for it, and a person gets to read it. */
import type { Answering } from '../domain/meaning.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import type { LeadAct, WhenRule } from '../sequence/sequence.ts';
import { noteAct } from '../store/acted.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, endSilence } from '../store/enrollments.ts';
import { type Ask, askPerson, type Words } from './ask-person.ts';
import { ruleThatHolds } from './conditions.ts';
import { follow, stopEnrollment } from './lifecycle.ts';
import { showNotHandedOver } from './not-handed-over.ts';
import { notifyNamed } from './notify-named.ts';
import { pauseEnrollment } from './pausing.ts';
import { callOff, lockContact, running } from './stopping.ts';
import type { Workspace } from './workspace.ts';

/** Whoever is not resumed by then comes up as a task. */
const REVIEW_AFTER = 2 * DAY;

export interface Reply extends Words {
  readonly act: Answering;
  /** A person is asked about it in another way. */
  readonly isSeenTo: boolean;
}

interface Answer {
  readonly enrollment: Enrollment;
  readonly rule: WhenRule | null;
  /** The rule's own name. */
  readonly act: LeadAct;
}

/** Runs inside the transaction that stores the message. Two messages before anybody has answered are one task. */
export async function applyReply(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  reply: Reply,
  now: Instant,
): Promise<void> {
  await lockContact(handle, contact);
  await endSilence(handle, contact.id);
  const { chasing, kept, ended } = await running(handle, ws, contact.id);
  await callOff(handle, ended, 'the lead has written', now);
  const answers: Answer[] = [];
  for (const enrollment of [...chasing, ...kept]) {
    const answer = { enrollment, ...(await ruleFor(handle, ws, enrollment, reply.act)) };
    // A chase rests whether or not its file says so; reminders of an appointment only where it does.
    if (chasing.includes(enrollment) || (answer.rule !== null && answer.rule.do !== 'continue'))
      await rest(handle, ws, enrollment, answer, now);
    answers.push(answer);
  }
  const last = ended.at(-1);
  if (answers.length === 0 && last !== undefined)
    answers.push({ enrollment: last, ...(await ruleFor(handle, ws, last, reply.act)) });
  const speaks = answers.find(({ rule }) => rule !== null) ?? answers[0];
  const rang = reply.act === 'missed_call';
  const name = contact.name || 'a lead';
  // Where the sequence has no words for it: whatever they write before anybody has answered is one task.
  const title = rang ? `Call ${name} back: nobody answered` : `Reply to ${name}`;
  const ask: Ask = {
    enrollment: speaks?.enrollment ?? null,
    // What a file wants done about a message is no word on a call that nobody answered.
    rule: rang ? null : (speaks?.rule ?? null),
    title,
    otherwise: rang ? 'call' : 'review',
    words: rang ? null : reply,
  };
  if (!rang)
    for (const { enrollment, rule, act } of answers)
      if (rule !== null) await notifyNamed(handle, enrollment, act, rule, now);
  if (!reply.isSeenTo) await askPerson(handle, ws, contact, ask, now);
  await wakeContact(handle, contact.id, now);
}

/** A file that says nothing of questions answers them as it answers any message. */
async function ruleFor(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  act: Answering,
): Promise<{ readonly rule: WhenRule | null; readonly act: LeadAct }> {
  if (act !== 'reply' && act !== 'help' && act !== 'missed_call') {
    const rule = await ruleThatHolds(handle, ws, enrollment, act);
    if (rule !== null) return { rule, act };
  }
  return { rule: await ruleThatHolds(handle, ws, enrollment, 'reply'), act: 'reply' };
}

async function rest(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  { rule, act }: { readonly rule: WhenRule | null; readonly act: LeadAct },
  now: Instant,
): Promise<void> {
  if (rule?.do !== 'stop') {
    await pauseEnrollment(handle, enrollment, after(now, rule?.reviewAfter ?? REVIEW_AFTER), 'replied', now);
    if (rule !== null) await follow(handle, ws, enrollment, rule, now);
    return;
  }
  const waits = rule.wait === null ? null : after(now, rule.wait);
  const { changed } = await stopEnrollment(handle, enrollment, 'replied', 'the lead has written', now, waits);
  if (!changed) return;
  // What waits is done by the rule of this very act.
  if (waits !== null) return void (await noteAct(handle, enrollment.id, act, now));
  const { obstacle } = await follow(handle, ws, enrollment, rule, now);
  if (obstacle !== null) await showNotHandedOver(handle, ws, enrollment, rule.start, obstacle, now);
}
