/** A workspace on a SQLite file that can be closed, copied, put back and opened again, as operators do it. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tick } from '../../src/engine/tick.ts';
import type { TickOptions, TickReport } from '../../src/engine/tick-options.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { openStore } from '../../src/store/open.ts';
import type { LedgerEntry } from '../../src/transport/scripted.ts';
import {
  enrollLead,
  PEPPER,
  scratchFolder,
  scripted,
  TUESDAY_10,
  tickDefaults,
  workspaceOf,
} from '../engine/kit.ts';

export interface Place {
  readonly root: string;
  readonly database: string;
  readonly clock: { now: typeof TUESDAY_10 };
  /** Everything that reached the provider, over all ticks. */
  readonly ledger: readonly LedgerEntry[];
  ws(): Promise<Workspace>;
  enroll(): Promise<void>;
  tick(more?: Partial<TickOptions>): Promise<TickReport>;
  /** Closes the database, so that its file is all there is. */
  close(): Promise<void>;
  /** The same workspace in another folder, copied file by file. */
  copy(): Promise<Place>;
  remove(): Promise<void>;
}

const provider = scripted();

export function createPlace(root = scratchFolder()): Place {
  const state = join(root, '.leadseq');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(join(state, 'pepper'), `${PEPPER.toString('hex')}\n`, { mode: 0o600 });
  const database = join(state, 'leadseq.db');
  const clock = { now: TUESDAY_10 };
  const { transports, ledger } = provider;
  const before = ledger.length;
  let open: Workspace | null = null;
  const ws = async (): Promise<Workspace> => {
    open ??= workspaceOf(
      root,
      await openStore({ path: database, pepper: PEPPER, now: clock.now, create: true }),
    );
    return open;
  };
  const close = async (): Promise<void> => {
    await open?.db.close();
    open = null;
  };
  return {
    root,
    database,
    clock,
    get ledger() {
      return ledger.slice(before);
    },
    ws,
    enroll: async () => void (await enrollLead(await ws(), clock.now, {})),
    tick: async (more = {}) => tick(await ws(), { ...tickDefaults(clock), transports, ...more }),
    close,
    copy: async () => {
      await close();
      const there = scratchFolder();
      cpSync(root, there, { recursive: true, preserveTimestamps: true });
      return createPlace(there);
    },
    remove: async () => {
      await close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
