/** The database file: what its connections promise, whether its pages are whole; and on either engine, whether its rules hold. */
import { firstDamage } from '../../store/backups.ts';
import type { Driver } from '../../store/driver.ts';
import { brokenInvariants } from '../../store/invariants.ts';
import { probe } from '../probe.ts';
import type { Workspace } from '../workspace.ts';
import { type Finding, failure, fine } from './finding.ts';

/** What a connection must say of itself, so that an acknowledged commit outlives a power cut. */
const PROMISES = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['secure_delete', 1],
] as const;

export const fileDatabaseFindings = async (db: Driver): Promise<readonly Finding[]> => [
  await promiseFinding(db),
  await damageFinding(db),
];

/** The version is asked of SQLite when it is opened: one that can damage a database is refused there. */
export async function promiseFinding(db: Driver): Promise<Finding> {
  const [row] = await db.all('SELECT sqlite_version() AS version');
  const wrong: string[] = [];
  for (const [name, wanted] of PROMISES) {
    const [answer] = await db.all(`PRAGMA ${name}`);
    const seen = Object.values(answer ?? {})[0];
    if (seen !== wanted) wrong.push(`${name} is ${String(seen)}, not ${wanted}`);
  }
  const version = `SQLite ${String(row?.version)}`;
  return wrong.length === 0
    ? fine('database', `${version}; write-ahead log, every commit flushed`)
    : failure('database', `${version}: ${wrong.join(', ')}`, 'Run npm ci, so that the right SQLite is used.');
}

/** Reads every page: a second for each few hundred megabytes. A server's pages are its own; asking for rows would prove nothing of them. */
export async function damageFinding(db: Driver): Promise<Finding> {
  const found = await firstDamage(db);
  return found === null
    ? fine('damage', 'every page of the database can be read')
    : failure('damage', `the database is damaged: ${found}`, 'Stop everything, and restore a backup.');
}

/** All the way to the disk and back, with nothing changed: a standby, a full disk or a lock that nobody lets go shows here. */
export async function writeFinding(ws: Workspace): Promise<Finding> {
  await probe(ws);
  return fine('write', 'the database takes a write and gives it back');
}

export async function lawFindings(db: Driver): Promise<readonly Finding[]> {
  const broken = await brokenInvariants(db);
  if (broken.length === 0)
    return [fine('invariants', 'no touch went twice, at night, or after a stop; all rules hold')];
  return broken.map(({ invariant, rows }) =>
    failure(
      'invariants',
      `not so: ${invariant.law} (${rows.length} rows, the first ${JSON.stringify(rows[0])})`,
      'Pause everything and look at these rows: seq pause --all.',
    ),
  );
}
