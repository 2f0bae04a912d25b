/** Encryption on the way to the mail server: what is not encrypted as asked for is not said at all. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/attempt.ts';
import { calm, email, faultsOf, key, openPost, type Post } from './smtp-post.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const KEY = fixture('try-outs.key.pem');
const HERE = fixture('here.cert.pem');
const ELSEWHERE = fixture('elsewhere.cert.pem');

let post: Post | null = null;
afterEach(async () => {
  await post?.close();
  post = null;
});
beforeAll(async () => {
  await import('nodemailer');
});

const brief = (outcome: Outcome): string =>
  outcome.kind === 'sent' ? 'sent' : `${outcome.kind} ${outcome.code}`;

describe('starttls', () => {
  const open = (over: Parameters<typeof openPost>[0] = {}): Promise<Post> =>
    openPost({
      tls: { key: KEY, cert: HERE, from: 'starttls' },
      ...over,
      sender: { security: 'starttls', ca: HERE, user: 'bright', password: 'correct horse', ...over.sender },
    });

  it('says nothing but hello in the clear', async () => {
    post = await open();
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe('sent');
    expect(post.commands.map((command) => command.slice(0, 8).trim())).toEqual(
      ['EHLO', 'STARTTLS'].map((one) => expect.stringContaining(one)),
    );
    expect(post.server.ledger().length).toBe(1);
  });

  it.each([
    ['454@starttls', 'unsent 454 4.7.0'],
    ['554@starttls', 'misconfigured 554 5.7.1'],
    ['421@starttls', 'unsent 421 4.3.2'],
    ['drop@starttls', 'unsent ECONNECTION'],
    ['hang@starttls', 'unsent EABORT'],
    ['garbage@starttls', 'misconfigured ERR_SSL_WRONG_VERSION_NUMBER'],
  ])('%s: %s', async (words, expected) => {
    post = await open({ faults: faultsOf(words), limits: words.startsWith('hang') ? { before: 1_000 } : {} });
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe(expected);
    expect(post.commands.filter((command) => /^(AUTH|MAIL)/.test(command))).toEqual([]);
  });

  it('a server that does not offer it gets no login and no mail', async () => {
    post = await openPost({ sender: { security: 'starttls', ca: HERE } });
    const outcome = await post.transport.send(email(), key(), calm());
    expect(outcome).toMatchObject({ kind: 'misconfigured' });
    expect('detail' in outcome ? outcome.detail : '').toMatch(
      /^the mail server does not encrypt; security: starttls in leadseq.yaml wants it to: 5\d\d /,
    );
    expect(post.commands.filter((command) => /^(AUTH|MAIL)/.test(command))).toEqual([]);
  });

  it.each([
    ['nobody vouches for', {}, HERE, 'misconfigured DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is another server’s', { ca: ELSEWHERE }, ELSEWHERE, 'misconfigured ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate that %s pauses the channel', async (_why, trust, cert, expected) => {
    post = await openPost({
      tls: { key: KEY, cert, from: 'starttls' },
      sender: { security: 'starttls', ...trust },
    });
    const outcome = await post.transport.send(email(), key(), calm());
    expect(brief(outcome)).toBe(expected);
    expect(post.server.ledger()).toEqual([]);
  });
});

describe('tls', () => {
  it('is encrypted from the first byte', async () => {
    post = await openPost({
      tls: { key: KEY, cert: HERE, from: 'start' },
      sender: { security: 'tls', ca: HERE },
    });
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe('sent');
    expect(post.commands).toEqual([]);
    expect(post.server.ledger().length).toBe(1);
  });

  it('a certificate that nobody vouches for pauses the channel', async () => {
    post = await openPost({ tls: { key: KEY, cert: HERE, from: 'start' }, sender: { security: 'tls' } });
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe(
      'misconfigured DEPTH_ZERO_SELF_SIGNED_CERT',
    );
  });

  it('a port that speaks in the clear pauses it too', async () => {
    post = await openPost({ sender: { security: 'tls', ca: HERE } });
    expect(brief(await post.transport.send(email(), key(), calm()))).toBe(
      'misconfigured ERR_SSL_WRONG_VERSION_NUMBER',
    );
  });
});
