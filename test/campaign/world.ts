/** Where the campaign plays: a workspace of two businesses, their providers on this machine, and people who inquire, answer and opt out. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type AttemptToken, asId, type BusinessId } from '../../src/domain/ids.ts';
import type { Instant } from '../../src/domain/time.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { noteStatus } from '../../src/engine/statuses.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { type DevSmtp, startDevSmtp } from '../../src/server/dev-smtp.ts';
import { describeFault, type SmtpFault } from '../../src/server/dev-smtp-faults.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { type FakeTwilio, startFakeTwilio } from '../../src/server/fake-twilio/fake-twilio.ts';
import { type FaultRule, mixOf } from '../../src/server/fake-twilio/faults.ts';
import { enrollLead, phoneOf, scratchFolder } from '../engine/kit.ts';
import type { Answer } from './books.ts';
import { type Draw, drawFrom } from './draw.ts';
import { BUSINESSES, SENDERS, SEQUENCE, START, settings } from './script.ts';

/** The share of requests that go wrong at either provider. */
const FAULTS = 0.28;
/** Of which so many are never answered: each costs a second. */
const SILENT = 0.02;
/** How many inquire by a phone, or a mailbox, that somebody else has inquired by. */
const SHARED = 0.25;

export interface World {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ws: Workspace;
  readonly twilio: FakeTwilio;
  readonly smtp: DevSmtp;
  readonly clock: { now: Instant };
  /** What people have written back so far. */
  readonly answers: readonly Answer[];
  /** Faults that the mail server has made so far, by their names. */
  readonly mailFaults: ReadonlyMap<string, number>;
  /** Somebody new inquires now. */
  inquire(draw: Draw): Promise<void>;
  /** Somebody who has been texted writes back; one in three opts out. */
  answer(draw: Draw): Promise<void>;
  /** Providers answer as they should from now on. */
  calm(): void;
  /** `keep`: its folder stays, for somebody to look at. */
  close(keep: boolean): Promise<void>;
}

/** What of the status callbacks is lost on the way, as the provider itself warns. */
export const LOST_CALLBACKS = 0.3;

/** `database` is a PostgreSQL address; null keeps everything in the workspace's own file. */
export async function createWorld(seed: number, database: string | null, lost: number): Promise<World> {
  const chance = drawFrom(seed);
  const clock = { now: START };
  const callbacks = await listen();
  const twilio = await startFakeTwilio({
    start: START,
    seed,
    faults: textFaults(),
    accounts: [{ ...TEST_ACCOUNT, numbers: Object.values(SENDERS) }],
  });
  const met = new Map<string, number>();
  const smtp = await startDevSmtp({
    now: () => clock.now,
    seed,
    faults: mailFaults(),
    onFault: (fault) => {
      const name = describeFault(fault);
      met.set(name, (met.get(name) ?? 0) + 1);
    },
  });
  const root = scratchFolder();
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
    if (chance.chance(lost)) return;
    await noteStatus(ws, {
      token: asId<AttemptToken>(token),
      providerId: form.get('MessageSid') ?? '',
      status: form.get('MessageStatus') ?? '',
      errorCode: form.get('ErrorCode'),
      at: clock.now,
    });
  };
  const people: { readonly business: BusinessId; readonly phone: string; readonly email: string }[] = [];
  const answers: Answer[] = [];
  return {
    root,
    env,
    ws,
    twilio,
    smtp,
    clock,
    answers,
    mailFaults: met,
    async inquire(draw) {
      const known = draw.chance(SHARED) ? people[draw.below(people.length)] : undefined;
      const place = draw.below(3);
      const n = people.length + 1;
      const one = {
        business: known?.business ?? asId<BusinessId>(draw.of(BUSINESSES)),
        phone: known !== undefined && place < 2 ? known.phone : phoneOf(n),
        email: known !== undefined && place > 0 ? known.email : `lead-${n}@example.com`,
      };
      people.push(one);
      await enrollLead(ws, clock.now, one);
    },
    async answer(draw) {
      const stop = draw.chance(0.33);
      const texted = twilio.ledger();
      const one = texted[draw.below(texted.length)];
      if (one === undefined) return;
      const body = stop ? 'STOP' : 'Who is this?';
      const { sid } = await twilio.inbound({ from: one.to, to: one.from, body });
      answers.push({ sid, from: one.to, stop });
    },
    calm() {
      twilio.setFaults([]);
      smtp.setFaults([]);
    },
    async close(keep) {
      await ws.db.close();
      await twilio.close();
      await smtp.close();
      callbacks.server.close();
      if (!keep) rmSync(root, { recursive: true, force: true });
    },
  };
}

function textFaults(): readonly FaultRule[] {
  const silent = ['hang', 'accept-then-hang'] as const;
  return [...mixOf(FAULTS - SILENT), ...silent.map((fault) => ({ fault, share: SILENT / 2 }))];
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
