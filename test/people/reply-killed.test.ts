/** A process that dies while a person's answer is on its way: the message is committed before the request, and whatever is not proven is uncertain. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ContactId } from '../../src/domain/ids.ts';
import type { Transports } from '../../src/engine/transports.ts';
import { bundled } from '../bundled.ts';
import { brokenLaws } from '../engine/invariants.ts';
import { createKit, type Kit, outboxOf } from '../engine/kit.ts';
import { refusal } from './replying.ts';

let child = '';
beforeAll(async () => {
  child = await bundled(join(import.meta.dirname, 'reply-child.ts'));
});

let kit: Kit;
beforeEach(async () => {
  kit = await createKit();
});
afterEach(() => kit.close());

const killedAt = (contact: ContactId, step: string): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => {
    const args = [child, kit.ws.root, String(kit.clock.now), String(contact), step];
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    running.once('exit', (_code, signal) => resolve(signal));
  });

/** A provider whose list proves nothing. */
const silent = (): Transports => {
  const { find: _, ...files } = outboxOf(kit.ws).sms;
  return { sms: files, email: files };
};

const answers = (): Promise<readonly unknown[]> =>
  kit.all(`SELECT state FROM attempt WHERE basis = 'person' ORDER BY id`);
const inOutbox = (): number => readdirSync(kit.ws.outbox).filter((name) => name.endsWith('.txt')).length;

test.each([
  ['before reserve', [], 0],
  ['in reserve', [], 0],
  ['after reserve', [{ state: 'uncertain' }], 0],
  ['last look', [{ state: 'uncertain' }], 0],
  ['before request', [{ state: 'uncertain' }], 0],
  ['after request', [{ state: 'uncertain' }], 1],
  ['before settle', [{ state: 'uncertain' }], 1],
  ['in settle', [{ state: 'uncertain' }], 1],
])('killed at "%s", it is %j to the next tick, and is not sent again', async (step, states, reached) => {
  const { contact } = await kit.enroll({ email: null });
  await kit.tick(outboxOf(kit.ws));
  const before = inOutbox();
  expect(await killedAt(contact, step)).toBe('SIGKILL');
  // Whoever types it again at once is told that it may have gone.
  const again = states.length === 0 ? null : 'repeated';
  expect(await refusal(kit, contact, 'On our way.', { dryRun: true })).toBe(again);
  await kit.tick(silent());
  expect(await answers()).toEqual(states);
  expect(inOutbox() - before).toBe(reached);
  await kit.tick(silent());
  expect(inOutbox() - before).toBe(reached);
  expect(await brokenLaws(kit.ws.db)).toEqual([]);
});

test('a control: with nobody killing it, it goes', async () => {
  const { contact } = await kit.enroll({ email: null });
  await kit.tick(outboxOf(kit.ws));
  expect(await killedAt(contact, 'no such step')).toBe(null);
  expect(await answers()).toEqual([{ state: 'sent' }]);
});
