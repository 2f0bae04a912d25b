/** What a message says about the past, and which fact has to be true for it: phrases as data. */
import type { CallEnd } from '../../domain/touch.ts';
import { byText } from '../by-text.ts';

export type Fact =
  /** The call ended in one of these ways. */
  | {
      readonly kind: 'call';
      readonly about: 'missed' | 'voicemail' | 'talked';
      readonly outcomes: readonly CallEnd[];
      readonly what: string;
    }
  /** A message of this channel has gone before. */
  | { readonly kind: 'earlier'; readonly channels: readonly ('sms' | 'email')[]; readonly what: string }
  /** The lead came to the business by itself. */
  | { readonly kind: 'asked'; readonly what: string };

interface Claim {
  readonly phrase: RegExp;
  readonly fact: Fact;
}

const MISSED: Fact = {
  kind: 'call',
  about: 'missed',
  outcomes: ['no_answer', 'busy', 'voicemail'],
  what: 'that a call was tried',
};
const VOICEMAIL: Fact = {
  kind: 'call',
  about: 'voicemail',
  outcomes: ['voicemail'],
  what: 'that a voicemail was left',
};
const TALKED: Fact = {
  kind: 'call',
  about: 'talked',
  outcomes: ['answered', 'call_back', 'booked', 'not_interested'],
  what: 'that somebody talked with the lead',
};
const EMAILED: Fact = { kind: 'earlier', channels: ['email'], what: 'an earlier email' };
const TEXTED: Fact = { kind: 'earlier', channels: ['sms'], what: 'an earlier text' };
const WRITTEN: Fact = { kind: 'earlier', channels: ['sms', 'email'], what: 'an earlier message' };
const ASKED: Fact = { kind: 'asked', what: 'that the lead asked' };

const CLAIMS: readonly Claim[] = [
  { phrase: /\bleft (?:you )?an? (?:voice ?mail|voice message|message)\b/i, fact: VOICEMAIL },
  { phrase: /\bmy (?:voice ?mail|voice message)\b/i, fact: VOICEMAIL },
  {
    phrase: /\b(?:tried|trying) (?:to (?:call|reach|ring|phone)|calling|reaching|ringing) you\b/i,
    fact: MISSED,
  },
  {
    phrase: /\b(?:could(?:n'|n’| no)t|did(?:n'|n’| no)t|was(?:n'|n’| no)t able to) (?:reach|catch) you\b/i,
    fact: MISSED,
  },
  { phrase: /\bsorry (?:i|we) missed you\b/i, fact: MISSED },
  {
    phrase:
      /\b(?:thanks|thank you|good|great|nice|lovely) (?:for |to )?(?:talking|speaking|chatting|talk|speak|chat) (?:with|to) (?:me|us|you)\b/i,
    fact: TALKED,
  },
  { phrase: /\b(?:when|since|after) (?:we|you and i) (?:talked|spoke|chatted)\b/i, fact: TALKED },
  {
    phrase: /\bas (?:we )?(?:discussed|agreed)\b|\b(?:on|after|during) our (?:call|conversation|chat)\b/i,
    fact: TALKED,
  },
  {
    phrase:
      /\bmy (?:last|earlier|first|previous|other) e-?mail\b|\bin my e-?mail\b|\bthe e-?mail (?:that )?i sent\b|\bi e-?mailed you\b|\bi sent (?:you )?an e-?mail\b/i,
    fact: EMAILED,
  },
  {
    phrase:
      /\bmy (?:last|earlier|first|previous|other) text\b|\bin my text\b|\bthe text (?:that )?i sent\b|\bi texted you\b|\bi sent (?:you )?a text\b/i,
    fact: TEXTED,
  },
  {
    phrase: /\b(?:i|we) wrote (?:to )?you\b|\b(?:my|our) (?:last|earlier|first|previous) message\b/i,
    fact: WRITTEN,
  },
  {
    phrase:
      /\byou (?:asked|wrote to|contacted|messaged|called|reached out to|got in touch with) us\b|\b(?:we|i)(?:'ve|’ve| have)? (?:got|received|have) your (?:message|request|inquiry)\b|\bthank(?:s| you) for (?:getting in touch|reaching out|contacting us|your (?:message|request|inquiry))\b/i,
    fact: ASKED,
  },
];

export interface Claimed {
  readonly fact: Fact;
  /** Every place that says so, at least one. */
  readonly matches: readonly { readonly words: string; readonly at: number }[];
}

/** What a text claims, in the order of the claims. */
export const claimsIn = byText((text): readonly Claimed[] =>
  CLAIMS.flatMap(({ phrase, fact }) => {
    if (!phrase.test(text)) return [];
    const matches = [...text.matchAll(new RegExp(phrase, 'gi'))];
    return [{ fact, matches: matches.map(({ 0: words, index: at }) => ({ words, at })) }];
  }),
);

/** A day named by a word that is only true on the day after: what happened must lie one day back. */
export const YESTERDAY = /\byesterday\b/i;

/** Promises not to write again, unless the sentence makes a condition of it. */
const PROMISES =
  /\b(?:i|we)(?:'ll|’ll| will) (?:stop (?:reaching out|writing|texting|emailing|contacting you|bothering you)|leave you (?:alone|in peace))\b|\b(?:i|we) (?:won't|won’t|will not) (?:keep (?:reaching out|asking|writing|texting|bothering you)|(?:write|text|email|contact|bother) (?:to )?you again)\b|\byou (?:won't|won’t|will not) hear from (?:me|us) again\b|\bthis is my last (?:text|email|message)\b/i;

export const promiseIn = byText((text) => PROMISES.exec(text));

/** The sentence of `text` that holds the offset. */
export function sentenceAt(text: string, offset: number): string {
  const start = Math.max(...['. ', '? ', '! ', '\n\n'].map((end) => text.lastIndexOf(end, offset)), -1) + 1;
  const rest = text.slice(offset).search(/[.?!](?:\s|$)|\n\n/);
  return text.slice(start, rest === -1 ? text.length : offset + rest).trim();
}

/** Whether a place lies within `{% if touches.call-1.outcome == "voicemail" %}` or its like: there the words ask for their fact themselves. */
export function isGuarded(source: string, offset: number): boolean {
  let [open, guarded] = [0, 0];
  for (const [tag] of source
    .slice(0, offset)
    .matchAll(/\{%-?\s*(?:if|unless|case|endif|endunless|endcase)\b[^%]*/g)) {
    if (/\bend/.test(tag)) {
      open--;
      if (open < guarded) guarded = 0;
    } else {
      open++;
      if (guarded === 0 && /\boutcome\b/.test(tag)) guarded = open;
    }
  }
  return guarded > 0;
}

export const isConditional = (sentence: string): boolean =>
  /\b(?:if|unless|just say|tell me)\b/i.test(sentence);
