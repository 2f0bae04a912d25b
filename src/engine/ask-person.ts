/** Asks a person to act on a lead, in the words of the sequence's rule or, where it has none, in plain ones. */
import { after, type Instant, MINUTE } from '../domain/time.ts';
import type { TimeNamed } from '../inbound/understand.ts';
import { messageContext } from '../message/context.ts';
import { renderText } from '../message/render.ts';
import { describeTime } from '../schedule/describe.ts';
import type { Template, WhenRule } from '../sequence/sequence.ts';
import type { Handle } from '../store/driver.ts';
import type { ContactState, Enrollment } from '../store/enrollments.ts';
import { addToOpenTask, type Task } from '../store/tasks.ts';
import { callDue } from './call-due.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import { loadSituations } from './situation.ts';
import { makeTask, zoneOf } from './tasks.ts';
import type { Workspace } from './workspace.ts';

/** What the lead has said, for the words of a task. */
export interface Words {
  readonly text: string;
  /** A time that is named in it. */
  readonly time: TimeNamed | null;
}

export interface Ask {
  /** Whose sequence speaks, when one does. */
  readonly enrollment: Enrollment | null;
  readonly rule: WhenRule | null;
  /** Of a task for which the rule has no words. */
  readonly title: string;
  /** What is made where the rule makes nothing. */
  readonly otherwise: Task['kind'] | null;
  readonly words: Words | null;
}

/** Whoever rang and heard nobody expects to be rung soon, and no sequence has a word on it. */
const RING_BACK = 15 * MINUTE;

/** A second reason before anybody has acted stands under the first, in one task. */
export async function askPerson(
  handle: Handle,
  ws: Workspace,
  contact: ContactState,
  { enrollment, rule, title, otherwise, words }: Ask,
  now: Instant,
): Promise<void> {
  const said = async (template: Template | null | undefined): Promise<string | null> =>
    template == null || enrollment === null
      ? null
      : inWords(handle, ws, contact, enrollment, template, words, now);
  const plain = words === null ? '' : noteOf(words);
  const calling = `Call ${contact.name || 'a lead'}`;
  const ask = async (kind: Task['kind'], name: string, note: string, dueAt: Instant): Promise<void> => {
    if (note !== '' && (await addToOpenTask(handle, contact.id, kind, name, note))) return;
    // Whoever is called anyhow is told the rest then.
    if (kind === 'review' && note !== '' && (await addToOpenTask(handle, contact.id, 'call', calling, note)))
      return;
    const zone = zoneOf(ws, contact);
    const about = { contact: contact.id, enrollment: enrollment?.id ?? null, zone, kind, title: name, dueAt };
    await makeTask(handle, { ...about, ...(note === '' ? {} : { note }) }, now);
  };
  const { task = null, call = null } = rule ?? {};
  const makesNothing = task === null && call === null;
  if (task !== null || (makesNothing && otherwise === 'review'))
    await ask('review', (await said(task)) ?? title, plain, now);
  if (call === null && !(makesNothing && otherwise === 'call')) return;
  const dueAt = callDue(ws, contact, after(now, call?.dueIn ?? RING_BACK));
  await ask('call', call === null ? title : calling, (await said(call?.note)) ?? plain, dueAt);
}

const noteOf = ({ text, time }: Words): string =>
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
  enrollment: Enrollment,
  template: Template,
  words: Words | null,
  now: Instant,
): Promise<string | null> {
  const situation = (await loadSituations(ws, [contact.id], handle)).get(contact.id);
  if (situation === undefined) return null;
  const enrolled = situation.enrollments.find(({ id }) => id === enrollment.id);
  const { fallbacks } = await pinnedSequence(ws, enrollment.revision, handle);
  const time = words?.time ?? null;
  const context = messageContext({
    business: situation.business,
    contact: situation.contact,
    fields: enrolled?.lead.fields ?? {},
    fallbacks,
    now,
    zone: zoneOf(ws, contact),
    ends: enrolled?.ends ?? [],
    appointment: situation.appointment,
    reply: words && { text: words.text, time: time && hintOf(time) },
  });
  const rendered = renderText(template, context);
  return rendered.ok ? rendered.value : null;
}
