/** `seq serve` on a workspace of its own that texts through a fake Twilio, with a clock that both share and that is set. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { after, type Instant } from '../../src/domain/time.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { countedBytes, scratchFolder, TUESDAY_10, TWO_TEXTS } from '../engine/kit.ts';
import { databaseSetting } from '../store/test-store.ts';
import { PUBLIC } from './site.ts';
import { freePort, type Terminal, type } from './terminal.ts';

const LEADS_KEY = 'a-key-for-leads';
export const SENDER = '+13125550100';

export interface Served {
  readonly root: string;
  readonly fake: FakeTwilio;
  readonly url: string;
  /** What every command of it is started with. */
  readonly env: Readonly<Record<string, string>>;
  now(): Instant;
  /** Moves the clock of the program and of the fake. */
  advance(ms: number): Promise<void>;
  run(...words: readonly string[]): Promise<readonly [exit: number, out: string]>;
  /** Resolves when it listens. */
  serve(...words: readonly string[]): Promise<Terminal>;
  stop(server: Terminal): Promise<number>;
  /** What the texts that the fake took say, with their numbers, oldest first. */
  texts(): readonly string[];
  postLead(lead: unknown): Promise<Response>;
}

const settings = (fake: FakeTwilio, more: string): string => `version: 1
businesses:
  bright-dental:
    name: Bright Dental
    zone: America/Chicago
    sequence: two
    senders: { sms: "${SENDER}" }
${more}providers: { sms: twilio }
twilio: { account_sid: ${TEST_ACCOUNT.sid}, base_url: "${fake.url}" }
public_url: ${PUBLIC}
`;

export interface World {
  /** Further lines of the business, indented by four. */
  readonly business?: string;
  /** Further files by name, and which of them may text. */
  readonly sequences?: Readonly<Record<string, string>>;
  readonly live?: readonly string[];
}

export async function served({ business = '', sequences = {}, live = [] }: World = {}): Promise<Served> {
  const root = scratchFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const fake = await startFakeTwilio({
    start: TUESDAY_10,
    accounts: [{ ...TEST_ACCOUNT, inboundUrl: `${PUBLIC}/tw/in` }],
    settings: { deliverTo: url },
  });
  mkdirSync(join(root, 'sequences'));
  writeFileSync(join(root, 'leadseq.yaml'), settings(fake, business));
  for (const [name, text] of Object.entries({ 'two.yaml': TWO_TEXTS, ...sequences }))
    writeFileSync(join(root, 'sequences', name), text);
  const env = {
    ...(await databaseSetting()),
    LEADSEQ_TWILIO_TOKEN: TEST_ACCOUNT.token,
    LEADSEQ_LEADS_KEY: LEADS_KEY,
  };
  const open = new Set<Terminal>();
  let now: Instant = TUESDAY_10;
  const start = (words: readonly string[]): Terminal =>
    type(words, root, env, { now: () => now, random: countedBytes });
  const stop = async (server: Terminal): Promise<number> => {
    server.ctrlC();
    open.delete(server);
    return server.exit;
  };
  onTestFinished(async () => {
    for (const server of open) await stop(server);
    await fake.close();
    rmSync(root, { recursive: true, force: true });
  });
  const run: Served['run'] = async (...words) => {
    const terminal = start(words);
    return [await terminal.exit, terminal.out() + terminal.err()];
  };
  for (const id of ['two', ...live]) {
    const [exit, said] = await run('live', id, '--sms', '--yes');
    if (exit !== 0) throw new Error(said);
    await run('live', id, '--sms', '--more', '--yes');
  }
  return {
    root,
    fake,
    url,
    env,
    now: () => now,
    async advance(ms) {
      now = after(now, ms);
      await fake.clock.moveTo(now);
    },
    run,
    async serve(...words) {
      const server = start(['serve', '--port', String(port), ...words]);
      open.add(server);
      let ended = false;
      void server.exit.then(() => {
        ended = true;
      });
      await until(() => ended || server.out().includes('"listening"'));
      if (ended) throw new Error(`it ended at once: ${server.out()}${server.err()}`);
      return server;
    },
    stop,
    texts: () => fake.ledger().map(({ to, body }) => `${to}: ${body}`),
    postLead: (lead) =>
      fetch(`${url}/leads/bright-dental`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${LEADS_KEY}` },
        body: JSON.stringify(lead),
      }),
  };
}

/** Resolves once it holds, however long a busy machine takes; ends with the test. */
export async function until(holds: () => boolean): Promise<void> {
  let over = false;
  onTestFinished(() => {
    over = true;
  });
  while (!holds() && !over) await new Promise((resolve) => setTimeout(resolve, 1));
}
