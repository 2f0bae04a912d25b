/** What `leadseq.yaml` says, checked and with every default filled in. */
import type { Business } from '../domain/business.ts';
import type { BusinessId, SourceId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';

/** Where a setting's value came from, for `config --origin`. */
export type Origin = 'flag' | 'environment' | 'file' | 'default';

export interface WorkspaceConfig {
  readonly version: 1;
  readonly businesses: ReadonlyMap<BusinessId, Business>;
  /** Workspace policy with each business's own tightenings applied. */
  readonly policies: ReadonlyMap<BusinessId, Policy>;
  /** Extra names for sources, matched before the sequence's own `match` lists: pattern → source. */
  readonly sourceAliases: readonly { readonly pattern: string; readonly source: SourceId }[];
  readonly transports: { readonly sms: 'outbox'; readonly email: 'outbox' };
  readonly stages: readonly string[];
}
