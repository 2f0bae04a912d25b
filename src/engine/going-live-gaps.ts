/** What a live provider still lacks: everything at once, each with its place and what to type, and nothing sent before. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Business } from '../domain/business.ts';
import type { WireChannel } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Accounts } from '../sequence/providers.ts';
import { revisionsInUse } from '../store/going-live.ts';
import { unsafeFile } from './env-file.ts';
import { imapGaps } from './imap-gaps.ts';
import { pinnedSequence } from './pinned-sequences.ts';
import type { Environment } from './read-workspace.ts';
import { liveChannels } from './rehearsals.ts';
import { ownSecretName, type SecretName, secretFor } from './secrets.ts';
import type { Workspace } from './workspace.ts';

export interface Gap {
  /** Whose; null: of the workspace. */
  readonly business: BusinessId | null;
  readonly channel: WireChannel;
  /** Dotted key in `leadseq.yaml` that says it, or would; null for what only the environment has. */
  readonly key: string | null;
  /** What is missing or wrong. */
  readonly seen: string;
  /** What to write, and where. */
  readonly remedy: string;
}

/** Every gap of every channel that is live. A business that has nothing on a channel needs nothing for it. */
export async function liveGaps(ws: Workspace, env: Environment): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const channel of liveChannels(ws))
    gaps.push(...workspaceGaps(ws, channel), ...(await gapsOfBusinesses(ws, env, channel, true)));
  return gaps;
}

/** What businesses lack for channels on which nobody of theirs waits for anything yet: it stops nothing before somebody does. */
export async function gapsToCome(ws: Workspace, env: Environment): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const channel of liveChannels(ws)) gaps.push(...(await gapsOfBusinesses(ws, env, channel, false)));
  return gaps;
}

async function gapsOfBusinesses(
  ws: Workspace,
  env: Environment,
  channel: WireChannel,
  inUse: boolean,
): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const business of ws.config.businesses.values()) {
    const own = businessGaps(ws, env, business, channel);
    if (own.length > 0 && (await hasTouchesOn(ws, business.id, channel)) === inUse) gaps.push(...own);
  }
  return gaps;
}

/** Null when the business can send on this channel. */
export const isReady = (ws: Workspace, env: Environment, business: Business, channel: WireChannel): boolean =>
  businessGaps(ws, env, business, channel).length === 0;

function workspaceGaps({ config }: Workspace, channel: WireChannel): readonly Gap[] {
  const gaps: Gap[] = [];
  const gap = (key: string, seen: string, remedy: string) =>
    gaps.push({ business: null, channel, key, seen, remedy });
  if (channel === 'email' && config.emailReplies === null)
    gap(
      'email_replies',
      'nobody is said to notice answers to emails, so whoever answers would be written to all the same',
      'email_replies: watched_by_hand',
    );
  const url = config.publicUrl;
  if (url !== null && !url.startsWith('https://') && !isLoopback(url))
    gap(
      'public_url',
      `${url} is not https, which providers and mail programs ask for`,
      'public_url: https://…',
    );
  return gaps;
}

function businessGaps(
  ws: Workspace,
  env: Environment,
  business: Business,
  channel: WireChannel,
): readonly Gap[] {
  const accounts = ws.config.accounts.get(business.id);
  if (accounts === undefined) return [];
  const gaps = channel === 'sms' ? twilioGaps(business, accounts) : smtpGaps(business, accounts);
  return [
    ...gaps,
    ...(channel === 'email' && ws.config.emailReplies === 'imap' ? imapGaps(env, business, accounts) : []),
    ...keyGaps(ws, business, channel, accounts),
    ...secretGaps(env, business, channel, accounts),
    ...testGaps(env, business, channel, accounts),
  ];
}

function twilioGaps(business: Business, { twilio }: Accounts): readonly Gap[] {
  const gap = gapOf(business.id, 'sms');
  return [
    ...(twilio.accountSid === null
      ? [gap('twilio.account_sid', 'the Twilio account is not named', 'twilio: { account_sid: AC… }')]
      : []),
    ...(business.senders.sms === undefined
      ? [
          gap(
            `businesses.${business.id}.senders.sms`,
            'no number that texts come from',
            'senders: { sms: "+13125550100" }',
          ),
        ]
      : []),
  ];
}

function smtpGaps(business: Business, { smtp }: Accounts): readonly Gap[] {
  const gap = gapOf(business.id, 'email');
  return [
    ...(smtp.host === null
      ? [gap('smtp.host', 'no mail server is named', 'smtp: { host: smtp.example.com }')]
      : []),
    ...(business.senders.email === undefined
      ? [
          gap(
            `businesses.${business.id}.senders.email`,
            'no address that emails come from',
            'senders: { email: hello@example.com }',
          ),
        ]
      : []),
    ...(business.postalAddress === undefined
      ? [
          gap(
            `businesses.${business.id}.postal_address`,
            'no postal address, which the law wants in every email',
            'postal_address: "…"',
          ),
        ]
      : []),
  ];
}

/** A signature needs its key, and a key that others can read signs for others. */
function keyGaps(
  { root }: Workspace,
  { id }: Business,
  channel: WireChannel,
  { smtp: { dkim } }: Accounts,
): readonly Gap[] {
  if (channel === 'sms' || dkim === null) return [];
  const path = resolve(root, dkim.keyFile);
  const facts = statSync(path, { throwIfNoEntry: false });
  const unsafe = facts === undefined ? null : unsafeFile(path, facts);
  const gap = gapOf(id, channel);
  if (facts === undefined)
    return [
      gap('smtp.dkim.key_file', `there is no file ${path}`, 'the path of the key, seen from leadseq.yaml'),
    ];
  return unsafe === null ? [] : [gap('smtp.dkim.key_file', unsafe.message, `chmod 600 ${path}, in a shell`)];
}

function secretGaps(
  env: Environment,
  { id }: Business,
  channel: WireChannel,
  { smtp }: Accounts,
): readonly Gap[] {
  const name: SecretName = channel === 'sms' ? 'LEADSEQ_TWILIO_TOKEN' : 'LEADSEQ_SMTP_PASSWORD';
  // A server that asks for no user asks for no password.
  if (channel === 'email' && smtp.user === null) return [];
  if (secretFor(env, name, id) !== null) return [];
  return [
    {
      business: id,
      channel,
      key: null,
      seen: `${name} is not set`,
      remedy: `a line ${name}=… in the workspace's .env, or ${ownSecretName(name, id)}=… for this business alone`,
    },
  ];
}

/** `SEQ_ENV=test` keeps a test from reaching anybody by a mistake in its settings. */
function testGaps(
  env: Environment,
  { id }: Business,
  channel: WireChannel,
  { twilio, smtp }: Accounts,
): readonly Gap[] {
  if (env.SEQ_ENV !== 'test') return [];
  const gap = gapOf(id, channel);
  if (channel === 'sms')
    return twilio.baseUrl !== null && isLoopback(twilio.baseUrl)
      ? []
      : [
          gap(
            'twilio.base_url',
            'SEQ_ENV is test, and texts would go to Twilio itself',
            'twilio: { base_url: "http://127.0.0.1:4010" }',
          ),
        ];
  return smtp.host === null || isLoopbackHost(smtp.host)
    ? []
    : [gap('smtp.host', `SEQ_ENV is test, and emails would go to ${smtp.host}`, 'smtp: { host: 127.0.0.1 }')];
}

const gapOf =
  (business: BusinessId, channel: WireChannel) =>
  (key: string, seen: string, remedy: string): Gap => ({ business, channel, key, seen, remedy });

/** This machine, by whatever name. */
export const isLoopbackHost = (host: string): boolean =>
  /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/i.test(host);

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/** Asked only of a business that lacks something: whether anybody of it waits for a message on this channel. */
async function hasTouchesOn(ws: Workspace, business: BusinessId, channel: WireChannel): Promise<boolean> {
  for (const revision of await revisionsInUse(ws.db, business)) {
    const { variants } = await pinnedSequence(ws, revision, ws.db);
    if (variants.some(({ touches }) => touches.some((touch) => touch.channel === channel))) return true;
  }
  return false;
}
