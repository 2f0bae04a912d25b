/** Whom a text to one of our numbers is for, and what is kept of it: its words, and that there were pictures. */
import type { BusinessId } from '../domain/ids.ts';
import { readOrigins } from '../store/origins.ts';
import type { Workspace } from './workspace.ts';

export interface Addressed {
  readonly account: string;
  readonly to: string;
  /** The Messaging Service that took it; null when none is named. */
  readonly service: string | null;
}

/**
 * Of the businesses of that account, every one that texts from this number, or has: whoever was texted from it answers to
 * it. A message that names no service may have come to any number of one: a STOP must not be missed.
 */
export async function hearersOf(
  ws: Workspace,
  businesses: readonly BusinessId[],
  { account, to, service }: Addressed,
): Promise<readonly BusinessId[]> {
  const hears = (sender: string): boolean =>
    sender === to || (sender.startsWith('MG') && (service === null || sender === service));
  const found: BusinessId[] = [];
  for (const id of businesses) {
    const sender = ws.config.businesses.get(id)?.senders.sms;
    const known = await readOrigins(ws.db, id);
    const former = known?.account === account ? Object.keys(known.senders) : [];
    if ([...(sender === undefined ? [] : [sender]), ...former].some(hears)) found.push(id);
  }
  return found;
}

/** What phones attach, by the first half of its type. */
const KINDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  image: ['picture', 'pictures'],
  video: ['video', 'videos'],
  audio: ['recording', 'recordings'],
};
const CARD: readonly [string, string] = ['contact card', 'contact cards'];
const FILE: readonly [string, string] = ['file', 'files'];

/** `[2 pictures, 1 video]`, in the order in which the kinds came; empty for a text without any. What they show is never fetched. */
export function attachedWords(types: readonly string[]): string {
  const counts = new Map<readonly [string, string], number>();
  for (const type of types) {
    const [kind = '', name = ''] = type.toLowerCase().split(/[/;]/);
    const words = /vcard/.test(name) ? CARD : (KINDS[kind] ?? FILE);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([[one, many], count]) => `${count} ${count === 1 ? one : many}`);
  return parts.length === 0 ? '' : `[${parts.join(', ')}]`;
}
