/** Gives the links of a message their tokens, once for each attempt, and says where they lead. */
import { LINK_TOKEN_BYTES, type Link, linkToken, withTokens } from '../message/links.ts';
import type { Message } from '../message/message.ts';
import type { NewLink } from '../store/links.ts';
import { leadToken } from './lead-token.ts';
import { publicUrlAnswers } from './public-url.ts';
import type { TickOptions } from './tick-options.ts';
import type { Words } from './words.ts';
import type { Workspace } from './workspace.ts';

export interface Written {
  readonly message: Message;
  /** By the token, where each leads. */
  readonly links: ReadonlyMap<string, Link>;
}

const NONE: ReadonlyMap<string, Link> = new Map();

/** `open`: whether anything answers at our own address; if not, links stay as they were written. */
export function write(
  { message, linked }: Extract<Words, { kind: 'message' }>,
  open: boolean,
  random: (bytes: number) => Uint8Array,
): Written {
  if (linked === undefined) return { message, links: NONE };
  if (!open) return { message: linked.plain, links: NONE };
  const given = linked.links.map((link) => [linkToken(random(LINK_TOKEN_BYTES)), link] as const);
  const tokens = new Map(given.map(([token, { placeholder }]) => [placeholder, token]));
  return { message: withTokens(message, tokens), links: new Map(given) };
}

export const linksOf = (
  ws: Workspace,
  { links }: Written,
  about: Pick<NewLink, 'contact' | 'attempt' | 'madeAt'>,
): readonly NewLink[] =>
  [...links].map(([token, { target, books }]) => ({
    ...about,
    token,
    books,
    target: books ? named(target, leadToken(ws.pepper, about.contact)) : target,
  }));

/** A booking that comes of it names the lead, whatever address is typed there. */
function named(target: string, token: string): string {
  const url = new URL(target);
  url.searchParams.set('utm_content', token);
  if (/(?:^|\.)cal\.com$/.test(url.hostname)) url.searchParams.set('metadata[lead]', token);
  return url.href;
}

/** Whether links may lead by us: asked once a tick, and only where a business wants it. Rehearsals go nowhere. */
export async function linksOpen(
  ws: Workspace,
  { transports: { sms, email }, signal }: TickOptions,
  answering: string | null,
): Promise<boolean> {
  const { publicUrl, businesses } = ws.config;
  if (publicUrl === null || ![...businesses.values()].some(({ trackedLinks }) => trackedLinks)) return false;
  if (!sms.live && !email.live) return true;
  return answering !== null || (!email.live && (await publicUrlAnswers(publicUrl, signal)));
}
