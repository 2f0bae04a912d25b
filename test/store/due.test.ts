/** Is anything due? Asked before anything is loaded, so the answer must be right and any doubt must mean yes. */
import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { settleAttempt } from '../../src/store/attempts.ts';
import { anythingDue, DUE_QUESTION } from '../../src/store/due.ts';
import { storeHeld, storeRead } from '../../src/store/mailboxes.ts';
import { putMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { storeHeldPoll, storePoll } from '../../src/store/polls.ts';
import { reserveAttempt } from '../../src/store/reservations.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { addPerson, PEPPER, setScene, TUESDAY, textTo } from './fixture.ts';
import { scratchFile, scratchFolder } from './scratch.ts';

const make = () => {
  const path = scratchFile();
  return openStore({ path, pepper: PEPPER, now: TUESDAY, create: true });
};
const later = (ms: number) => instant(TUESDAY + ms);
const doubt = { due: true, because: 'doubt' };

test('a contact is due from its wake time on, to the millisecond, with the database open elsewhere or not', async () => {
  const db = await make();
  const scene = await setScene(db);
  const { contact } = await addPerson(db, scene, 1);
  await addPerson(db, scene, 2);
  expect(anythingDue(db.path, TUESDAY)).toEqual({ due: false });
  await db.run('UPDATE contact SET wake_at = ? WHERE id = ?', [later(1_000), contact]);
  for (let time = 0; time < 2; time++) {
    expect(anythingDue(db.path, later(999))).toEqual({ due: false });
    expect(anythingDue(db.path, later(1_000))).toEqual({ due: true, because: 'contact' });
    await db.close();
  }
});

test('for random wake times the answer is that of a plain comparison', async () => {
  const db = await make();
  const scene = await setScene(db);
  for (const n of [1, 2, 3, 4]) await addPerson(db, scene, n);
  const time = fc.option(fc.integer({ min: 0, max: 20 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(time, { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 20 }),
      async (times, at) => {
        for (const [n, wake] of times.entries())
          await db.run('UPDATE contact SET wake_at = ? WHERE id = ?', [
            wake === null ? null : later(wake),
            n + 1,
          ]);
        const due = times.some((wake) => wake !== null && wake <= at);
        expect(anythingDue(db.path, later(at)).due).toBe(due);
      },
    ),
    { numRuns: 50 },
  );
  await db.close();
});

test('an attempt left on the wire is work for the next tick; one that waits for a person is not', async () => {
  const db = await make();
  const scene = await setScene(db);
  const reserved = await reserveAttempt(db, textTo(scene, await addPerson(db, scene, 1)));
  if (reserved.kind !== 'reserved') throw new Error('nothing stands in its way');
  expect(anythingDue(db.path, TUESDAY)).toEqual({ due: true, because: 'attempt' });
  const outcome = { kind: 'uncertain', code: 'timeout', detail: 'no answer' } as const;
  await settleAttempt(db, { id: reserved.id, fence: 1, from: 'wire', outcome, at: TUESDAY });
  expect(anythingDue(db.path, TUESDAY)).toEqual({ due: false });
  // Until it is time to ask its provider about it; once nobody asks any more, it costs no tick anything.
  expect(anythingDue(db.path, later(119_999))).toEqual({ due: false });
  expect(anythingDue(db.path, later(120_000))).toEqual({ due: true, because: 'attempt' });
  await db.run('UPDATE attempt SET ask_at = NULL');
  expect(anythingDue(db.path, later(120_000))).toEqual({ due: false });
  await db.close();
});

test('a business that has texted people is asked after their answers at each fifth minute, and at once while it cannot be', async () => {
  const db = await make();
  const { business: businessRow } = await setScene(db);
  await storePoll(db, businessRow, TUESDAY);
  expect(anythingDue(db.path, later(269_999))).toEqual({ due: false });
  expect(anythingDue(db.path, later(270_000))).toEqual({ due: true, because: 'answers' });
  await storeHeldPoll(db, businessRow, 'no answer', TUESDAY);
  expect(anythingDue(db.path, TUESDAY)).toEqual({ due: true, because: 'answers' });
  await db.close();
});

test('a mailbox is looked into as often', async () => {
  const db = await make();
  const { business: businessRow } = await setScene(db);
  await storeRead(db, businessRow, 'hello@example.com', TUESDAY);
  expect(anythingDue(db.path, later(269_999))).toEqual({ due: false });
  expect(anythingDue(db.path, later(270_000))).toEqual({ due: true, because: 'answers' });
  const held = { detail: 'no answer', at: TUESDAY, againAt: null };
  await storeHeld(db, businessRow, 'hello@example.com', held);
  expect(anythingDue(db.path, TUESDAY)).toEqual({ due: true, because: 'answers' });
  await db.close();
});

test('a missing database is said to be missing, and is not made', () => {
  const path = scratchFile();
  expect(anythingDue(path, TUESDAY)).toEqual({ due: true, because: 'missing' });
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('whatever cannot be read means yes: no database, half a database, another version, a clock set back', async () => {
  const text = scratchFile();
  writeFileSync(text, 'not a database at all\n'.repeat(500));
  expect(anythingDue(text, TUESDAY)).toEqual(doubt);
  const empty = scratchFile();
  writeFileSync(empty, '');
  expect(anythingDue(empty, TUESDAY)).toEqual(doubt);
  expect(anythingDue(scratchFolder(), TUESDAY)).toEqual(doubt);
  const db = await make();
  expect(anythingDue(db.path, later(-5_000))).toEqual({ due: false });
  expect(anythingDue(db.path, later(-5_001))).toEqual(doubt);
  await putMeta(db, 'schema_version', String(SCHEMA_VERSION + 1));
  expect(anythingDue(db.path, TUESDAY)).toEqual(doubt);
  await putMeta(db, 'schema_version', String(SCHEMA_VERSION));
  await putMeta(db, 'high_water', 'soon');
  expect(anythingDue(db.path, TUESDAY)).toEqual(doubt);
  await db.close();
  truncateSync(db.path, 5_000);
  expect(anythingDue(db.path, TUESDAY)).toEqual(doubt);
});

test('a writer does not make it wait, and it does not make a writer wait', async () => {
  const db = await make();
  await db.tx(async (handle) => {
    await setScene(handle);
    expect(anythingDue(db.path, TUESDAY)).toEqual({ due: false });
  });
  await db.close();
});

test('each part of the question is one step into an index, whatever the number of rows', async () => {
  const db = await make();
  const plan = (await db.all(`EXPLAIN QUERY PLAN ${DUE_QUESTION}`, Array(5).fill(TUESDAY))).map(
    ({ detail }) => String(detail),
  );
  expect(plan.filter((line) => !/^(SCAN CONSTANT ROW|SCALAR SUBQUERY \d+)$/.test(line))).toEqual([
    'SEARCH contact USING COVERING INDEX contact_due (wake_at<?)',
    'SEARCH attempt USING COVERING INDEX attempt_open (state=?)',
    'SEARCH attempt USING COVERING INDEX attempt_ask (ask_at<?)',
    // A row a business, however many leads it has.
    'SCAN poll',
    'SCAN mailbox',
    'SEARCH notice USING COVERING INDEX notice_due (due_at<?)',
    'SEARCH meta USING PRIMARY KEY (key=?)',
    // The last row of the log.
    'SEARCH event',
    'SEARCH meta USING PRIMARY KEY (key=?)',
    'SEARCH meta USING PRIMARY KEY (key=?)',
  ]);
  await db.close();
});

test('the question leaves the errors of a database that is open as they were: explained, by their code', async () => {
  const db = await make();
  const waiting = await openStore({
    path: db.path,
    pepper: PEPPER,
    now: TUESDAY,
    create: false,
    busyTimeout: 20,
  });
  expect(anythingDue(db.path, TUESDAY).due).toBe(false);
  await db.tx(async () => {
    await expect(waiting.tx(async () => undefined)).rejects.toMatchObject({
      name: 'StoreError',
      kind: 'busy',
    });
  });
  await waiting.close();
  await db.close();
});
