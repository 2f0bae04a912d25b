/** One opened workspace: its settings, its sequences as they are on disk now, and its store. */

import type { Diagnostic } from '../domain/diagnostic.ts';
import type { ContactId, SequenceId, SourceId, TouchId } from '../domain/ids.ts';
import type { Reason } from '../domain/reason.ts';
import type { LeadAct, Revision } from '../sequence/sequence.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';
import type { Driver } from '../store/driver.ts';

/** A file in `sequences/`: its newest good form, or what is wrong with it. */
export interface SequenceFile {
  readonly path: string;
  readonly revision: Revision | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a sequence could have gone two ways, and which one it took. */
export type Turn =
  | {
      readonly kind: 'wording';
      readonly contact: ContactId;
      readonly sequence: SequenceId;
      readonly source: SourceId;
      readonly touch: TouchId;
      readonly alternative: number;
    }
  | {
      readonly kind: 'skip';
      readonly contact: ContactId;
      readonly sequence: SequenceId;
      readonly source: SourceId;
      readonly touch: TouchId;
      readonly code: Reason['code'];
    }
  /** `held`: by its condition. `followed`: it was asked in order to be followed, and not only to know. */
  | {
      readonly kind: 'rule';
      readonly contact: ContactId;
      readonly sequence: SequenceId;
      readonly act: LeadAct;
      readonly held: boolean;
      readonly followed: boolean;
    };

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
  /** Hears of every turn: tests ask which have been seen. */
  readonly onTurn?: (turn: Turn) => void;
}
