/** The same code, and nothing of it stays: one transaction that is rolled back, and transports that reach nobody. */
import type { Driver, Handle } from '../store/driver.ts';
import type { Transport } from '../transport/transport.ts';
import type { Transports } from './transports.ts';

/** A driver that is one open transaction; other writers wait meanwhile. */
export function insideOf(db: Driver, handle: Handle): Driver {
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
