/** Raw mail becomes what the rest reads, and whatever is wrong with it becomes a value that says so. */
import { describe, expect, test } from 'vitest';
import { LARGEST_MAIL, type Mail, readMail } from '../../src/engine/read-mail.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');

async function mail(text: string): Promise<Mail> {
  const read = await readMail(bytes(text));
  if (!read.ok) throw new Error(read.message);
  return read.mail;
}

const REPLY = `Return-Path: <maria@example.com>
Delivered-To: reply+abc@example.net
X-Original-To: Reply+ABC@example.net
From: "Maria Lopez" <Maria@Example.com>
To: Bright Dental <front@example.net>, other@example.org
Cc: Joe <joe@example.org>
Subject: =?utf-8?Q?Re:_Ma=C3=B1ana?=
Date: Tue, 3 Mar 2026 10:00:00 -0600
Message-ID: <one@example.com>
In-Reply-To: <two@example.net>
References: <zero@example.net> <two@example.net>
Auto-Submitted: no
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

S=C3=AD, ma=C3=B1ana.
`;

test('an answer is read whole', async () => {
  const read = await mail(REPLY);
  expect({ ...read, headers: read.headers.length }).toEqual({
    messageId: 'one@example.com',
    inReplyTo: 'two@example.net',
    references: ['zero@example.net', 'two@example.net'],
    from: 'maria@example.com',
    to: ['front@example.net', 'other@example.org'],
    cc: ['joe@example.org'],
    deliveredTo: ['reply+abc@example.net', 'reply+abc@example.net'],
    subject: 'Re: Mañana',
    date: Date.parse('2026-03-03T16:00:00Z'),
    headers: 15,
    text: 'Sí, mañana.\n',
    deliveryStatus: null,
    attachments: 0,
  });
  expect(read.headers).toContainEqual(['auto-submitted', 'no']);
});

test('a mail that is only HTML is read as lines, with what it quotes behind signs', async () => {
  const read = await mail(`From: a@example.com
Content-Type: text/html; charset=iso-8859-1

<html><head><style>p{}</style><title>x</title></head><body><p>Please <b>stop</b> writing &amp; calling.</p>
<div>Jos\xe9</div><script>unsubscribe()</script><blockquote>Reply STOP to opt out<br>Bright Dental</blockquote></body></html>
`);
  expect(read.text).toBe('Please stop writing & calling.\nJosé\n> Reply STOP to opt out\n> Bright Dental');
});

const REPORT = `From: MAILER-DAEMON@example.net
To: front@example.net
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; maria@example.com
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: front@example.net
Subject: Your new smile

Reply STOP to opt out.
--b--
`;

test('of a report on delivery the status is a text of its own, and the letter in it is none', async () => {
  const read = await mail(REPORT);
  expect(read.deliveryStatus).toContain('Status: 5.1.1');
  expect(read.text).not.toContain('STOP');
  expect(read.attachments).toBe(1);
});

describe('what is no mail, or too much of one, is a value', () => {
  test.each([
    ['nothing', '', 'not_mail'],
    ['a text', 'hello there, this is no mail\n\nat all', 'not_mail'],
    ['only bytes', '\xff\xfe\x00\x01\x02', 'not_mail'],
    [
      'parts within parts',
      `From: a@example.com\n${Array.from({ length: 80 }, (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\n\n--b${n}\n`).join('')}`,
      'not_mail',
    ],
    [
      'thousands of parts',
      `From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: text/plain\n\nx\n'.repeat(10_000)}--b--\n`,
      'not_mail',
    ],
    ['a head without an end', `From: a@example.com\n${'X-Filler: x\n'.repeat(60_000)}`, 'not_mail'],
  ] as const)('%s', async (_, text, reason) => {
    const read = await readMail(bytes(text));
    expect(read.ok ? read.mail : read.reason).toBe(reason);
    expect(read.ok ? '' : read.message).toMatch(/^[A-Z].*\.$/s);
  });

  test('ten megabytes are read, and one byte more is not', async () => {
    const head = 'From: a@example.com\r\nSubject: big\r\n\r\n';
    const whole = Buffer.alloc(LARGEST_MAIL, 'x');
    whole.write(head);
    const read = await readMail(whole);
    expect(read.ok && read.mail.text.length).toBe(1_000_000);
    const more = await readMail(Buffer.concat([whole, Buffer.from('x')]));
    expect(more.ok ? 'read' : more.reason).toBe('too_large');
  });
});

describe('what is broken in a mail is read as far as it goes', () => {
  test.each([
    ['a character set that nobody knows', 'Content-Type: text/plain; charset=x-none', 'hi \xe9'],
    [
      'base64 that is none',
      'Content-Type: text/plain\nContent-Transfer-Encoding: base64',
      '%%%not base64%%%',
    ],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary="never"', '--other\n\nhello'],
    ['no type at all', 'Content-Type:', 'hello'],
  ])('%s', async (_, header, body) => {
    const read = await mail(`From: a@example.com\n${header}\n\n${body}\n`);
    expect(read.from).toBe('a@example.com');
    expect(Buffer.from(read.text).toString()).toBe(read.text);
  });

  test('NULs are left out of everything', async () => {
    const read = await mail('From: a@example.com\nSubject: a\0b\n\nst\0op\n');
    expect(read.text).toBe('stop\n');
    expect(JSON.stringify(read)).not.toContain('\\u0000');
  });

  test('what is no address is none, and a list of names is taken apart', async () => {
    const read = await mail(
      'From: nobody\nTo: friends: a@example.com, B <b@example.com>;\nDate: soon\n\nhi\n',
    );
    expect([read.from, read.to, read.date]).toEqual([null, ['a@example.com', 'b@example.com'], null]);
  });
});
