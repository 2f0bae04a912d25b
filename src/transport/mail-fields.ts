/** The headers of one email, made of the message and of who sends it; nothing in them can begin another. */
import { fail, ok, type Result } from '../domain/result.ts';
import type { EmailMessage } from '../message/message.ts';
import { domainOf, isOneAddress } from './mail-address.ts';
import type { SendKey } from './transport.ts';

export interface MailFields {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly date: Date;
  /** With its angle brackets. */
  readonly messageId: string;
  /** Earlier messages of the thread, oldest first. */
  readonly references: readonly string[];
  /** Ways out for mail programs, the quickest first. */
  readonly unsubscribe: readonly string[];
  /** Where answers are asked to; null: to the sender. */
  readonly replyTo: string | null;
  /** RFC 8058: the first way out takes one click, and no page. */
  readonly oneClick: boolean;
  /** Of a message that may have arrived before: which attempt it is. */
  readonly again: string | null;
}

/** Whose fault it is: the settings', or this one message's. */
export interface BadField {
  readonly kind: 'sender' | 'message';
  readonly code: string;
  readonly detail: string;
}

/**
 * `Auto-Submitted` is not among them: RFC 3834 has it keep vacation replies and the like away, and here they are wanted,
 * for they say that nobody reads. An inquiry that a person sent is answered, and a person's answer is hoped for.
 */
export function mailFields(message: EmailMessage, key: SendKey, name: string): Result<MailFields, BadField> {
  const { from, to, subject } = message;
  if (from === null || !isOneAddress(from)) {
    const detail =
      from === null
        ? `${key.business} has no sender: its senders.email in leadseq.yaml is empty`
        : `senders.email of ${key.business} in leadseq.yaml is not one address`;
    return fail({ kind: 'sender', code: 'sender', detail });
  }
  if (!isOneAddress(to)) return fail(bad('address', 'the recipient is not exactly one address'));
  const messageId = `<${key.token}@${domainOf(from)}>`;
  const link = key.unsubscribe !== undefined && /^https:/i.test(key.unsubscribe) ? key.unsubscribe : null;
  const values = { From: name, Subject: subject, 'Message-ID': messageId, 'List-Unsubscribe': link ?? '' };
  for (const [header, value] of Object.entries(values))
    if (CONTROLS.test(value))
      return fail(bad('header', `its ${header} holds a line break or another control character`));
  if (!MESSAGE_ID.test(messageId)) return fail(bad('header', 'its Message-ID is not one'));
  if (link !== null && !LINK.test(link)) return fail(bad('header', 'its link for unsubscribing is not one'));
  const out = key.unsubscribeTo !== undefined && isOneAddress(key.unsubscribeTo) ? key.unsubscribeTo : from;
  const byMail = `mailto:${encodeURI(out)}?subject=unsubscribe`;
  return ok({
    from: { name, address: from },
    to,
    subject,
    date: new Date(key.at),
    messageId,
    references: shortened((key.thread ?? []).filter((id) => MESSAGE_ID.test(id))),
    unsubscribe: link === null ? [byMail] : [link, byMail],
    replyTo: key.replyTo !== undefined && isOneAddress(key.replyTo) ? key.replyTo : null,
    oneClick: link !== null,
    again: key.again === true ? key.token : null,
  });
}

const bad = (code: string, detail: string): BadField => ({ kind: 'message', code, detail });

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>$/;
const LINK = /^https:\/\/[\x21\x23-\x2b\x2d-\x3b\x3d\x3f-\x7e]+$/i;

/** A long thread keeps its first message and its latest ones: mail programs need no more, and some cut the header. */
const LONGEST_THREAD = 10;
const shortened = (ids: readonly string[]): readonly string[] =>
  ids.length <= LONGEST_THREAD ? ids : [...ids.slice(0, 1), ...ids.slice(1 - LONGEST_THREAD)];
