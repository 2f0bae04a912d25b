/** The business of the kit at a mail server on this machine that asks for no password. */
import { smtpTransport } from '../../src/transport/smtp.ts';
import type { SmtpSender } from '../../src/transport/smtp-sender.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { BUSINESS } from './kit.ts';

type Options = Omit<Parameters<typeof smtpTransport>[0], 'accounts'>;

export function mailTo(port: number, connections: number, options: Options): Transport {
  const sender: SmtpSender = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: null,
    password: null,
    connections,
    name: BUSINESS.name,
    dkim: null,
  };
  return smtpTransport({ accounts: new Map([[BUSINESS.id, sender]]), ...options });
}
