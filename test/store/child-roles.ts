/** What a test's own process does: reserve at random, hold a lock, open, or upgrade. Answers in JSON on the last line. */
import { setTimeout as wait } from 'node:timers/promises';
import { asId, type TouchId } from '../../src/domain/ids.ts';
import { localDate } from '../../src/domain/time.ts';
import { settleAttempt } from '../../src/store/attempts.ts';
import { lockDestinations } from '../../src/store/destinations.ts';
import { StoreError } from '../../src/store/driver.ts';
import { anythingDue } from '../../src/store/due.ts';
import { openStore } from '../../src/store/open.ts';
import { reserveAttempt } from '../../src/store/reservations.ts';
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { addPerson, PEPPER, setScene, TUESDAY, textTo } from './fixture.ts';

const say = (value: unknown): void => console.log(typeof value === 'string' ? value : JSON.stringify(value));
const [role = '', path = '', ...args] = process.argv.slice(2);

/** xorshift32: the same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let x = seed | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const open = (busyTimeout?: number) =>
  openStore({
    path,
    pepper: PEPPER,
    now: TUESDAY,
    create: true,
    ...(busyTimeout === undefined ? {} : { busyTimeout }),
  });

/** Reserves texts to three people on three days, with all other processes after the same ones, and settles some. */
async function reserve(seed: number, rounds: number): Promise<void> {
  const db = await open();
  const next = randomFrom(seed);
  const scene = await db.tx((handle) => setScene(handle, process.pid));
  const people = await db.tx(async (handle) => {
    const rows = await handle.all('SELECT id FROM contact ORDER BY id');
    if (rows.length === 0) for (const n of [1, 2, 3]) await addPerson(handle, scene, n);
    return handle.all(`SELECT c.id AS contact, e.id AS enrollment, c.phone_id AS phone, c.email_id AS email
      FROM contact AS c JOIN enrollment AS e ON e.contact_id = c.id ORDER BY c.id`);
  });
  let reserved = 0;
  let conflicts = 0;
  for (let round = 0; round < rounds; round++) {
    const row = people[next(people.length)];
    if (row === undefined) throw new Error('people were made above');
    const ids = {
      contact: asId<never>(row.contact as never),
      enrollment: asId<never>(row.enrollment as never),
    };
    const person = { ...ids, phone: asId<never>(row.phone as never), email: asId<never>(row.email as never) };
    const wanted = textTo(scene, person, {
      touch: asId<TouchId>(`touch-${next(4)}`),
      occurrence: next(3),
      localDay: localDate(`2026-03-0${1 + next(3)}`),
    });
    const answer = await db.tx(async (handle) => {
      await lockDestinations(handle, [person.phone]);
      return reserveAttempt(handle, wanted);
    });
    if (answer.kind === 'conflict') {
      conflicts += 1;
      continue;
    }
    reserved += 1;
    const code = { code: 'test', detail: 'as the dice fell' };
    const outcome =
      next(2) === 0
        ? ({ kind: 'unsent', ...code, retryAfter: 1 } as const)
        : ({ kind: 'uncertain', ...code } as const);
    await db.tx((handle) =>
      settleAttempt(handle, { id: answer.id, fence: 1, from: 'wire', outcome, at: TUESDAY }),
    );
  }
  await db.close();
  say({ reserved, conflicts });
}

/** Takes the write lock, says so, and lets go after a while. */
async function hold(milliseconds: number): Promise<void> {
  const db = await openSqlite(path, { create: false });
  await db.run('BEGIN EXCLUSIVE');
  say('held');
  await wait(milliseconds);
  await db.run('ROLLBACK');
  await db.close();
}

/** Opens, writes one row, and says what came of it. */
async function write(): Promise<void> {
  const db = await open(50);
  await db.run('INSERT INTO business (slug) VALUES (?)', [`by-${process.pid}`]);
  await db.close();
  say('written');
}

/** Upgrades by two versions with enough work that a kill can meet it. */
async function upgrade(): Promise<void> {
  say('upgrading');
  const grow = (table: string, rows: number) => [
    `CREATE TABLE ${table} (n INTEGER PRIMARY KEY, filler TEXT NOT NULL)`,
    `INSERT INTO ${table} WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${rows})
       SELECT n, hex(randomblob(100)) FROM c`,
  ];
  const migrations = [
    { from: SCHEMA_VERSION, statements: grow('first_step', 8_000) },
    { from: SCHEMA_VERSION + 1, statements: grow('second_step', 8_000) },
  ];
  const db = await openStore({
    path,
    pepper: PEPPER,
    now: TUESDAY,
    create: false,
    version: SCHEMA_VERSION + 2,
    migrations,
  });
  await db.close();
  say('upgraded');
}

/** Opens the database a user without rights to it would see. */
async function asNobody(): Promise<void> {
  // The engine has to be loaded while this process may still read it.
  const warm = await openSqlite(':memory:', { create: false }).catch((error: unknown) => error);
  if (warm instanceof Error && !(warm instanceof StoreError)) throw warm;
  if (process.getuid?.() === 0) {
    process.setgid?.(65_534);
    process.setuid?.(65_534);
  }
  say({ due: anythingDue(path, TUESDAY) });
  await write();
}

const roles: Readonly<Record<string, () => Promise<void>>> = {
  reserve: () => reserve(Number(args[0]), Number(args[1])),
  hold: () => hold(Number(args[0])),
  write,
  upgrade,
  asNobody,
};

try {
  await roles[role]?.();
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  say({ kind: error.kind, message: error.message });
  process.exitCode = 1;
}
