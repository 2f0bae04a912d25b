/** How a phone takes calls, in words that an operator types, and what a request for a call must be. */
import { type FakeAccount, ownsNumber } from './accounts.ts';
import type { ErrorCode } from './errors.ts';
import { isNumber } from './validation.ts';

/** `picked_up`: by a person, who presses the key that is asked for and talks for so long; by a mailbox, which presses none. */
export type Phone =
  | { readonly kind: 'picked_up'; readonly presses: boolean; readonly seconds: number }
  | { readonly kind: 'busy' | 'no-answer' | 'failed' };

export const PICKED_UP = { kind: 'picked_up', presses: true, seconds: 30 } as const satisfies Phone;

/** A mailbox has said its piece in this time, and whoever called hangs up. */
const GREETING = 5;

export const PHONE_WORDS = 'answers, "answers 95" (seconds of talk), mailbox, busy, no-answer or failed';

/** Null for anything else. */
export function readPhone(words: string): Phone | null {
  const [, seconds] = /^answers(?: (\d{1,5}))?$/.exec(words) ?? [];
  if (words.startsWith('answers'))
    return words === 'answers' || seconds !== undefined
      ? { ...PICKED_UP, seconds: Number(seconds ?? PICKED_UP.seconds) }
      : null;
  if (words === 'mailbox') return { kind: 'picked_up', presses: false, seconds: GREETING };
  return words === 'busy' || words === 'no-answer' || words === 'failed' ? { kind: words } : null;
}

/** The form as it came; empty text where a field is missing. */
export interface CallForm {
  readonly to: string;
  readonly from: string;
  readonly url: string;
  readonly callback: string;
  readonly events: readonly string[];
  /** Seconds. */
  readonly timeout: string;
}

/** Null when the request is right. */
export function callRefusal(
  { to, from, url }: CallForm,
  account: FakeAccount,
): { readonly code: ErrorCode; readonly seen: string } | null {
  if (to === '') return { code: 21201, seen: '' };
  if (!isNumber(to)) return { code: 21211, seen: to };
  if (!isNumber(from)) return { code: 21212, seen: from };
  if (!ownsNumber(account, from)) return { code: 21210, seen: from };
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) return { code: 21205, seen: url };
  return null;
}
