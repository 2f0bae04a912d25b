/** A workspace that can be closed, copied, put back and opened again, as operators do it, on the engine of the run. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tick } from '../../src/engine/tick.ts';
import type { TickOptions, TickReport } from '../../src/engine/tick-options.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
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
import { type Keeping, keepingIn } from './keeping.ts';

export interface Place {
  readonly root: string;
  /** Where SQLite has its file. */
  readonly database: string;
  readonly clock: { now: typeof TUESDAY_10 };
  /** Everything that reached the provider, over all ticks. */
  readonly ledger: readonly LedgerEntry[];
  ws(): Promise<Workspace>;
  enroll(): Promise<void>;
  tick(more?: Partial<TickOptions>): Promise<TickReport>;
  /** Closes the database, so that what was stored is all there is. */
  close(): Promise<void>;
  /** The database as it is at this moment, kept aside: for `putBack`, here or elsewhere. */
  keep: () => Promise<string>;
  putBack(kept: string): Promise<void>;
  /** The same workspace in another folder, copied file by file, and its database with it. */
  copy(): Promise<Place>;
  remove(): Promise<void>;
}

const provider = scripted();

export function createPlace(root = scratchFolder()): Place {
  const state = join(root, '.leadseq');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(join(state, 'pepper'), `${PEPPER.toString('hex')}\n`, { mode: 0o600 });
  const keeping: Keeping = keepingIn(state);
  const clock = { now: TUESDAY_10 };
  const { transports, ledger } = provider;
  const before = ledger.length;
  let open: Workspace | null = null;
  const ws = async (): Promise<Workspace> => {
    open ??= workspaceOf(root, await keeping.open(clock.now));
    return open;
  };
  const close = async (): Promise<void> => {
    await open?.db.close();
    open = null;
  };
  const keep = (): Promise<string> => keeping.keep(open?.db ?? null);
  return {
    root,
    database: join(state, 'leadseq.db'),
    clock,
    get ledger() {
      return ledger.slice(before);
    },
    ws,
    enroll: async () => void (await enrollLead(await ws(), clock.now, {})),
    tick: async (more = {}) => tick(await ws(), { ...tickDefaults(clock), transports, ...more }),
    close,
    keep,
    putBack: async (kept) => {
      await close();
      await keeping.putBack(kept);
    },
    copy: async () => {
      await close();
      const kept = await keep();
      const there = scratchFolder();
      cpSync(root, there, { recursive: true, preserveTimestamps: true });
      const copied = createPlace(there);
      await copied.putBack(kept);
      return copied;
    },
    remove: async () => {
      await close();
      await keeping.remove();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
