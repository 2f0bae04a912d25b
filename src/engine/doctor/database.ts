/** The database: its engine, what its connections promise, whether its pages are whole, and whether its rules hold. */
import { firstDamage } from '../../store/backups.ts';
import type { Driver } from '../../store/driver.ts';
import { brokenInvariants } from '../../store/invariants.ts';
import { type Finding, failure, fine } from './finding.ts';

/** What a connection must say of itself, so that an acknowledged commit outlives a power cut. */
const PROMISES = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['secure_delete', 1],
] as const;

export async function engineFinding(db: Driver): Promise<Finding> {
  if (db.engine === 'postgres') {
    const [row] = await db.all('SELECT version() AS version');
    const [flush] = await db.all("SELECT current_setting('synchronous_commit') AS value");
    const version = String(row?.version).split(' ').slice(0, 2).join(' ');
    return flush?.value === 'off'
      ? failure(
          'database',
          `${version} with synchronous_commit off`,
          'Switch it on: a power cut would forget what was sent.',
        )
      : fine('database', `${version}, synchronous_commit ${String(flush?.value)}`);
  }
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

/** Reads every page: a second for each few hundred megabytes. */
export async function damageFinding(db: Driver): Promise<Finding> {
  // Its pages are the server's; asking for rows would prove nothing of them.
  if (db.engine === 'postgres')
    return fine('damage', 'the server looks after its pages itself; pg_amcheck reads all of them');
  const found = await firstDamage(db);
  return found === null
    ? fine('damage', 'every page of the database can be read')
    : failure('damage', `the database is damaged: ${found}`, 'Stop everything, and restore a backup.');
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
