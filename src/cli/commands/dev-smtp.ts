/** `seq dev smtp`: a mail server on this machine for trying things out, with the faults that real ones have. */
import { resolve } from 'node:path';
import { type Instant, instant } from '../../domain/time.ts';
import { type DevSmtp, startDevSmtp } from '../../server/dev-smtp.ts';
import { describeFault, parseFaults } from '../../server/dev-smtp-faults.ts';
import type { DevMail } from '../../server/dev-smtp-mail.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { iso, writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { plain } from '../terminal.ts';

export interface Options {
  readonly port?: number;
  /** Such as `451@rcpt,drop@dot:0.1`. */
  readonly faults?: string;
  readonly seed?: number;
  readonly folder?: string;
  readonly ledger?: string;
}

const PORT = 2525;

export const run: Command<Options> = async (io, _args, options) => {
  const faults = parseFaults(options.faults ?? '');
  if (options.faults !== undefined && !faults.ok) return usage(io, options, faults.error);
  const server = await started(io, options, faults.ok ? faults.value : []);
  if (server === null) return EXIT.configuration;
  if (options.json !== true) for (const line of settings(io, server.port)) io.stdout.write(`${line}\n`);
  else writeJson(io, 'dev_smtp', { host: '127.0.0.1', port: server.port });
  await aborted(io.signal);
  await server.close();
  return EXIT.ok;
};

async function started(
  io: Io,
  options: Options & GlobalOptions,
  faults: Parameters<typeof startDevSmtp>[0]['faults'] & object,
): Promise<DevSmtp | null> {
  const port = options.port ?? PORT;
  const say = (line: string): void => {
    if (options.json !== true) io.stdout.write(`${clock(io.now())}  ${line}\n`);
  };
  try {
    return await startDevSmtp({
      port,
      now: io.now,
      faults,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.folder === undefined ? {} : { folder: resolve(io.cwd, options.folder) }),
      ...(options.ledger === undefined ? {} : { ledger: resolve(io.cwd, options.ledger) }),
      onMail: (mail) => {
        if (options.json === true)
          writeJson(io, 'dev_mail', { mail: { ...mail, at: iso(instant(mail.at)) } });
        else say(`took  ${plain(told(mail))}`);
      },
      onFault: (fault) => say(`fault ${describeFault(fault)}`),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === null) throw error;
    if (code === 'EADDRINUSE') {
      complain(
        io,
        options,
        `something else listens on port ${port} of this machine`,
        `Name another: --port ${port + 1}`,
      );
    } else
      complain(io, options, `the server could not start: ${error instanceof Error ? error.message : code}`);
    return null;
  }
}

/** What to write into `leadseq.yaml`, ready to be copied. */
const settings = (io: Io, port: number): readonly string[] => [
  `A mail server for try-outs listens on 127.0.0.1:${port}. It takes every email and delivers none.`,
  'To send to it, put this into leadseq.yaml:',
  '',
  'providers:',
  '  email: smtp',
  'email_replies: watched_by_hand',
  'smtp:',
  '  host: 127.0.0.1',
  `  port: ${port}`,
  '  security: none',
  '',
  `Then, in another terminal: ${io.name} tick. Ctrl-C ends the server.`,
  '',
];

const told = ({ to, from, subject, resent }: DevMail): string =>
  `${from} to ${to.join(', ')}: ${subject}${resent === null ? '' : ' (sent again)'}`;

const clock = (at: Instant): string => new Date(at).toISOString().slice(11, 19);

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
