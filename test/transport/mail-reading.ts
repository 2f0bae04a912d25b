/** An email as it came over the wire, read back by hand: headers unfolded and decoded, parts decoded, a signature checked. */
import { createHash, createVerify } from 'node:crypto';
import { decodeWords } from '../../src/server/dev-smtp-mail.ts';

export interface Mail {
  /** Lower-case names, in the order in which they stand, unfolded. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export function readMail(raw: string): Mail {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n');
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers, body: raw.slice(end + 4) };
}

/** Its one value, encoded words decoded; a header that stands twice, or never, says so. */
export function header({ headers }: Mail, name: string): string {
  const found = headers.filter(([one]) => one === name.toLowerCase());
  return found.length === 1 ? decodeWords(found[0]?.[1] ?? '') : `(${found.length} of them)`;
}

/** The parts of a multipart message by their type, decoded. */
export function parts(mail: Mail): Readonly<Record<string, string>> {
  const boundary = /boundary="?([^";]+)"?/.exec(header(mail, 'content-type'))?.[1] ?? '';
  const pieces = mail.body.split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(
    pieces.map((piece) => {
      const part = readMail(piece.replace(/^\r\n/, '').replace(/\r\n$/, ''));
      const type = header(part, 'content-type').split(';')[0] ?? '';
      return [type, decoded(part)];
    }),
  );
}

function decoded(part: Mail): string {
  const encoding = header(part, 'content-transfer-encoding');
  const text = part.body.replaceAll('\r\n', '\n');
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8').replaceAll('\r\n', '\n');
  if (encoding !== 'quoted-printable') return Buffer.from(text, 'latin1').toString('utf8');
  const bytes = text.replace(/=\n/g, '').replace(/=([\dA-F]{2})/g, (_pair, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}

const relaxed = (name: string, value: string): string => `${name}:${value.replace(/[ \t]+/g, ' ').trim()}`;

/** RFC 6376, relaxed/relaxed with SHA-256: null when the signature holds, else what does not. */
export function dkimFault(raw: string, publicKey: string): string | null {
  const { headers, body } = readMail(raw);
  const signature = headers.find(([name]) => name === 'dkim-signature')?.[1];
  if (signature === undefined) return 'not signed';
  const tags = Object.fromEntries(
    signature.split(';').map((tag) => {
      const equals = tag.indexOf('=');
      return [tag.slice(0, equals).trim(), tag.slice(equals + 1).replace(/\s+/g, '')];
    }),
  );
  if (tags.c !== 'relaxed/relaxed' || tags.a !== 'rsa-sha256') return `an unknown form: ${tags.c} ${tags.a}`;
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const canonical = `${lines.join('\r\n').replace(/(?:\r\n)+$/, '')}\r\n`;
  if (createHash('sha256').update(canonical, 'latin1').digest('base64') !== tags.bh) return 'another body';
  const left = [...headers];
  const signed = (tags.h ?? '').split(':').flatMap((name) => {
    // The last of a name is signed first; a name that is not there is signed as absent.
    const at = left.findLastIndex(([one]) => one === name.toLowerCase());
    if (at === -1) return [];
    const [[one, value]] = left.splice(at, 1) as [[string, string]];
    return [`${relaxed(one, value)}\r\n`];
  });
  const own = relaxed('dkim-signature', signature.replace(/(\bb=)[^;]*/, '$1'));
  const verify = createVerify('RSA-SHA256').update(`${signed.join('')}${own}`, 'latin1');
  return verify.verify(publicKey, tags.b ?? '', 'base64') ? null : 'another signature';
}

/** Names of the headers that a signature covers. */
export function signedNames(raw: string): readonly string[] {
  const signature = readMail(raw).headers.find(([name]) => name === 'dkim-signature')?.[1] ?? '';
  return (/\bh=([^;]*)/.exec(signature)?.[1] ?? '').replace(/\s+/g, '').toLowerCase().split(':');
}
