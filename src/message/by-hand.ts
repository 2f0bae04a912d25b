/** A message that a person of the business has typed: their words as they are, with what the law asks of the first text and of any email. */
import type { Business } from '../domain/business.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { withFooter } from './email.ts';
import { completeFirstText } from './first-text.ts';
import type { EmailMessage, Message } from './message.ts';
import { type RenderedSms, SMS_LIMIT } from './render.ts';
import { measureSms } from './segments.ts';
import { oneLine, toInertMarkdown } from './wording.ts';

export interface Typed {
  readonly text: string;
  readonly business: Business;
  readonly to: string;
}

/** Why it is no message: what was seen, and what is allowed. */
export interface NoMessage {
  readonly code: 'empty' | 'placeholder' | 'too_long' | 'no_postal_address' | 'unreadable';
  readonly message: string;
}

export interface TypedText extends Typed {
  /** Nothing was ever texted to this number: the text names the business and the way out. */
  readonly firstText: boolean;
}

export function typedSms({ text, business, to, firstText }: TypedText): Result<RenderedSms, NoMessage> {
  const words = visible(text);
  const wrong = unfit(words);
  if (wrong !== null) return fail(wrong);
  const { body, appended } = firstText
    ? completeFirstText(words, oneLine(business.name))
    : { body: words, appended: [] };
  if (body.length > SMS_LIMIT) {
    const message = `the text has ${body.length} characters; carriers take ${SMS_LIMIT}`;
    return fail({ code: 'too_long', message });
  }
  const { segments, encoding } = measureSms(body);
  return ok({ kind: 'sms', to, from: business.senders.sms ?? null, body, segments, encoding, appended });
}

export interface TypedEmail extends Typed {
  readonly subject: string;
  /** Where one click ends this business's emails to this address; null when nothing answers there. */
  readonly unsubscribe: string | null;
}

export function typedEmail(typed: TypedEmail): Result<EmailMessage, NoMessage> {
  const { text, subject, business, to, unsubscribe } = typed;
  const words = visible(text);
  const wrong = unfit(words);
  if (wrong !== null) return fail(wrong);
  if (!business.postalAddress) {
    const message = `${business.name} has no postal_address in leadseq.yaml; the law wants one in every email`;
    return fail({ code: 'no_postal_address', message });
  }
  const line = oneLine(subject);
  const parts = withFooter(asMarkdown(words), line, {
    name: oneLine(business.name),
    postalAddress: oneLine(business.postalAddress),
    bookingLink: oneLine(business.bookingLink ?? ''),
    ...(unsubscribe === null ? {} : { unsubscribe }),
  });
  if (parts === null) return fail({ code: 'unreadable', message: 'the email could not be laid out' });
  const from = business.senders.email ?? null;
  return ok({ kind: 'email', to, from, subject: line, text: parts.text, html: parts.html });
}

/** Whether a message that went is this very one: the first to its number has what the law asks for at its end. */
export function saysTheSame(sent: string, message: Message, { text, business }: Typed): boolean {
  if (message.kind === 'email') return sent === message.text;
  const words = visible(text);
  return sent === words || sent === completeFirstText(words, oneLine(business.name)).body;
}

/** Lines stay as they were typed; what no phone shows, and what a terminal has added at their ends, goes. */
const visible = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(oneLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** Nothing is filled in here, and nobody must get a letter to {{ first_name }}. */
function unfit(words: string): NoMessage | null {
  if (words === '') return { code: 'empty', message: 'there is nothing in it' };
  const placeholder = /\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%/.exec(words)?.[0];
  return placeholder === undefined
    ? null
    : { code: 'placeholder', message: `it says ${placeholder}, and nothing is filled in here: write it out` };
}

/** Every line inert, with its line break; two in a row begin a paragraph. */
const asMarkdown = (words: string): string => words.split('\n').map(toInertMarkdown).join('  \n');
