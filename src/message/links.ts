/** Links of a message that lead by us first: found in the finished words, and replaced by addresses of always the same length. */
import type { Business } from '../domain/business.ts';
import type { EmailMessage, Message, SmsMessage } from './message.ts';
import { measureSms } from './segments.ts';
import { escapeHtml, fromEntities } from './wording.ts';

/** A message whose links are to be tracked: with a placeholder for each, and what it stands for. */
export interface Linked {
  /** As it was written: what goes when nothing would answer at our own address. */
  readonly plain: Message;
  readonly links: readonly Link[];
}

export interface Link {
  /** As long as a real token, and nothing that a lead's name could be. */
  readonly placeholder: string;
  readonly target: string;
  /** It leads to the page where appointments are made. */
  readonly books: boolean;
}

const TOKEN_LENGTH = 22;
/** Letters and digits that no mail program takes for the end of a sentence, 5 bits each. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 110 bits of what is random. */
export const linkToken = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, TOKEN_LENGTH), (byte) => ALPHABET[byte & 31]).join('');

export const LINK_TOKEN = /^[a-z2-7]{22}$/;
export const LINK_TOKEN_BYTES = TOKEN_LENGTH;

/** Null when nothing in it is to be tracked. The longest text that carriers take stays as it is. */
export function linkUp(
  message: Message,
  business: Business,
  longest: number,
): { readonly message: Message; readonly linked: Linked } | null {
  const { trackedLinks } = business;
  if (trackedLinks === undefined) return null;
  const found = new Map<string, Link>();
  const addressOf = (url: string): string => {
    if (!isTracked(url, trackedLinks)) return url;
    const link = found.get(url) ?? {
      placeholder: String(found.size + 1).padStart(TOKEN_LENGTH, 'x'),
      target: url,
      books: isBooking(url, business.bookingLink),
    };
    found.set(url, link);
    return `${trackedLinks.base}/c/${link.placeholder}`;
  };
  const linked = mapLinks(message, addressOf);
  if (found.size === 0 || (linked.kind === 'sms' && linked.body.length > longest)) return null;
  return { message: linked, linked: { plain: message, links: [...found.values()] } };
}

/** The message with a token in the place of each placeholder. */
export function withTokens(message: Message, tokens: ReadonlyMap<string, string>): Message {
  const fill = (text: string): string =>
    [...tokens].reduce(
      (filled, [placeholder, token]) => filled.replaceAll(`/c/${placeholder}`, `/c/${token}`),
      text,
    );
  return message.kind === 'sms'
    ? { ...message, body: fill(message.body) }
    : { ...message, text: fill(message.text), html: fill(message.html) };
}

const mapLinks = (message: Message, addressOf: (url: string) => string): Message =>
  message.kind === 'sms' ? inSms(message, addressOf) : inEmail(message, addressOf);

function inSms(message: SmsMessage, addressOf: (url: string) => string): SmsMessage {
  const body = inText(message.body, addressOf);
  const { segments, encoding } = measureSms(body);
  return { ...message, body, segments, encoding };
}

const inEmail = (message: EmailMessage, addressOf: (url: string) => string): EmailMessage => ({
  ...message,
  text: inText(message.text, addressOf),
  html: message.html.replace(
    /(<a href=")([^"]*)(")/g,
    (_, before: string, url: string, behind: string) =>
      `${before}${escapeHtml(addressOf(fromEntities(url)))}${behind}`,
  ),
});

/** A sentence that ends with a link has a period that is not part of it. */
const inText = (text: string, addressOf: (url: string) => string): string =>
  text.replace(/https?:\/\/[^\s<>"]+/gi, (found) => {
    const url = found.replace(/[.,;:!?)\]'*_~]+$/, '');
    return addressOf(url) + found.slice(url.length);
  });

/** Nothing of our own: a way off the list must not be counted on its way. */
function isTracked(url: string, { base, hosts }: NonNullable<Business['trackedLinks']>): boolean {
  if (!URL.canParse(url) || url.startsWith(`${base}/`)) return false;
  return hosts.includes(new URL(url).hostname);
}

function isBooking(url: string, bookingLink: string | undefined): boolean {
  if (bookingLink === undefined || !URL.canParse(bookingLink)) return false;
  const [here, page] = [new URL(url), new URL(bookingLink)];
  const path = page.pathname.replace(/\/$/, '');
  return here.host === page.host && `${here.pathname}/`.startsWith(`${path}/`);
}
