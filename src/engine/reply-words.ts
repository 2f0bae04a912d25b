/** What a typed answer becomes for one lead: the channel it goes over, the thread it stands in, and the finished message. */
import type { Business } from '../domain/business.ts';
import type { WireChannel } from '../domain/channel.ts';
import type { ContactId } from '../domain/ids.ts';
import { fail, type Result } from '../domain/result.ts';
import { type NoMessage, typedEmail, typedSms } from '../message/by-hand.ts';
import type { EmailMessage } from '../message/message.ts';
import type { RenderedSms } from '../message/render.ts';
import type { Situation } from '../schedule/situation.ts';
import type { Handle } from '../store/driver.ts';
import { emailsTo, heardFrom, samePerson } from '../store/threads.ts';
import { unsubscribeLink } from './unsubscribe.ts';
import type { Workspace } from './workspace.ts';

/** What a person of the business has typed. */
export interface TypedAnswer {
  readonly text: string;
  /** Null: the one that the lead wrote on last. */
  readonly channel: WireChannel | null;
  /** Of an email; null: the thread's own. */
  readonly subject: string | null;
}

/** The lead's last word by text or email decides; who has said nothing is texted, where that is possible. */
export async function channelFor(
  handle: Handle,
  { contact, suppressed }: Pick<Situation, 'contact' | 'suppressed'>,
): Promise<WireChannel> {
  const heard = await heardFrom(handle, await samePerson(handle, contact.id));
  const last = heard.findLast(({ channel }) => channel === 'sms' || channel === 'email');
  const canText = contact.phone !== null && contact.textable;
  if (last?.channel === 'email' && contact.email !== null) return 'email';
  if (last?.channel === 'sms' && contact.phone !== null) return 'sms';
  if (contact.email === null) return 'sms';
  return canText && suppressed.sms === null ? 'sms' : 'email';
}

/** Where an email belongs in the lead's mailbox. */
interface Place {
  /** Null: there has been no email, and nobody has said what this one is about. */
  readonly subject: string | null;
  /** Message-IDs, oldest first; the one that is answered is the last. */
  readonly thread: readonly string[];
}

async function placeInMailbox(handle: Handle, contact: ContactId, rehearsal: boolean): Promise<Place> {
  const people = await samePerson(handle, contact);
  const theirs = (await heardFrom(handle, people)).filter(({ channel }) => channel === 'email');
  const ours = await emailsTo(handle, people, rehearsal);
  const all = [...theirs, ...ours].sort((a, b) => a.at - b.at);
  const answered = theirs.at(-1) ?? null;
  const ids = all.flatMap(({ messageId }) => (messageId === null ? [] : [bracketed(messageId)]));
  const last = answered?.messageId == null ? null : bracketed(answered.messageId);
  const subject = (answered?.subject || all.findLast((one) => Boolean(one.subject))?.subject) ?? null;
  return {
    subject: subject === null || subject.trim() === '' ? null : asAnswer(subject),
    thread: last === null ? ids : [...ids.filter((id) => id !== last), last],
  };
}

const bracketed = (id: string): string => (id.startsWith('<') ? id : `<${id}>`);

/** `Re:` once, whatever the thread has gone through. */
const asAnswer = (subject: string): string =>
  `Re: ${subject.trim().replace(/^(?:(?:re|aw|sv|antw)\s*:\s*)+/i, '')}`;

export interface Worded {
  readonly message: RenderedSms | EmailMessage;
  readonly thread: readonly string[];
  readonly unsubscribe: string | null;
}

export type NoWords = NoMessage | { readonly code: 'no_subject'; readonly message: string };

export async function answerInWords(
  handle: Handle,
  ws: Workspace,
  situation: Situation,
  channel: WireChannel,
  { text, subject }: TypedAnswer,
  mail: { readonly live: boolean; readonly linkBase: string | null },
): Promise<Result<Worded, NoWords>> {
  const { business, contact } = situation;
  if (channel === 'sms') {
    const to = contact.phone?.value ?? '';
    const typed = typedSms({ text, business, to, firstText: !situation.texted });
    return typed.ok ? { ok: true, value: { message: typed.value, thread: [], unsubscribe: null } } : typed;
  }
  const place = await placeInMailbox(handle, contact.id, !mail.live);
  const about = subject ?? place.subject;
  if (about === null || about.trim() === '')
    return fail({
      code: 'no_subject',
      message: `there is no email to answer yet: say what it is about with --subject`,
    });
  return emailInWords(ws, business, situation, { text, subject: about }, place.thread, mail.linkBase);
}

function emailInWords(
  ws: Workspace,
  business: Business,
  { contact }: Situation,
  { text, subject }: { readonly text: string; readonly subject: string },
  thread: readonly string[],
  linkBase: string | null,
): Result<Worded, NoWords> {
  const unsubscribe =
    linkBase === null || contact.email === null
      ? null
      : unsubscribeLink(linkBase, ws.pepper, contact.email.key);
  const typed = typedEmail({ text, subject, business, to: contact.email?.value ?? '', unsubscribe });
  return typed.ok ? { ok: true, value: { message: typed.value, thread, unsubscribe } } : typed;
}
