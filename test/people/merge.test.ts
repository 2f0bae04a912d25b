/** Two contacts turn out to be one person: nothing goes twice, nobody who has left is reached, and the old name finds the new one. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ContactId } from '../../src/domain/ids.ts';
import { DAY, HOUR, instant } from '../../src/domain/time.ts';
import { findLead } from '../../src/engine/find-lead.ts';
import { finishTask } from '../../src/engine/finish-task.ts';
import { type Merged, mergeLeads } from '../../src/engine/merge.ts';
import { threadOf } from '../../src/engine/thread.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { bookAt, optOutAll, pause, resume, stop } from '../actions/act.ts';
import { brokenLaws } from '../engine/invariants.ts';
import { ALL_KINDS, BUSINESS, createKit, type Kit, outboxOf, TUESDAY_10, TWO_TEXTS } from '../engine/kit.ts';
import { hear, refusal, said } from './replying.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await createKit({ sequences: [TWO_TEXTS, ALL_KINDS] });
});
afterEach(() => kit.close());

const PHONES = ['+13125550142', '+13125550143'] as const;
const MAILS = ['one@example.com', 'two@example.com'] as const;

const merge = (from: ContactId, into: ContactId): Promise<Merged> =>
  kit.ws.db.tx((handle) => mergeLeads(handle, kit.ws, from, into, 'ana', kit.clock.now));

async function merged(from: ContactId, into: ContactId): Promise<Extract<Merged, { kind: 'merged' }>> {
  const done = await merge(from, into);
  if (done.kind === 'refused') throw new Error(`refused: ${done.why}`);
  return done;
}

const sent = async (): Promise<number> =>
  Number((await kit.all(`SELECT count(*) AS n FROM attempt WHERE state = 'sent'`))[0]?.n);

describe('two leads who are one person', () => {
  test('become the one that is kept, which gets what it lacks, and whom both names find', async () => {
    const one = await kit.enroll({ phone: PHONES[0], email: null, sequence: 'two' });
    const two = await kit.enroll({ phone: null, email: MAILS[1], sequence: 'all-kinds' });
    await kit.tick(outboxOf(kit.ws));
    const done = await merged(one.contact, two.contact);
    expect([done.gainedPhone, done.gainedEmail]).toEqual([true, false]);
    for (const typed of [String(one.contact), String(two.contact), PHONES[0], MAILS[1]])
      expect(await findLead(kit.ws, typed, null)).toEqual({ ok: true, value: two.contact });
    // The text had gone, and the other sequence had nothing to say yet.
    expect(done.goesOn.map(({ sequence }) => sequence)).toEqual(['two']);
    expect(done.stopped.map(({ sequence }) => sequence)).toEqual(['all-kinds']);
    await kit.run(outboxOf(kit.ws), instant(TUESDAY_10 + 5 * DAY));
    expect(await sent()).toBe(2);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
    const kinds = (await threadOf(kit.ws.db, two.contact)).filter(({ kind }) => kind === 'sent');
    expect(kinds.length).toBe(2);
  });

  test('are heard as one, whichever number they write from', async () => {
    const one = await kit.enroll({ phone: PHONES[0], email: null, sequence: 'two' });
    const two = await kit.enroll({ phone: PHONES[1], email: null, sequence: 'two' });
    await kit.tick(outboxOf(kit.ws));
    await merged(one.contact, two.contact);
    kit.advance(HOUR);
    await hear(kit, PHONES[0], 'Sounds good, let me think about it');
    expect(await kit.all(`SELECT contact_id, state FROM enrollment WHERE state = 'paused'`)).toEqual([
      { contact_id: two.contact, state: 'paused' },
    ]);
    const { done } = await said(kit, one.contact === two.contact ? one.contact : two.contact, 'Of course!');
    expect(done.length).toBe(1);
  });

  test('rest as one when one of them had answered, and are left alone when one had left', async () => {
    const one = await kit.enroll({ phone: PHONES[0], email: null, sequence: 'two' });
    const two = await kit.enroll({ phone: PHONES[1], email: null, sequence: 'two' });
    await kit.tick(outboxOf(kit.ws));
    await hear(kit, PHONES[0], 'Sounds good, let me think about it');
    const { goesOn } = await merged(one.contact, two.contact);
    expect(goesOn.map(({ state }) => state)).toEqual(['paused']);
    const three = await kit.enroll({ phone: '+13125550144', email: null, sequence: 'two' });
    await bookAt(kit, three.contact, instant(kit.clock.now + 3 * DAY));
    expect((await merged(three.contact, two.contact)).goesOn).toEqual([]);
  });

  test('are opted out as one, at every place of both', async () => {
    const one = await kit.enroll({ phone: PHONES[0], email: null, sequence: 'two' });
    const two = await kit.enroll({ phone: PHONES[1], email: MAILS[1], sequence: 'two' });
    await kit.tick(outboxOf(kit.ws));
    await hear(kit, PHONES[0], 'STOP');
    const done = await merged(one.contact, two.contact);
    expect([...done.closed].sort()).toEqual(['call', 'email', 'sms']);
    expect(done.goesOn).toEqual([]);
    expect(await refusal(kit, two.contact, 'Hello', { channel: 'sms' })).toBe('opted_out');
    expect(await refusal(kit, two.contact, 'Hello', { channel: 'email', subject: 'Hello' })).toBe(
      'opted_out',
    );
    const before = await sent();
    await kit.run(outboxOf(kit.ws), instant(TUESDAY_10 + 20 * DAY));
    expect(await sent()).toBe(before);
  });

  test('are never of two businesses, and never one already', async () => {
    const one = await kit.enroll({ phone: PHONES[0] });
    expect(await merge(one.contact, one.contact)).toEqual({ kind: 'refused', why: 'same' });
    await kit.ws.db.run(`INSERT INTO business (id, slug) VALUES (99, 'other')`);
    const two = await kit.enroll({ phone: PHONES[1] });
    await kit.ws.db.run('UPDATE contact SET business_id = 99 WHERE id = ?', [two.contact]);
    expect(await merge(one.contact, two.contact)).toEqual({ kind: 'refused', why: 'other_business' });
  });
});

describe('whatever the two have been through', () => {
  const act = fc.constantFrom(
    'tick',
    'day',
    'hear',
    'stop word',
    'opt out',
    'pause',
    'resume',
    'stop',
    'book',
    'call done',
    'reply',
  );
  const history = fc.array(fc.tuple(act, fc.boolean()), { maxLength: 8 });
  type Pair = readonly [string | null, string | null];
  const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> =>
    fc.nat(values.length - 1).map((n) => values[n] as T);
  const shape = fc.record({
    phones: oneOf<Pair>([PHONES[0], PHONES[1]], [PHONES[0], PHONES[0]], [PHONES[0], null], [null, PHONES[1]]),
    mails: oneOf<Pair>([MAILS[0], MAILS[1]], [null, MAILS[1]], [MAILS[0], null]),
    sequences: oneOf<readonly [string, string]>(
      ['two', 'two'],
      ['two', 'all-kinds'],
      ['all-kinds', 'all-kinds'],
    ),
  });

  async function perform(
    kind: string,
    who: ContactId,
    other: { readonly phone: string | null },
  ): Promise<void> {
    switch (kind) {
      case 'tick':
        return void (await kit.tick(outboxOf(kit.ws)));
      case 'day':
        return kit.run(outboxOf(kit.ws), instant(kit.clock.now + DAY));
      case 'hear':
        return other.phone === null
          ? undefined
          : hear(kit, other.phone, 'Sounds good, let me think about it');
      case 'stop word':
        return other.phone === null ? undefined : hear(kit, other.phone, 'STOP');
      case 'opt out':
        return void (await optOutAll(kit, who));
      case 'pause':
        return void (await pause(kit, who, instant(kit.clock.now + 2 * DAY)));
      case 'resume':
        return void (await resume(kit, who));
      case 'stop':
        return void (await stop(kit, who));
      case 'book':
        return void (await bookAt(kit, who, instant(kit.clock.now + 4 * DAY)));
      case 'reply':
        return void (await refusal(kit, who, `Words ${kit.clock.now}`, { atNight: true }));
      case 'call done': {
        const tasks = await listTasks(kit.ws.db, { business: null, ended: false, limit: 10 });
        const call = tasks.find(({ kind: what }) => what === 'call');
        if (call !== undefined)
          await kit.ws.db.tx((handle) =>
            finishTask(
              handle,
              kit.ws,
              call.id,
              { outcome: 'voicemail', note: null, by: 'ana' },
              kit.clock.now,
            ),
          );
      }
    }
  }

  /** Places at which somebody asked for nothing more, by channel. */
  const closedPlaces = async (): Promise<ReadonlySet<string>> =>
    new Set(
      (await kit.all('SELECT key, channel FROM suppression WHERE lifted_at IS NULL')).map(
        ({ key, channel }) => `${Buffer.from(key as Uint8Array).toString('hex')} ${channel}`,
      ),
    );

  test('every law holds after they are one, and nobody who was out of reach comes into it', async () => {
    await fc.assert(
      fc.asyncProperty(shape, history, fc.boolean(), async ({ phones, mails, sequences }, acts, turned) => {
        await kit.close();
        kit = await createKit({ sequences: [TWO_TEXTS, ALL_KINDS] });
        const people: { readonly contact: ContactId; readonly phone: string | null }[] = [];
        for (const n of [0, 1] as const) {
          const { contact } = await kit.enroll({ phone: phones[n], email: mails[n], sequence: sequences[n] });
          people.push({ contact, phone: phones[n] });
        }
        for (const [kind, second] of acts) {
          const person = people[second ? 1 : 0];
          if (person !== undefined) await perform(kind, person.contact, person);
        }
        expect(await brokenLaws(kit.ws.db)).toEqual([]);
        const before = await closedPlaces();
        const [a, b] = turned ? [people[1], people[0]] : people;
        if (a === undefined || b === undefined) return;
        const gone = await kit.all(`SELECT id FROM attempt WHERE state IN ('sent', 'uncertain') ORDER BY id`);
        const done = await merged(a.contact, b.contact);
        expect(await brokenLaws(kit.ws.db)).toEqual([]);
        const after = await closedPlaces();
        for (const place of before) expect(after).toContain(place);
        // What had gone has gone.
        expect(
          await kit.all(`SELECT id FROM attempt WHERE state IN ('sent', 'uncertain') ORDER BY id`),
        ).toEqual(gone);
        const wrote = await kit.all(
          `SELECT channel FROM suppression WHERE lifted_at IS NULL AND reason IN ('opted_out', 'replied_stop') GROUP BY channel`,
        );
        for (const { channel } of wrote) {
          if (channel === 'call') continue;
          const why = await refusal(kit, b.contact, 'Hello?', {
            channel: channel as 'sms' | 'email',
            subject: 'Hello',
            atNight: true,
            dryRun: true,
          });
          expect(['opted_out', 'no_place']).toContain(why);
        }
        const chases = done.goesOn.length;
        expect(chases).toBeLessThanOrEqual(1);
        kit.clock.now = instant(kit.clock.now + HOUR);
        await kit.run(outboxOf(kit.ws), instant(kit.clock.now + 10 * DAY));
        expect(await brokenLaws(kit.ws.db)).toEqual([]);
        for (const place of before) expect(await closedPlaces()).toContain(place);
      }),
      { numRuns: 40 },
    );
  });

  test('a control: the laws would see a chase that goes on past an opt-out', async () => {
    const { contact } = await kit.enroll({ phone: PHONES[0], email: null, sequence: 'two' });
    await kit.tick(outboxOf(kit.ws));
    await hear(kit, PHONES[0], 'STOP');
    await kit.ws.db.run(`UPDATE suppression SET seq = 0`);
    expect((await brokenLaws(kit.ws.db)).join()).toContain('after its opt-out');
    expect(BUSINESS.id).toBe('bright-dental');
    expect(contact).toBeGreaterThan(0);
  });
});
