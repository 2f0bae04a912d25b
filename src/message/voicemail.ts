/** How long a voicemail takes to say: listeners give up after half a minute. */

/** People leave messages at about 150 words a minute. */
const WORDS_A_SECOND = 2.5;

export const VOICEMAIL_LIMIT_SECONDS = 30;

/** Whole seconds, rounded up; each digit of a phone number is a word of its own. */
export function voicemailSeconds(text: string): number {
  const words = text
    .split(/[\s\-–—/]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .reduce((sum, word) => sum + Math.max(1, word.replace(/\P{Nd}/gu, '').length), 0);
  return Math.ceil(words / WORDS_A_SECOND);
}
