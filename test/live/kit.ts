/** A workspace whose channels are live, with a scripted provider in the place of the real one. */
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { goLive, type WentLive } from '../../src/engine/going-live.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { WorkspaceConfig } from '../../src/sequence/workspace-file.ts';
import type { RehearsalsBecome } from '../../src/store/going-live.ts';
import { ALL_KINDS, BUSINESS, createKit, type Kit, type KitOptions, NO_MAILBOX } from '../engine/kit.ts';

export const SEQUENCE = asId<SequenceId>('all-kinds');

/** `becomeLive` is what an operator does in `leadseq.yaml`; `say` is `seq live`. */
export interface LiveKit extends Kit {
  becomeLive(channels?: readonly ('sms' | 'email')[]): void;
  set(settings: Partial<WorkspaceConfig>): void;
  budgets(budgets: Partial<Policy['budgets']>): void;
  say(
    rehearsed: RehearsalsBecome,
    channels?: readonly ('sms' | 'email')[],
    oldLeads?: boolean,
  ): Promise<WentLive>;
}

export async function createLiveKit(options: KitOptions = {}): Promise<LiveKit> {
  const kit = await createKit({ sequences: [ALL_KINDS], ...options });
  const { ws } = kit;
  const set = (settings: Partial<WorkspaceConfig>): void => {
    (ws as { config: Workspace['config'] }).config = { ...ws.config, ...settings };
  };
  set({
    accounts: new Map([
      [
        BUSINESS.id,
        {
          twilio: { accountSid: `AC${'0'.repeat(32)}`, apiKey: null, baseUrl: null, onUncertain: 'hold' },
          smtp: {
            host: '127.0.0.1',
            port: 2525,
            security: 'none',
            user: null,
            connections: 5,
            perDay: 400,
            rampFrom: 20,
            onUncertain: 'hold',
            dkim: null,
          },
          imap: NO_MAILBOX,
        },
      ],
    ]),
  });
  return {
    ...kit,
    set,
    becomeLive: (channels = ['sms', 'email']) =>
      set({
        transports: {
          sms: channels.includes('sms') ? 'twilio' : 'outbox',
          email: channels.includes('email') ? 'smtp' : 'outbox',
        },
      }),
    budgets: (budgets) =>
      set({
        policies: new Map(
          [...ws.config.policies].map(([id, policy]) => [
            id,
            { ...policy, budgets: { ...policy.budgets, ...budgets } },
          ]),
        ),
      }),
    say: (rehearsed, channels = ['sms', 'email'], oldLeads = false) =>
      ws.db.tx((handle) =>
        goLive(handle, ws, { sequence: SEQUENCE, channels, rehearsed, oldLeads }, kit.clock.now),
      ),
  };
}
