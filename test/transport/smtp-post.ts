/** One business, one mail server on this machine, and messages to send between them. */
import { type AttemptToken, asId, type BusinessId } from '../../src/domain/ids.ts';
import { after, instant } from '../../src/domain/time.ts';
import type { EmailMessage } from '../../src/message/message.ts';
import { type DevSmtp, type DevSmtpOptions, startDevSmtp } from '../../src/server/dev-smtp.ts';
import { parseFaults, type SmtpFault } from '../../src/server/dev-smtp-faults.ts';
import { smtpTransport } from '../../src/transport/smtp.ts';
import type { SmtpSender } from '../../src/transport/smtp-sender.ts';
import type { SendKey, Transport } from '../../src/transport/transport.ts';

export const BUSINESS = asId<BusinessId>('bright-dental');
export const AT = instant(Date.UTC(2026, 2, 10, 15, 4, 5));
const TOKEN = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';

export const key = (over: Partial<SendKey> = {}): SendKey => ({
  token: asId<AttemptToken>(TOKEN),
  business: BUSINESS,
  at: AT,
  validUntil: after(AT, 3_600_000),
  ...over,
});

/** Different for each number. */
export const nth = (n: number): Partial<SendKey> => ({
  token: asId<AttemptToken>(n.toString(16).padStart(32, '0')),
});

export const email = (over: Partial<EmailMessage> = {}): EmailMessage => ({
  kind: 'email',
  to: 'ana@example.org',
  from: 'hello@bright.example.com',
  subject: 'Your request',
  text: 'Hi Ana,\n\nthanks for writing.\n',
  html: '<p>Hi Ana,</p>\n<p>thanks for writing.</p>\n',
  ...over,
});

export const sender = (port: number, over: Partial<SmtpSender> = {}): SmtpSender => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  user: null,
  password: null,
  connections: 1,
  name: 'Bright Dental',
  dkim: null,
  ...over,
});

export const faultsOf = (words: string): readonly SmtpFault[] => {
  const read = parseFaults(words);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

export interface Post {
  readonly server: DevSmtp;
  readonly transport: Transport;
  /** Raw text of what was accepted. */
  readonly mails: readonly string[];
  readonly commands: readonly string[];
  close(): Promise<void>;
}

/** So long that nothing ends by them; where a test has a hang, it says what ends it. */
export const LIMITS = { connect: 60_000, before: 60_000, final: 60_000 };

export async function openPost(
  options: Partial<DevSmtpOptions> & {
    readonly sender?: Partial<SmtpSender>;
    readonly limits?: Partial<typeof LIMITS>;
  } = {},
): Promise<Post> {
  const mails: string[] = [];
  const commands: string[] = [];
  const { sender: own, limits, ...server } = options;
  const running = await startDevSmtp({
    now: () => AT,
    onMail: (_mail, raw) => mails.push(raw),
    onCommand: (command) => commands.push(command),
    ...server,
  });
  const accounts = new Map([[BUSINESS, sender(running.port, own)]]);
  const transport = smtpTransport({ accounts, limits: { ...LIMITS, ...limits } });
  return {
    server: running,
    transport,
    mails,
    commands,
    close: async () => {
      await transport.close?.();
      await running.close();
    },
  };
}

export const calm = (): AbortSignal => new AbortController().signal;
