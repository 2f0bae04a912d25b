/** A site on a real socket: a kit's workspace that the internet knows as https://seq.example.com, and a log that is kept. */

import { asId, type BusinessId } from '../../src/domain/ids.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { Accounts } from '../../src/sequence/providers.ts';
import { createApp } from '../../src/server/app.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { type Listening, listen } from '../../src/server/listen.ts';
import type { Site } from '../../src/server/site.ts';
import { BUSINESS, createKit, type Kit, type KitOptions, NO_MAILBOX } from '../engine/kit.ts';

export const PUBLIC = 'https://seq.example.com';

export interface TestSite {
  readonly kit: Kit;
  readonly site: Site;
  readonly url: string;
  readonly port: number;
  readonly log: readonly Readonly<Record<string, string>>[];
  close(): Promise<void>;
}

const accountsOf = (accountSid: string, apiKey: string | null): Accounts => ({
  twilio: { accountSid, apiKey, baseUrl: null, onUncertain: 'hold' },
  smtp: {
    host: null,
    port: 587,
    security: 'starttls',
    user: null,
    connections: 5,
    perDay: 400,
    rampFrom: 20,
    onUncertain: 'hold',
    dkim: null,
  },
  imap: NO_MAILBOX,
});

export interface SiteOptions extends KitOptions {
  readonly apiKey?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly publicUrl?: string | null;
}

/** Another business's account, so that its signatures can be tried where they do not belong. */
export const OTHER_SID = `AC${'b'.repeat(32)}`;
const OTHER = asId<BusinessId>('oak-dental');

export async function createSite(options: SiteOptions = {}): Promise<TestSite> {
  const kit = await createKit({
    businesses: [BUSINESS, { ...BUSINESS, id: OTHER, name: 'Oak Dental' }],
    ...options,
  });
  const { publicUrl = PUBLIC, apiKey = null } = options;
  const ws: Workspace = {
    ...kit.ws,
    config: {
      ...kit.ws.config,
      publicUrl,
      accounts: new Map([
        [BUSINESS.id, accountsOf(TEST_ACCOUNT.sid, apiKey)],
        [OTHER, accountsOf(OTHER_SID, null)],
      ]),
    },
  };
  const log: Readonly<Record<string, string>>[] = [];
  const site: Site = {
    ws,
    env: options.env ?? {
      LEADSEQ_TWILIO_TOKEN_BRIGHT_DENTAL: TEST_ACCOUNT.token,
      LEADSEQ_TWILIO_TOKEN_OAK_DENTAL: 'oak-token',
    },
    now: () => kit.clock.now,
    random: (bytes) => new Uint8Array(bytes).fill(0xab),
    log: (level, event, facts) => log.push({ level, event, ...facts }),
  };
  const listening: Listening = await listen(createApp(site), 0, '127.0.0.1');
  return {
    kit,
    site,
    url: listening.url,
    port: listening.port,
    log,
    async close() {
      await listening.close();
      await kit.close();
    },
  };
}
