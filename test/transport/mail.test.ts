/** What a reader's mail program gets: every header right, both parts right, and nothing that anybody typed is more than text. */
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isLoopback, isOneAddress } from '../../src/transport/mail-address.ts';
import { dkimFault, header, type Mail, parts, readMail, signedNames } from './mail-reading.ts';
import { calm, email, key, nth, openPost, type Post } from './smtp-post.ts';
import '../seed.ts';

let post: Post | null = null;
afterEach(async () => {
  await post?.close();
  post = null;
});
beforeAll(async () => {
  await import('nodemailer');
});

const ID = '<a1b2c3d4e5f60718293a4b5c6d7e8f90@bright.example.com>';
const LINK = 'https://seq.example.com/u/0123456789abcdef';

/** What arrives of one email. */
async function arrived(
  message: Parameters<typeof email>[0] = {},
  over: Parameters<typeof key>[0] = {},
  sender: Parameters<typeof openPost>[0] = {},
): Promise<{ readonly raw: string; readonly mail: Mail }> {
  post = await openPost(sender);
  const outcome = await post.transport.send(email(message), key(over), calm());
  expect(outcome).toEqual({ kind: 'sent', providerId: ID });
  const raw = post.mails[0] ?? '';
  return { raw, mail: readMail(raw) };
}

describe('an email on the wire', () => {
  it('says who, whom, what and when, in headers that stand once', async () => {
    const { mail } = await arrived({}, { unsubscribe: LINK });
    const expected = {
      From: 'Bright Dental <hello@bright.example.com>',
      To: 'ana@example.org',
      Subject: 'Your request',
      Date: 'Tue, 10 Mar 2026 15:04:05 +0000',
      'Message-ID': ID,
      'List-Unsubscribe': `<${LINK}>, <mailto:hello@bright.example.com?subject=unsubscribe>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'MIME-Version': '1.0',
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, header(mail, name)]))).toEqual(
      expected,
    );
    const names = mail.headers.map(([name]) => name).sort();
    expect(names).toEqual(
      [...Object.keys(expected), 'Content-Type'].map((name) => name.toLowerCase()).sort(),
    );
  });

  it('offers a reply alone where no link answers, and nothing that claims one click', async () => {
    const { mail } = await arrived();
    expect(header(mail, 'List-Unsubscribe')).toBe('<mailto:hello@bright.example.com?subject=unsubscribe>');
    expect(header(mail, 'List-Unsubscribe-Post')).toBe('(0 of them)');
  });

  it('a link that is not https claims no one click: the standard asks for it', async () => {
    const { mail } = await arrived({}, { unsubscribe: LINK.replace('https', 'http') });
    expect(header(mail, 'List-Unsubscribe')).toBe('<mailto:hello@bright.example.com?subject=unsubscribe>');
  });

  it('stands below the earlier emails of its enrollment', async () => {
    const thread = ['<1@bright.example.com>', '<not one id', '<2@server.example.net>'];
    const { mail } = await arrived({}, { thread });
    expect(header(mail, 'In-Reply-To')).toBe('<2@server.example.net>');
    expect(header(mail, 'References')).toBe('<1@bright.example.com> <2@server.example.net>');
  });

  it('keeps the first and the latest nine of a long thread', async () => {
    const thread = Array.from({ length: 25 }, (_none, n) => `<${n}@bright.example.com>`);
    const { mail } = await arrived({}, { thread });
    const kept = [0, 16, 17, 18, 19, 20, 21, 22, 23, 24].map((n) => `<${n}@bright.example.com>`);
    expect(header(mail, 'References').split(' ')).toEqual(kept);
  });

  it('sent again it has the same name and date, and says so', async () => {
    const first = (await arrived()).mail;
    await post?.close();
    const { mail } = await arrived({}, { again: true });
    expect(header(first, 'X-Seq-Attempt')).toBe('(0 of them)');
    expect(header(mail, 'X-Seq-Attempt')).toBe('a1b2c3d4e5f60718293a4b5c6d7e8f90');
    expect(['Message-ID', 'Date', 'Subject'].map((name) => header(mail, name))).toEqual(
      ['Message-ID', 'Date', 'Subject'].map((name) => header(first, name)),
    );
    expect(post?.server.ledger()[0]?.resent).toBe('a1b2c3d4e5f60718293a4b5c6d7e8f90');
  });

  it.each([
    ['plain', 'Hi Ana,\n\nthanks.\n', '<p>Hi Ana,</p>\n'],
    ['other scripts', 'Olá João – 予約 ☕\n', '<p>Ol&#225; João – 予約 ☕</p>\n'],
    ['lines that begin with dots', '.\n..\n.dot\n\n.\n', '<p>.</p>\n.\n..\n'],
    [
      'one line longer than a mail line may be',
      `${'long '.repeat(700)}end\n`,
      `<p>${'x'.repeat(4_000)}</p>\n`,
    ],
    ['blanks at the ends of lines', '-- \nBright Dental  \n\tTab\n', '<p>a </p> \n'],
  ])('carries both parts unharmed: %s', async (_what, text, html) => {
    const { raw, mail } = await arrived({ text, html });
    expect(header(mail, 'content-type')).toMatch(/^multipart\/alternative; boundary=/);
    expect(parts(mail)).toEqual({ 'text/plain': text, 'text/html': html });
    // RFC 5322, 2.1.1: 998 characters and the line end.
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('carries names and subjects in other scripts', async () => {
    const subject = 'Sua visita – está tudo bem? 予約 ☕ '.repeat(4).trim();
    const { raw, mail } = await arrived({ subject }, {}, { sender: { name: 'Clínica "São João", Ltda.' } });
    expect(header(mail, 'Subject')).toBe(subject);
    expect(header(mail, 'From')).toBe('Clínica "São João", Ltda. <hello@bright.example.com>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what a header may hold
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).toMatch(/^[\x00-\x7f]*$/);
  });
});

describe('a DKIM signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const dkim = { domain: 'bright.example.com', selector: 'seq', key: privateKey };

  it('holds, and covers what makes a click count', async () => {
    const over = { unsubscribe: LINK, thread: ['<1@bright.example.com>'] };
    const { raw } = await arrived({ text: 'Olá\n.\n', html: '<p>Olá</p>\n' }, over, { sender: { dkim } });
    expect(dkimFault(raw, publicKey)).toBe(null);
    const covered = [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'in-reply-to',
      'references',
      'content-type',
    ];
    expect(signedNames(raw)).toEqual(
      expect.arrayContaining([...covered, 'mime-version', 'list-unsubscribe', 'list-unsubscribe-post']),
    );
  });

  it('breaks when a word of it is changed: the check can fail', async () => {
    const { raw } = await arrived({}, { unsubscribe: LINK }, { sender: { dkim } });
    expect(dkimFault(raw.replace('Your request', 'Your reward!'), publicKey)).toBe('another signature');
    expect(dkimFault(raw.replace('One-Click', 'Two-Click'), publicKey)).toBe('another signature');
    expect(dkimFault(raw.replace('thanks', 'thanx!'), publicKey)).toBe('another body');
  });

  it('with a key that is none is our settings’ fault, and nobody is asked', async () => {
    post = await openPost({ sender: { dkim: { ...dkim, key: 'not a key' } } });
    expect(await post.transport.send(email(), key(), calm())).toEqual({
      kind: 'misconfigured',
      code: 'dkim',
      detail: 'the DKIM key for bright.example.com is not an RSA private key in PEM',
    });
    expect(post.commands).toEqual([]);
  });

  it('an email that is signed and fails is judged like any other', async () => {
    post = await openPost({
      sender: { dkim },
      faults: [
        { at: 'rcpt', act: 'drop', times: 1 },
        { at: 'dot', act: 'drop' },
      ],
    });
    expect((await post.transport.send(email(), key(nth(1)), calm())).kind).toBe('unsent');
    expect((await post.transport.send(email(), key(nth(2)), calm())).kind).toBe('uncertain');
  });
});

describe('whatever is typed', () => {
  const nasty = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        '\u2028',
        ',',
        ';',
        '<',
        '>',
        '@',
        '"',
        '(',
        ':',
        ' ',
        '=?utf-8?q?=0D=0A?=',
      ),
      fc.constantFrom('Bcc: evil@example.net', 'evil@example.net', 'ana@example.org', 'é', '☕', 'a'),
    ),
    maxLength: 12,
  });

  it('no input makes a header more, or a recipient other than the one address', async () => {
    post = await openPost();
    const { transport, mails, commands, server } = post;
    let n = 0;
    let went = 0;
    const typed = fc.record({
      subject: fc.oneof(nasty, fc.constant('Your request')),
      to: fc.oneof(fc.constant('ana@example.org'), nasty),
      unsubscribe: fc.oneof(
        fc.constant(LINK),
        nasty.map((text) => `https://seq.example.com/${text}`),
      ),
      thread: fc.array(fc.oneof(fc.constant('<1@example.com>'), nasty), { maxLength: 3 }),
      text: nasty,
    });
    await fc.assert(
      fc.asyncProperty(typed, async ({ subject, to, unsubscribe, thread, text }) => {
        const before = { mails: mails.length, commands: commands.length };
        const given = { ...nth(++n), unsubscribe, thread };
        const outcome = await transport.send(email({ subject, to, text, html: text }), key(given), calm());
        if (outcome.kind !== 'sent') {
          expect(outcome).toMatchObject({ kind: 'refused', suppress: false });
          expect(mails.length).toBe(before.mails);
          // Nobody was even asked.
          expect(commands.length).toBe(before.commands);
          return;
        }
        went += 1;
        expect(mails.length).toBe(before.mails + 1);
        const said = commands.slice(before.commands).filter((command) => command.startsWith('RCPT'));
        expect(said).toEqual([`RCPT TO:<${to}>`]);
        expect(isOneAddress(to)).toBe(true);
        expect(server.ledger().at(-1)?.to).toEqual([to]);
        const { headers } = readMail(mails.at(-1) ?? '');
        const allowed = [
          'from',
          'to',
          'subject',
          'date',
          'message-id',
          'list-unsubscribe',
          'list-unsubscribe-post',
        ];
        const more = ['in-reply-to', 'references', 'mime-version', 'content-type'];
        const names = headers.map(([name]) => name);
        expect(names.filter((name) => ![...allowed, ...more].includes(name))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 300 },
    );
    expect(went).toBeGreaterThan(20);
  });

  it('a break in a header is refused with the header’s name, and an address list as no address', async () => {
    post = await openPost();
    const { transport, commands } = post;
    const refused = (over: Parameters<typeof email>[0]) => transport.send(email(over), key(), calm());
    expect(await refused({ subject: 'Hi\r\nBcc: evil@example.net' })).toEqual({
      kind: 'refused',
      code: 'header',
      detail: 'its Subject holds a line break or another control character',
      suppress: false,
    });
    expect(await refused({ to: 'b@y.test, evil@z.test' })).toEqual({
      kind: 'refused',
      code: 'address',
      detail: 'the recipient is not exactly one address',
      suppress: false,
    });
    expect(commands).toEqual([]);
  });

  it.each([
    'b@y.test, evil@z.test',
    'b@y.test;evil@z.test',
    '<b@y.test>',
    'Ana <b@y.test>',
    '"b c"@y.test',
    'b@y.test\r\nRCPT TO:<evil@z.test>',
    'b@y@z.test',
    'b@[127.0.0.1]',
    'b@y',
    'b(evil)@y.test',
    'é@y.test',
    '.b@y.test',
    '',
    `${'b'.repeat(65)}@y.test`,
    `b@${'y'.repeat(63)}.${'y'.repeat(63)}.${'y'.repeat(63)}.${'y'.repeat(63)}.test`,
  ])('%j is not one address', (text) => expect(isOneAddress(text)).toBe(false));

  it.each(['b@y.test', "o'neil+seq@mail.example.co.uk", 'b@xn--bcher-kva.example', 'A.B@Example.ORG'])(
    '%s is one',
    (text) => expect(isOneAddress(text)).toBe(true),
  );

  it('only this very machine is spoken to in the clear', () => {
    const near = ['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', 'mail.localhost'];
    const far = [
      'localhost.example.com',
      '127.0.0.1.example.com',
      '10.0.0.1',
      '0.0.0.0',
      '1270.0.0.1',
      'example.com',
    ];
    expect([near.map(isLoopback), far.map(isLoopback)]).toEqual([near.map(() => true), far.map(() => false)]);
  });
});
