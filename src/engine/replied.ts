/** A lead has written or rung: what is automatic rests, as the sequence's `when:` says for it, and a person gets to read it. */
import type { EnrollmentId } from '../domain/ids.ts';
import type { Answering } from '../domain/meaning.ts';
import { after, DAY, type Instant, MINUTE } from '../domain/time.ts';
import type { TimeNamed } from '../inbound/understand.ts';
import { messageContext } from '../message/context.ts';
import { renderText } from '../message/render.ts';
import { describeTime } from '../schedule/describe.ts';
import type { LeadAct, Template, WhenRule } from '../sequence/sequence.ts';
import { noteAct } from '../store/acted.ts';
import { wakeContact } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { type ContactState, type Enrollment, endSilence } from '../store/enrollments.ts';
import { addToOpenTask, type Task } from '../store/tasks.ts';
import { callDue } from './call-due.ts';
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

/** Whoever rang and heard nobody expects to be rung, and no sequence has a word on it. */
const RING_BACK = 15 * MINUTE;

export interface Reply {
  readonly act: Answering;
  readonly text: string;
  /** A time that is named in it. */
  readonly time: TimeNamed | null;
}

interface Answer {
  readonly enrollment: Enrollment;
  readonly rule: WhenRule | null;
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
  await askForAnswer(
    handle,
    ws,
    contact,
    answers.find(({ rule }) => rule !== null) ?? answers[0],
    reply,
    now,
  );
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
    const rule = await ruleOf(handle, ws, enrollment, act);
    if (rule !== null) return { rule, act };
  }
  return { rule: await ruleOf(handle, ws, enrollment, 'reply'), act: 'reply' };
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

/** What a person is asked where the sequence has no words for it. */
const TITLES: Readonly<Record<Answering, (name: string) => string>> = {
  reply: (name) => `Reply to ${name}`,
  help: (name) => `Reply to ${name}`,
  question: (name) => `Answer the question of ${name}`,
  asked_for_time: (name) => `Agree on a time with ${name}`,
  strong_intent: (name) => `Get back to ${name}, who wants it`,
  missed_call: (name) => `Call ${name} back: nobody answered`,
};

/** One task: a call where a call is asked for, else something to read and answer. */
async function askForAnswer(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  answer: Answer | undefined,
  reply: Reply,
  now: Instant,
): Promise<void> {
  const words = async (template: Template | null | undefined): Promise<string | null> =>
    template == null || answer === undefined
      ? null
      : inWords(handle, ws, contact, answer, template, reply, now);
  const enrollment: EnrollmentId | null = answer?.enrollment.id ?? null;
  const name = contact.name || 'a lead';
  const { task = null, call = null } = answer?.rule ?? {};
  const ask = async (kind: Task['kind'], title: string, note: string, dueAt: Instant): Promise<void> => {
    if (note !== '' && (await addToOpenTask(handle, contact.id, kind, title, note))) return;
    const about = { contact: contact.id, enrollment, zone: zoneOf(ws, contact), kind, title, dueAt };
    await makeTask(handle, { ...about, ...(note === '' ? {} : { note }) }, now);
  };
  const rang = reply.act === 'missed_call' && call === null;
  if (task !== null || (call === null && !rang))
    await ask('review', (await words(task)) ?? TITLES[reply.act](name), noteOf(reply), now);
  if (call === null && !rang) return;
  const title = rang ? TITLES.missed_call(name) : `Call ${name}`;
  const note = (await words(call?.note)) ?? noteOf(reply);
  await ask('call', title, note, callDue(ws, contact, after(now, call?.dueIn ?? RING_BACK)));
}

const noteOf = ({ text, time }: Reply): string =>
  time === null ? text : `${text}\n\nThe time in it: ${hintOf(time)}. Make sure of it before you promise it.`;

/** As far as it could be read: `2026-03-10 15:00`, `15:00`, `2026-03-10`; else the words themselves. */
function hintOf({ words, date, at }: TimeNamed): string {
  const read = [date, at === null ? null : describeTime(at)].filter((part) => part !== null);
  return read.length === 0 ? words : read.join(' ');
}

/** Null when the template asks for what this lead lacks: a person gets the plain words then. */
async function inWords(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  { enrollment }: Answer,
  template: Template,
  { text, time }: Reply,
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
    reply: { text, time: time === null ? null : hintOf(time) },
  });
  const rendered = renderText(template, context);
  return rendered.ok ? rendered.value : null;
}
