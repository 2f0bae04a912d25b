/** A mail server for try-outs: takes every email on 127.0.0.1, delivers none, writes down what it took, and fails on request. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { type Draw, drawing, type SmtpFault } from './dev-smtp-faults.ts';
import { joinLine } from './dev-smtp-line.ts';
import { type DevMail, devMail } from './dev-smtp-mail.ts';

export interface DevSmtpOptions {
  /** 0, or left out: any free one. */
  readonly port?: number;
  readonly now: () => number;
  readonly faults?: readonly SmtpFault[];
  /** Of the faults that only some meet. */
  readonly seed?: number;
  /** Each email becomes a file there. */
  readonly folder?: string;
  /** Each email becomes a line of JSON there, before it is acknowledged. */
  readonly ledger?: string;
  /** Without it nothing is encrypted. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly from: 'start' | 'starttls' };
  readonly onMail?: (mail: DevMail, raw: string) => void;
  readonly onFault?: (fault: SmtpFault) => void;
  /** Everything that a client says besides messages and passwords. */
  readonly onCommand?: (command: string) => void;
}

export interface DevSmtp {
  readonly port: number;
  /** Accepted emails, oldest first. What was accepted stays so, whatever the client was told. */
  ledger(): readonly DevMail[];
  /** From the next connection, or the next message, on. */
  setFaults(faults: readonly SmtpFault[]): void;
  /** Connections that are open now. */
  connections(): number;
  /** Cuts every line and gives the port back. */
  close(): Promise<void>;
}

export async function startDevSmtp(options: DevSmtpOptions): Promise<DevSmtp> {
  const accepted: DevMail[] = [];
  const refusals = new Map<number, string>();
  const sockets = new Set<Socket>();
  let draw: Draw = drawing(options.faults ?? [], options.seed ?? 1);
  if (options.folder !== undefined) mkdirSync(options.folder, { recursive: true, mode: 0o700 });

  const take = (raw: string, session: SMTPServerSession): void => {
    const { mailFrom, rcptTo } = session.envelope;
    const mail = devMail(raw, {
      at: options.now(),
      to: rcptTo.map(({ address }) => address),
      from: mailFrom === false ? '' : mailFrom.address,
    });
    // Before the acknowledgement: what a client was told is on the disk.
    if (options.folder !== undefined)
      writeFileSync(join(options.folder, fileName(mail, accepted.length)), raw, {
        mode: SAFE,
        encoding: 'latin1',
      });
    if (options.ledger !== undefined)
      appendFileSync(options.ledger, `${JSON.stringify(mail)}\n`, { mode: SAFE });
    accepted.push(mail);
    options.onMail?.(mail, raw);
  };

  const behind = new SMTPServer({
    ...BEHIND,
    ...encryption(options.tls),
    onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? 'anybody' }),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => undefined);
      stream.on('end', () => {
        const refusal = refusals.get(session.remotePort);
        refusals.delete(session.remotePort);
        if (refusal !== undefined) {
          const responseCode = Number(refusal.slice(0, 3));
          callback(Object.assign(new Error(refusal.slice(4)), { responseCode }));
          return;
        }
        try {
          take(Buffer.concat(chunks).toString('latin1'), session);
          callback(null, `2.0.0 taken as number ${accepted.length}; it goes nowhere`);
        } catch (error) {
          const said = error instanceof Error ? error.message : String(error);
          callback(
            Object.assign(new Error(`4.3.0 it could not be written down: ${said}`), { responseCode: 451 }),
          );
        }
      });
    },
  });
  // A client that goes away in the middle is nothing to tell anybody.
  behind.on('error', () => undefined);
  const inner = await listening(behind.listen(0, '127.0.0.1'));

  const front = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    joinLine(client, {
      port: inner,
      draw: (part) => draw(part),
      opaque: options.tls?.from === 'start',
      refuse: (port, reply) => refusals.set(port, reply),
      ...(options.onCommand === undefined ? {} : { onCommand: options.onCommand }),
      ...(options.onFault === undefined ? {} : { onFault: options.onFault }),
    });
  });
  const port = await listening(front.listen(options.port ?? 0, '127.0.0.1')).catch((error: unknown) => {
    // A port that is taken ends the program: nothing of it may go on listening.
    behind.close(() => undefined);
    throw error;
  });

  return {
    port,
    ledger: () => accepted,
    setFaults: (faults) => {
      draw = drawing(faults, options.seed ?? 1);
    },
    connections: () => sockets.size,
    close: async () => {
      const closed = new Promise<void>((resolve) => front.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => behind.close(() => resolve()));
    },
  };
}

/** Owner only: an email names a person and what they asked for. */
const SAFE = 0o600;

const BEHIND: SMTPServerOptions = {
  name: 'try-outs.localhost',
  banner: 'for try-outs, delivers nothing',
  authOptional: true,
  allowInsecureAuth: true,
  disableReverseLookup: true,
  hideENHANCEDSTATUSCODES: true,
  logger: false,
};

function encryption(tls: DevSmtpOptions['tls']): SMTPServerOptions {
  if (tls === undefined) return { disabledCommands: ['STARTTLS'] };
  return { key: tls.key, cert: tls.cert, secure: tls.from === 'start' };
}

/** Sorts by time: `20260310T150405123Z-0001.eml`. */
function fileName({ at }: DevMail, before: number): string {
  const time = new Date(at).toISOString().replace(/[-:.]/g, '');
  return `${time}-${String(before + 1).padStart(4, '0')}.eml`;
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => resolve((server.address() as AddressInfo).port));
  });
}
