/** Who told which sender to stop: the provider's own block, by number or by the whole Messaging Service. */
import type { FakeAccount } from './accounts.ts';

export interface Blocks {
  has(account: FakeAccount, sender: string, person: string): boolean;
  add(account: FakeAccount, sender: string, person: string): void;
  lift(account: FakeAccount, sender: string, person: string): void;
}

export function createBlocks(): Blocks {
  const blocked = new Set<string>();
  const keyOf = (account: FakeAccount, sender: string, person: string): string =>
    `${account.sid} ${sender} ${person}`;
  return {
    has: (...of) => blocked.has(keyOf(...of)),
    add: (...of) => void blocked.add(keyOf(...of)),
    lift: (...of) => void blocked.delete(keyOf(...of)),
  };
}

/** The whole message, whatever its case: "Stop please" is not one of them. */
const WORDS: Readonly<Record<string, 'stop' | 'start' | 'help'>> = Object.fromEntries([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'].map((word) => [
    word,
    'stop',
  ]),
  ...['START', 'UNSTOP', 'YES'].map((word) => [word, 'start']),
  ...['HELP', 'INFO'].map((word) => [word, 'help']),
]);

export const keywordIn = (body: string): 'stop' | 'start' | 'help' | null =>
  WORDS[body.trim().toUpperCase()] ?? null;

/** What the provider answers by itself. */
export const REPLIES = {
  stop: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  start:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  help: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
} as const;
