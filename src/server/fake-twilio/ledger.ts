/** What really happened: every request that arrived and every message that was taken, for whoever audits the client afterwards. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Instant } from '../../domain/time.ts';
import type { FaultName } from './faults.ts';

/** A message that the provider took; the client may never have learned of it. */
export interface LedgerEntry {
  readonly kind: 'message';
  readonly sid: string;
  readonly account: string;
  readonly to: string;
  /** The number that it goes from, also where a service picks it. */
  readonly from: string;
  readonly service: string | null;
  readonly body: string;
  /** The attempt's name, as it stands in StatusCallback. */
  readonly token: string | null;
  /** Seconds. */
  readonly validity: number;
  readonly at: Instant;
  readonly fault: FaultName | null;
}

/** A call that the provider took. */
export interface CallEntry {
  readonly kind: 'call';
  readonly sid: string;
  readonly account: string;
  readonly to: string;
  readonly from: string;
  /** Where it asks what to say. */
  readonly url: string;
  readonly token: string | null;
  readonly at: Instant;
  readonly fault: FaultName | null;
}

export interface RequestEntry {
  readonly kind: 'request';
  readonly method: string;
  readonly path: string;
  readonly token: string | null;
  readonly at: Instant;
  readonly fault: FaultName | null;
}

export interface Ledger {
  write(entry: LedgerEntry | CallEntry | RequestEntry): void;
  messages(): readonly LedgerEntry[];
  calls(): readonly CallEntry[];
  requests(): readonly RequestEntry[];
  close(): void;
}

/** With `file` each entry is also appended to it as a line of JSON, before anything is answered. */
export function createLedger(file: string | null): Ledger {
  const messages: LedgerEntry[] = [];
  const calls: CallEntry[] = [];
  const requests: RequestEntry[] = [];
  const handle = file === null ? null : openSync(file, 'a', 0o600);
  return {
    write(entry) {
      if (entry.kind === 'message') messages.push(entry);
      else if (entry.kind === 'call') calls.push(entry);
      else requests.push(entry);
      if (handle !== null) writeSync(handle, `${JSON.stringify(entry)}\n`);
    },
    messages: () => [...messages],
    calls: () => [...calls],
    requests: () => [...requests],
    close() {
      if (handle !== null) closeSync(handle);
    },
  };
}

/** The 32 hex digits in a callback address such as `https://example.com/tw/s/<token>`. */
export const tokenIn = (callback: string | null): string | null =>
  /\/([0-9a-f]{32})(?=[/?#]|$)/.exec(callback ?? '')?.[1] ?? null;
