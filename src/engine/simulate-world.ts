/** A workspace that is only imagined: the real settings and sequences over a store in memory, and a provider that takes everything. */
import { createHash } from 'node:crypto';
import type { BusinessId } from '../domain/ids.ts';
import { type Budgets, DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { findByToken } from '../store/attempts.ts';
import { openMemoryStore } from '../store/open.ts';
import type { Transport } from '../transport/transport.ts';
import { liveCaps } from './budget.ts';
import type { Fault } from './simulate-script.ts';
import type { TickProcess } from './tick-options.ts';
import type { Transports } from './transports.ts';
import type { Workspace } from './workspace.ts';

/** What is read of a real workspace; nothing of it is written. */
export type Files = Pick<Workspace, 'root' | 'config' | 'sequences'>;

export interface World {
  readonly ws: Workspace;
  readonly transports: Transports;
  readonly random: (bytes: number) => Uint8Array;
  readonly process: TickProcess;
}

/** What a provider makes of a touch of whoever is reached there; undefined: it takes it. */
export type FaultOf = (to: string, touch: string) => Fault | undefined;

/** `budgets`: whether the caps of the settings hold, as they would for live channels. */
export async function imagineWorld(
  files: Files,
  at: Instant,
  options: {
    readonly seed: number;
    readonly budgets: boolean;
    readonly fault: FaultOf | null;
    readonly onTurn?: Workspace['onTurn'];
  },
): Promise<World> {
  const pepper = createHash('sha256').update(`simulation ${options.seed}`).digest();
  const db = await openMemoryStore({ pepper, now: at });
  const ws: Workspace = {
    ...files,
    config: {
      ...files.config,
      policies: new Map(
        [...files.config.policies].map(([id, policy]) => [id, withBudgets(files, policy, options.budgets)]),
      ),
      // Accounts, mailboxes and lists of try-outs belong to real channels.
      transports: { sms: 'outbox', email: 'outbox' },
      accounts: new Map(),
      onlyTo: null,
      emailReplies: null,
      database: null,
    },
    db,
    pepper,
    outbox: '',
    ...(options.onTurn && { onTurn: options.onTurn }),
  };
  const provider = taker(ws, options.fault);
  return {
    ws,
    transports: { sms: provider, email: provider },
    random: countingBytes(options.seed),
    process: {
      owner: { command: 'simulate', host: 'imagined', bootId: 'imagined', pid: 1, pidStarted: '1' },
      isAlive: () => true,
      end: () => undefined,
    },
  };
}

const withBudgets = (files: Files, policy: Policy, hold: boolean): Policy => ({
  ...policy,
  budgets: hold ? inForce(files, policy) : DEFAULT_POLICY.budgets,
});

function inForce({ config }: Files, { budgets }: Policy): Budgets {
  const { sms, email } = config.transports;
  return sms === 'outbox' && email === 'outbox' ? budgets : liveCaps(budgets);
}

/** The caps of each business, as a forecast takes them. */
export const budgetsOf = (files: Files): readonly (readonly [BusinessId, Budgets])[] =>
  [...files.config.policies].map(([id, policy]) => [id, inForce(files, policy)]);

/** Takes every message at once, unless the script says otherwise of that touch. */
function taker(ws: Workspace, fault: FaultOf | null): Transport {
  let taken = 0;
  const tried = new Set<string>();
  return {
    name: 'simulation',
    live: false,
    async send(message, { token }) {
      taken += 1;
      const accepted = { kind: 'sent', providerId: `simulated-${taken}` } as const;
      if (fault === null) return accepted;
      const touch = (await findByToken(ws.db, token))?.touch ?? '';
      const said = fault(message.to, touch);
      const detail = 'so the script says';
      if (said === 'refused') return { kind: 'refused', code: 'script', detail, suppress: false };
      if (said === 'uncertain') return { kind: 'uncertain', code: 'script', detail };
      const key = `${message.to} ${touch}`;
      if (said !== 'unsent' || tried.has(key)) return accepted;
      tried.add(key);
      return { kind: 'unsent', code: 'script', detail, retryAfter: 300_000 };
    },
  };
}

/** Tokens that are the same in every run: hashes of a count, as good as random to whoever reads them. */
function countingBytes(seed: number): (length: number) => Uint8Array {
  let drawn = 0;
  return (length) => {
    drawn += 1;
    return createHash('shake256', { outputLength: length }).update(`simulation ${seed} ${drawn}`).digest();
  };
}
