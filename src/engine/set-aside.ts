/** A contact that nothing can be decided about is put aside for an hour and shown to a person; everybody else goes on. */
import type { BusinessId } from '../domain/ids.ts';
import { after, HOUR, type Instant, type Zone } from '../domain/time.ts';
import { type Claim, releaseClaim } from '../store/claims.ts';
import type { Handle } from '../store/driver.ts';
import { hasOpenReview } from '../store/tasks.ts';
import { whoIs } from '../store/who.ts';
import { makeTask } from './tasks.ts';
import type { ContactProblem } from './tick-options.ts';
import type { Run } from './tick-run.ts';

export interface Aside {
  readonly claim: Claim;
  /** Null when nothing is wrong but that `leadseq.yaml` does not name its business: then it only waits. */
  readonly fault: Error | null;
}

/** Long enough that it costs nothing, short enough that who is mended goes on the same day. */
const FOR = HOUR;

const UTC = 'UTC' as Zone;

/** Those that a person should see, as the report shows them. */
export async function setAside(
  handle: Handle,
  run: Run,
  asides: readonly Aside[],
  now: Instant,
): Promise<readonly ContactProblem[]> {
  const shown: ContactProblem[] = [];
  for (const { claim, fault } of asides) {
    await releaseClaim(handle, claim, after(now, FOR));
    if (fault !== null) shown.push(await show(handle, run, claim, fault, now));
  }
  return shown;
}

/** One task for as long as it is open, however often it fails. */
async function show(
  handle: Handle,
  run: Run,
  { contact }: Claim,
  fault: Error,
  now: Instant,
): Promise<ContactProblem> {
  const who = await whoIs(handle, contact);
  const business: BusinessId | null = who?.business ?? null;
  const zone = (business === null ? null : run.ws.config.businesses.get(business)?.zone) ?? UTC;
  const name = who?.name ?? '';
  const title = `Look at ${name || `lead ${contact}`}: what comes next cannot be worked out`;
  const task = {
    contact,
    enrollment: null,
    kind: 'review',
    title,
    note: fault.message,
    dueAt: now,
    zone,
  } as const;
  if (!(await hasOpenReview(handle, contact, title))) await makeTask(handle, task, now);
  return { business, contact, name, detail: fault.message };
}
