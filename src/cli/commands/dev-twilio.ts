/** `seq dev twilio`: a Twilio on this machine for trying things out; says what to set, then what passes through it. */
import { resolve } from 'node:path';
import { DAY } from '../../domain/time.ts';
import { type FakeAccount, TEST_ACCOUNT } from '../../server/fake-twilio/accounts.ts';
import type { Happening } from '../../server/fake-twilio/exchange.ts';
import { type FakeTwilio, startFakeTwilio } from '../../server/fake-twilio/fake-twilio.ts';
import { readFaults } from '../../server/fake-twilio/fault-words.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { happeningFacts, happeningLine } from '../twilio-words.ts';

export interface Options {
  readonly port?: number;
  readonly account?: string;
  readonly token?: string;
  readonly number?: readonly string[];
  readonly inboundUrl?: string;
  readonly deliverTo?: string;
  readonly lag?: number;
  readonly faults?: string;
  readonly seed?: number;
  readonly ledger?: string;
}

export const PORT = 4010;

export const run: Command<Options> = async (io, _args, options) => {
  const mistake = mistakeIn(options);
  if (mistake !== null) return usage(io, options, mistake);
  const faults = readFaults(options.faults ?? '');
  if (!faults.ok) return usage(io, options, faults.error);
  const account = accountOf(options);
  const tell = (happening: Happening): void => {
    if (options.json === true) writeJson(io, 'dev_twilio_event', happeningFacts(happening, io.now()));
    else
      for (const line of happeningLine(happening, io.now(), io.stdout.columns)) io.stdout.write(`${line}\n`);
  };
  let fake: FakeTwilio;
  try {
    fake = await startFakeTwilio({
      port: options.port ?? PORT,
      accounts: [account],
      faults: faults.value,
      tell,
      wall: io.now,
      settings: { lag: options.lag ?? 0, deliverTo: options.deliverTo ?? null },
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.ledger === undefined ? {} : { ledgerFile: resolve(io.cwd, options.ledger) }),
    });
  } catch (error) {
    return cannotStart(io, options, error);
  }
  if (options.json === true) writeJson(io, 'dev_twilio', { url: fake.url, account: account.sid });
  else for (const line of howToUse(io, options, fake, account)) io.stdout.write(`${line}\n`);
  await aborted(io.signal);
  await fake.close();
  return EXIT.ok;
};

/** What was typed and cannot be; null when all is well. */
function mistakeIn({ port, account, number, inboundUrl, deliverTo, lag }: Options): string | null {
  if (port !== undefined && port > 65_535) return `--port ${port} is too high: ports go up to 65535`;
  if (account !== undefined && !/^AC[0-9a-f]{32}$/.test(account))
    return `"${account}" is no account SID: it takes AC and 32 hexadecimal digits, in lower case`;
  const odd = number?.find((each) => !/^\+[1-9]\d{6,14}$/.test(each));
  if (odd !== undefined)
    return `"${odd}" is no phone number: it takes one with its country code, such as +15005550006`;
  const address = [inboundUrl, deliverTo].find(
    (each) => each !== undefined && !/^https?:\/\/[^\s/]+/.test(each),
  );
  if (address !== undefined) return `"${address}" is no address: it takes one such as http://127.0.0.1:8080`;
  if (lag !== undefined && lag > DAY) return `--lag ${lag} is more than a day: it takes milliseconds`;
  return null;
}

const accountOf = ({ account, token, number, inboundUrl }: Options): FakeAccount => ({
  ...TEST_ACCOUNT,
  sid: account ?? TEST_ACCOUNT.sid,
  token: token ?? TEST_ACCOUNT.token,
  numbers: number ?? null,
  inboundUrl: inboundUrl ?? null,
});

function cannotStart(io: Io, options: Options & GlobalOptions, error: unknown): ExitCode {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    const port = options.port ?? PORT;
    complain(
      io,
      options,
      `something else listens on port ${port} of this machine`,
      `Name another: --port ${port + 1}`,
    );
    return EXIT.configuration;
  }
  throw error;
}

/** What to write into `leadseq.yaml` and the environment, ready to be copied. */
function howToUse(io: Io, options: Options, fake: FakeTwilio, account: FakeAccount): readonly string[] {
  // A token of one's own may be a real one, and what stands on a screen is read by others.
  const token = options.token === undefined ? account.token : 'the token you gave';
  return [
    `A Twilio for try-outs listens on ${fake.url}. It takes every text and sends none.`,
    'To send to it, put this into leadseq.yaml:',
    '',
    'providers:',
    '  sms: twilio',
    'twilio:',
    `  account_sid: ${account.sid}`,
    `  base_url: ${fake.url}`,
    '',
    'Each business there needs a number to send from: senders: { sms: "+13125550100" }.',
    'And this into .env beside it, which only you may read (chmod 600 .env):',
    '',
    `LEADSEQ_TWILIO_TOKEN=${token}`,
    '',
    `Answer as a lead, in another terminal: ${answerWith(io, options)}`,
    'Ctrl-C ends it; what it took is forgotten then.',
    '',
  ];
}

const answerWith = (io: Io, { port }: Options): string =>
  `${io.name} dev text +13125550142 "STOP"${port === undefined ? '' : ` --port ${port}`}`;

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
