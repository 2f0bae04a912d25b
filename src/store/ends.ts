/** How touches ended: once per occurrence, whoever tries it a second time changes nothing. */
import type { AttemptId, ContactId, EnrollmentId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { TouchEnd, TouchKey } from '../domain/touch.ts';
import { runRows } from './batch.ts';
import type { Handle, SqlValue } from './driver.ts';

const END = (rows: string) => `
  INSERT INTO touch_end (enrollment_id, touch_id, occurrence, kind, at, attempt_id, task_at, outcome, reason_code,
                         reason_detail)
  VALUES ${rows}
  ON CONFLICT DO NOTHING`;
const END_ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Gives a touch back to the plan after a person has said that it never went out. */
const REOPEN = `
  DELETE FROM touch_end WHERE enrollment_id = ? AND touch_id = ? AND occurrence = ? AND attempt_id = ?`;

/** What a lead has noticed of an enrollment, or will by a call that is open. */
const NOTICED = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM touch_end WHERE enrollment_id = ? AND kind IN ('sent', 'called'))
     OR EXISTS (SELECT 1 FROM task WHERE enrollment_id = ? AND touch_id IS NOT NULL AND state = 'open')`;

const SILENCE = 'UPDATE contact SET silent_since = ? WHERE id = ?';

/** Only the promise that this very touch made is taken back. */
const TAKE_BACK = 'UPDATE contact SET silent_since = NULL WHERE id = ? AND silent_since = ?';

/** A touch and what has become of it. */
export interface Ending {
  readonly enrollment: EnrollmentId;
  readonly key: TouchKey;
  readonly end: TouchEnd;
}

/** False when the touch had ended before. */
export async function endTouch(
  handle: Handle,
  enrollment: EnrollmentId,
  key: TouchKey,
  end: TouchEnd,
): Promise<boolean> {
  return (await runRows(handle, END, END_ROW, [bound({ enrollment, key, end })])) === 1;
}

/** Ends several touches, each of them unless it had ended before. */
export async function endTouches(handle: Handle, endings: readonly Ending[]): Promise<void> {
  await runRows(handle, END, END_ROW, endings.map(bound));
}

function bound({ enrollment, key, end }: Ending): readonly SqlValue[] {
  const reason = end.kind === 'skipped' || end.kind === 'failed' ? end.reason : null;
  return [
    enrollment,
    key.touch,
    key.occurrence,
    end.kind,
    end.at,
    end.kind === 'sent' || end.kind === 'failed' ? end.attempt : null,
    end.kind === 'called' ? end.taskAt : null,
    end.kind === 'called' ? end.outcome : null,
    reason?.code ?? null,
    reason?.detail ?? null,
  ];
}

/** False when the touch did not end by this attempt. */
export async function reopenTouch(
  handle: Handle,
  enrollment: EnrollmentId,
  key: TouchKey,
  attempt: AttemptId,
): Promise<boolean> {
  return (await handle.run(REOPEN, [enrollment, key.touch, key.occurrence, attempt])) === 1;
}

/** Whether any touch of this enrollment has reached the lead, or may have. */
export async function wasNoticed(handle: Handle, enrollment: EnrollmentId): Promise<boolean> {
  return (await handle.all(NOTICED, [enrollment, enrollment])).length > 0;
}

/** A touch that promises silence has gone. */
export async function promiseSilence(handle: Handle, contact: ContactId, at: Instant): Promise<void> {
  await handle.run(SILENCE, [at, contact]);
}

/** The promise was never delivered. */
export async function takeBackSilence(handle: Handle, contact: ContactId, at: Instant): Promise<void> {
  await handle.run(TAKE_BACK, [contact, at]);
}
