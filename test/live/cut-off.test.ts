/** A tick killed as a process while providers hold its requests: what a person reads of it, before the next tick and after it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { bundled } from '../bundled.ts';
import { createWorld, type World } from '../cli/world.ts';

const START = instant(Date.parse('2026-03-03T10:00:00-06:00'));
const LEADS = 5;

let world: World;
let twilio: FakeTwilio;
beforeEach(async () => {
  world = createWorld();
  twilio = await startFakeTwilio({ start: START });
  const setting = Object.entries(await world.setting()).map(([name, value]) => `${name}=${value}\n`);
  await world.run('seq init --yes --name Acme --zone America/Chicago --sequence follow-up-7');
  world.writeFile(
    'leadseq.yaml',
    `version: 1
businesses:
  acme:
    name: Acme
    zone: America/Chicago
    booking_link: https://example.com/book
    postal_address: 1 Main St, Chicago, IL 60601
    senders: { sms: "+15005550006" }
    sequence: follow-up-7
providers: { sms: twilio }
twilio: { account_sid: ACfa4e0000000000000000000000000001, base_url: "${twilio.url}" }
`,
  );
  world.writeFile('.env', `LEADSEQ_TWILIO_TOKEN=fake-auth-token\n${setting.join('')}`);
  await world.run('chmod 600 .env');
  const rows = Array.from({ length: LEADS }, (_, n) => `Lead${n},+1312555010${n},Website form`);
  world.writeFile('leads.csv', `First name,Phone,Source\n${rows.join('\n')}\n`);
  await world.run('seq enroll leads.csv');
  await world.run('seq live follow-up-7 --yes');
});
afterEach(async () => {
  await twilio.close();
  world.remove();
});

/** A tick in a process of its own, once the provider holds all its requests. */
async function hanging(): Promise<{ kill(): Promise<void> }> {
  const program = await bundled(join(import.meta.dirname, '../postgres/daemon-child.ts'));
  const running = spawn(process.execPath, [program, world.root, String(START), 'tick'], { stdio: 'inherit' });
  const gone = new Promise((resolve) => running.once('exit', (_, signal) => resolve(signal)));
  const asked = () => twilio.requests().filter(({ method }) => method === 'POST').length;
  await expect.poll(asked, { timeout: 120_000, interval: 20 }).toBe(LEADS);
  return {
    async kill() {
      running.kill('SIGKILL');
      expect(await gone).toBe('SIGKILL');
    },
  };
}

const fact = async (name: string): Promise<string | undefined> =>
  (await world.run('seq status')).split('\n').find((line) => line.startsWith(`  ${name} `));

test('it is told as cut off, then as uncertain, and what the provider has taken is found; nothing goes twice', async () => {
  twilio.setFaults([{ fault: 'accept-then-hang', times: 2 }, { fault: 'hang' }]);
  const tick = await hanging();
  // Control: as long as its process lives nothing is cut off, and nothing is in doubt.
  expect(await fact('Cut off')).toBe(undefined);
  await tick.kill();
  expect(await world.run('seq status')).toContain(
    '  Uncertain         none\n' +
      '  Cut off           A tick ended in the middle: 5 messages were on the way and\n' +
      '                    may have arrived. The next tick puts them under Uncertain:\n' +
      '                    seq tick\n',
  );
  twilio.setFaults([]);
  expect(await world.run('seq tick')).toBe(
    'Nothing was sent.\n5 messages of a tick that died may have arrived.\n' +
      'Nothing uncertain is sent again by itself. See: seq uncertain\n',
  );
  expect(await world.run('echo $?')).toBe('1\n');
  expect(await fact('Cut off')).toBe(undefined);
  expect(await fact('Uncertain')).toBe(
    '  Uncertain         5 may or may not have arrived. See: seq uncertain',
  );
  const listed = (await world.run('seq uncertain')).trim().split('\n').slice(1);
  expect(listed).toHaveLength(LEADS);
  for (const line of listed) expect(line).toContain('the program ended while the message was on its way');
  expect(await world.run('seq why +13125550100')).toContain('it counts as sent and is not repeated');

  world.setNow('+3m');
  await twilio.clock.moveTo(instant(START + 180_000));
  expect(await world.run('seq tick')).toContain('2 uncertain messages were cleared up by the provider.\n');
  expect((await world.run('seq uncertain')).trim().split('\n').slice(1)).toHaveLength(LEADS - 2);
  expect(twilio.ledger()).toHaveLength(2);
  expect(new Set(twilio.ledger().map(({ to }) => to)).size).toBe(2);
});
