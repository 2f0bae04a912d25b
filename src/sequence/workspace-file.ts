/** What `leadseq.yaml` says, checked and with every default filled in. */
import type { Business } from '../domain/business.ts';
import type { BusinessId, SourceId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import type { LintSettings } from './lint-settings.ts';
import type { Accounts } from './providers.ts';

/** Where a setting's value came from, for `config --origin`. */
export type Origin = 'flag' | 'environment' | 'file' | 'default';

/** A person who reads the mailbox; we, by IMAP; or whatever receives the mail, and posts or pipes each one to us. */
export type EmailReplies = 'watched_by_hand' | 'imap' | 'arrives';

export interface WorkspaceConfig {
  readonly version: 1;
  readonly businesses: ReadonlyMap<BusinessId, Business>;
  /** Workspace policy with each business's own tightenings applied. */
  readonly policies: ReadonlyMap<BusinessId, Policy>;
  /** Extra names for sources, matched before the sequence's own `match` lists: pattern → source. */
  readonly sourceAliases: readonly { readonly pattern: string; readonly source: SourceId }[];
  readonly transports: { readonly sms: 'outbox' | 'twilio'; readonly email: 'outbox' | 'smtp' };
  readonly accounts: ReadonlyMap<BusinessId, Accounts>;
  /** For try-outs: numbers, addresses and `*@domain`, in lower case; null reaches everybody. */
  readonly onlyTo: readonly string[] | null;
  /** Who notices answers to emails; null: nobody, and emails may not go live. */
  readonly emailReplies: EmailReplies | null;
  /** Where the internet reaches `seq serve`, without a slash at its end. */
  readonly publicUrl: string | null;
  /** A PostgreSQL address without its password; null: the SQLite file. */
  readonly database: string | null;
  readonly stages: readonly string[];
  /** Left out: every rule as it is shipped. */
  readonly lint?: LintSettings;
}
