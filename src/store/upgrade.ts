/** From the tables of an older version to these: every step inside the caller's one transaction. */
import { type Handle, StoreError } from './driver.ts';
import { putMeta } from './meta.ts';
import { MIGRATIONS, type Migration, type Statement } from './migrations.ts';
import { spelled } from './schema.ts';

export interface Upgrade {
  /** Where the database is, for messages. */
  readonly place: string;
  readonly from: number;
  readonly to: number;
  readonly migrations?: readonly Migration[] | undefined;
}

/** Whoever comes second waits for the first at this row, and then finds that it is done. */
const VERSION = {
  sqlite: `SELECT value FROM meta WHERE key = 'schema_version'`,
  postgres: `SELECT value FROM meta WHERE key = 'schema_version' FOR UPDATE`,
} as const;

/** False when another process was quicker. */
export async function upgradeTables(handle: Handle, upgrade: Upgrade): Promise<boolean> {
  const { place, from, to, migrations = MIGRATIONS } = upgrade;
  let version = Number((await handle.all(VERSION[handle.engine]))[0]?.value);
  if (version !== from) return false;
  while (version < to) {
    const step = migrations.find((migration) => migration.from === version);
    if (step === undefined)
      throw new StoreError(
        'other',
        `The database ${place} has tables of version ${version}, and this program does not know the way to ${to}. Nothing was changed.`,
      );
    for (const statement of step.statements.flatMap((one) => spoken(handle.engine, one)))
      await handle.run(spelled(handle.engine, statement));
    version += 1;
    await putMeta(handle, 'schema_version', String(version));
  }
  return true;
}

const spoken = (engine: Handle['engine'], statement: Statement): readonly string[] =>
  typeof statement === 'string' ? [statement] : statement[engine];
