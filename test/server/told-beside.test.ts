/** A CRM that does not answer keeps no lead waiting: `serve` tells it beside the ticks, and goes on telling until it is heard. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MINUTE } from '../../src/domain/time.ts';
import { SENDER, served, until } from './served.ts';

const MARIA = { name: 'Maria Lopez', phone: '+13125550142' };
const ADA = { name: 'Ada Byron', phone: '+17735550143' };

/** Takes what it is told, and answers when the test says so. */
async function silentCrm() {
  const told: string[] = [];
  const waiting: ServerResponse[] = [];
  let given = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      told.push(JSON.parse(body).type);
      waiting.push(response);
    });
    response.on('close', () => {
      if (!response.writableEnded) given += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/crm`,
    told,
    /** How often nobody waited for an answer any longer. */
    givenUp: () => given,
    answer: () => waiting.splice(0).forEach((response) => void response.writeHead(204).end()),
  };
}

/** A lead's answer that the CRM was told of, without a word from it. */
async function toldInVain() {
  const crm = await silentCrm();
  const world = await served({
    business: `    webhooks: [ { url: "${crm.url}", events: [replied] } ]\n`,
  });
  const secret = `whsec_${Buffer.from('a secret of twenty-four').toString('base64')}`;
  writeFileSync(join(world.root, '.env'), `LEADSEQ_WEBHOOK_SECRET=${secret}\n`, { mode: 0o600 });
  const server = await world.serve();
  await world.postLead(MARIA);
  await until(() => world.texts().length === 1);
  await world.fake.inbound({ from: MARIA.phone, to: SENDER, body: 'ok, thanks' });
  await until(() => crm.told.length === 1);
  return { crm, world, server };
}

it('while it is silent the next lead gets its text, and stopping waits for nobody', async () => {
  const { crm, world, server } = await toldInVain();
  await world.postLead(ADA);
  await until(() => world.texts().length === 2);
  expect(crm.told).toEqual(['lead.replied']);
  expect(crm.givenUp()).toBe(0);
  expect(await world.stop(server)).toBe(0);
  await until(() => crm.givenUp() === 1);
  expect(crm.told).toEqual(['lead.replied']);
});

it('what it was told in vain it is told again, by the next tick, and once it answers never more', async () => {
  const { crm, world, server } = await toldInVain();
  await world.stop(server);
  await world.advance(10 * MINUTE);
  const ticking = world.run('tick');
  await until(() => crm.told.length === 2);
  crm.answer();
  expect((await ticking)[0]).toBe(0);
  await world.advance(10 * MINUTE);
  expect((await world.run('tick'))[0]).toBe(0);
  expect(crm.told).toEqual(['lead.replied', 'lead.replied']);
});
