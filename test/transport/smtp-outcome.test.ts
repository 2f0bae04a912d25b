/** The table of what a failed email means, as laws: what cannot be proven is uncertain, whatever words it comes in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SmtpFailure, smtpOutcome } from '../../src/transport/smtp-outcome.ts';
import '../seed.ts';

const reply = fc.oneof(
  fc.constant(null),
  fc.tuple(fc.integer({ min: 100, max: 699 }), fc.string()).map(([code, text]) => `${code} ${text}`),
  fc.string(),
);
const failure = (begun: boolean): fc.Arbitrary<SmtpFailure> =>
  fc.record({
    begun: fc.constant(begun),
    code: fc.oneof(
      fc.constantFrom(
        'EAUTH',
        'ECONNECTION',
        'EDNS',
        'EENVELOPE',
        'EMESSAGE',
        'EPROTOCOL',
        'ESOCKET',
        'ESTREAM',
        'ETIMEDOUT',
        'ETLS',
        'EABORT',
        'unknown',
      ),
      fc.string(),
    ),
    command: fc.oneof(
      fc.constantFrom(null, 'CONN', 'EHLO', 'AUTH PLAIN', 'MAIL FROM', 'RCPT TO', 'DATA', 'API'),
      fc.string(),
    ),
    cause: fc.oneof(
      fc.constantFrom(null, 'ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'EPROTO'),
      fc.string(),
    ),
    reply,
    message: fc.string(),
  });

describe('a failed email', () => {
  it('that no server had a word of is never uncertain, and never sent', () => {
    fc.assert(
      fc.property(failure(false), (one) => {
        expect(['unsent', 'refused', 'misconfigured']).toContain(smtpOutcome(one).kind);
      }),
    );
  });

  it('that was being handed over is uncertain without an answer to the message itself', () => {
    fc.assert(
      fc.property(failure(true), (one) => {
        const answered = one.code === 'EMESSAGE' && /^[45]\d\d(?:[ \r\n-]|$)/.test(one.reply ?? '');
        expect(smtpOutcome(one).kind === 'uncertain').toBe(!answered);
      }),
    );
  });

  it('is told on one line, in at most 420 characters', () => {
    fc.assert(
      fc.property(fc.oneof(failure(true), failure(false)), (one) => {
        const outcome = smtpOutcome(one);
        const detail = outcome.kind === 'sent' ? '' : outcome.detail;
        expect(detail.length).toBeLessThanOrEqual(420);
        expect(detail).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('to a dead address says so, and only where the address is what is said to be dead', () => {
    const at = (text: string): unknown => {
      const one = smtpOutcome({
        begun: false,
        code: 'EENVELOPE',
        command: 'RCPT TO',
        cause: null,
        reply: text,
        message: '',
      });
      return one.kind === 'refused' ? [one.suppress, one.why ?? null] : one.kind;
    };
    const dead = [
      '550 5.1.1 no',
      '550-5.1.1 no\n550 5.1.1 such',
      '553 5.1.3 bad',
      '551 5.1.6 moved',
      '550 5.2.1 off',
    ];
    const alive = [
      '550 5.7.1 spam',
      '552 5.2.2 full',
      '550 no',
      '553 5.1.8 your domain',
      '550 5.1.7 your address',
    ];
    expect(dead.map(at)).toEqual(dead.map(() => [true, 'dead_address']));
    expect(alive.map(at)).toEqual(alive.map(() => [false, null]));
  });
});
