/** Every way in which one email can end, through the tick, the mail library and a socket: what is written down, what a person is told, and that nobody gets it twice. */
import { afterEach, expect, test } from 'vitest';
import { DAY, instant } from '../../src/domain/time.ts';
import { startDevSmtp } from '../../src/server/dev-smtp.ts';
import type { SmtpFault } from '../../src/server/dev-smtp-faults.ts';
import { brokenInvariants } from '../../src/store/invariants.ts';
import type { SmtpLimits } from '../../src/transport/smtp.ts';
import { createKit, HELLO, type Kit, scripted, TUESDAY_10 } from './kit.ts';
import { mailTo } from './mail-sender.ts';

const LETTER = `${HELLO.replace(/sms: .*$/m, 'email: { subject: "Hi", body: "Hi {{ first_name }}." }')}  - { id: ring, day: 9, at: "10:00", call: { script: "Ask." } }\n`;

let kit: Kit;
let close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of close.splice(0)) await one();
  await kit.close();
});

/** fault, the attempt at once and two days later, mails at the server, how the touch ended, and what the tick says of it. */
const ROWS: readonly (readonly [SmtpFault, string, string, number, string | null, RegExp])[] = [
  [{ at: 'connect', act: 'drop', times: 1 }, 'unsent', 'unsent sent', 1, 'sent', /^the mail server /],
  [{ at: 'greeting', act: 421, times: 1 }, 'unsent', 'unsent sent', 1, 'sent', /^the mail server .*421/],
  [
    { at: 'ehlo', act: 'hang', times: 1 },
    'unsent',
    'unsent sent',
    1,
    'sent',
    /^the mail server was not reached/,
  ],
  [{ at: 'mail', act: 451, times: 1 }, 'unsent', 'unsent sent', 1, 'sent', /did not take the sender.*451/],
  [{ at: 'rcpt', act: 451, times: 1 }, 'unsent', 'unsent sent', 1, 'sent', /did not take the address.*451/],
  [{ at: 'rcpt', act: 550, times: 1 }, 'refused', 'refused', 0, 'failed', /refused the address.*550/],
  [
    { at: 'data', act: 'drop', times: 1 },
    'unsent',
    'unsent sent',
    1,
    'sent',
    /^the mail server was not reached/,
  ],
  [{ at: 'body', act: 'drop', times: 1 }, 'uncertain', 'uncertain', 0, 'sent', /^no answer to the message/],
  [{ at: 'dot', act: 'drop', times: 1 }, 'uncertain', 'uncertain', 0, 'sent', /^no answer to the message/],
  [{ at: 'dot', act: 'hang', times: 1 }, 'uncertain', 'uncertain', 0, 'sent', /^no answer to the message/],
  [{ at: 'dot', act: 452, times: 1 }, 'unsent', 'unsent sent', 1, 'sent', /did not take the message.*452/],
  [{ at: 'dot', act: 554, times: 1 }, 'refused', 'refused', 0, 'failed', /refused the message.*554/],
  [
    { at: 'accepted', act: 'drop', times: 1 },
    'uncertain',
    'uncertain',
    1,
    'sent',
    /^no answer to the message/,
  ],
  [
    { at: 'accepted', act: 'hang', times: 1 },
    'uncertain',
    'uncertain',
    1,
    'sent',
    /^no answer to the message/,
  ],
];

/** Where nothing hangs, no limit for what hangs may end what is merely slow. */
const limitsOf = ({ at, act }: SmtpFault): SmtpLimits => {
  const patient = { connect: 60_000, before: 60_000, final: 60_000 };
  if (act !== 'hang') return patient;
  return at === 'ehlo' ? { ...patient, before: 2_000 } : { ...patient, final: 3_000 };
};

test.each(ROWS.map((row) => [`${row[0].act} at ${row[0].at}`, ...row] as const))(
  '%s',
  async (_name, fault, atOnce, atLast, mails, end, said) => {
    kit = await createKit({ sequences: [LETTER] });
    const server = await startDevSmtp({ now: () => kit.clock.now, faults: [fault] });
    const email = mailTo(server.port, 1, { limits: limitsOf(fault) });
    close = [() => email.close?.() ?? Promise.resolve(), () => server.close()];
    await kit.enroll();
    const transports = { sms: scripted().transports.sms, email };
    const states = async () =>
      (await kit.all('SELECT state FROM attempt ORDER BY id')).map(({ state }) => state).join(' ');
    const report = await kit.tick(transports);
    expect(await states()).toBe(atOnce);
    expect(report.failed).toMatchObject([{ kind: atOnce, channel: 'email', count: 1 }]);
    expect(report.failed[0]?.detail).toMatch(said);
    await kit.run(transports, instant(TUESDAY_10 + 2 * DAY));
    expect(await states()).toBe(atLast);
    expect(server.ledger()).toHaveLength(mails);
    expect((await kit.all('SELECT kind FROM touch_end')).map(({ kind }) => kind)).toEqual([end]);
    expect(await brokenInvariants(kit.ws.db)).toEqual([]);
  },
);
