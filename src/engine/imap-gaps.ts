/** What the mailbox of a business lacks, where its answers are to be read out of one. */
import type { Business } from '../domain/business.ts';
import type { Accounts } from '../sequence/providers.ts';
import { type Gap, isLoopbackHost } from './going-live-gaps.ts';
import type { Environment } from './read-workspace.ts';
import { ownSecretName, secretFor } from './secrets.ts';

const PASSWORD = 'LEADSEQ_IMAP_PASSWORD';

export function imapGaps(env: Environment, { id }: Business, { imap }: Accounts): readonly Gap[] {
  const gap = (key: string | null, seen: string, remedy: string): Gap => ({
    business: id,
    channel: 'email',
    key,
    seen,
    remedy,
  });
  const { host, user, security } = imap;
  return [
    ...(host === null
      ? [
          gap(
            'imap.host',
            'email_replies is imap, and no mailbox is named',
            'imap: { host: imap.example.com, user: hello@example.com }',
          ),
        ]
      : []),
    ...(host !== null && user === null
      ? [gap('imap.user', 'nobody is named who reads the mailbox', 'imap: { user: hello@example.com }')]
      : []),
    ...(host !== null && security === 'none' && !isLoopbackHost(host)
      ? [
          gap(
            'imap.security',
            `the password and all mail would go in the clear to ${host}`,
            'imap: { security: tls }',
          ),
        ]
      : []),
    ...(secretFor(env, PASSWORD, id) === null
      ? [
          gap(
            null,
            `${PASSWORD} is not set`,
            `a line ${PASSWORD}=… in the workspace's .env, or ${ownSecretName(PASSWORD, id)}=… for this business alone`,
          ),
        ]
      : []),
    ...(env.SEQ_ENV === 'test' && host !== null && !isLoopbackHost(host)
      ? [gap('imap.host', `SEQ_ENV is test, and the mailbox is at ${host}`, 'imap: { host: 127.0.0.1 }')]
      : []),
  ];
}
