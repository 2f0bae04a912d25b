/** Each fault as a client meets it: what it hears, and what the provider has done all the same. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTwilio, startFakeTwilio } from '../../../src/server/fake-twilio/fake-twilio.ts';
import { faultWords, readFaults } from '../../../src/server/fake-twilio/fault-words.ts';
import {
  createFaults,
  FAULTS,
  type FaultName,
  type FaultRule,
  isFaultName,
} from '../../../src/server/fake-twilio/faults.ts';
import { clientOf, LEAD, SENDER } from './client.ts';

const NAMES = Object.keys(FAULTS).filter(isFaultName);
const RESET = 'ECONNRESET';

describe('a request that meets a fault', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await startFakeTwilio();
  });
  afterEach(() => fake.close());

  /** What the SDK makes of it: the code and status of what it throws. */
  const send = async (timeout = 60_000): Promise<unknown> => {
    const { default: twilio } = await import('twilio');
    const client = twilio('ACfa4e0000000000000000000000000001', 'fake-auth-token', { timeout });
    client.api.baseUrl = fake.url;
    try {
      return (await client.messages.create({ to: LEAD, from: SENDER, body: 'Hi' })).status;
    } catch (error) {
      const { code, status, name } = error as { code?: unknown; status?: unknown; name: string };
      return { name, code, status };
    }
  };

  it.each<[FaultName, number, unknown]>([
    ['429', 0, { code: 20429, status: 429 }],
    ['500', 0, { code: 20500, status: 500 }],
    ['503', 0, { code: 20503, status: 503 }],
    ['drop', 0, { code: RESET }],
    ['hang', 0, { code: 'ECONNABORTED' }],
    ['proxy', 0, { status: 403, code: undefined }],
    ['accept-then-drop', 1, { code: RESET }],
    ['accept-then-hang', 1, { code: 'ECONNABORTED' }],
    ['accept-then-truncated', 1, { code: 'ERR_BAD_RESPONSE' }],
    ['accept-then-garbage', 1, { name: 'SyntaxError' }],
    ['accept-then-500', 1, { code: 20500, status: 500 }],
    ['accept-then-503', 1, { code: 20503, status: 503 }],
  ])('%s: %i messages are taken', async (fault, taken, heard) => {
    fake.setFaults([{ fault }]);
    expect(await send(fault.endsWith('hang') ? 1_500 : undefined)).toMatchObject(heard as object);
    expect(fake.ledger().map((entry) => entry.fault)).toEqual(Array(taken).fill(fault));
    expect(fake.requests().map((entry) => entry.fault)).toEqual([fault]);
    expect(fake.messages()).toHaveLength(taken);
  });

  it('slow: the true answer comes late', async () => {
    fake.setFaults([{ fault: 'slow', ms: 150 }]);
    const began = performance.now();
    expect(await send()).toBe('queued');
    expect(performance.now() - began).toBeGreaterThanOrEqual(149);
  });

  it('duplicate: two messages, of which the client hears of the first', async () => {
    fake.setFaults([{ fault: 'duplicate' }]);
    const heard = await clientOf(fake).messages.create({ to: LEAD, from: SENDER, body: 'Hi' });
    expect(fake.ledger().map(({ sid }) => sid)).toEqual([heard.sid, fake.ledger()[1]?.sid]);
    expect(fake.ledger()).toHaveLength(2);
  });

  it('control: without a fault it is taken and told', async () => {
    expect(await send()).toBe('queued');
    expect(fake.requests().map(({ fault }) => fault)).toEqual([null]);
  });

  it('may be one of those that only read', async () => {
    fake.setFaults([{ fault: '503', on: 'read', times: 1 }]);
    expect(await send()).toBe('queued');
    await expect(clientOf(fake).messages.list()).rejects.toMatchObject({ status: 503 });
    expect(await clientOf(fake).messages.list()).toHaveLength(1);
  });

  it('leaves the fake alive when the client dies in the middle of its request', async () => {
    const { connect } = await import('node:net');
    const socket = connect(fake.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const head =
      'POST /2010-04-01/Accounts/ACfa4e0000000000000000000000000001/Messages.json HTTP/1.1\r\nhost: a\r\ncontent-length: 500\r\n\r\nTo=';
    await new Promise((resolve) => socket.write(head, resolve));
    socket.resetAndDestroy();
    expect(await send()).toBe('queued');
    expect(fake.requests()).toHaveLength(1);
  });
});

describe('chance', () => {
  const drawn = (rules: readonly FaultRule[], seed: number, count: number): readonly (string | null)[] => {
    const faults = createFaults(rules, seed);
    return Array.from({ length: count }, () => faults.next('create')?.fault ?? null);
  };

  it('repeats itself for the same seed, and for no other', () => {
    const rules = readFaults('bad-network:0.28');
    if (!rules.ok) throw new Error(rules.error);
    expect(drawn(rules.value, 7, 200)).toEqual(drawn(rules.value, 7, 200));
    expect(drawn(rules.value, 7, 200)).not.toEqual(drawn(rules.value, 8, 200));
  });

  it('strikes as often as it is asked to: 28 % of 10,000 within two percent, and no kind is left out', () => {
    const rules = readFaults('bad-network:0.28');
    if (!rules.ok) throw new Error(rules.error);
    const struck = drawn(rules.value, 1, 10_000).filter((fault) => fault !== null);
    expect(struck.length / 10_000).toBeGreaterThan(0.26);
    expect(struck.length / 10_000).toBeLessThan(0.3);
    expect(new Set(struck)).toEqual(new Set(NAMES.filter((name) => FAULTS[name].inMix)));
  });

  it('counts down: the next three, and then none', () => {
    expect(drawn([{ fault: '429', times: 3 }], 1, 5)).toEqual(['429', '429', '429', null, null]);
  });
});

describe('faults in words', () => {
  it('are read as they were written', () => {
    const rule = fc.record(
      {
        fault: fc.constantFrom(...NAMES),
        on: fc.constantFrom('read' as const, 'any' as const),
        share: fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
      },
      { requiredKeys: ['fault'] },
    );
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), (rules) => {
        expect(readFaults(faultWords(rules))).toEqual({ ok: true, value: rules });
      }),
    );
  });

  it.each(['teapot', '429:2', '429:x', 'slow@night', 'bad network', '429:0.1:x3'])(
    '%j is none, and the answer names all',
    (text) => {
      const read = readFaults(text);
      if (read.ok) throw new Error('it was taken for one');
      expect(read.error).toContain(`"${text}" is no fault. A fault is 429, 500,`);
    },
  );
});

it('the ledger is on the disk before anybody is answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leadseq-ledger-'));
  const file = join(folder, 'ledger.jsonl');
  const fake = await startFakeTwilio({ ledgerFile: file, faults: [{ fault: 'accept-then-drop' }] });
  await expect(clientOf(fake).messages.create({ to: LEAD, from: SENDER, body: 'Hi' })).rejects.toThrow();
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([...fake.requests(), ...fake.ledger()]);
  await fake.close();
  rmSync(folder, { recursive: true });
});
