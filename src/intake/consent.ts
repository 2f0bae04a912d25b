/** Permission to text, as columns record it: a yes or no, the time it was given, or the wording agreed to. */
import type { Consent } from '../domain/lead.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Instant } from '../domain/time.ts';
import { excerpt } from './reading.ts';

const YES = new Set(
  'yes y true t 1 x ✓ ✔ on ok checked accepted agree agreed granted given subscribed consented opted-in opted_in'
    .split(' ')
    .concat(['opted in', 'opt in', 'opt-in']),
);
const NO = new Set(
  'no n false f 0 off none unchecked declined denied refused unsubscribed revoked opted-out opted_out'
    .split(' ')
    .concat(['opted out', 'opt out', 'opt-out', 'n/a', '-']),
);

export const isYes = (cell: string): boolean => YES.has(cell.trim().toLowerCase());
export const isNo = (cell: string): boolean => cell.trim() === '' || NO.has(cell.trim().toLowerCase());

export interface ConsentCells {
  /** Heading and cell of the consent column; null when the file has none or it is empty. */
  readonly answer: { readonly heading: string; readonly text: string } | null;
  readonly at: Instant | null;
  readonly wording: string;
  /** Reads the answer as a time; null when it is none. */
  readonly asTime: (text: string) => Instant | null;
}

const MAX_EVIDENCE = 1_000;

/**
 * Null when nothing is recorded; the error is what would have been allowed. A wording by itself is no consent: forms export
 * the sentence beside the box whether or not the box was ticked.
 */
export function readConsent({ answer, at, wording, asTime }: ConsentCells): Result<Consent | null, string> {
  const evidence = (text: string): string =>
    (wording === '' ? text : `${text}: ${wording}`).slice(0, MAX_EVIDENCE);
  if (answer === null)
    return ok(at === null ? null : { given: true, at, evidence: evidence('time of consent') });
  const told = `${answer.heading}: ${excerpt(answer.text)}`;
  if (isYes(answer.text)) return ok({ given: true, at, evidence: evidence(told) });
  if (isNo(answer.text)) return ok({ given: false, at: null, evidence: evidence(told) });
  const time = asTime(answer.text);
  if (time !== null) return ok({ given: true, at: time, evidence: evidence(told) });
  if (AGREEMENT.test(answer.text)) {
    const given = !REFUSAL.test(answer.text);
    return ok({ given, at: given ? at : null, evidence: answer.text.slice(0, MAX_EVIDENCE) });
  }
  return fail('yes, no, the time of consent, or the wording agreed to; read as no consent recorded');
}

const AGREEMENT =
  /\b(?:agree|consent|opt(?:ed)?[ -]?in|accept|authorize|permission|ok to (?:text|call)|text me)\b/i;
const REFUSAL = /\b(?:not|no|don'?t|never|decline|refuse|without)\b/i;
