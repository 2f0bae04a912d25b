/** What a decision brings about on this machine alone: notes, skips, call tasks, moves, and the end of a sequence. */
import type { Business } from '../domain/business.ts';
import type { NewEvent } from '../domain/event.ts';
import type { EnrollmentId } from '../domain/ids.ts';
import type { Reason } from '../domain/reason.ts';
import type { Instant } from '../domain/time.ts';
import { dateOf } from '../schedule/calendar.ts';
import { callExpires } from '../schedule/course.ts';
import type { Decision, Forecast, Note, Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import { endTouch } from '../store/ends.ts';
import { loadEnrollment, moveAnchor } from '../store/enrollments.ts';
import { appendEvent } from '../store/events.ts';
import { storeLateSeen, storeShift } from '../store/notes.ts';
import { insertTask } from '../store/tasks.ts';
import { handOver } from './handover.ts';
import { applyAct, moveStage, stopEnrollment } from './lifecycle.ts';
import { showNotHandedOver } from './not-handed-over.ts';
import { obey } from './obey.ts';
import { pauseChannel } from './pause-channel.ts';
import { enrollmentOf } from './prepare.ts';
import { closeCall, makeTask } from './tasks.ts';
import { eventAbout, type Run, tell } from './tick-run.ts';
import type { Words } from './words.ts';

/** A verdict to be written down; `go` with the words prepared for it. */
export type Change =
  | { readonly kind: 'skip' | 'stop'; readonly forecast: Forecast }
  | { readonly kind: 'go'; readonly forecast: Forecast; readonly words: Words };

/** What all of this contact's changes share. */
interface Desk {
  readonly handle: Handle;
  readonly run: Run;
  readonly situation: Situation;
  readonly now: Instant;
}

/**
 * True when something else came of it than the fold foresaw, so that the contact must be decided about again at once.
 * `settled`: enrollments of which a touch goes or is left out now.
 */
export async function carryOut(
  handle: Handle,
  run: Run,
  situation: Situation,
  decision: Decision,
  changes: readonly Change[],
  settled: ReadonlySet<EnrollmentId>,
  now: Instant,
): Promise<boolean> {
  const desk: Desk = { handle, run, situation, now };
  for (const note of decision.notes) await writeNote(desk, note, settled);
  let again = false;
  for (const change of changes) again = (await apply(desk, change)) || again;
  // An act reads what the changes wrote, so it comes last.
  for (const note of decision.notes)
    if (note.kind === 'finished') again = (await finish(desk, note.enrollment)) || again;
    else if (note.kind === 'unanswered') again = (await noticeSilence(desk, note.enrollment)) || again;
  return again;
}

async function writeNote(desk: Desk, note: Note, settled: ReadonlySet<EnrollmentId>): Promise<void> {
  const { handle, now } = desk;
  switch (note.kind) {
    case 'late_seen':
      if (await storeLateSeen(handle, note.enrollment, note.key, note.due, note.seenAt))
        await log(desk, 'late_seen', note.enrollment, note.key.touch, { due: note.due });
      return;
    case 'shift':
      await storeShift(handle, note.enrollment, note.from, note.days, now);
      await log(desk, 'shifted', note.enrollment, note.from.touch, { days: note.days, detail: note.detail });
      return;
    case 'anchor':
      // One that a budget holds back begins nothing. What is left out ends when the moved days say, so they must hold:
      // the touch that follows it would otherwise be in time, and all the others late.
      if (settled.has(note.enrollment) && (await moveAnchor(handle, note.enrollment, note.anchor)))
        await log(desk, 'anchor_moved', note.enrollment, null, { anchor: note.anchor, detail: note.detail });
      return;
    case 'close_call':
      await closeCall(handle, note.enrollment, note.key, note.detail, note.at);
      return;
    case 'unanswered':
    case 'finished':
      return;
  }
}

/** True when the touch did not do what the fold took for granted. */
async function apply(desk: Desk, change: Change): Promise<boolean> {
  const { verdict } = change.forecast;
  if (change.kind === 'go') return go(desk, change.forecast, change.words);
  if (verdict.kind === 'skip') {
    await skip(desk, change.forecast, verdict.reason, verdict.at);
    return false;
  }
  if (verdict.kind === 'stop') return stop(desk, change.forecast, verdict.reason);
  return false;
}

async function go(desk: Desk, forecast: Forecast, words: Words): Promise<boolean> {
  switch (words.kind) {
    case 'script':
      await makeCall(desk, forecast, words.script);
      return false;
    case 'none':
      // A new stage may open or close other touches.
      await moveOn(desk, forecast);
      return true;
    case 'no_alternative':
      await skip(desk, forecast, { code: 'no_alternative', detail: 'none of its wordings fits this lead' });
      return true;
    case 'problem': {
      const { problem } = words;
      // A missing postal address is the business's gap, not this lead's: nothing is skipped for it.
      if (problem.code === 'no_postal_address') {
        await holdEmail(desk, problem.message);
        return true;
      }
      const detail = `${problem.message} (${problem.file}:${problem.line})`;
      await skip(desk, forecast, { code: 'render_failed', detail });
      return true;
    }
    case 'message':
      return false;
  }
}

async function holdEmail({ handle, run, situation, now }: Desk, detail: string): Promise<void> {
  const wanted = { business: situation.business.id, channel: 'email', detail } as const;
  const paused = await pauseChannel(handle, wanted, now);
  if (paused !== null) run.tally.channelsPaused.push(paused);
}

/** Skips that a person should know of without asking: nobody would look for them otherwise. */
const SHOWN: ReadonlySet<Reason['code']> = new Set(['no_allowed_time', 'render_failed']);

async function skip(desk: Desk, forecast: Forecast, reason: Reason, at: Instant = desk.now): Promise<void> {
  const { handle, run, situation, now } = desk;
  const { enrollment, key, touch } = forecast;
  if (!(await endTouch(handle, enrollment, key, { kind: 'skipped', at, reason }))) return;
  const { sequence, variant } = enrollmentOf(situation, enrollment);
  run.ws.onTurn?.({
    kind: 'skip',
    contact: situation.contact.id,
    sequence: sequence.id,
    source: variant.source,
    touch: touch.id,
    code: reason.code,
  });
  await log(desk, 'touch_skipped', enrollment, key.touch, { code: reason.code, detail: reason.detail });
  const event = eventAbout(situation, now);
  tell(run, { ...event, kind: 'skipped', ...named(desk, forecast), detail: reason.detail });
  if (SHOWN.has(reason.code)) {
    const zone = situation.business.zone;
    const title = `Look at ${event.name || 'a lead'}: ${touch.id} was not sent`;
    const { id: contact } = situation.contact;
    const task = {
      contact,
      enrollment,
      kind: 'review',
      title,
      note: reason.detail,
      dueAt: now,
      zone,
    } as const;
    await makeTask(handle, task, now);
  }
}

/** The stop ends the whole enrollment; that it names one touch only says where it was seen. */
async function stop(desk: Desk, forecast: Forecast, reason: Reason): Promise<boolean> {
  const { handle, run, situation, now } = desk;
  const enrollment = await loadEnrollment(handle, forecast.enrollment);
  if (enrollment === null || forecast.verdict.kind !== 'stop') return false;
  const done = await stopEnrollment(handle, enrollment, forecast.verdict.reason.code, reason.detail, now);
  if (!done.changed) return false;
  const event = eventAbout(situation, now);
  tell(run, { ...event, kind: 'stopped', ...named(desk, forecast), detail: reason.detail });
  return true;
}

async function makeCall(
  desk: Desk,
  forecast: Forecast,
  words: { readonly script: string; readonly voicemail: string },
): Promise<void> {
  const { handle, run, situation, now } = desk;
  const { enrollment, key, touch, verdict } = forecast;
  if (verdict.kind !== 'go' || touch.action.kind !== 'call') return;
  const event = eventAbout(situation, now);
  const title = `Call ${event.name || 'the lead'}${touch.purpose === null ? '' : `: ${touch.purpose}`}`;
  const task = await insertTask(handle, {
    contact: situation.contact.id,
    enrollment,
    key,
    kind: 'call',
    title,
    script: words.script || null,
    voicemail: words.voicemail || null,
    localDay: verdict.localDay,
    zone: verdict.zone,
    madeAt: now,
    dueAt: verdict.at,
    expiresAt: callExpires(touch.action.expires, now, openDays(situation.business)),
  });
  if (task === null) return;
  await log(desk, 'task_made', enrollment, key.touch, { task, kind: 'call' });
  tell(run, { ...event, kind: 'task', ...named(desk, forecast), text: title, late: verdict.late });
}

async function moveOn(desk: Desk, forecast: Forecast): Promise<void> {
  const { handle, run, situation, now } = desk;
  const { key, touch } = forecast;
  if (touch.action.kind !== 'move') return;
  const { stage, start } = touch.action;
  const enrollment = await loadEnrollment(handle, forecast.enrollment);
  if (enrollment === null || !(await endTouch(handle, enrollment.id, key, { kind: 'moved', at: now })))
    return;
  await log(desk, 'touch_moved', enrollment.id, key.touch, { stage, start });
  if (stage !== null) await moveStage(handle, enrollment, key.touch, stage, now);
  const obstacle = start === null ? null : (await handOver(handle, run.ws, enrollment, start, now)).obstacle;
  if (obstacle !== null) await showNotHandedOver(handle, run.ws, enrollment, start, obstacle, now);
  const event = eventAbout(situation, now);
  tell(run, { ...event, kind: 'moved', ...named(desk, forecast), text: stage, detail: obstacle });
}

async function finish(desk: Desk, id: EnrollmentId): Promise<boolean> {
  const { handle, run, situation, now } = desk;
  const done = await applyAct(handle, run.ws, id, 'finished', now);
  if (!done.changed) return false;
  const { id: sequence, when } = enrollmentOf(situation, id).sequence;
  const enrollment = done.obstacle === null ? null : await loadEnrollment(handle, id);
  if (done.obstacle !== null && enrollment !== null)
    await showNotHandedOver(handle, run.ws, enrollment, when.finished?.start ?? null, done.obstacle, now);
  tell(run, { ...eventAbout(situation, now), kind: 'finished', sequence, detail: done.obstacle });
  return true;
}

async function noticeSilence({ handle, run, now }: Desk, id: EnrollmentId): Promise<boolean> {
  const enrollment = await loadEnrollment(handle, id);
  return enrollment !== null && obey(handle, run.ws, enrollment, 'no_reply', now);
}

/** The days of a business as the fold counts them, so that a task ends when the fold said it would. */
const openDays = ({ zone, hours, holidays }: Business) => ({
  zone,
  weekly: hours,
  closed: (day: number) => holidays.includes(dateOf(day)),
});

const named = ({ situation }: Desk, { enrollment, key, touch }: Forecast) => ({
  sequence: enrollmentOf(situation, enrollment).sequence.id,
  touch: key.touch,
  channel: touch.channel,
});

async function log(
  { handle, situation, now: at }: Desk,
  kind: NewEvent['kind'],
  enrollment: EnrollmentId,
  touch: NewEvent['touch'],
  data: NewEvent['data'],
): Promise<void> {
  const contact = situation.contact.id;
  await appendEvent(handle, { at, kind, contact, enrollment, touch, attempt: null, data });
}
