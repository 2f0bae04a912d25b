/** Servers driven by hand for the Twilio transport: each test says what is answered, byte by byte, and sees what arrived. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type AttemptToken, asId, type BusinessId } from '../../src/domain/ids.ts';
import { instant } from '../../src/domain/time.ts';
import type { SmsMessage } from '../../src/message/message.ts';
import type { SendKey, Sought } from '../../src/transport/transport.ts';
import { type TwilioSender, type TwilioTransport, twilioTransport } from '../../src/transport/twilio.ts';

export const BRIGHT = asId<BusinessId>('bright-dental');
export const ACCOUNT = `AC${'0'.repeat(31)}1`;
export const SECRET = 'c4nary-secret-4711';
export const TOKEN = asId<AttemptToken>('0123456789abcdef0123456789abcdef');

/** Tuesday 10 March 2026, 10:00 in Chicago. */
export const TEN = Date.parse('2026-03-10T15:00:00Z');

export const TEXT: SmsMessage = {
  kind: 'sms',
  to: '+13125550142',
  from: '+13125550100',
  body: "Hi Maria, it's Bright Dental: 20% off & more + a “smart” quote",
  segments: 1,
  encoding: 'UCS-2',
};

export const keyAt = (at: number = TEN, validFor = 6 * 3_600_000): SendKey => ({
  token: TOKEN,
  business: BRIGHT,
  at: instant(at),
  validUntil: instant(at + validFor),
});

export const soughtAt = (at: number = TEN, body = TEXT.body): Sought => ({
  token: TOKEN,
  business: BRIGHT,
  channel: 'sms',
  to: TEXT.to,
  body,
  at: instant(at),
  deadline: instant(at + 30_000),
});

export const senderAt = (baseUrl: string, more: Partial<TwilioSender> = {}): TwilioSender => ({
  accountSid: ACCOUNT,
  apiKey: null,
  secret: SECRET,
  baseUrl,
  sender: '+13125550100',
  ...more,
});

export const transportTo = (
  sender: TwilioSender,
  more: { timeout?: number; statusCallback?: string; now?: () => number } = {},
): TwilioTransport =>
  twilioTransport({
    accounts: new Map([[BRIGHT, sender]]),
    statusCallback: more.statusCallback ?? null,
    ...(more.timeout !== undefined && { timeout: more.timeout }),
    ...(more.now !== undefined && { now: () => instant(more.now?.() ?? 0) }),
  });

export const never = (): AbortSignal => new AbortController().signal;

export interface Hand {
  readonly url: string;
  readonly port: number;
  /** Each request as it arrived, whole. */
  readonly requests: readonly string[];
  connections(): number;
  close(): Promise<void>;
}

interface Script {
  /** When a request has arrived whole; the number counts from 0. */
  readonly answer?: (socket: Socket, request: string, number: number) => void;
  readonly connected?: (socket: Socket) => void;
}

export async function byHand(script: Script, server: Server = createServer()): Promise<Hand> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    script.connected?.(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = endOfRequest(text); end !== null; end = endOfRequest(text)) {
        requests.push(text.slice(0, end));
        text = text.slice(end);
        script.answer?.(socket, requests.at(-1) ?? '', requests.length - 1);
      }
    });
  };
  // A TLS server speaks of connections that have shaken hands.
  server.on('key' in server || 'setSecureContext' in server ? 'secureConnection' : 'connection', serve);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function endOfRequest(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : null;
}

export const SID = `SM${'a'.repeat(32)}`;

/** A message as Twilio shows it. */
export const resource = (
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  sid: SID,
  account_sid: ACCOUNT,
  messaging_service_sid: null,
  status: 'queued',
  direction: 'outbound-api',
  from: '+13125550100',
  to: TEXT.to,
  body: TEXT.body,
  num_segments: '1',
  error_code: null,
  date_created: new Date(TEN).toUTCString(),
  ...more,
});

/** An error in Twilio's own form. */
export const twilioError = (status: number, code: number, message = 'said by Twilio'): string =>
  JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

/** An HTTP response; `headers` are whole lines. */
export function http(status: number, body: string, headers: readonly string[] = []): string {
  const bytes = Buffer.byteLength(body);
  const head = [
    `HTTP/1.1 ${status} Whatever`,
    'Content-Type: application/json',
    `Content-Length: ${bytes}`,
    ...headers,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** The fields of a request's form. */
export const formOf = (request: string): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(request.slice(request.indexOf('\r\n\r\n') + 4)));
