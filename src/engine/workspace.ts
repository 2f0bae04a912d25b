/** One opened workspace: its settings, its sequences as they are on disk now, and its store. */

import type { Diagnostic } from '../domain/diagnostic.ts';
import type { SequenceId } from '../domain/ids.ts';
import type { Revision } from '../sequence/sequence.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import type { Driver } from '../store/driver.ts';

/** A file in `sequences/`: its newest good form, or what is wrong with it. */
export interface SequenceFile {
  readonly path: string;
  readonly revision: Revision | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Workspace {
  /** Folder that holds `leadseq.yaml`. */
  readonly root: string;
  readonly config: WorkspaceConfig;
  readonly sequences: ReadonlyMap<SequenceId, SequenceFile>;
  readonly db: Driver;
  /** Key of the destination hashes; lives in `.leadseq/pepper` (0600), never in the database. */
  readonly pepper: Uint8Array;
  /** `.leadseq/outbox`. */
  readonly outbox: string;
}
