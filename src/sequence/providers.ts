/** The accounts that carry messages: the workspace's settings with each business's own laid over them. */
import { asMap, asNumber, asText, itemsOf, type Mapping, textAt, valueAt } from './tree.ts';
import type { EmailReplies, WorkspaceConfig } from './workspace-file.ts';

/** Without its secret, which only the environment has. */
export interface TwilioAccount {
  /** Null until somebody names one: nothing can be sent through it. */
  readonly accountSid: string | null;
  /** The secret is this key's; null when it is the account's auth token. */
  readonly apiKey: string | null;
  /** Another address than Twilio's own, for try-outs. */
  readonly baseUrl: string | null;
  readonly onUncertain: 'hold' | 'retry_if_absent';
}

export interface SmtpAccount {
  readonly host: string | null;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  readonly connections: number;
  /** Emails a local day from one mailbox, once it is warm. */
  readonly perDay: number;
  /** Emails on the first day of a mailbox; doubled each further day on which it sends. */
  readonly rampFrom: number;
  readonly onUncertain: 'hold' | 'resend_same_message_id';
  readonly dkim: { readonly domain: string; readonly selector: string; readonly keyFile: string } | null;
}

/** The mailbox that answers to emails come into. */
export interface ImapSettings {
  readonly host: string | null;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  readonly mailbox: string;
}

export interface Accounts {
  readonly twilio: TwilioAccount;
  readonly smtp: SmtpAccount;
  readonly imap: ImapSettings;
}

/** `business` wins over `workspace`, key by key; a signature is taken whole. */
export const accountsOf = (workspace: Mapping, business: Mapping | null): Accounts => ({
  twilio: twilioOf(layered(workspace, business, 'twilio')),
  smtp: smtpOf(layered(workspace, business, 'smtp')),
  imap: imapOf(layered(workspace, business, 'imap')),
});

type Look = (key: string) => Mapping | null;

/** The innermost map that says something about a key. */
function layered(workspace: Mapping, business: Mapping | null, name: string): Look {
  const maps = [business, workspace].flatMap((map) => {
    const value = map && valueAt(map, name);
    return value ? [asMap(value)] : [];
  });
  return (key) => maps.find((map) => valueAt(map, key) !== null) ?? null;
}

const text = (look: Look, key: string): string | null => {
  const map = look(key);
  return map && textAt(map, key);
};

function figure(look: Look, key: string, otherwise: number): number {
  const map = look(key);
  const value = map && valueAt(map, key);
  return value ? asNumber(value) : otherwise;
}

const twilioOf = (look: Look): TwilioAccount => ({
  accountSid: text(look, 'account_sid'),
  apiKey: text(look, 'api_key'),
  baseUrl: text(look, 'base_url'),
  onUncertain: text(look, 'on_uncertain') === 'retry_if_absent' ? 'retry_if_absent' : 'hold',
});

function smtpOf(look: Look): SmtpAccount {
  const said = text(look, 'security');
  const security = said === 'tls' || said === 'none' ? said : 'starttls';
  const dkim = look('dkim');
  const signature = dkim && valueAt(dkim, 'dkim');
  const signed = signature ? asMap(signature) : null;
  return {
    host: text(look, 'host'),
    port: figure(look, 'port', security === 'tls' ? 465 : 587),
    security,
    user: text(look, 'user'),
    connections: figure(look, 'connections', 5),
    perDay: figure(look, 'per_day', 400),
    rampFrom: figure(look, 'ramp_from', 20),
    onUncertain: text(look, 'on_uncertain') === 'resend_same_message_id' ? 'resend_same_message_id' : 'hold',
    dkim: signed && {
      domain: textAt(signed, 'domain') ?? '',
      selector: textAt(signed, 'selector') ?? '',
      keyFile: textAt(signed, 'key_file') ?? '',
    },
  };
}

function imapOf(look: Look): ImapSettings {
  const said = text(look, 'security');
  const security = said === 'starttls' || said === 'none' ? said : 'tls';
  return {
    host: text(look, 'host'),
    port: figure(look, 'port', security === 'tls' ? 993 : 143),
    security,
    user: text(look, 'user'),
    mailbox: text(look, 'mailbox') ?? 'INBOX',
  };
}

const REPLIES: ReadonlySet<string | null> = new Set<EmailReplies>(['watched_by_hand', 'imap', 'arrives']);
const isReplies = (said: string | null): said is EmailReplies => REPLIES.has(said);

type Outside = Pick<WorkspaceConfig, 'transports' | 'onlyTo' | 'emailReplies' | 'publicUrl' | 'database'>;

/** How the workspace meets the outside; the environment wins over the file. */
export function outsideOf(file: Mapping, environment: Mapping): Outside {
  const inBoth = (name: string): Look => layered(file, environment, name);
  const top = (key: string): string | null => textAt(environment, key) ?? textAt(file, key);
  const onlyTo = valueAt(file, 'only_to');
  const replies = top('email_replies');
  return {
    transports: {
      sms: text(inBoth('providers'), 'sms') === 'twilio' ? 'twilio' : 'outbox',
      email: text(inBoth('providers'), 'email') === 'smtp' ? 'smtp' : 'outbox',
    },
    onlyTo: onlyTo && itemsOf(onlyTo).map((item) => asText(item).toLowerCase()),
    emailReplies: isReplies(replies) ? replies : null,
    publicUrl: top('public_url')?.replace(/\/+$/, '') ?? null,
    database: top('database'),
  };
}
