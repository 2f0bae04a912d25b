/** 5,000 times STOP, each let in at another step of a tick that is about to text its sender: committed before the reservation, it prevents the text. */

import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { seeded } from '../../src/domain/seeded.ts';
import { DAY } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { Driver } from '../../src/store/driver.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { ON_POSTGRES, openTestStore } from '../store/test-store.ts';
import { brokenLaws } from './invariants.ts';
import { BUSINESS, both, createKit, type Kit, PEPPER, phoneOf, scripted, withoutGuard } from './kit.ts';

const ROUNDS = 20;
const PEOPLE = 250;
const MOST = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = { perRun: MOST, perMinute: MOST, perSenderDay: MOST, firstRun: MOST };

/** Steps inside a transaction: what comes in there waits for its end, and must not be waited for. */
const INSIDE = new Set(['in claim', 'in reserve', 'before settle', 'in settle']);
/** Where the next to be texted are about to be chosen, or just were. */
const STEPS = new Set([
  ...INSIDE,
  'before reserve',
  'after reserve',
  'last look',
  'before request',
  'after request',
]);

let kit: Kit;
let others: Driver | null = null;
afterEach(close);

async function close(): Promise<void> {
  await others?.close();
  others = null;
  await kit.close();
}

/** What a webhook is written through: on a server a connection of its own, on SQLite the very one, whose transactions take turns. */
async function openOther(): Promise<Workspace> {
  if (!ON_POSTGRES) return kit.ws;
  const path = join(kit.ws.root, '.leadseq/leadseq.db');
  others = await openTestStore({ path, pepper: PEPPER, now: kit.clock.now, create: false });
  return { ...kit.ws, db: others };
}

/** Lets one STOP in at each step: of somebody whose text is on its way, of somebody whose turn may come next, or of anybody. */
function stopper(round: number, ws: Workspace) {
  const draw = seeded(4_000 + round);
  const left = new Set(Array.from({ length: PEOPLE }, (_, n) => phoneOf(n)));
  const under: Promise<unknown>[] = [];
  const seen = new Map<string, number>();
  const requested = new Set<string>();
  const pick = (among: readonly string[]): string | undefined => among[Math.floor(draw() * among.length)];
  const stop = async (phone: string, step: string): Promise<void> => {
    left.delete(phone);
    seen.set(step, (seen.get(step) ?? 0) + 1);
    const arrived = { business: BUSINESS.id, provider: 'scripted', channel: 'sms' } as const;
    const { now } = kit.clock;
    const from = { kind: 'phone', value: phone } as const;
    const done = receive(
      ws,
      { ...arrived, providerId: `SM ${round} ${phone}`, from, text: 'STOP', at: now },
      now,
    );
    under.push(done);
    if (!INSIDE.has(step) && draw() < 0.7) await done;
  };
  return {
    seen,
    at: async (step: string): Promise<void> => {
      if (!STEPS.has(step)) return;
      const waiting = [...left].filter((phone) => !requested.has(phone));
      // The first in line are those whose turn it is.
      const phone = pick(draw() < 0.5 ? waiting.slice(0, 40) : [...left]);
      if (phone !== undefined) await stop(phone, step);
    },
    /** The request is about to be made: only its sender's own STOP is let in here, and it comes too late. */
    requested: (phone: string) => requested.add(phone),
    rest: async (): Promise<void> => {
      await Promise.all(under);
      for (const phone of [...left]) await stop(phone, 'after the tick');
      await Promise.all(under);
    },
  };
}

const PASSED_OVER = `
  SELECT attempt.id FROM attempt
  JOIN destination ON destination.id = attempt.destination_id
  JOIN suppression ON suppression.key = destination.key AND suppression.channel = attempt.channel
  WHERE attempt.wire_seq > suppression.seq`;
const STATES = 'SELECT state, count(*) AS n FROM attempt GROUP BY state';

test('no text is reserved for anybody whose STOP has been committed', async () => {
  const steps = new Map<string, number>();
  const states = new Map<string, number>();
  let stops = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    kit = await createKit({ policy: { budgets: NO_LIMIT } });
    for (let n = 0; n < PEOPLE; n += 1) await kit.enroll({ phone: phoneOf(n), email: null });
    await withoutGuard(kit, 'opt_outs');
    const stopping = stopper(round, await openOther());
    const { transports, ledger } = scripted();
    const send: Transport['send'] = (message, key, signal) => {
      stopping.requested(message.to);
      return transports.sms.send(message, key, signal);
    };
    await kit.tick(both({ ...transports.sms, send }), { crash: stopping.at });
    await stopping.rest();
    kit.advance(DAY);
    expect(await kit.tick(transports)).toMatchObject({ sent: 0 });
    expect(await kit.all(PASSED_OVER)).toEqual([]);
    expect(await brokenLaws(kit.ws.db)).toEqual([]);
    for (const { state, n } of await kit.all(STATES))
      states.set(String(state), (states.get(String(state)) ?? 0) + Number(n));
    expect(ledger).toHaveLength(
      Number((await kit.all("SELECT count(*) AS n FROM attempt WHERE state = 'sent'"))[0]?.n),
    );
    const [kept] = await kit.all("SELECT count(*) AS n FROM suppression WHERE channel = 'sms'");
    stops += Number(kept?.n);
    for (const [step, n] of stopping.seen) steps.set(step, (steps.get(step) ?? 0) + n);
    if (round < ROUNDS - 1) await close();
  }
  expect(stops).toBe(ROUNDS * PEOPLE);
  // They came in everywhere: before the reservation, between it and the last look, and when the text had gone.
  for (const step of STEPS) expect([step, (steps.get(step) ?? 0) > 20]).toEqual([step, true]);
  expect(states.get('sent')).toBeGreaterThan(500);
  expect(states.get('cancelled')).toBeGreaterThan(20);
});

test('control: a reservation that does not ask for opt-outs is seen', async () => {
  kit = await createKit();
  await kit.enroll({ phone: phoneOf(1), email: null });
  const { transports } = scripted();
  await kit.tick(transports);
  expect(await kit.all(PASSED_OVER)).toEqual([]);
  await kit.ws.db.run(`
    INSERT INTO suppression (key, business_id, channel, reason, at, seq)
    SELECT key, business_id, 'sms', 'replied_stop', 1, 0 FROM destination WHERE kind = 'phone'`);
  expect(await kit.all(PASSED_OVER)).toHaveLength(1);
});
