/** An email as a mail server for try-outs writes it down: what its headers say, read from its raw text. */

export interface DevMail {
  /** When it was accepted, in milliseconds since 1970. */
  readonly at: number;
  /** Of the envelope: where it really goes. */
  readonly to: readonly string[];
  readonly from: string;
  readonly messageId: string;
  readonly subject: string;
  /** Of a resend of the same attempt: which attempt that is. */
  readonly resent: string | null;
}

/** Everything before the first empty line, unfolded, by lower-case name; the first of a name wins. */
function headersOf(raw: string): ReadonlyMap<string, string> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = (end === -1 ? raw : raw.slice(0, end)).replace(/\r\n(?=[ \t])/g, '').split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

const WORD = /=\?utf-8\?([bq])\?([^?]*)\?=/gi;

/** RFC 2047 as mail programs write it: UTF-8 in base64 or quoted-printable; blanks between two encoded words are not part of the text. */
export function decodeWords(text: string): string {
  return text.replace(/\?=\s+=\?/g, '?==?').replace(WORD, (_word, form: string, coded: string) => {
    if (form.toLowerCase() === 'b') return Buffer.from(coded, 'base64').toString('utf8');
    const bytes = coded.replace(/_/g, ' ').replace(/=([\da-f]{2})/gi, (_pair, hex: string) => {
      return String.fromCharCode(Number.parseInt(hex, 16));
    });
    return Buffer.from(bytes, 'latin1').toString('utf8');
  });
}

export function devMail(raw: string, envelope: Pick<DevMail, 'at' | 'to' | 'from'>): DevMail {
  const headers = headersOf(raw);
  return {
    ...envelope,
    messageId: headers.get('message-id') ?? '',
    subject: decodeWords(headers.get('subject') ?? ''),
    resent: headers.get('x-seq-attempt') ?? null,
  };
}
