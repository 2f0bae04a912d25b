/** Where the campaign plays: a workspace of two businesses, their providers on this machine, and people who inquire, answer and opt out. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttemptToken, asId, type BusinessId } from '../../src/domain/ids.ts';
import { type Instant, instant } from '../../src/domain/time.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { noteStatus } from '../../src/engine/statuses.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { type DevSmtp, startDevSmtp } from '../../src/server/dev-smtp.ts';
import type { SmtpFault } from '../../src/server/dev-smtp-faults.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { mixOf } from '../../src/server/fake-twilio/faults.ts';
import { enrollLead, phoneOf } from '../engine/kit.ts';
import { drawFrom } from './draw.ts';

/** Tuesday 10 March 2026, 10:00 in Chicago. */
export const START = instant(Date.parse('2026-03-10T15:00:00Z'));

/** The share of requests that go wrong at either provider. */
const FAULTS = 0.28;

const SENDERS = { holds: '+13125550190', retries: '+13125550191' } as const;
const BUSINESSES = ['holds', 'retries'] as const;

/** Ten touches in three weeks; half of them texts. */
const SEQUENCE = `
version: 1
id: campaign
name: Three weeks of texts and emails
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: confirm, day: 0, after: 20m, email: { subject: "We got your request", body: "Hi {{ first_name }}, thank you." } }
  - { id: second, day: 2, at: "11:00", sms: "Still of use, {{ first_name }}?" }
  - { id: value, day: 4, at: "09:30", email: { subject: "How it works", body: "A word on how it works, {{ first_name }}." } }
  - { id: third, day: 6, at: "14:00", sms: "Is there a better day, {{ first_name }}?" }
  - { id: call, day: 8, at: "10:00", call: { script: "Ask {{ first_name }}.", voicemail: "Hi {{ first_name }}." } }
  - { id: proof, day: 9, at: "09:00", email: { subject: "What others say", body: "Others say this, {{ first_name }}." } }
  - { id: fourth, day: 12, at: "12:00", sms: "One more idea, {{ first_name }}." }
  - { id: last-mail, day: 16, at: "10:00", email: { subject: "Last letter", body: "The last letter, {{ first_name }}." } }
  - { id: goodbye, day: 21, at: "11:00", closes: true, sms: "I'll stop here, {{ first_name }}." }
`;

export interface World {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ws: Workspace;
  readonly twilio: FakeTwilio;
  readonly smtp: DevSmtp;
  readonly clock: { now: Instant };
  /** Somebody new inquires now. */
  inquire(): Promise<void>;
  /** Somebody who has been texted writes back; one in three opts out. */
  answer(): Promise<void>;
  /** Providers answer as they should from now on. */
  calm(): void;
  close(): Promise<void>;
}

/** What of the status callbacks is lost on the way, as the provider itself warns. */
export const LOST_CALLBACKS = 0.3;

/** `database` is a PostgreSQL address; null keeps everything in the workspace's own file. */
export async function createWorld(seed: number, database: string | null, lost: number): Promise<World> {
  const draw = drawFrom(seed);
  const clock = { now: START };
  const callbacks = await listen();
  const twilio = await startFakeTwilio({
    start: START,
    seed,
    faults: mixOf(FAULTS),
    accounts: [{ ...TEST_ACCOUNT, numbers: Object.values(SENDERS) }],
  });
  const smtp = await startDevSmtp({ now: () => clock.now, seed, faults: mailFaults() });
  const root = mkdtempSync(join(tmpdir(), 'leadseq-campaign-'));
  mkdirSync(join(root, 'sequences'));
  writeFileSync(join(root, 'sequences/campaign.yaml'), SEQUENCE);
  writeFileSync(join(root, 'leadseq.yaml'), settings(twilio.url, smtp.port, callbacks.port));
  const env = {
    LEADSEQ_TWILIO_TOKEN: TEST_ACCOUNT.token,
    ...(database === null ? {} : { LEADSEQ_DATABASE: database }),
  };
  const opened = await openWorkspace(root, { env, now: START, random: randomBytes });
  if (!opened.ok) throw new Error(`the campaign's workspace does not open: ${JSON.stringify(opened.error)}`);
  const ws = opened.value;
  await allowLive(ws);
  callbacks.take = async (token, form) => {
    if (draw.chance(lost)) return;
    await noteStatus(ws, {
      token: asId<AttemptToken>(token),
      providerId: form.get('MessageSid') ?? '',
      status: form.get('MessageStatus') ?? '',
      errorCode: form.get('ErrorCode'),
      at: clock.now,
    });
  };
  let people = 0;
  return {
    root,
    env,
    ws,
    twilio,
    smtp,
    clock,
    async inquire() {
      people += 1;
      const business = asId<BusinessId>(draw.of(BUSINESSES));
      await enrollLead(ws, clock.now, {
        business,
        phone: phoneOf(people),
        email: `lead-${people}@example.com`,
      });
    },
    async answer() {
      const texted = twilio.ledger();
      const one = texted[draw.below(texted.length)];
      if (one === undefined) return;
      const body = draw.chance(0.33) ? 'STOP' : 'Who is this?';
      await twilio.inbound({ from: one.to, to: one.from, body });
    },
    calm() {
      twilio.setFaults([]);
      smtp.setFaults([]);
    },
    async close() {
      await ws.db.close();
      await twilio.close();
      await smtp.close();
      callbacks.server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** As many failures as at the other provider, before, at and after the point where the server has taken the message. */
function mailFaults(): readonly SmtpFault[] {
  const places: readonly SmtpFault[] = [
    { at: 'connect', act: 'drop' },
    { at: 'rcpt', act: 'drop' },
    { at: 'rcpt', act: 451 },
    { at: 'data', act: 421 },
    { at: 'body', act: 'drop' },
    { at: 'dot', act: 'drop' },
    { at: 'dot', act: 451 },
    { at: 'accepted', act: 'drop' },
  ];
  return places.map((fault) => ({ ...fault, share: FAULTS / places.length }));
}

const settings = (twilio: string, smtp: number, callbacks: number): string => `
version: 1
businesses:
${BUSINESSES.map((id) => business(id)).join('')}
providers: { sms: twilio, email: smtp }
twilio: { account_sid: ${TEST_ACCOUNT.sid}, base_url: "${twilio}" }
smtp: { host: 127.0.0.1, port: ${smtp}, security: none, per_day: 100000, ramp_from: 100000 }
email_replies: watched_by_hand
public_url: http://127.0.0.1:${callbacks}
policy: { budgets: { per_run: 100000, per_minute: 100000, per_sender_day: 100000, first_run: 100000 } }
`;

const business = (id: (typeof BUSINESSES)[number]): string => `  ${id}:
    name: ${id}
    zone: America/Chicago
    postal_address: 1 Main St, Chicago, IL 60601
    senders: { sms: "${SENDERS[id]}", email: hello@${id}.example.com }
    twilio: { on_uncertain: ${id === 'holds' ? 'hold' : 'retry_if_absent'} }
`;

/** A person's word that the sequence may reach people, on both channels. */
async function allowLive(ws: Workspace): Promise<void> {
  for (const channel of ['sms', 'email'])
    await ws.db.run(
      'INSERT INTO going_live (sequence_id, channel, rehearsed, at, seq) VALUES (?, ?, ?, ?, ?)',
      ['campaign', channel, 'continue', START, 0],
    );
}

interface Callbacks {
  readonly server: Server;
  readonly port: number;
  take: (token: string, form: URLSearchParams) => Promise<void>;
}

/** Where the provider's status callbacks arrive. */
async function listen(): Promise<Callbacks> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      const token = /\/tw\/s\/([0-9a-f]{32})$/.exec(request.url ?? '')?.[1];
      if (token !== undefined) await callbacks.take(token, new URLSearchParams(body));
      response.writeHead(request.url === '/healthz' ? 200 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const callbacks: Callbacks = {
    server,
    port: (server.address() as AddressInfo).port,
    take: () => Promise.resolve(),
  };
  return callbacks;
}
