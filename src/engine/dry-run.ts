/** The same code, and nothing of it stays: one transaction that is rolled back, and transports that reach nobody. */
import type { Driver, Handle } from '../store/driver.ts';
import type { Transport } from '../transport/transport.ts';
import type { Transports } from './transports.ts';

/** Thrown to undo; never seen outside. */
class Undo extends Error {}

/** Runs `work` on a driver that is one open transaction, and undoes all that it wrote. Other writers wait meanwhile. */
export async function undone<T>(db: Driver, work: (inside: Driver) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | null = null;
  try {
    await db.tx(async (handle) => {
      result = { value: await work(insideOf(db, handle)) };
      throw new Undo('dry run');
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  if (result === null) throw new Error('a dry run ended without a result');
  return (result as { readonly value: T }).value;
}

function insideOf(db: Driver, handle: Handle): Driver {
  return {
    engine: db.engine,
    all: (sql, params) => handle.all(sql, params),
    run: (sql, params) => handle.run(sql, params),
    script: () => Promise.reject(new Error('the schema is not changed in a dry run')),
    tx: (work) => work(handle),
    close: () => Promise.resolve(),
  };
}

/** Says yes to everything, under the names of the real ones. */
export function reachingNobody(transports: Transports): Transports {
  const silent = (real: Transport): Transport => ({
    name: real.name,
    live: real.live,
    send: (_message, key) => Promise.resolve({ kind: 'sent', providerId: `dry-run-${key.token}` }),
  });
  return { sms: silent(transports.sms), email: silent(transports.email) };
}
