/** The kit with texts that really go out: the very transport of Twilio, through real sockets, to a Twilio on this machine whose clock is the kit's. */

import type { Business } from '../../src/domain/business.ts';
import type { BusinessId } from '../../src/domain/ids.ts';
import { type Instant, instant } from '../../src/domain/time.ts';
import type { Transports } from '../../src/engine/transports.ts';
import type { Accounts } from '../../src/sequence/providers.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import {
  type FakeTwilio,
  type FakeTwilioOptions,
  startFakeTwilio,
} from '../../src/server/fake-twilio/fake-twilio.ts';
import { outbox } from '../../src/transport/outbox.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { type TwilioSender, twilioTransport } from '../../src/transport/twilio.ts';
import { BUSINESS, createKit, type Kit, type KitOptions, NO_MAILBOX, TUESDAY_10 } from './kit.ts';

/** A text now, another one tomorrow, and these touches. */
export const twoTextsAnd = (rest: string): string => `
version: 1
id: four
name: A text, and what follows it
fallbacks: { first_name: there }
touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: second, day: 1, at: "10:00", sms: "Still of use, {{ first_name }}?" }
${rest}`;

export interface LiveKit {
  readonly kit: Kit;
  readonly twilio: FakeTwilio;
  readonly sms: Transport;
  readonly transports: Transports;
  /** As if leadseq.yaml named another account, number or service for the first business. */
  through(sender: Partial<TwilioSender>): Transports;
  /** Moves both clocks. */
  at(time: Instant): Promise<void>;
  advance(ms: number): Promise<void>;
  /** A person writes to the business; the first one's number unless another is named. */
  write(from: string, body: string, to?: string): Promise<void>;
  close(): Promise<void>;
}

export interface LiveOptions extends KitOptions {
  readonly twilio?: FakeTwilioOptions;
  readonly onUncertain?: Accounts['twilio']['onUncertain'];
  /** What stands for the account's secret. */
  readonly secret?: string;
  /** How long an answer is waited for. */
  readonly timeout?: number;
}

/** Nobody waits for it but a test of a provider that never answers, and that says how long. */
const TIMEOUT = 20_000;

export async function liveKit(options: LiveOptions = {}): Promise<LiveKit> {
  const start = options.now ?? TUESDAY_10;
  const twilio = await startFakeTwilio({ start, ...options.twilio });
  const kit = await createKit(options);
  const businesses = options.businesses ?? [BUSINESS];
  const opened: Transport[] = [];
  const open = (accounts: readonly (readonly [BusinessId, TwilioSender])[]): Transport => {
    const sms = twilioTransport({
      accounts: new Map(accounts),
      statusCallback: null,
      timeout: options.timeout ?? TIMEOUT,
      now: () => kit.clock.now,
    });
    opened.push(sms);
    return sms;
  };
  const senderOf = ({ senders }: Business): TwilioSender => ({
    accountSid: TEST_ACCOUNT.sid,
    apiKey: null,
    secret: options.secret ?? TEST_ACCOUNT.token,
    baseUrl: twilio.url,
    sender: senders.sms ?? '',
  });
  const sms = open(businesses.map((business) => [business.id, senderOf(business)]));
  for (const { id } of businesses) accountOf(kit, id, options);
  const at = async (time: Instant): Promise<void> => {
    kit.clock.now = time;
    await twilio.clock.moveTo(time);
  };
  const transports: Transports = { sms, email: outbox(kit.ws.outbox) };
  return {
    kit,
    twilio,
    sms,
    transports,
    through: (sender) => ({
      ...transports,
      sms: open(businesses.slice(0, 1).map((one) => [one.id, { ...senderOf(one), ...sender }])),
    }),
    at,
    advance: (ms) => at(instant(kit.clock.now + ms)),
    async write(from, body, to = BUSINESS.senders.sms ?? '') {
      await twilio.inbound({ from, to, body });
    },
    async close() {
      for (const one of opened) await one.close?.();
      await kit.close();
      await twilio.close();
    },
  };
}

/** What the settings say of an account, for whatever asks them. */
export function accountOf(
  kit: Kit,
  business: BusinessId,
  policy: {
    readonly onUncertain?: Accounts['twilio']['onUncertain'];
    readonly email?: Accounts['smtp']['onUncertain'];
  },
): void {
  const accounts: Accounts = {
    twilio: {
      accountSid: TEST_ACCOUNT.sid,
      apiKey: null,
      baseUrl: null,
      onUncertain: policy.onUncertain ?? 'hold',
    },
    smtp: {
      host: '127.0.0.1',
      port: 25,
      security: 'none',
      user: null,
      connections: 1,
      perDay: 400,
      rampFrom: 20,
      onUncertain: policy.email ?? 'hold',
      dkim: null,
    },
    imap: NO_MAILBOX,
  };
  (kit.ws.config.accounts as Map<BusinessId, Accounts>).set(business, accounts);
}
