/** Whether the internet reaches us where providers and readers are told to. */
import { type Finding, fine, warning } from './finding.ts';

/** The status of an answer, or why there was none. */
export type Knock = (url: string) => Promise<number | string>;

export async function publicUrlFindings(url: string | null, knock: Knock): Promise<readonly Finding[]> {
  if (url === null) return [];
  const answer = await knock(url);
  if (typeof answer === 'number' && answer < 500) return [fine('public-url', `${url} answers`)];
  return [
    warning(
      'public-url',
      `${url} does not answer: ${typeof answer === 'number' ? `status ${answer}` : answer}`,
      'Start seq serve there, or take public_url out: replies are polled before every text in any case.',
    ),
  ];
}
