/** Messages that are nothing but a keyword: the words with which people leave, and with which they come back. */

export type Keyword = 'opt_out' | 'opt_in';

/** Revocation words of the FCC (47 CFR 64.1200(a)(10)), Twilio's own, what the CTIA's handbook names, and Spanish. */
const OPT_OUT: ReadonlySet<string> = new Set([
  'stop',
  'stopall',
  'stop all',
  'quit',
  'end',
  'revoke',
  'cancel',
  'unsubscribe',
  'optout',
  'opt out',
  'opt me out',
  'please opt me out',
  'unsubscribe me',
  'remove me',
  'no more texts',
  'do not text me',
  'do not contact me',
  'take me off',
  'leave me alone',
  'alto',
  'parar',
  'no más',
  'no mas',
  'cancelar',
]);

/** `YES` is Twilio's third word for it, but to anybody else an answer: whoever is opted out stays so until START. */
const OPT_IN: ReadonlySet<string> = new Set(['start', 'unstop']);

/**
 * The whole message, whatever its case, its punctuation and the emoji around it: carriers compare it so. A keyword
 * among other words is none: "cancel my appointment" is for a person to read.
 */
export function keywordOf(body: string): Keyword | null {
  const words = normalized(body);
  if (OPT_OUT.has(words)) return 'opt_out';
  return OPT_IN.has(words) ? 'opt_in' : null;
}

/** Longer than any keyword with whatever may stand around it; nobody needs to fold a whole letter. */
const LONGEST = 200;

/** Letters and digits of any script, in lower case, one space between words; invisible characters never part a word. */
function normalized(body: string): string {
  const text = body
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
  if (text.length > LONGEST) return '';
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
