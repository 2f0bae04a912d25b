/** A raw mail, as a mailbox or an MTA hands it over, made into what the rest reads; the only file that knows the parser. */
import type { Address, Email } from 'postal-mime';
import { type Instant, instant } from '../domain/time.ts';
import { htmlText } from '../inbound/html-text.ts';

export interface Mail {
  /** With its angle brackets off; null where a mail has none, which is against RFC 5322 and happens. */
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  /** Oldest first. */
  readonly references: readonly string[];
  /** Addresses in lower case, without names. */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Of `Delivered-To` and `X-Original-To`: where it really went. */
  readonly deliveredTo: readonly string[];
  readonly subject: string | null;
  /** As the sender's clock had it; null when it says nothing that is a time. */
  readonly date: Instant | null;
  /** Names in lower case, in the order of the mail. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  /** The `message/delivery-status` part of a report (RFC 3464). */
  readonly deliveryStatus: string | null;
  readonly attachments: number;
}

export type ReadMail =
  | { readonly ok: true; readonly mail: Mail }
  | { readonly ok: false; readonly reason: 'too_large' | 'not_mail'; readonly message: string };

/** What providers accept is 25 to 50 MB; an answer that says anything is smaller, even with a photo. */
export const LARGEST_MAIL = 10 * 1024 * 1024;

/** Gmail's own bound is 100; forwards of forwards stay under ten. */
const DEEPEST = 50;
const LARGEST_HEAD = 256 * 1024;
/** More parts than any mail has that a person wrote; each costs the parser a node. */
const MOST_PARTS = 2_000;
/** Ten megabytes of a picture are 140,000 lines; as many empty ones would cost the parser four gigabytes. */
const MOST_LINES = 200_000;
const MOST_HEADERS = 1_000;
const LONGEST_HEADER = 8_000;
const MOST_REFERENCES = 100;
/** What is kept of a text: a thousand pages. */
const LONGEST_TEXT = 1_000_000;

/** Never throws for what is in a mail: what cannot be read as one is a value that says so. */
export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  if (raw.byteLength > LARGEST_MAIL)
    return refused(
      'too_large',
      `The mail has ${raw.byteLength} bytes, and ${LARGEST_MAIL} are the most that are read.`,
    );
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (!hasHead(bytes))
    return refused('not_mail', 'There is no header such as "From: somebody@example.com" at its beginning.');
  const lines = linesOf(bytes);
  if (lines > MOST_LINES)
    return refused('not_mail', `The mail has ${lines} lines, and ${MOST_LINES} are the most that are read.`);
  const parts = boundaries(bytes);
  if (parts > MOST_PARTS)
    return refused(
      'not_mail',
      `The mail has more than ${MOST_PARTS} parts, and no mail that a person wrote has.`,
    );
  const { default: PostalMime } = await import('postal-mime');
  let email: Email;
  try {
    email = await PostalMime.parse(bytes, {
      maxNestingDepth: DEEPEST,
      maxHeadersSize: LARGEST_HEAD,
      forceRfc822Attachments: true,
      attachmentEncoding: 'arraybuffer',
    });
  } catch (error) {
    return refused(
      'not_mail',
      `It could not be read as a mail: ${error instanceof Error ? error.message : 'unknown'}.`,
    );
  }
  return { ok: true, mail: mailOf(email) };
}

const refused = (reason: 'too_large' | 'not_mail', message: string): ReadMail => ({
  ok: false,
  reason,
  message,
});

/** At least one header at the top; mbox's `From ` line may stand before it. */
function hasHead(bytes: Buffer): boolean {
  const top = bytes.subarray(0, 4_096).toString('latin1');
  return /^(?:From .{0,200}\r?\n)?[\s\0]{0,20}[!-9;-~]{1,76}[ \t]{0,5}:/.test(top);
}

function linesOf(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0a) count += 1;
  return count;
}

/** Lines that begin as boundaries do, counted without making strings of them. */
function boundaries(bytes: Buffer): number {
  let count = 0;
  for (
    let at = bytes.indexOf('\n--');
    at >= 0 && count <= 4 * MOST_PARTS;
    at = bytes.indexOf('\n--', at + 3)
  ) {
    // `-- ` closes a text, and a rule of dashes is none.
    const next = bytes[at + 3];
    if (next !== undefined && next !== 0x2d && next !== 0x20 && next !== 0x0d && next !== 0x0a) count++;
  }
  return count;
}

/** What stands above the text: who wrote and whom it answers is known from it, when the rest cannot be read. */
export function headOf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, LARGEST_HEAD));
  const ends = ['\r\n\r\n', '\n\n'].map((gap) => bytes.indexOf(gap)).filter((at) => at >= 0);
  return bytes.subarray(0, Math.min(bytes.length, ...ends));
}

function mailOf(email: Email): Mail {
  const headers = email.headers
    .slice(0, MOST_HEADERS)
    .map(({ key, value }) => [key.toLowerCase(), clean(value).slice(0, LONGEST_HEADER)] as const);
  const all = (name: string): readonly string[] =>
    headers.filter(([key]) => key === name).map(([, value]) => value);
  const status = email.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  const text = email.text?.trim()
    ? email.text
    : email.html === undefined
      ? (email.text ?? '')
      : htmlText(email.html);
  return {
    messageId: idsIn(email.messageId)[0] ?? null,
    inReplyTo: idsIn(email.inReplyTo)[0] ?? null,
    references: idsIn(email.references).slice(-MOST_REFERENCES),
    from: addressesOf(email.from === undefined ? [] : [email.from])[0] ?? null,
    to: addressesOf(email.to ?? []),
    cc: addressesOf(email.cc ?? []),
    deliveredTo: [...all('delivered-to'), ...all('x-original-to')].flatMap((value) => bare(value) ?? []),
    subject: email.subject === undefined ? null : clean(email.subject).slice(0, LONGEST_HEADER),
    date: instantOf(email.date),
    headers,
    text: clean(text).slice(0, LONGEST_TEXT),
    deliveryStatus: status === undefined ? null : clean(contentOf(status.content)).slice(0, LONGEST_TEXT),
    attachments: email.attachments.filter(({ mimeType }) => mimeType !== 'message/delivery-status').length,
  };
}

/** NULs are no text, and PostgreSQL takes none; half a surrogate pair is no character. */
const clean = (text: string): string => text.replaceAll('\0', '').replace(HALF, '\ufffd');

const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const contentOf = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : new TextDecoder('utf-8').decode(content);

/** Message ids, with or without their brackets. */
function idsIn(value: string | undefined): readonly string[] {
  const text = (value ?? '').slice(0, 50_000);
  const bracketed = [...text.matchAll(/<([^<>\s]{1,500})>/g)].map(([, id = '']) => id);
  return bracketed.length > 0 ? bracketed : text.split(/\s+/).filter((id) => id !== '' && id.length <= 500);
}

function addressesOf(addresses: readonly Address[]): readonly string[] {
  return addresses
    .flatMap((one) => (one.group === undefined ? [one.address] : one.group.map(({ address }) => address)))
    .flatMap((address) => bare(address ?? '') ?? []);
}

/** One address alone in lower case, or null. */
function bare(value: string): string | null {
  const address = value.trim().replace(/^<|>$/g, '').toLowerCase();
  return address.length <= 320 && /^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+$/.test(address) ? address : null;
}

function instantOf(date: string | undefined): Instant | null {
  const at = Date.parse(date ?? '');
  return Number.isFinite(at) ? instant(at) : null;
}
