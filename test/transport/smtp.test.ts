/** What a mail server can do to one email, on real sockets, and what each of it proves. */
import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/attempt.ts';
import { smtpTransport } from '../../src/transport/smtp.ts';
import {
  AT,
  BUSINESS,
  calm,
  email,
  faultsOf,
  key,
  type LIMITS,
  nth,
  openPost,
  type Post,
  sender,
} from './smtp-post.ts';

let post: Post | null = null;
afterEach(async () => {
  await post?.close();
  post = null;
});
beforeAll(async () => {
  // Loaded once, so that no case waits for it.
  await import('nodemailer');
});

/** What ends a silence at each place, and nothing else: on a busy machine a limit for one thing would end another that is merely slow. */
function patience(words: string): Partial<typeof LIMITS> {
  // Garbage is taken for an answer at the other places.
  if (!/^hang@|^garbage@(ehlo|mail|rcpt)$/.test(words)) return {};
  if (/@(connect|greeting)$/.test(words)) return { connect: 400 };
  // The message is with the server when it falls silent, and a slow one has to have got it by then.
  if (/@accepted$/.test(words)) return { final: 3_000 };
  return /@(body|dot)$/.test(words) ? { final: 400 } : { before: 500 };
}
const LOGIN = { user: 'bright', password: 'correct horse' };

/** What one email comes to while the server has a fault, and how many it accepted. */
async function underFault(words: string): Promise<{ readonly outcome: Outcome; readonly taken: number }> {
  post = await openPost({
    faults: faultsOf(words),
    sender: words.includes('auth') ? LOGIN : {},
    limits: patience(words),
  });
  const outcome = await post.transport.send(email(), key(), calm());
  return { outcome, taken: post.server.ledger().length };
}

const brief = (outcome: Outcome): string =>
  outcome.kind === 'sent'
    ? 'sent'
    : `${outcome.kind} ${outcome.code}${'suppress' in outcome && outcome.suppress ? ' dead' : ''}`;

describe('an email that nobody has a word of is unsent, whatever happens', () => {
  it.each([
    ['drop@connect', 'unsent ECONNRESET'],
    ['hang@connect', 'unsent ETIMEDOUT'],
    ['drop@greeting', 'unsent ECONNECTION'],
    ['hang@greeting', 'unsent ETIMEDOUT'],
    ['421@greeting', 'unsent 421 4.3.2'],
    ['450@greeting', 'unsent 450 4.2.0'],
    ['554@greeting', 'unsent 554 5.7.1'],
    ['garbage@greeting', 'unsent EPROTOCOL'],
    ['drop@ehlo', 'unsent ECONNECTION'],
    ['hang@ehlo', 'unsent EABORT'],
    ['421@ehlo', 'unsent 421 4.3.2'],
    ['451@ehlo', 'unsent 451 4.3.0'],
    ['554@ehlo', 'unsent 554 5.7.1'],
    ['garbage@ehlo', 'unsent EABORT'],
    ['drop@auth', 'unsent ECONNECTION'],
    ['hang@auth', 'unsent EABORT'],
    ['421@auth', 'unsent 421 4.3.2'],
    ['454@auth', 'unsent 454 4.7.0'],
    ['drop@mail', 'unsent ECONNECTION'],
    ['hang@mail', 'unsent EABORT'],
    ['421@mail', 'unsent 421 4.3.2'],
    ['451@mail', 'unsent 451 4.3.0'],
    ['garbage@mail', 'unsent EABORT'],
    ['drop@rcpt', 'unsent ECONNECTION'],
    ['hang@rcpt', 'unsent EABORT'],
    ['421@rcpt', 'unsent 421 4.3.2'],
    ['450@rcpt', 'unsent 450 4.2.0'],
    ['452@rcpt', 'unsent 452 4.2.2'],
    ['garbage@rcpt', 'unsent EABORT'],
    ['drop@data', 'unsent ECONNECTION'],
    ['hang@data', 'unsent EABORT'],
    ['421@data', 'unsent 421 4.3.2'],
    ['451@data', 'unsent 451 4.3.0'],
    ['554@data', 'unsent 554 5.7.1'],
    ['garbage@data', 'unsent EENVELOPE'],
  ])('%s: %s', async (words, expected) => {
    const { outcome, taken } = await underFault(words);
    expect(brief(outcome)).toBe(expected);
    expect(outcome).toMatchObject({ retryAfter: 300_000 });
    expect(taken).toBe(0);
  });

  it('nobody listens: unsent, with what the system said', async () => {
    const free = createServer();
    const port = await new Promise<number>((resolve) =>
      free.listen(0, '127.0.0.1', () => {
        const address = free.address();
        free.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      }),
    );
    const transport = smtpTransport({ accounts: new Map([[BUSINESS, sender(port)]]) });
    expect(await transport.send(email(), key(), calm())).toEqual({
      kind: 'unsent',
      code: 'ECONNREFUSED',
      detail: `the mail server was not reached: connect ECONNREFUSED 127.0.0.1:${port}`,
      retryAfter: 300_000,
    });
  });
});

describe('an answer to the person’s address or to the whole message is a refusal', () => {
  it.each([
    ['550@rcpt', 'refused 550 5.1.1 dead'],
    ['552@rcpt', 'refused 552 5.2.2'],
    ['554@rcpt', 'refused 554 5.7.1'],
    ['550@dot', 'refused 550 5.1.1 dead'],
    ['552@dot', 'refused 552 5.2.2'],
    ['554@dot', 'refused 554 5.7.1'],
    ['421@dot', 'unsent 421 4.3.2'],
    ['451@dot', 'unsent 451 4.3.0'],
    ['421@body', 'unsent 421 4.3.2'],
  ])('%s: %s', async (words, expected) => {
    const { outcome, taken } = await underFault(words);
    expect(brief(outcome)).toBe(expected);
    expect(taken).toBe(0);
  });

  it.each([
    ['550@rcpt', '550', '5.2.1 this mailbox is closed', 'refused 550 5.2.1 dead'],
    ['550@rcpt', '550', '5.1.8 your own address is bad', 'refused 550 5.1.8'],
    ['550@rcpt', '550', 'no such user, in no code at all', 'refused 550'],
    ['550@rcpt', '550', '5.7.1 Relaying denied', 'misconfigured 550 5.7.1'],
    ['550@rcpt', '530', '5.7.0 Authentication required', 'misconfigured 530 5.7.0'],
    ['550@rcpt', '550', '5.1.1 no such user, and we do not relay', 'refused 550 5.1.1 dead'],
  ])('%s with %s %s: %s', async (words, code, text, expected) => {
    const [fault] = faultsOf(words);
    if (fault === undefined) throw new Error('no fault');
    post = await openPost({ faults: [{ ...fault, act: Number(code), text }] });
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe(expected);
  });
});

describe('what is our own settings’ fault pauses, and burns no touch', () => {
  it.each([
    ['535@auth', 'misconfigured 535 5.7.8'],
    ['554@auth', 'misconfigured 554 5.7.1'],
    ['554@mail', 'misconfigured 554 5.7.1'],
    ['550@mail', 'misconfigured 550 5.1.1'],
  ])('%s: %s', async (words, expected) => {
    const { outcome, taken } = await underFault(words);
    expect(brief(outcome)).toBe(expected);
    expect(taken).toBe(0);
  });

  it('a wrong password is one failed login, however many emails are due, and a right one lets all of them go', async () => {
    post = await openPost({ faults: faultsOf('535@auth'), sender: { ...LOGIN, connections: 5 } });
    const { transport, server, commands } = post;
    const twenty = (from: number) =>
      Promise.all(
        Array.from({ length: 20 }, (_none, n) => transport.send(email(), key(nth(from + n)), calm())),
      );
    const logins = () => commands.filter((command) => command.startsWith('AUTH')).length;
    expect((await twenty(0)).map(brief)).toEqual(Array(20).fill('misconfigured 535 5.7.8'));
    expect(logins()).toBe(1);
    expect((await twenty(20)).map(brief)).toEqual(Array(20).fill('misconfigured 535 5.7.8'));
    expect(logins()).toBe(2);
    server.setFaults([]);
    expect((await twenty(40)).map(brief)).toEqual(Array(20).fill('sent'));
    expect(logins()).toBeGreaterThan(3);
    expect(server.ledger()).toHaveLength(20);
  });

  it('a first email that hangs keeps the others only as long as a connection may take', async () => {
    post = await openPost({
      faults: [{ at: 'accepted', act: 'hang', times: 1 }],
      sender: { ...LOGIN, connections: 2 },
      limits: { connect: 1_000 },
    });
    const { transport, server } = post;
    const abort = new AbortController();
    const first = transport.send(email(), key(nth(1)), abort.signal);
    expect(brief(await transport.send(email(), key(nth(2)), calm()))).toBe('sent');
    abort.abort();
    expect((await first).kind).toBe('uncertain');
    expect(server.ledger()).toHaveLength(2);
  });

  it('who is called off while another tries the login is unsent, and nobody is asked for him', async () => {
    post = await openPost({ faults: faultsOf('hang@auth'), sender: LOGIN });
    const { transport, commands } = post;
    const [one, two] = [new AbortController(), new AbortController()];
    const first = transport.send(email(), key(nth(1)), one.signal);
    const second = transport.send(email(), key(nth(2)), two.signal);
    two.abort();
    expect(brief(await second)).toBe('unsent EABORT');
    one.abort();
    expect(brief(await first)).toBe('unsent EABORT');
    expect(commands.filter((command) => command.startsWith('EHLO')).length).toBeLessThan(2);
  });

  it('a server elsewhere is never spoken to in the clear', async () => {
    const accounts = new Map([[BUSINESS, sender(25, { host: 'smtp.example.com' })]]);
    expect(await smtpTransport({ accounts }).send(email(), key(), calm())).toEqual({
      kind: 'misconfigured',
      code: 'not_encrypted',
      detail:
        'security: none would send names, addresses and passwords in the clear to smtp.example.com; it is for a server on this machine. Set smtp.security in leadseq.yaml to starttls or tls',
    });
  });

  it('a user without a password is told before anybody is asked', async () => {
    post = await openPost({ sender: { user: 'bright', password: null } });
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe('misconfigured no_password');
    expect(post.commands).toEqual([]);
  });

  it('a server that repeats the password does not carry it into what is written down', async () => {
    const { user, password } = LOGIN;
    const token = Buffer.from(`\0${user}\0${password}`).toString('base64');
    const text = `5.7.8 ${password} is wrong, and so is ${token}, and ${Buffer.from(password).toString('base64')}`;
    post = await openPost({ faults: [{ at: 'auth', act: 535, text }], sender: LOGIN });
    expect(await post.transport.send(email(), key(), calm())).toEqual({
      kind: 'misconfigured',
      code: '535 5.7.8',
      detail: 'the mail server did not accept the login: 535 5.7.8 … is wrong, and so is …, and …',
    });
  });

  it('a business without an account, or without a sender, sends nothing', async () => {
    const nobody = smtpTransport({ accounts: new Map() });
    expect(brief(await nobody.send(email(), key(), calm()))).toBe('misconfigured no_account');
    post = await openPost();
    expect(brief(await post.transport.send(email({ from: null }), key(), calm()))).toBe(
      'misconfigured sender',
    );
    expect(brief(await post.transport.send(email({ from: 'a@x.test, b@y.test' }), key(), calm()))).toBe(
      'misconfigured sender',
    );
    expect(post.commands).toEqual([]);
  });
});

describe('once the server has said 354, only an answer to the message is proof', () => {
  it.each([
    ['drop@body', 'uncertain ECONNECTION', 0],
    ['hang@body', 'uncertain ETIMEDOUT', 0],
    ['drop@dot', 'uncertain ECONNECTION', 0],
    ['hang@dot', 'uncertain ETIMEDOUT', 0],
    ['garbage@dot', 'uncertain EMESSAGE', 0],
    ['drop@accepted', 'uncertain ECONNECTION', 1],
    ['hang@accepted', 'uncertain ETIMEDOUT', 1],
    ['garbage@accepted', 'uncertain EMESSAGE', 1],
  ])('%s: %s, and the server has %i', async (words, expected, accepted) => {
    const { outcome, taken } = await underFault(words);
    expect(brief(outcome)).toBe(expected);
    expect(taken).toBe(accepted);
  });

  it('the same error means two things: before 354 unsent, after it uncertain, on one and the same connection', async () => {
    post = await openPost({
      faults: [
        { at: 'accepted', act: 'drop', times: 1 },
        { at: 'mail', act: 'drop', times: 1 },
      ],
    });
    const outcomes: string[] = [];
    for (let n = 0; n < 3; n++) outcomes.push(brief(await post.transport.send(email(), key(nth(n)), calm())));
    expect(outcomes).toEqual(['uncertain ECONNECTION', 'unsent ECONNECTION', 'sent']);
  });

  it('a message on a connection that carried others is judged by itself', async () => {
    post = await openPost();
    expect(brief(await post.transport.send(email(), key(nth(1)), calm()))).toBe('sent');
    post.server.setFaults(faultsOf('451@rcpt'));
    expect(brief(await post.transport.send(email(), key(nth(2)), calm()))).toBe('unsent 451 4.3.0');
    post.server.setFaults(faultsOf('drop@rcpt'));
    expect((await post.transport.send(email(), key(nth(3)), calm())).kind).toBe('unsent');
    post.server.setFaults(faultsOf('drop@dot'));
    expect((await post.transport.send(email(), key(nth(4)), calm())).kind).toBe('uncertain');
    post.server.setFaults([]);
    expect(brief(await post.transport.send(email(), key(nth(5)), calm()))).toBe('sent');
    expect(post.server.ledger().map(({ messageId }) => messageId)).toEqual([
      `<${'1'.padStart(32, '0')}@bright.example.com>`,
      `<${'5'.padStart(32, '0')}@bright.example.com>`,
    ]);
  });

  it('many at once over few connections: each outcome is its own, and no mail is sent twice', async () => {
    const faults = faultsOf(
      'drop@dot:0.1,drop@rcpt:0.1,drop@accepted:0.1,451@data:0.1,554@dot:0.1,550@rcpt:0.1',
    );
    post = await openPost({ faults, seed: 11, sender: { connections: 5 } });
    const { transport, server } = post;
    const all = Array.from({ length: 120 }, async (_none, n) => {
      const { kind } = await transport.send(email(), key(nth(n)), calm());
      return { id: `<${n.toString(16).padStart(32, '0')}@bright.example.com>`, kind };
    });
    const outcomes = await Promise.all(all);
    const taken = server.ledger().map(({ messageId }) => messageId);
    expect(new Set(taken).size).toBe(taken.length);
    const wrong = outcomes.filter(
      ({ id, kind }) => (kind === 'sent') !== taken.includes(id) && kind !== 'uncertain',
    );
    expect(wrong).toEqual([]);
    // Enough of each kind that the law above had something to hold.
    const counts = ['sent', 'unsent', 'refused', 'uncertain'].map(
      (one) => outcomes.filter(({ kind }) => kind === one).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(5);
  });
});

describe('calling a send off', () => {
  it.each(['mail', 'rcpt', 'data'])('before 354, at %s: unsent', async (phase) => {
    const abort = new AbortController();
    post = await openPost({
      faults: faultsOf(`hang@${phase}`),
      onFault: () => setTimeout(() => abort.abort(), 20),
    });
    expect(brief(await post.transport.send(email(), key(), abort.signal))).toBe('unsent EABORT');
    expect(post.server.ledger()).toEqual([]);
  });

  it('before 354: nothing more is written, though the server says 354 a moment later', async () => {
    const abort = new AbortController();
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.write('220 slow\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        heard.push(chunk.toString());
        if (!/^DATA/m.test(heard.at(-1) ?? '')) socket.write('250 ok\r\n');
        else {
          abort.abort();
          socket.write('354 go on\r\n');
        }
      });
      socket.on('end', () => heard.push('(the end)'));
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const transport = smtpTransport({ accounts: new Map([[BUSINESS, sender(port)]]) });
    expect(brief(await transport.send(email(), key(), abort.signal))).toBe('unsent EABORT');
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(heard.map((text) => text.slice(0, 4).trim())).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA', '(the']);
  });

  it.each(['body', 'dot', 'accepted'])('after it, at %s: uncertain', async (phase) => {
    const abort = new AbortController();
    post = await openPost({
      faults: faultsOf(`hang@${phase}`),
      onFault: () => setTimeout(() => abort.abort(), 20),
    });
    expect(brief(await post.transport.send(email(), key(), abort.signal))).toBe('uncertain EABORT');
  });

  it('before it began: unsent, and nobody is connected to', async () => {
    post = await openPost();
    expect(brief(await post.transport.send(email(), key(), AbortSignal.abort()))).toBe('unsent EABORT');
    expect(post.commands).toEqual([]);
  });

  it.each([
    ['a free connection', 1, 'unsent EABORT'],
    ['the first login', 0, 'unsent window_over'],
  ])('waiting for %s no longer than the message may still go', async (_what, before, expected) => {
    post = await openPost({ limits: { final: 2_000 } });
    const { transport, server, commands } = post;
    for (let n = 0; n < before; n++) await transport.send(email(), key(nth(9)), calm());
    server.setFaults(faultsOf('hang@accepted'));
    const first = transport.send(email(), key(nth(1)), calm());
    const window = { ...nth(2), validUntil: (AT + 300) as typeof AT };
    expect(brief(await transport.send(email(), key(window), calm()))).toBe(expected);
    expect((await first).kind).toBe('uncertain');
    expect(commands.filter((command) => command.startsWith('MAIL')).length).toBe(before + 1);
  });
});

describe('the envelope', () => {
  it('names one recipient, once, whatever the message says', async () => {
    post = await openPost();
    await post.transport.send(
      email({ subject: 'Bcc: evil@example.net', text: 'To: evil@example.net\n' }),
      key(),
      calm(),
    );
    expect(post.commands.filter((command) => /^(MAIL|RCPT)/.test(command))).toEqual([
      'MAIL FROM:<hello@bright.example.com>',
      'RCPT TO:<ana@example.org>',
    ]);
    expect(post.server.ledger()[0]?.to).toEqual(['ana@example.org']);
  });

  it('gives back its connections when it is closed, and opens no more than it may', async () => {
    post = await openPost({ sender: { connections: 2 } });
    const { transport, server } = post;
    await Promise.all(Array.from({ length: 12 }, (_none, n) => transport.send(email(), key(nth(n)), calm())));
    expect(server.connections()).toBe(2);
    await transport.close?.();
    for (let tries = 0; server.connections() > 0 && tries < 100; tries++)
      await new Promise((done) => setTimeout(done, 10));
    expect(server.connections()).toBe(0);
  });
});
