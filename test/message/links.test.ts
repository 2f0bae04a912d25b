/** Links that lead by us: found where they stand, of always the same length, and nothing else of the message is touched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Business } from '../../src/domain/business.ts';
import { LINK_TOKEN, linkToken, linkUp, withTokens } from '../../src/message/links.ts';
import type { EmailMessage, SmsMessage } from '../../src/message/message.ts';
import { DENTAL } from './values.ts';

const BASE = 'https://seq.example.com';
const TRACKED: Business = {
  ...DENTAL,
  trackedLinks: { base: BASE, hosts: ['book.example.com', 'www.example.com'] },
};
const FIRST = `${BASE}/c/xxxxxxxxxxxxxxxxxxxxx1`;
const SECOND = `${BASE}/c/xxxxxxxxxxxxxxxxxxxxx2`;

const text = (body: string): SmsMessage => ({
  kind: 'sms',
  to: '+13125550142',
  from: null,
  body,
  segments: 1,
  encoding: 'GSM-7',
});
const linkedText = (body: string, business = TRACKED) => linkUp(text(body), business, 1_600);
const bodyOf = (body: string): string => {
  const { message } = linkedText(body) ?? { message: text(body) };
  return message.kind === 'sms' ? message.body : '';
};

describe('a link in a text', () => {
  it.each([
    ['Book: https://book.example.com/smile', `Book: ${FIRST}`],
    ['Book (https://book.example.com/smile).', `Book (${FIRST}).`],
    ['https://book.example.com/smile, or call', `${FIRST}, or call`],
    ['https://BOOK.example.com/a?x=1&y=2#z!', `${FIRST}!`],
    ['https://www.example.com/a and https://book.example.com/b', `${FIRST} and ${SECOND}`],
    ['https://www.example.com/a and https://www.example.com/a', `${FIRST} and ${FIRST}`],
  ])('%s', (before, behind) => {
    expect(bodyOf(before)).toBe(behind);
  });

  it.each([
    'https://elsewhere.example.com/a',
    'https://book.example.com.evil.example/a',
    'https://evil.example/?https://book.example.com',
    'book.example.com/smile',
    'ftp://book.example.com/a',
    `${BASE}/u/0123456789`,
    'https://',
    'no link at all',
  ])('%s stays as it is', (body) => {
    expect(linkedText(body)).toBeNull();
  });

  it('stays as it is where nobody asked for it', () => {
    expect(linkedText('https://book.example.com/smile', DENTAL)).toBeNull();
  });

  it('is counted in parts as it is sent', () => {
    const before = `https://book.example.com/smile ${'a'.repeat(115)}`;
    const { message } = linkedText(before) ?? { message: text('') };
    expect(before.length).toBeLessThan(160);
    expect(message).toMatchObject({ segments: 2, encoding: 'GSM-7' });
  });

  it('stays as it is where the text would become longer than carriers take', () => {
    const body = `https://book.example.com ${'a'.repeat(1_570)}`;
    expect(linkedText(body)).toBeNull();
  });

  it('is the booking page, or another', () => {
    const { linked } = linkedText(
      'https://book.example.com/smile https://book.example.com/smile/new?a=1 https://book.example.com/smiles https://www.example.com/smile',
    ) ?? { linked: { links: [] } };
    expect(linked.links.map(({ books }) => books)).toEqual([true, true, false, false]);
  });
});

describe('a link in an email', () => {
  const email: EmailMessage = {
    kind: 'email',
    to: 'ana@example.com',
    from: null,
    subject: 'https://book.example.com/smile',
    text: `Book: https://book.example.com/smile?a=1&b=2\n\n-- \nopen this link\n${BASE}/u/abc`,
    html: `<p>See <a href="https://book.example.com/smile?a=1&amp;b=2">https://book.example.com/smile?a=1&amp;b=2</a> or <a href="${BASE}/u/abc">unsubscribe</a></p>`,
  };

  it('leads by us in both parts alike; what is read, the subject and the way out stay', () => {
    const { message, linked } = linkUp(email, TRACKED, 1_600) ?? {};
    expect(message).toEqual({
      ...email,
      text: `Book: ${FIRST}\n\n-- \nopen this link\n${BASE}/u/abc`,
      html: `<p>See <a href="${FIRST}">https://book.example.com/smile?a=1&amp;b=2</a> or <a href="${BASE}/u/abc">unsubscribe</a></p>`,
    });
    expect(linked).toEqual({
      plain: email,
      links: [
        {
          placeholder: 'xxxxxxxxxxxxxxxxxxxxx1',
          target: 'https://book.example.com/smile?a=1&b=2',
          books: true,
        },
      ],
    });
  });
});

describe('a token', () => {
  it('is as long as what stood for it, in letters and digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 22, maxLength: 22 }), (bytes) => {
        const token = linkToken(bytes);
        expect(token).toMatch(LINK_TOKEN);
        const { message } = linkedText('https://book.example.com/smile!') ?? { message: text('') };
        const filled = withTokens(message, new Map([['xxxxxxxxxxxxxxxxxxxxx1', token]]));
        expect(filled).toEqual({ ...message, body: `${BASE}/c/${token}!` });
      }),
    );
  });
});
