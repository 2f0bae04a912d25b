/** Every statement of the store as the planner sees it: none reads a large table from end to end. */
import { expect, test } from 'vitest';
import { asId } from '../../src/domain/ids.ts';
import { DAY, instant } from '../../src/domain/time.ts';
import {
  cancelAttempt,
  findAttempt,
  listOpenAttempts,
  resolveAttempt,
  settleAttempt,
} from '../../src/store/attempts.ts';
import { businessRows, ensureBusiness } from '../../src/store/businesses.ts';
import { attemptsOfDestinations } from '../../src/store/contact-history.ts';
import {
  destinationsById,
  destinationsByKey,
  ensureDestination,
  lockDestinations,
  markTexted,
} from '../../src/store/destinations.ts';
import type { Handle } from '../../src/store/driver.ts';
import { DUE_QUESTION } from '../../src/store/due.ts';
import { appendEvent, appendEvents, eventsOf, newestEventsOf } from '../../src/store/events.ts';
import { hasUncertain, rehearsedEnrollments, rehearsedSequences } from '../../src/store/going-live.ts';
import { acceptClock, allMeta, noteClock } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { reserveAttempt } from '../../src/store/reservations.ts';
import { loadRevision, revisionsBeginning, revisionsOf, storeRevision } from '../../src/store/revisions.ts';
import { endRun, heartbeat, runsNotEnded } from '../../src/store/runs.ts';
import { liftSuppression, suppress, suppressionsInForce } from '../../src/store/suppressions.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { earlierEmails } from '../../src/store/threads.ts';
import { ACME, addPerson, CHICAGO, PEPPER, setScene, TUESDAY, textTo } from './fixture.ts';
import { scratchFile } from './scratch.ts';

/** Tables that stay small, whatever the number of leads. */
const SMALL = [
  /** A row for each client of the agency. */
  'business',
  /** Again a row for each: when it was last asked what leads have answered. */
  'poll',
  /** And another: how far its mailbox has been read. */
  'mailbox',
  /** Five facts. */
  'meta',
  /** A row for each zone, source and sequence that was ever named. */
  'word',
  /** A row for each edit of a sequence file. */
  'revision',
  /** The rows that a statement was given. */
  'accepted',
  'given',
];

/** Reading these indexes from their beginning is the point: the first holds a handful, of the second 501 rows are read at most. */
const EXCEPTIONS = ['SCAN run USING INDEX run_open', 'SCAN suppression USING INDEX suppression_in_force'];

const newStore = () => openStore({ path: scratchFile(), pepper: PEPPER, now: TUESDAY, create: true });

/** The handle, with every statement that is asked through it noted. */
const notingInto =
  (statements: Set<string>) =>
  (handle: Handle): Handle => ({
    engine: handle.engine,
    all: (sql, params) => {
      statements.add(sql);
      return handle.all(sql, params);
    },
    run: (sql, params) => {
      statements.add(sql);
      return handle.run(sql, params);
    },
  });

test('the open tasks are found through their own index', async () => {
  const db = await newStore();
  const statements = new Set<string>();
  await listTasks(notingInto(statements)(db), { business: null, ended: false, limit: 10 });
  const plans = await Promise.all(
    [...statements].map((sql) => db.all(`EXPLAIN QUERY PLAN ${sql}`, [null, null, 10])),
  );
  expect(plans.flat().map(({ detail }) => String(detail))).toContainEqual(
    expect.stringContaining('task USING INDEX task_open'),
  );
  await db.close();
});

test('no statement of this room scans a table that grows with the leads', async () => {
  const db = await newStore();
  const statements = new Set<string>([DUE_QUESTION]);
  const noting = notingInto(statements);
  const scene = await setScene(db);
  const person = await addPerson(db, scene, 1);
  const { phoneKey: key, phone, contact, enrollment } = person;
  const event = {
    at: TUESDAY,
    kind: 'enrolled',
    contact,
    enrollment,
    touch: null,
    attempt: null,
    data: {},
  } as const;
  const hash = asId<never>('b'.repeat(64) as never);
  const businessRow = scene.business;
  await db.tx(async (handle) => {
    const noted = noting(handle);
    const reserved = await reserveAttempt(noted, textTo(scene, person));
    if (reserved.kind !== 'reserved') throw new Error('nothing stands in the way of the first');
    const { id } = reserved;
    await reserveAttempt(noted, textTo(scene, person));
    await reserveAttempt(noted, textTo(scene, person, { touch: asId<never>('other' as never) }));
    await settleAttempt(noted, {
      id,
      fence: 1,
      from: 'wire',
      outcome: { kind: 'uncertain', code: 'c', detail: 'd' },
      at: TUESDAY,
    });
    await cancelAttempt(noted, { id, fence: 1, at: TUESDAY, code: 'c', detail: 'd' });
    await resolveAttempt(noted, { id, to: 'sent', at: TUESDAY, code: 'c', detail: 'd', providerId: null });
    await findAttempt(noted, id);
    await listOpenAttempts(noted, 'wire');
    await attemptsOfDestinations(noted, [phone], instant(TUESDAY - 15 * DAY));
    await ensureBusiness(noted, ACME);
    await ensureBusiness(noted, asId<never>('new' as never));
    await businessRows(noted);
    await destinationsById(noted, [phone]);
    await destinationsByKey(noted, [key]);
    await ensureDestination(noted, { businessRow, kind: 'phone', value: '+13125550101', key, zone: CHICAGO });
    await noted.run('UPDATE destination SET value = NULL WHERE id = ?', [phone]);
    await ensureDestination(noted, { businessRow, kind: 'phone', value: '+13125550101', key, zone: CHICAGO });
    await lockDestinations(noted, [phone]);
    await markTexted(noted, phone, TUESDAY);
    await appendEvent(noted, event);
    await appendEvents(noted, Array(101).fill(event));
    await eventsOf(noted, contact, { from: null, limit: 10 });
    await newestEventsOf(noted, contact, { from: null, limit: 10 });
    await noteClock(noted, TUESDAY);
    await acceptClock(noted, TUESDAY);
    await allMeta(noted);
    const revision = await storeRevision(noted, { hash, sequence: { id: 'x' } as never }, TUESDAY);
    await loadRevision(noted, revision);
    await revisionsOf(noted, asId<never>('x' as never));
    await revisionsBeginning(noted, 'ab1');
    await runsNotEnded(noted);
    await heartbeat(noted, scene.run, TUESDAY);
    await endRun(noted, scene.run, TUESDAY);
    const stop = { key, businessRow, channel: 'sms', reason: 'r', contact, enrollment: null } as const;
    await suppress(noted, [stop], TUESDAY);
    await suppressionsInForce(noted, [key]);
    // An import's piece reads all opt-outs at once where they are few.
    await suppressionsInForce(
      noted,
      Array.from({ length: 501 }, (_, n) => asId<never>(n.toString(16).padStart(32, '0') as never)),
    );
    await earlierEmails(noted, [contact]);
    await rehearsedSequences(noted, 'sms');
    await rehearsedEnrollments(noted, asId<never>('x' as never), 'sms');
    await hasUncertain(noted, asId<never>('x' as never), 'sms');
    await liftSuppression(noted, { key, channel: 'sms', reason: 'r', contact }, TUESDAY);
  });
  expect(statements.size).toBeGreaterThan(35);
  const scans: string[] = [];
  for (const sql of statements) {
    const marks = (sql.match(/\?/g) ?? []).map(() => null);
    for (const { detail } of await db.all(`EXPLAIN QUERY PLAN ${sql}`, marks)) {
      const table = /^SCAN (\w+)$|^SCAN (?!\d|CONSTANT)(\w+) /.exec(String(detail))?.slice(1).find(Boolean);
      if (EXCEPTIONS.includes(String(detail))) continue;
      if (table !== undefined && !SMALL.includes(table)) scans.push(`${detail}: ${sql.trim()}`);
    }
  }
  expect(scans).toEqual([]);
  const whole = [...statements].filter((sql) => sql.includes('FROM suppression WHERE lifted_at IS NULL'));
  expect(whole.map((sql) => sql.endsWith('LIMIT ?'))).toEqual([true]);
  // Control: the same question without its index words is seen as a scan.
  const control = await db.all(`EXPLAIN QUERY PLAN SELECT 1 FROM attempt WHERE code = 'none'`);
  expect(String(control[0]?.detail)).toBe('SCAN attempt');
  await db.close();
});
