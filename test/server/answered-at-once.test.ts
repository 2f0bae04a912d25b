/** A lead that comes in by webhook is answered in its wake, by the rules of `tick`, and never before what leads have answered was heard. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { TWO_TEXTS } from '../engine/kit.ts';
import { SENDER, served, until } from './served.ts';

const MARIA = { name: 'Maria Lopez', phone: '+13125550142' };
const ADA = { name: 'Ada Byron', phone: '+17735550143' };
const FIRST = "Hi Maria, it's Bright Dental. Reply STOP to opt out.";

it('a posted lead gets its text with no tick of anybody else', async () => {
  const world = await served();
  const server = await world.serve();
  const answer = await world.postLead(MARIA);
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ status: 'enrolled', first_text: 'now' });
  await until(() => world.texts().length === 1);
  expect(world.texts()).toEqual([`+13125550142: ${FIRST}`]);
  await until(() => server.out().includes('"event":"tick"'));
  const lines = server.out().trim().split('\n');
  const events = lines.map((line) => JSON.parse(line)).map(({ event }) => event);
  expect(events).toEqual(['listening', 'lead', 'sent', 'tick']);
  expect(await world.stop(server)).toBe(0);
});

it('with --no-send it is enrolled and waits for a tick', async () => {
  const world = await served();
  const server = await world.serve('--no-send');
  expect((await world.postLead(MARIA)).status).toBe(202);
  expect(await world.stop(server)).toBe(0);
  expect(world.texts()).toEqual([]);
  expect((await world.run('tick'))[0]).toBe(0);
  expect(world.texts()).toHaveLength(1);
});

it('a STOP that came while nothing ran is heard before anything is sent: only the new lead gets a text', async () => {
  const world = await served();
  const first = await world.serve();
  await world.postLead(MARIA);
  await until(() => world.texts().length === 1);
  await world.stop(first);
  // Nobody listens now: the provider's webhook finds no one, and is not made again.
  await world.advance(HOUR);
  await world.fake.inbound({ from: MARIA.phone, to: SENDER, body: 'STOP' });
  // The second text to the first lead is due by now.
  await world.advance(DAY);
  // The block of the provider itself would hide what is asked here.
  await world.fake.inbound({ from: '+13125550199', to: SENDER, body: 'START' });
  const second = await world.serve();
  await world.postLead(ADA);
  await until(() => second.out().includes('"event":"tick"'));
  expect(world.texts().slice(1)).toEqual([`+17735550143: ${FIRST.replace('Maria', 'Ada')}`]);
  expect(world.fake.requests().filter(({ method }) => method === 'POST')).toHaveLength(2);
});

it('control: without that STOP both get a text', async () => {
  const world = await served();
  const first = await world.serve();
  await world.postLead(MARIA);
  await until(() => world.texts().length === 1);
  await world.stop(first);
  await world.advance(HOUR + DAY);
  const second = await world.serve();
  await world.postLead(ADA);
  await until(() => second.out().includes('"event":"tick"'));
  expect(world.texts().slice(1).sort()).toEqual([
    '+13125550142: Hi Maria, again.',
    `+17735550143: ${FIRST.replace('Maria', 'Ada')}`,
  ]);
});

it('no list of the provider, no text: the lead is taken, and told when the list can be read again', async () => {
  const world = await served();
  world.fake.setFaults([{ fault: '503', on: 'read' }]);
  const server = await world.serve();
  expect((await world.postLead(MARIA)).status).toBe(202);
  await until(() => server.out().includes('"event":"texts_held"'));
  expect(world.texts()).toEqual([]);
  world.fake.setFaults([]);
  await world.advance(10 * MINUTE);
  expect((await world.postLead(ADA)).status).toBe(202);
  await until(() => world.texts().length === 2);
});

it('what holds up a tick holds up what follows a webhook, and never the webhook', async () => {
  const world = await served();
  const server = await world.serve();
  writeFileSync(join(world.root, '.leadseq', 'PAUSE'), '');
  expect((await world.postLead(MARIA)).status).toBe(202);
  await until(() => server.out().includes('"event":"trouble"'));
  expect(world.texts()).toEqual([]);
  const health = await fetch(`${world.url}/healthz`);
  expect(health.status).toBe(200);
});

it('leads that come in together are all answered, and none twice', async () => {
  const world = await served();
  const server = await world.serve();
  const phones = Array.from({ length: 15 }, (_, n) => `+1312555${String(101 + n).padStart(4, '0')}`);
  const answers = await Promise.all(phones.map((phone) => world.postLead({ name: 'Maria', phone })));
  expect(answers.map(({ status }) => status)).toEqual(phones.map(() => 202));
  await until(() => world.texts().length >= phones.length);
  expect(await world.stop(server)).toBe(0);
  expect([...world.texts()].sort()).toEqual(phones.map((phone) => `${phone}: ${FIRST}`).sort());
});

it('a sequence that was edited meanwhile is the one that the next lead gets', async () => {
  const world = await served();
  await world.serve();
  await world.postLead(MARIA);
  await until(() => world.texts().length === 1);
  const edited = TWO_TEXTS.replace('Hi {{', 'Hello {{');
  writeFileSync(join(world.root, 'sequences/two.yaml'), edited);
  await world.postLead(ADA);
  await until(() => world.texts().length === 2);
  expect(world.texts()[1]).toBe(`+17735550143: ${FIRST.replace('Hi Maria', 'Hello Ada')}`);
});
