/** An email's window holds up to the moment from which a mail server may have it: before that it is dropped in time, after it nothing is cut off. */
import { expect, onTestFinished, test } from 'vitest';
import { after, type Instant } from '../../src/domain/time.ts';
import { startDevSmtp } from '../../src/server/dev-smtp.ts';
import type { SmtpFault } from '../../src/server/dev-smtp-faults.ts';
import { smtpTransport } from '../../src/transport/smtp.ts';
import { AT, BUSINESS, email, key, sender } from './smtp-post.ts';

const never = new AbortController().signal;

/** A message whose window has so many milliseconds left when its request begins, and a clock that runs from there. */
async function sentWith(left: number, faults: readonly SmtpFault[] = [], final = 60_000) {
  const server = await startDevSmtp({ now: () => AT, faults });
  onTestFinished(() => server.close());
  const begun = performance.now();
  const now = (): Instant => after(AT, Math.round(performance.now() - begun) + 20_000);
  const transport = smtpTransport({
    accounts: new Map([[BUSINESS, sender(server.port)]]),
    limits: { connect: 60_000, before: 60_000, final },
    now,
  });
  onTestFinished(() => transport.close?.());
  // Reserved twenty seconds ago: what is left counts from now, and not from then.
  const outcome = await transport.send(email(), key({ validUntil: after(AT, 20_000 + left) }), never);
  return {
    outcome,
    took: performance.now() - begun,
    mails: server.ledger().length,
    connections: server.connections(),
  };
}

test('over: nobody is asked', async () => {
  const { outcome, mails, connections } = await sentWith(0);
  expect(outcome).toEqual({
    kind: 'unsent',
    code: 'window_over',
    detail: 'its window was over',
    retryAfter: 0,
  });
  expect([mails, connections]).toEqual([0, 0]);
});

test.each(['ehlo', 'mail', 'rcpt', 'data'] as const)(
  'ends while the server is silent at %s: dropped then, and nobody has it',
  async (at) => {
    const { outcome, took, mails } = await sentWith(300, [{ at, act: 'hang' }]);
    expect(outcome.kind).toBe('unsent');
    // By the window, and not by the limit of a minute.
    expect(took).toBeLessThan(50_000);
    expect(mails).toBe(0);
  },
);

test('ends while the server has the message and says nothing: it may have it, and its answer is waited for', async () => {
  // Long enough for a slow machine to hand the message over before its window ends.
  const { outcome, took, mails } = await sentWith(2_500, [{ at: 'accepted', act: 'hang' }], 3_500);
  expect(outcome.kind).toBe('uncertain');
  expect(took).toBeGreaterThan(3_400);
  expect(mails).toBe(1);
});

test('control: with time left it goes', async () => {
  const { outcome, mails } = await sentWith(60_000);
  expect(outcome.kind).toBe('sent');
  expect(mails).toBe(1);
});
