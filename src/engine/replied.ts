/** A lead has written: what is automatic rests, as the sequence's `when: reply` says, and a person gets to read it. */
import type { EnrollmentId } from '../domain/ids.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import { messageContext } from '../message/context.ts';
import { renderText } from '../message/render.ts';
import type { Template, WhenRule } from '../sequence/sequence.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, endSilence } from '../store/enrollments.ts';
import { addToReview } from '../store/tasks.ts';
import { follow, ruleOf, stopEnrollment } from './lifecycle.ts';
import { showNotHandedOver } from './not-handed-over.ts';
import { pauseEnrollment } from './pausing.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { loadSituations } from './situation.ts';
import { callOff, lockContact, running } from './stopping.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** Whoever is not resumed by then comes up as a task. */
const REVIEW_AFTER = 2 * DAY;

/** Runs inside the transaction that stores the message. Two messages before anybody has answered are one task. */
export async function applyReply(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  text: string,
  now: Instant,
): Promise<void> {
  await lockContact(handle, contact);
  await endSilence(handle, contact.id);
  const { chasing, kept, ended } = await running(handle, ws, contact.id);
  await callOff(handle, ended, 'the lead has written', now);
  const answers: Answer[] = [];
  for (const enrollment of [...chasing, ...kept]) {
    const rule = await ruleOf(handle, ws, enrollment, 'reply');
    // A chase rests whether or not its file says so; reminders of an appointment only where it does.
    if (chasing.includes(enrollment) || (rule !== null && rule.do !== 'continue'))
      await rest(handle, ws, enrollment, rule, now);
    answers.push({ enrollment, rule });
  }
  const last = ended.at(-1);
  if (answers.length === 0 && last !== undefined)
    answers.push({ enrollment: last, rule: await ruleOf(handle, ws, last, 'reply') });
  await askForAnswer(handle, ws, contact, answers.find(({ rule }) => rule !== null) ?? answers[0], text, now);
  await wakeContact(handle, contact.id, now);
}

interface Answer {
  readonly enrollment: Enrollment;
  readonly rule: WhenRule | null;
}

async function rest(
  handle: Handle,
  ws: Workspace,
  enrollment: Enrollment,
  rule: WhenRule | null,
  now: Instant,
): Promise<void> {
  if (rule?.do !== 'stop') {
    await pauseEnrollment(handle, enrollment, after(now, rule?.reviewAfter ?? REVIEW_AFTER), 'replied', now);
    if (rule !== null) await follow(handle, ws, enrollment, rule, now);
    return;
  }
  const waits = rule.wait === null ? null : after(now, rule.wait);
  const { changed } = await stopEnrollment(handle, enrollment, 'replied', 'the lead has written', now, waits);
  if (!changed || waits !== null) return;
  const { obstacle } = await follow(handle, ws, enrollment, rule, now);
  if (obstacle !== null) await showNotHandedOver(handle, ws, enrollment, rule.start, obstacle, now);
}

async function askForAnswer(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  answer: Answer | undefined,
  text: string,
  now: Instant,
): Promise<void> {
  const words = async (template: Template | null | undefined): Promise<string | null> =>
    template == null || answer === undefined
      ? null
      : inWords(handle, ws, contact, answer, template, text, now);
  const enrollment: EnrollmentId | null = answer?.enrollment.id ?? null;
  const name = contact.name || 'a lead';
  const title = (await words(answer?.rule?.task)) ?? `Reply to ${name}`;
  const zone = zoneOf(ws, contact);
  const about = { contact: contact.id, enrollment, zone } as const;
  if (!(await addToReview(handle, contact.id, title, text)))
    await makeTask(handle, { ...about, kind: 'review', title, note: text, dueAt: now }, now);
  const call = answer?.rule?.call ?? null;
  if (call === null) return;
  const note = (await words(call.note)) ?? text;
  const dueAt = after(now, call.dueIn);
  await makeTask(handle, { ...about, kind: 'call', title: `Call ${name}`, note, dueAt }, now);
}

/** Null when the template asks for what this lead lacks: a person gets the plain words then. */
async function inWords(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  { enrollment }: Answer,
  template: Template,
  text: string,
  now: Instant,
): Promise<string | null> {
  const situation = (await loadSituations(ws, [contact.id], handle)).get(contact.id);
  if (situation === undefined) return null;
  const enrolled = situation.enrollments.find(({ id }) => id === enrollment.id);
  const { fallbacks } = await pinnedSequence(ws, enrollment.revision, handle);
  const context = messageContext({
    business: situation.business,
    contact: situation.contact,
    fields: enrolled?.lead.fields ?? {},
    fallbacks,
    now,
    zone: zoneOf(ws, contact),
    ends: enrolled?.ends ?? [],
    appointment: situation.appointment,
    reply: { text, time: null },
  });
  const rendered = renderText(template, context);
  return rendered.ok ? rendered.value : null;
}
