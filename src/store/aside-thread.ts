/** The thread behind `aside.ts`: one connection, which does what it is asked and nothing else. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Ask, Told } from './aside.ts';
import { type Handle, StoreError } from './driver.ts';
import { openSqlite } from './sqlite-driver.ts';

const port = parentPort;
if (port === null) throw new Error('aside-thread.js is run by aside.js');

/** More than the key index of a million destinations: its pages are touched in no order. */
const CACHE_KIB = 16_000;

const arrivals = on(port, 'message');
let asks: readonly Ask[] = [];
let at = 0;
let answers: Answer[] = [];
const next = async (): Promise<Ask> => {
  for (;;) {
    const ask = asks[at++];
    if (ask !== undefined) return ask;
    if (answers.length > 0) port.postMessage(answers);
    answers = [];
    [asks] = (await arrivals.next()).value as [readonly Ask[]];
    at = 0;
  }
};
const answer = (n: number, value: (Answer & { readonly ok: true })['value'] = null): void =>
  void answers.push({ n, ok: true, value });
const refuse = (n: number, error: unknown): void => void answers.push({ n, ok: false, error: told(error) });

const db = await openSqlite(String(workerData), { create: false, cacheKib: CACHE_KIB });
const TAKEN_BACK = new Error('rolled back as asked');
const OVER = new StoreError('other', 'This transaction is over; its handle is of no use any more.');

for (let ask = await next(); ; ask = await next()) {
  if (ask.what === 'begin') await transact(ask);
  else if (ask.what !== 'close') refuse(ask.n, OVER);
  else {
    await db.close();
    port.postMessage([{ n: ask.n, ok: true, value: null } satisfies Answer]);
    break;
  }
}
port.close();

/** From a `begin` to the `commit` or `rollback` that ends it; whichever of them fails is the one that is refused. */
async function transact(begin: Ask): Promise<void> {
  let bound: Ask = begin;
  try {
    await db.tx(async (handle) => {
      answer(begin.n);
      for (bound = await next(); bound.what !== 'commit'; bound = await next()) {
        if (bound.what === 'rollback') throw TAKEN_BACK;
        await carryOut(handle, bound);
      }
    });
    answer(bound.n);
  } catch (error) {
    if (error === TAKEN_BACK) answer(bound.n);
    else refuse(bound.n, error);
  }
}

async function carryOut(handle: Handle, ask: Ask): Promise<void> {
  try {
    if (ask.what === 'all') answer(ask.n, await handle.all(ask.sql, ask.params));
    else if (ask.what === 'run') answer(ask.n, await handle.run(ask.sql, ask.params));
    else refuse(ask.n, OVER);
  } catch (error) {
    refuse(ask.n, error);
  }
}

function told(error: unknown): Told {
  const kind = error instanceof StoreError ? error.kind : null;
  const cause = error instanceof StoreError ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return { kind, message: error instanceof Error ? error.message : String(error), code };
}
