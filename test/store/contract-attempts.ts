/** Reservations and settlements: the two rules that the database itself keeps, and the moves that an attempt may make. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ATTEMPT_STATES,
  type AttemptState,
  LIVE_STATES,
  MOVES,
  mayMove,
  type Outcome,
} from '../../src/domain/attempt.ts';
import { type AttemptId, asId, type TouchId } from '../../src/domain/ids.ts';
import { DAY, instant, localDate } from '../../src/domain/time.ts';
import type { NewAttempt } from '../../src/store/attempt-rows.ts';
import {
  cancelAttempt,
  findAttempt,
  listOpenAttempts,
  type Moved,
  resolveAttempt,
  settleAttempt,
} from '../../src/store/attempts.ts';
import { attemptsOfDestinations } from '../../src/store/contact-history.ts';
import type { Driver, Handle } from '../../src/store/driver.ts';
import { eventsOf } from '../../src/store/events.ts';
import { type Reserved, reserveAttempt } from '../../src/store/reservations.ts';
import { addPerson, setScene, TUESDAY, textTo } from './fixture.ts';

const later = (ms: number) => instant(TUESDAY + ms);
const sent = (providerId: string): Outcome => ({ kind: 'sent', providerId });
const unsent: Outcome = {
  kind: 'unsent',
  code: 'refused_connection',
  detail: 'nobody listens',
  retryAfter: 60_000,
};
const uncertain: Outcome = { kind: 'uncertain', code: 'timeout', detail: 'no answer in 30 s' };
const refused: Outcome = { kind: 'refused', code: '21211', detail: 'not a number', suppress: false };

const reserve = (db: Driver, wanted: NewAttempt): Promise<Reserved> =>
  db.tx((handle) => reserveAttempt(handle, wanted));

const reservedId = (answer: Reserved): AttemptId => {
  if (answer.kind !== 'reserved') throw new Error(`not reserved: ${answer.rule}`);
  return answer.id;
};

/** What must be empty after anything: two live attempts of one touch, two automatic texts to one number on one day. */
const BROKEN_RULES = `
  SELECT 'touch' AS rule FROM attempt WHERE state IN ('wire', 'sent', 'uncertain') AND enrollment_id IS NOT NULL
    GROUP BY enrollment_id, touch_id, occurrence HAVING count(*) > 1
  UNION ALL
  SELECT 'day' AS rule FROM attempt WHERE state IN ('wire', 'sent', 'uncertain') AND channel = 'sms' AND automatic = 1
    GROUP BY destination_id, local_day HAVING count(*) > 1`;

export function attemptContract(makeDriver: () => Promise<Driver>): void {
  test('a reservation is on the wire, first of its touch, and named by its event', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const person = await addPerson(db, scene, 1);
    const wanted = textTo(scene, person);
    const answer = await reserve(db, wanted);
    expect(answer).toEqual({ kind: 'reserved', id: 1, wireSeq: 1 });
    expect(await findAttempt(db, reservedId(answer))).toEqual({
      ...wanted,
      id: 1,
      n: 1,
      state: 'wire',
      wireSeq: 1,
      providerId: null,
      code: null,
      detail: null,
      settledAt: null,
      retryAt: null,
      status: null,
      statusRank: -1,
      absentAt: null,
      askAt: null,
      polledAt: null,
    });
    expect(await eventsOf(db, person.contact, { from: null, limit: 9 })).toEqual([
      {
        seq: 1,
        at: TUESDAY,
        kind: 'attempt_reserved',
        contact: person.contact,
        enrollment: person.enrollment,
        touch: 'hello',
        attempt: 1,
        data: { channel: 'sms', transport: 'outbox', basis: 'window', late: false },
      },
    ]);
    await db.close();
  });

  test('a touch has one live attempt, and a second one may only follow a proven non-send', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const person = await addPerson(db, scene, 1);
    const id = reservedId(await reserve(db, textTo(scene, person)));
    // Another day and another channel, so that only the touch itself can stand in the way.
    const again = {
      localDay: localDate('2026-03-04'),
      at: later(DAY),
      channel: 'email',
      destination: person.email,
    } as const;
    const conflict = { kind: 'conflict', rule: 'one_live_per_touch' };
    expect(await reserve(db, textTo(scene, person, again))).toEqual(conflict);
    const settle = { id, fence: 1, from: 'wire', outcome: unsent, at: later(100) } as const;
    expect(await settleAttempt(db, settle)).toBe('moved');
    const second = reservedId(await reserve(db, textTo(scene, person, again)));
    expect((await findAttempt(db, second))?.n).toBe(2);
    expect((await findAttempt(db, id))?.retryAt).toBe(later(60_100));
    await settleAttempt(db, { id: second, fence: 1, from: 'wire', outcome: uncertain, at: later(200) });
    expect(await reserve(db, textTo(scene, person, again))).toEqual(conflict);
    await db.close();
  });

  test('a number gets one automatic text on a local day, over contacts and touches; people and emails are outside', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const [a, b] = [await addPerson(db, scene, 1), await addPerson(db, scene, 2)];
    reservedId(await reserve(db, textTo(scene, a)));
    const touch = asId<TouchId>('other');
    const shared = { destination: a.phone };
    const conflict = { kind: 'conflict', rule: 'one_sms_per_day' };
    expect(await reserve(db, textTo(scene, a, { touch }))).toEqual(conflict);
    expect(await reserve(db, textTo(scene, b, shared))).toEqual(conflict);
    const byPerson = {
      enrollment: null,
      touch: null,
      occurrence: null,
      automatic: false,
      basis: 'person',
    } as const;
    for (const change of [
      { ...byPerson },
      { ...byPerson },
      { touch, localDay: localDate('2026-03-04') },
      { touch: asId<TouchId>('mail'), channel: 'email', destination: a.email },
    ] as const)
      expect((await reserve(db, textTo(scene, a, change))).kind).toBe('reserved');
    expect(await db.all(BROKEN_RULES)).toEqual([]);
    await db.close();
  });

  test('a conflict drops one touch and leaves the rest of the batch', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const people = [
      await addPerson(db, scene, 1),
      await addPerson(db, scene, 2),
      await addPerson(db, scene, 3),
    ];
    const [, twice] = people;
    if (twice === undefined) throw new Error('three people were added');
    await reserve(db, textTo(scene, twice));
    const kinds = await db.tx(async (handle) => {
      const answers: string[] = [];
      for (const person of people) answers.push((await reserveAttempt(handle, textTo(scene, person))).kind);
      return answers;
    });
    expect(kinds).toEqual(['reserved', 'conflict', 'reserved']);
    expect(await db.all('SELECT count(*) AS n FROM attempt')).toEqual([{ n: 3 }]);
    await db.close();
  });

  test('control: past the checks, the indexes alone still refuse a second live attempt', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const person = await addPerson(db, scene, 1);
    await reserve(db, textTo(scene, person));
    const copy = (columns: string) => `
      INSERT INTO attempt (enrollment_id, touch_id, occurrence, n, channel, contact_id, destination_id, state, automatic,
        late, basis, transport, token, run_id, fence, wire_seq, due_at, wire_at, deadline_at, window_end_at, local_day, zone, body)
      SELECT ${columns}, n, channel, contact_id, destination_id, state, automatic, late, basis, transport, ?, run_id, fence,
        wire_seq, due_at, wire_at, deadline_at, window_end_at, local_day, zone, body FROM attempt WHERE id = 1`;
    await expect(db.run(copy('enrollment_id, touch_id, occurrence'), ['t1'])).rejects.toThrow();
    await expect(db.run(copy(`enrollment_id, 'other', occurrence`), ['t2'])).rejects.toThrow();
    await db.close();
  });

  test('a used token is a fault of the program and not a conflict', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const [a, b] = [await addPerson(db, scene, 1), await addPerson(db, scene, 2)];
    const first = textTo(scene, a);
    await reserve(db, first);
    await expect(reserve(db, textTo(scene, b, { token: first.token }))).rejects.toThrow('token is not new');
    await db.close();
  });

  test('a settlement needs the state and the fence it expects; a stale one changes nothing', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const person = await addPerson(db, scene, 1);
    const id = reservedId(await reserve(db, textTo(scene, person, { fence: 5 })));
    const settle = (fence: number, from: 'wire' | 'uncertain', outcome: Outcome) =>
      settleAttempt(db, { id, fence, from, outcome, at: later(1) });
    expect(await settle(4, 'wire', sent('m1'))).toBe('stale');
    expect(await settle(5, 'uncertain', sent('m1'))).toBe('stale');
    expect((await findAttempt(db, id))?.state).toBe('wire');
    expect(await settle(5, 'wire', sent('m1'))).toBe('moved');
    expect(await settle(5, 'wire', uncertain)).toBe('stale');
    expect(await findAttempt(db, id)).toMatchObject({ state: 'sent', providerId: 'm1', settledAt: later(1) });
    const kinds = (await eventsOf(db, person.contact, { from: null, limit: 9 })).map(({ kind }) => kind);
    expect(kinds).toEqual(['attempt_reserved', 'attempt_settled']);
    await db.close();
  });

  test('one provider id never settles two attempts', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const ids: AttemptId[] = [];
    for (const n of [1, 2])
      ids.push(reservedId(await reserve(db, textTo(scene, await addPerson(db, scene, n)))));
    const answers: Moved[] = [];
    for (const id of ids)
      answers.push(
        await settleAttempt(db, { id, fence: 1, from: 'wire', outcome: sent('m1'), at: later(1) }),
      );
    expect(answers).toEqual(['moved', 'provider_id_taken']);
    expect((await listOpenAttempts(db, 'wire')).map(({ id }) => id)).toEqual(ids.slice(1));
    await db.close();
  });

  test('an uncertain attempt waits in its list until it is resolved, and then only once', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const id = reservedId(await reserve(db, textTo(scene, await addPerson(db, scene, 1), { fence: 3 })));
    const resolve = (to: 'sent' | 'unsent') =>
      resolveAttempt(db, {
        id,
        to,
        at: later(9),
        code: 'person',
        detail: 'seen in the outbox',
        providerId: null,
      });
    expect(await resolve('sent')).toBe('stale');
    await settleAttempt(db, { id, fence: 3, from: 'wire', outcome: uncertain, at: later(1) });
    const open = await listOpenAttempts(db, 'uncertain');
    expect(open.map(({ id, code, detail }) => [id, code, detail])).toEqual([
      [1, 'timeout', 'no answer in 30 s'],
    ]);
    expect(await resolve('sent')).toBe('moved');
    expect(await resolve('unsent')).toBe('stale');
    expect(await listOpenAttempts(db, 'uncertain')).toEqual([]);
    expect((await findAttempt(db, id))?.state).toBe('sent');
    await db.close();
  });

  test('history holds what may have arrived since an instant, oldest first, and names the sequence', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const person = await addPerson(db, scene, 1);
    const on = (day: number, touch: string) => ({
      touch: asId<TouchId>(touch),
      at: later(day * DAY),
      localDay: localDate(`2026-03-0${3 + day}`),
    });
    const ids: AttemptId[] = [];
    for (const [day, touch] of ['a', 'b', 'c', 'd', 'e'].entries())
      ids.push(reservedId(await reserve(db, textTo(scene, person, on(day, touch)))));
    const outcomes = [sent('m0'), sent('m1'), uncertain, refused];
    for (const [n, outcome] of outcomes.entries())
      await settleAttempt(db, { id: ids[n] ?? asId(0), fence: 1, from: 'wire', outcome, at: later(5 * DAY) });
    const found = await attemptsOfDestinations(db, [person.phone, person.email], later(DAY));
    expect([...found.keys()]).toEqual([person.phone]);
    const history = found.get(person.phone) ?? [];
    expect(history.map(({ touch, state, sequence }) => [touch, state, sequence])).toEqual([
      ['b', 'sent', 'framework-14'],
      ['c', 'uncertain', 'framework-14'],
      ['e', 'wire', 'framework-14'],
    ]);
    expect(history[0]).toMatchObject({
      wireAt: later(DAY),
      localDay: '2026-03-04',
      automatic: true,
      late: false,
    });
    await db.close();
  });

  test('the database lets an attempt make exactly the moves that the table of moves allows', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const people: Awaited<ReturnType<typeof addPerson>>[] = [];
    for (let n = 0; n < ATTEMPT_STATES.length ** 2; n++) people.push(await addPerson(db, scene, n));
    const force = (handle: Handle, id: AttemptId, to: AttemptState) =>
      handle.run('UPDATE attempt SET state = ?, settled_at = ? WHERE id = ?', [to, later(1), id]);
    for (const from of ATTEMPT_STATES) {
      for (const to of ATTEMPT_STATES) {
        const person = people.pop();
        if (person === undefined) throw new Error('one person for each pair');
        const id = reservedId(await reserve(db, textTo(scene, person)));
        if (from !== 'wire') await force(db, id, from);
        const moved = await force(db, id, to).then(
          () => true,
          () => false,
        );
        // A move to the same state is no move, but only an open attempt may be written to again.
        expect([from, to, moved]).toEqual([
          from,
          to,
          mayMove(from, to) || (from === to && MOVES[from].length > 0),
        ]);
      }
    }
    await expect(db.run('DELETE FROM attempt')).rejects.toThrow('never deleted');
    await db.close();
  });

  test('random moves: each succeeds when the state and the fence are right, and changes nothing otherwise', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    let n = 0;
    const step = fc.record({
      act: fc.constantFrom('settle', 'cancel', 'resolve'),
      from: fc.constantFrom('wire' as const, 'uncertain' as const),
      outcome: fc.constantFrom('sent', 'unsent', 'refused', 'uncertain'),
      fence: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        n += 1;
        const person = await addPerson(db, scene, 1_000 + n);
        const id = reservedId(await reserve(db, textTo(scene, person)));
        let state: AttemptState = 'wire';
        let events = 1;
        for (const { act, from, outcome, fence } of steps) {
          const outcomes = { sent: sent(`p${n}`), unsent, refused, uncertain };
          const to =
            act === 'cancel' ? 'cancelled' : act === 'resolve' && outcome === 'uncertain' ? 'sent' : outcome;
          const expectedFrom = act === 'settle' ? from : act === 'cancel' ? 'wire' : 'uncertain';
          const words = { at: later(1), code: 'c', detail: 'd' };
          // From uncertain to uncertain is no move at all: asking for it is a fault of the program.
          if (!mayMove(expectedFrom, to as AttemptState)) continue;
          const answer =
            act === 'settle'
              ? await settleAttempt(db, {
                  id,
                  fence,
                  from,
                  outcome: outcomes[outcome as keyof typeof outcomes],
                  at: later(1),
                })
              : act === 'cancel'
                ? await cancelAttempt(db, { id, fence, ...words })
                : await resolveAttempt(db, {
                    id,
                    to: to as 'sent' | 'unsent' | 'refused',
                    ...words,
                    providerId: null,
                  });
          const right = state === expectedFrom && (fence === 1 || act === 'resolve');
          expect(answer).toBe(right ? 'moved' : 'stale');
          if (right) {
            state = to as AttemptState;
            events += 1;
          }
          expect((await findAttempt(db, id))?.state).toBe(state);
        }
        expect((await eventsOf(db, person.contact, { from: null, limit: 99 })).length).toBe(events);
      }),
      { numRuns: 150 },
    );
    await db.close();
  });

  test('random reservations and settlements agree with a model that keeps the two rules', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const pair = [await addPerson(db, scene, 1), await addPerson(db, scene, 2)] as const;
    const step = fc.record({
      who: fc.constantFrom(0 as const, 1 as const),
      number: fc.constantFrom(0 as const, 1 as const),
      touch: fc.constantFrom('hello', 'value', 'breakup'),
      occurrence: fc.integer({ min: 0, max: 3 }),
      day: fc.integer({ min: 1, max: 9 }),
      channel: fc.constantFrom('sms' as const, 'email' as const),
      automatic: fc.boolean(),
      outcome: fc.constantFrom(null, sent('x'), unsent, refused, uncertain),
    });
    const live = new Map<AttemptId, { touch: string; day: string | null }>();
    let provider = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        for (const { who, number, touch, occurrence, day, channel, automatic, outcome } of steps) {
          const destination = channel === 'sms' ? pair[number].phone : pair[number].email;
          const localDay = localDate(`2026-03-0${day}`);
          const touchKey = `${who} ${touch} ${occurrence}`;
          const dayKey = channel === 'sms' && automatic ? `${destination} ${localDay}` : null;
          const change = {
            touch: asId<TouchId>(touch),
            occurrence,
            channel,
            destination,
            automatic,
            localDay,
          };
          const answer = await reserve(db, textTo(scene, pair[who], change));
          const others = [...live.values()];
          const rule = others.some((other) => other.touch === touchKey)
            ? 'one_live_per_touch'
            : dayKey !== null && others.some((other) => other.day === dayKey)
              ? 'one_sms_per_day'
              : null;
          expect(answer.kind === 'conflict' ? answer.rule : null).toBe(rule);
          if (answer.kind === 'conflict') continue;
          live.set(answer.id, { touch: touchKey, day: dayKey });
          if (outcome === null) continue;
          provider += 1;
          const told = outcome.kind === 'sent' ? sent(`m${provider}`) : outcome;
          await settleAttempt(db, { id: answer.id, fence: 1, from: 'wire', outcome: told, at: TUESDAY });
          if (!LIVE_STATES.some((state) => state === told.kind)) live.delete(answer.id);
        }
        expect(await db.all(BROKEN_RULES)).toEqual([]);
      }),
      { numRuns: 80 },
    );
    await db.close();
  });
}
