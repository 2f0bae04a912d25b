/** What a mail system reports of each recipient: the fields of RFC 3464, and the codes of RFC 3463. */
import type { Reported } from './understand.ts';

/** Nobody we write to alone has more recipients than this; a report that claims so is read so far. */
const MOST = 100;

/** Each recipient of whom the text says what became of him. */
export function reportedOf(text: string): readonly Reported[] {
  const found: Reported[] = [];
  let recipient: string | null = null;
  let action: string | null = null;
  let status: string | null = null;
  const close = (): void => {
    if (recipient !== null && (action !== null || status !== null))
      found.push(reported(recipient, action ?? 'failed', status ?? ''));
    recipient = action = status = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const field = /^([A-Za-z-]{1,40})[ \t]*:[ \t]*(.*)$/.exec(line.slice(0, 1_000));
    const value = field?.[2]?.trim() ?? '';
    switch (field?.[1]?.toLowerCase()) {
      case 'final-recipient':
        if (recipient !== null) close();
        recipient = addressOf(value);
        break;
      case 'action':
        action = value.toLowerCase().replace(/[^a-z].*$/, '');
        break;
      case 'status':
        status = /\d\.\d{1,3}\.\d{1,3}/.exec(value)?.[0] ?? value.slice(0, 20);
        break;
      default:
        if (line.trim() === '') close();
    }
    if (found.length >= MOST) return found;
  }
  close();
  return found;
}

/** `rfc822; <who@example.com>` and `RFC822;who@example.com` name the same. */
function addressOf(value: string): string {
  const address = value.includes(';') ? value.slice(value.indexOf(';') + 1) : value;
  return address.trim().replace(/^<|>$/g, '').toLowerCase();
}

function reported(recipient: string, action: string, status: string): Reported {
  return { recipient, action, status, blame: blameOf(status) };
}

/** No such mailbox, no such domain, moved, or disabled: nothing that is sent there will ever arrive. */
const HARD = /^5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.4)$/;

function blameOf(status: string): Reported['blame'] {
  if (HARD.test(status)) return 'hard';
  if (status.startsWith('4') || /^\d\.2\.2$/.test(status)) return 'soft';
  if (/^5\.(?:7|3|5|6)\./.test(status)) return 'elsewhere';
  // A failure for good without a reason is held against nobody's address: a third of them is (RFC 3463, 3.1).
  return status.startsWith('5.1') || status.startsWith('5.2') ? 'hard' : 'soft';
}

const ADDRESS = /[a-z0-9._%+=-]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}/i;
const CODE = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/;
const REPLY = /(?<!\d)([45])\d\d(?=[ -])/;

/** The same out of a letter to people, when nothing was reported field by field. */
export function reportedInWords(text: string): readonly Reported[] {
  const recipient = ADDRESS.exec(text)?.[0]?.toLowerCase();
  if (recipient === undefined) return [];
  const status = CODE.exec(text)?.[1] ?? (REPLY.exec(text)?.[1] === '4' ? '4.0.0' : '5.0.0');
  return [reported(recipient, 'failed', status)];
}
