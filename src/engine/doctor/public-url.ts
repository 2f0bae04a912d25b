/** Whether the internet reaches this very workspace where providers and readers are told to, and whether what comes is believed. */
import type { BusinessId } from '../../domain/ids.ts';
import { isLoopback } from '../going-live-gaps.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

export interface Answered {
  readonly status: number;
  /** Which workspace says that it answers; null for what is none of ours. */
  readonly workspace: string | null;
}

/** What came back, or why nothing did. */
export type Knock = (url: string) => Promise<Answered | string>;

/** `own`: what this workspace says of itself there. */
export async function publicUrlFindings(
  url: string | null,
  own: string,
  knock: Knock,
): Promise<readonly Finding[]> {
  if (url === null)
    return [
      fine('public-url', 'not set: replies and statuses are asked for, and readers unsubscribe by email'),
    ];
  if (!url.startsWith('https://') && !isLoopback(url))
    return [
      failure('public-url', `${url} is not https`, 'Put a proxy with a certificate in front of seq serve.'),
    ];
  const answer = await knock(url);
  const seen =
    typeof answer === 'string'
      ? `does not answer: ${answer}`
      : answer.status >= 300 && answer.status < 400
        ? 'answers with a redirect, at which webhooks arrive empty'
        : answer.status !== 200
          ? `answers with status ${answer.status}`
          : answer.workspace === null
            ? 'answers, but it is not seq serve'
            : answer.workspace !== own
              ? 'answers for another workspace'
              : null;
  return seen === null
    ? [fine('public-url', `${url} leads to this workspace`)]
    : [
        warning(
          'public-url',
          `${url} ${seen}`,
          'Start seq serve there, or take public_url out: replies are polled before every text in any case.',
        ),
      ];
}

/** `tokens`: the last four characters of what the callbacks of a business may be signed with. */
export const callbackFinding = (business: BusinessId, tokens: readonly string[]): Finding =>
  tokens.length > 0
    ? fine('callbacks', `${business}: statuses are believed when signed with ${tokens.join(' or ')}`)
    : warning(
        'callbacks',
        `${business}: no auth token, so that no status from Twilio can be believed`,
        'With an API key Twilio signs with the account’s auth token all the same: LEADSEQ_TWILIO_AUTH_TOKEN=… in .env',
      );
