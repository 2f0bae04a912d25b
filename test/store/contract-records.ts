/** Destinations, opt-outs, events, revisions, runs and the facts about the database. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/domain/event.ts';
import {
  asId,
  type BusinessId,
  type DestinationKey,
  type RevisionHash,
  type SequenceId,
} from '../../src/domain/ids.ts';
import { instant } from '../../src/domain/time.ts';
import type { Revision } from '../../src/sequence/sequence.ts';
import { businessRows, ensureBusiness } from '../../src/store/businesses.ts';
import {
  destinationKey,
  destinationsById,
  destinationsByKey,
  ensureDestination,
  lockDestinations,
  markTexted,
} from '../../src/store/destinations.ts';
import type { Driver } from '../../src/store/driver.ts';
import { appendEvent, appendEvents, eventsOf, newestEventsOf } from '../../src/store/events.ts';
import { acceptClock, noteClock } from '../../src/store/meta.ts';
import {
  loadRevision,
  loadRevisions,
  revisionsBeginning,
  revisionsOf,
  storeRevision,
} from '../../src/store/revisions.ts';
import { endRun, heartbeat, runsNotEnded, startRun } from '../../src/store/runs.ts';
import {
  liftSuppression,
  SUPPRESSED_CHANNELS,
  suppress,
  suppressionsInForce,
} from '../../src/store/suppressions.ts';
import { ACME, addPerson, CHICAGO, PEPPER, setScene, TUESDAY } from './fixture.ts';

const OTHER = asId<BusinessId>('other');
const later = (ms: number) => instant(TUESDAY + ms);

const event = (change: Partial<NewEvent> = {}): NewEvent => ({
  at: TUESDAY,
  kind: 'enrolled',
  contact: null,
  enrollment: null,
  touch: null,
  attempt: null,
  data: {},
  ...change,
});

const revision = (hash: string, name: string): Revision =>
  ({ hash: asId<RevisionHash>(hash.repeat(64)), sequence: { id: 'framework-14', name } }) as Revision;

export function recordContract(makeDriver: () => Promise<Driver>): void {
  test('a business has one row, however often it is named', async () => {
    const db = await makeDriver();
    expect(await ensureBusiness(db, ACME)).toBe(1);
    expect(await ensureBusiness(db, OTHER)).toBe(2);
    expect(await ensureBusiness(db, ACME)).toBe(1);
    expect([...(await businessRows(db))]).toEqual([
      ['acme', 1],
      ['other', 2],
    ]);
    await db.close();
  });

  test('a destination is found again by its key, keeps its zone, and takes back a value that was erased', async () => {
    const db = await makeDriver();
    const businessRow = await ensureBusiness(db, ACME);
    const key = destinationKey(PEPPER, ACME, 'phone', '+13125550142');
    const wanted = { businessRow, kind: 'phone', value: '+13125550142', key, zone: CHICAGO } as const;
    const id = await ensureDestination(db, wanted);
    expect(await ensureDestination(db, { ...wanted, zone: 'UTC' as typeof CHICAGO })).toBe(id);
    const stored = { id, businessRow, kind: 'phone', key, zone: CHICAGO, firstTextedAt: null };
    expect((await destinationsById(db, [id])).get(id)).toEqual({ ...stored, value: '+13125550142' });
    await db.run('UPDATE destination SET value = NULL');
    expect((await destinationsByKey(db, [key])).get(key)).toEqual({ ...stored, value: null });
    expect(await ensureDestination(db, wanted)).toBe(id);
    expect((await destinationsByKey(db, [key])).get(key)).toEqual({ ...stored, value: '+13125550142' });
    await markTexted(db, id, later(1));
    await markTexted(db, id, later(2));
    expect((await destinationsById(db, [id])).get(id)?.firstTextedAt).toBe(later(1));
    await db.close();
  });

  test('lists of any length are answered whole', async () => {
    const db = await makeDriver();
    const businessRow = await ensureBusiness(db, ACME);
    const keys: DestinationKey[] = [];
    await db.tx(async (handle) => {
      for (let n = 0; n < 1_100; n++) {
        const value = `lead-${n}@example.com`;
        const key = destinationKey(PEPPER, ACME, 'email', value);
        await ensureDestination(handle, { businessRow, kind: 'email', value, key, zone: CHICAGO });
        keys.push(key);
      }
    });
    for (const length of [0, 1, 2, 8, 9, 64, 65, 512, 513, 1_024, 1_025, 1_100]) {
      const wanted = keys.slice(0, length);
      expect([...(await destinationsByKey(db, [...wanted, ...wanted])).keys()]).toEqual(wanted);
    }
    await db.close();
  });

  test('each destination is locked once, whatever the order and the repetitions', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const [a, b] = [await addPerson(db, scene, 1), await addPerson(db, scene, 2)];
    await db.tx((handle) => lockDestinations(handle, [b.phone, a.phone, b.phone]));
    const rows = await db.all('SELECT id, locks FROM destination WHERE id IN (?, ?) ORDER BY id', [
      a.phone,
      b.phone,
    ]);
    // A server locks a row without changing it.
    const locks = db.engine === 'sqlite' ? 1 : 0;
    expect(rows).toEqual([
      { id: a.phone, locks },
      { id: b.phone, locks },
    ]);
    await db.close();
  });

  test('an opt-out asked for twice is one opt-out, in force until it is lifted', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const { phoneKey: key, contact } = await addPerson(db, scene, 1);
    const wanted = {
      key,
      businessRow: scene.business,
      channel: 'sms',
      reason: 'opted_out',
      contact,
      enrollment: null,
    } as const;
    expect(await db.tx((handle) => suppress(handle, [wanted, wanted], TUESDAY))).toBe(1);
    expect(await db.tx((handle) => suppress(handle, [wanted], later(1)))).toBe(0);
    const inForce = { key, channel: 'sms', reason: 'opted_out', at: TUESDAY, seq: 1 };
    expect((await suppressionsInForce(db, [key])).get(key)).toEqual([inForce]);
    const lift = { key, channel: 'sms', reason: 'start', contact } as const;
    expect(await db.tx((handle) => liftSuppression(handle, lift, later(2)))).toBe(true);
    expect(await db.tx((handle) => liftSuppression(handle, lift, later(3)))).toBe(false);
    expect((await suppressionsInForce(db, [key])).get(key)).toBeUndefined();
    expect(await db.tx((handle) => suppress(handle, [wanted], later(4)))).toBe(1);
    const kinds = (await eventsOf(db, contact, { from: null, limit: 9 })).map(({ kind, at }) => [kind, at]);
    expect(kinds).toEqual([
      ['suppressed', TUESDAY],
      ['suppression_lifted', later(2)],
      ['suppressed', later(4)],
    ]);
    await db.close();
  });

  test('START gives back texts and nothing else', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const { phoneKey: key } = await addPerson(db, scene, 1);
    const wanted = SUPPRESSED_CHANNELS.map((channel) => ({
      key,
      businessRow: scene.business,
      channel,
      reason: 'opted_out',
      contact: null,
      enrollment: null,
    }));
    await db.tx((handle) => suppress(handle, wanted, TUESDAY));
    await db.tx((handle) =>
      liftSuppression(handle, { key, channel: 'sms', reason: 'start', contact: null }, later(1)),
    );
    const left = (await suppressionsInForce(db, [key])).get(key) ?? [];
    expect(left.map(({ channel }) => channel)).toEqual(['email', 'call']);
    await db.close();
  });

  test('an opt-out of one business says nothing about another, and needs no contact to hold', async () => {
    const db = await makeDriver();
    const businessRow = await ensureBusiness(db, ACME);
    const [ours, theirs] = [ACME, OTHER].map((slug) => destinationKey(PEPPER, slug, 'phone', '+13125550142'));
    if (ours === undefined || theirs === undefined) throw new Error('two keys were asked for');
    expect(ours).not.toBe(theirs);
    const stop = {
      key: ours,
      businessRow,
      channel: 'sms',
      reason: 'opted_out',
      contact: null,
      enrollment: null,
    } as const;
    await db.tx((handle) => suppress(handle, [stop], TUESDAY));
    expect([...(await suppressionsInForce(db, [ours, theirs])).keys()]).toEqual([ours]);
    await db.close();
  });

  test('after any order of opting out and in, what is in force is the last word on each channel', async () => {
    const db = await makeDriver();
    const businessRow = await ensureBusiness(db, ACME);
    const key = destinationKey(PEPPER, ACME, 'phone', '+13125550143');
    const step = fc.record({ channel: fc.constantFrom(...SUPPRESSED_CHANNELS), stop: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const expected = new Set<string>(
          ((await suppressionsInForce(db, [key])).get(key) ?? []).map((s) => s.channel),
        );
        for (const { channel, stop } of steps) {
          const changed = await db.tx(async (handle) =>
            stop
              ? (await suppress(
                  handle,
                  [{ key, businessRow, channel, reason: 'opted_out', contact: null, enrollment: null }],
                  TUESDAY,
                )) === 1
              : liftSuppression(handle, { key, channel, reason: 'start', contact: null }, TUESDAY),
          );
          expect(changed).toBe(stop !== expected.has(channel));
          if (stop) expected.add(channel);
          else expected.delete(channel);
        }
        const found = ((await suppressionsInForce(db, [key])).get(key) ?? []).map((s) => s.channel);
        expect(new Set<string>(found)).toEqual(expected);
        // In force and lifted alternate in the log: an opt-out was never lifted before it was made.
        expect(await db.all('SELECT id FROM suppression WHERE lifted_seq <= seq')).toEqual([]);
      }),
      { numRuns: 60 },
    );
    await db.close();
  });

  test('events are numbered as they are added and read back in pages, from either end', async () => {
    const db = await makeDriver();
    const scene = await setScene(db);
    const { contact, enrollment } = await addPerson(db, scene, 1);
    const other = await addPerson(db, scene, 2);
    const mine = Array.from({ length: 250 }, (_, n) =>
      event({ contact, enrollment, at: later(n), data: { n } }),
    );
    await db.tx((handle) => appendEvents(handle, mine));
    await appendEvent(db, event({ contact: other.contact }));
    const last = await appendEvent(db, event({ contact, kind: 'finished' }));
    expect(last).toBe(252);
    const first = await eventsOf(db, contact, { from: null, limit: 100 });
    expect(first.map(({ data }) => data.n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(first[0]).toEqual({ ...mine[0], seq: 1 });
    const from = first[99]?.seq ?? null;
    expect((await eventsOf(db, contact, { from, limit: 1 }))[0]?.data).toEqual({ n: 100 });
    const newest = await newestEventsOf(db, contact, { from: null, limit: 2 });
    expect(newest.map(({ seq }) => seq)).toEqual([252, 250]);
    expect((await newestEventsOf(db, contact, { from: newest[1]?.seq ?? null, limit: 1 }))[0]?.seq).toBe(249);
    await db.close();
  });

  test('an event is never changed and never deleted', async () => {
    const db = await makeDriver();
    await appendEvent(db, event());
    await expect(db.run('UPDATE event SET at = at')).rejects.toThrow('events are never changed');
    await expect(db.run('DELETE FROM event')).rejects.toThrow('events are never deleted');
    await expect(
      db.run(`INSERT INTO event (seq, at, kind, data) VALUES (1, 0, 'x', '{}')`),
    ).rejects.toThrow();
    expect(await db.all('SELECT count(*) AS n FROM event')).toEqual([{ n: 1 }]);
    await db.close();
  });

  test('a revision is found by the beginning of its hash, and what is no beginning of one finds nothing', async () => {
    const db = await makeDriver();
    for (const hash of ['ab1', 'ab2', 'b0']) await storeRevision(db, revision(hash, hash), TUESDAY);
    const found = async (prefix: string): Promise<readonly string[]> =>
      (await revisionsBeginning(db, prefix)).map(({ hash }) => hash.slice(0, 3));
    expect(await found('ab1')).toEqual(['ab1']);
    expect(await found('ab')).toEqual(['ab1', 'ab2']);
    expect(await found('b')).toEqual(['b0b']);
    for (const none of ['c', '', 'a%', 'AB', 'main']) expect(await found(none)).toEqual([]);
    await db.close();
  });

  test('a revision is stored once for each hash and comes back as it was', async () => {
    const db = await makeDriver();
    const id = await storeRevision(db, revision('a', 'first'), TUESDAY);
    expect(await storeRevision(db, revision('a', 'first'), later(1))).toBe(id);
    const next = await storeRevision(db, revision('b', 'second'), later(2));
    expect(await loadRevision(db, id)).toEqual({
      id,
      sequence: asId<SequenceId>('framework-14'),
      hash: 'a'.repeat(64),
      compiled: '{"id":"framework-14","name":"first"}',
      storedAt: TUESDAY,
    });
    expect([...(await loadRevisions(db, [next, id, next])).keys()]).toEqual([id, next]);
    expect((await revisionsOf(db, asId<SequenceId>('framework-14'))).map((found) => found.id)).toEqual([
      next,
      id,
    ]);
    expect(await loadRevision(db, asId(99))).toBeNull();
    await db.close();
  });

  test('a run is listed until it ends, and one that was ended by another hears so at its next heartbeat', async () => {
    const db = await makeDriver();
    const owner = { command: 'tick', host: 'here', bootId: 'boot-1', pid: 42, pidStarted: '987654' };
    const a = await startRun(db, owner, TUESDAY);
    const b = await startRun(db, { ...owner, pid: 43 }, later(1));
    expect(await heartbeat(db, a, later(5))).toBe(true);
    expect(await runsNotEnded(db)).toEqual([
      { ...owner, id: a, startedAt: TUESDAY, heartbeatAt: later(5) },
      { ...owner, id: b, pid: 43, startedAt: later(1), heartbeatAt: later(1) },
    ]);
    expect(await endRun(db, a, later(6))).toBe(true);
    expect(await endRun(db, a, later(7))).toBe(false);
    expect(await heartbeat(db, a, later(8))).toBe(false);
    expect((await runsNotEnded(db)).map(({ id }) => id)).toEqual([b]);
    await db.close();
  });

  test('a clock set back by more than five seconds is seen, and never moves the high-water mark', async () => {
    const db = await makeDriver();
    await acceptClock(db, TUESDAY);
    expect(await noteClock(db, later(60_000))).toEqual({ kind: 'ok' });
    expect(await noteClock(db, later(55_000))).toEqual({ kind: 'ok' });
    const setBack = { kind: 'set_back', highWater: later(60_000), by: 5_001 };
    expect(await noteClock(db, later(54_999))).toEqual(setBack);
    expect(await noteClock(db, later(54_999))).toEqual(setBack);
    await acceptClock(db, later(54_999));
    expect(await noteClock(db, later(54_999))).toEqual({ kind: 'ok' });
    await db.close();
  });
}
