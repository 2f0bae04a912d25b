/** Nobody is asked to call a person who must not be called, nor one whose follow-up is over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId, type TaskId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { finishTask } from '../../src/engine/finish-task.ts';
import { stopForOptOut, stopForWrongNumber } from '../../src/engine/stopping.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { createKit, type Kit, phoneOf, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { act, optOutAll, pause, stop } from './act.ts';
import { ALL } from './sequences.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: ALL });
});
afterEach(() => kit.close());

const WEDNESDAY = instant(TUESDAY_10 + DAY + MINUTE);
const SHARED = phoneOf(4_300);

/** Two people with one phone, and a third one, each with a call to make on Wednesday. */
async function threeCalls() {
  const ann = await kit.enroll({ sequence: 'chase', phone: SHARED, email: 'ann@example.com' });
  const ben = await kit.enroll({ sequence: 'chase', phone: SHARED, email: 'ben@example.com' });
  const eve = await kit.enroll({ sequence: 'chase' });
  await kit.run(scripted().transports, WEDNESDAY);
  kit.clock.now = WEDNESDAY;
  expect(await openCalls()).toEqual([ann.contact, ben.contact, eve.contact]);
  return { ann, ben, eve };
}

const openCalls = async (): Promise<readonly unknown[]> =>
  (
    await kit.all("SELECT contact_id FROM task WHERE kind = 'call' AND state = 'open' ORDER BY contact_id")
  ).map((row) => row.contact_id);

/** The lead asks to be called back: a call that no touch made. */
async function askedToBeCalled(): Promise<void> {
  const [task] = await kit.all("SELECT id FROM task WHERE kind = 'call' AND state = 'open'");
  const id = asId<TaskId>(Number(task?.id));
  const finishing = { outcome: 'call_back', note: null, by: 'sam' } as const;
  await kit.ws.db.tx((handle) => finishTask(handle, kit.ws, id, finishing, kit.clock.now));
}

describe('an opt-out from calls closes the open calls of everyone at that phone', () => {
  it('when it is for every channel', async () => {
    const { ann, eve } = await threeCalls();
    expect(await optOutAll(kit, ann.contact)).toMatchObject({ closedCalls: 2 });
    expect(await openCalls()).toEqual([eve.contact]);
    expect(
      await kit.all("SELECT kind, outcome FROM touch_end WHERE touch_id = 'call-1' ORDER BY enrollment_id"),
    ).toEqual([
      { kind: 'called', outcome: 'not_done' },
      { kind: 'called', outcome: 'not_done' },
    ]);
  });

  it('when it is for calls alone, which lets the texts go on', async () => {
    const { ann, eve } = await threeCalls();
    const stopped = await act(kit, ann.contact, (handle, contact) =>
      stopForOptOut(handle, kit.ws, contact, ['call'], kit.clock.now),
    );
    expect(stopped).toMatchObject({ ended: [], closedCalls: 2 });
    expect(await openCalls()).toEqual([eve.contact]);
  });

  it('when the number is somebody else’s', async () => {
    const { ben, eve } = await threeCalls();
    await act(kit, ben.contact, (handle, contact) =>
      stopForWrongNumber(handle, kit.ws, contact, kit.clock.now),
    );
    expect(await openCalls()).toEqual([eve.contact]);
  });

  it('but one from texts leaves them', async () => {
    const { ann, ben, eve } = await threeCalls();
    await act(kit, ann.contact, (handle, contact) =>
      stopForOptOut(handle, kit.ws, contact, ['sms'], kit.clock.now),
    );
    expect(await openCalls()).toEqual([ann.contact, ben.contact, eve.contact]);
  });
});

describe('a call that the lead asked for', () => {
  it.each([
    ['an opt-out', optOutAll],
    ['a stop', stop],
  ])('ends with %s', async (_name, leave) => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    await kit.run(scripted().transports, WEDNESDAY);
    kit.clock.now = WEDNESDAY;
    await askedToBeCalled();
    expect(await openCalls()).toEqual([contact]);
    expect(await leave(kit, contact)).toMatchObject({ closedCalls: 1 });
    expect(await openCalls()).toEqual([]);
  });

  it('outlives a pause: it is what the pause is for', async () => {
    const { contact } = await kit.enroll({ sequence: 'chase' });
    await kit.run(scripted().transports, WEDNESDAY);
    kit.clock.now = WEDNESDAY;
    await askedToBeCalled();
    await pause(kit, contact, instant(WEDNESDAY + 2 * DAY));
    expect(await openCalls()).toEqual([contact]);
  });
});

describe('the list of tasks', () => {
  it('holds the open ones, and the ended ones when asked', async () => {
    const { ann } = await threeCalls();
    await optOutAll(kit, ann.contact);
    const list = async (ended: boolean) =>
      (await listTasks(kit.ws.db, { business: null, ended, limit: 10 })).map(({ state }) => state);
    expect(await list(false)).toEqual(['open']);
    expect((await list(true)).toSorted()).toEqual(['closed', 'closed', 'open']);
  });
});

describe('three contacts in 24 hours are counted for the phone, whoever is called there', () => {
  const CALLS = `
version: 1
id: calls
name: Three calls
touches:
  - { id: c1, day: 0, after: 1m, call: { script: "Call.", voicemail: "Hi." } }
  - { id: c2, day: 0, after: 1h, call: { script: "Call.", voicemail: "Hi." } }
`;

  it('so that a fourth call waits for the next day', async () => {
    await kit.close();
    kit = await createKit({ sequences: [CALLS] });
    for (let n = 0; n < 4; n += 1) await kit.enroll({ phone: SHARED, email: null });
    await kit.run(scripted().transports, instant(TUESDAY_10 + 4 * HOUR));
    expect(await kit.all("SELECT count(*) AS n FROM task WHERE state <> 'closed'")).toEqual([{ n: 3 }]);
  });
});
