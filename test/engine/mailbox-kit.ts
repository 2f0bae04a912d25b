/** The kit with a real mailbox: an IMAP server on this machine, the very reader of it, and emails that somebody takes. */
import type { Business } from '../../src/domain/business.ts';
import type { BusinessId } from '../../src/domain/ids.ts';
import type { TickOptions, TickReport } from '../../src/engine/tick-options.ts';
import type { Transports } from '../../src/engine/transports.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { type ImapAccount, type ImapLimits, imapMailboxes } from '../../src/transport/imap.ts';
import type { LedgerEntry } from '../../src/transport/scripted.ts';
import { type ImapServer, startImapServer } from '../transport/imap-server.ts';
import { BUSINESS, createKit, type Kit, outboxOf, scripted } from './kit.ts';
import { TWO_EMAILS } from './letters.ts';

const PASSWORD = 'correct horse';

export interface MailboxKit {
  readonly kit: Kit;
  readonly server: ImapServer;
  readonly ledger: readonly LedgerEntry[];
  /** What carries messages and reads the mailbox, as if leadseq.yaml said this of it. */
  through(account?: Partial<ImapAccount>): Transports;
  tick(more?: Partial<TickOptions>): Promise<TickReport>;
  /** A lead whose first email has gone. Its Message-ID. */
  lead(email?: string): Promise<string>;
  meanings(): Promise<readonly unknown[]>;
  states(): Promise<readonly unknown[]>;
  mailbox(): Promise<Readonly<Record<string, unknown>> | undefined>;
  close(): Promise<void>;
}

export async function mailboxKit(
  options: { readonly businesses?: readonly Business[]; readonly limits?: Partial<ImapLimits> } = {},
): Promise<MailboxKit> {
  const businesses = options.businesses ?? [BUSINESS];
  const kit = await createKit({ sequences: [TWO_EMAILS], businesses });
  const server = await startImapServer({ user: 'hello@example.com', password: PASSWORD });
  const { transports, ledger } = scripted();
  const config = {
    ...kit.ws.config,
    emailReplies: 'imap',
    transports: { sms: 'outbox', email: 'smtp' },
  } as const;
  (kit.ws as { config: Workspace['config'] }).config = config;
  await kit.ws.db.run(
    "INSERT INTO going_live (sequence_id, channel, rehearsed, at, seq) VALUES ('emails', 'email', 'continue', 0, 0)",
  );
  const through = (account: Partial<ImapAccount> = {}): Transports => {
    const whole: ImapAccount = {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: 'hello@example.com',
      password: PASSWORD,
      mailbox: 'INBOX',
      ...account,
    };
    const accounts = new Map<BusinessId, ImapAccount>(businesses.map(({ id }) => [id, whole]));
    const mailboxes = imapMailboxes({ accounts, limits: options.limits ?? {} });
    return { sms: outboxOf(kit.ws).sms, email: transports.email, mailboxes };
  };
  const tick = (more: Partial<TickOptions> = {}) => kit.tick(more.transports ?? through(), more);
  return {
    kit,
    server,
    ledger,
    through,
    tick,
    async lead(email = 'maria@example.com') {
      await kit.enroll({ email, phone: null });
      await tick();
      return `<${ledger.at(-1)?.token}@example.com>`;
    },
    meanings: async () =>
      (await kit.all('SELECT meaning FROM inbound ORDER BY id')).map(({ meaning }) => meaning),
    states: async () => (await kit.all('SELECT state FROM enrollment ORDER BY id')).map(({ state }) => state),
    mailbox: async () => (await kit.all('SELECT * FROM mailbox'))[0],
    async close() {
      await kit.close();
      await server.close();
    },
  };
}
