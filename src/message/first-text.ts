/** What the first text to a phone number must say: who writes, and how to make it stop. */

const WAY_OUT = 'Reply STOP to opt out.';

/**
 * "Reply STOP", "text STOP to end", or the word in capitals. "I'll stop reaching out" is no way out, so a small "stop" counts
 * only after a verb that asks for an answer.
 */
const OFFERS_WAY_OUT = /\b(?:reply|text|send|answer)\s+(?:with\s+)?["']?stop\b/i;
const CAPITALS = /\bSTOP\b/;

export interface FirstText {
  readonly body: string;
  /** What was put at the end, in order; empty when the author wrote it all. */
  readonly appended: readonly string[];
}

/**
 * Appends the business's name and the way out where they are missing; what the author wrote is never changed. The way out must
 * stand in the template too: a lead who is called "Reply STOP" offers nobody one.
 */
export function completeFirstText(body: string, businessName: string, template: string = body): FirstText {
  const appended: string[] = [];
  let whole = body;
  if (!names(body, businessName)) {
    appended.push(endSentence(`- ${businessName}`));
    whole = `${whole} ${endSentence(`- ${businessName}`)}`;
  }
  if (![body, template].every((text) => OFFERS_WAY_OUT.test(text) || CAPITALS.test(text))) {
    appended.push(WAY_OUT);
    whole = `${endSentence(whole)} ${WAY_OUT}`;
  }
  return { body: whole, appended };
}

/** As it is written, between blanks or punctuation: the short way to what `comparable` says of nearly every text. */
function names(body: string, businessName: string): boolean {
  const at = body.indexOf(businessName);
  const isWhole =
    at >= 0 &&
    /\w$/.test(businessName) &&
    /^\w/.test(businessName) &&
    / |^$/.test(body.charAt(at - 1)) &&
    /[ .,!?]|^$/.test(body.charAt(at + businessName.length));
  return isWhole || comparable(body).includes(comparable(businessName));
}

/** Whole words without case and punctuation: "Ace" is not named by "marketplace". */
const comparable = (text: string): string =>
  ` ${text
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim()
    .toLowerCase()} `;

/** A period after a link would become part of it on many phones, so a text that ends in one stays as it is. */
function endSentence(text: string): string {
  return /[.!?:…]$/.test(text) || /https?:\/\/\S+$/i.test(text) ? text : `${text}.`;
}
