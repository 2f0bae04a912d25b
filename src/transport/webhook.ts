/** Posts a notice to an address that the operator has named, and to no other. */
import { lookup as lookUp } from 'node:dns/promises';
import { request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';
import { isIP } from 'node:net';
import type { Told } from '../domain/telling.ts';
import { SECOND } from '../domain/time.ts';
import { isInside } from './inside.ts';

export interface Posting {
  readonly url: string;
  readonly body: string;
  /** Its name, the time, and what both are signed with. */
  readonly signed: Readonly<Record<string, string>>;
}

/** Whoever answers later has been asked too much; the next try is soon. */
const TIMEOUT = 5 * SECOND;
/** More of an answer is not read: nothing in it is of use. */
const LARGEST_ANSWER = 64 * 1024;

/** Where a name leads, as the system resolves it. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const bySystem: Resolve = async (host) => (await lookUp(host, { all: true })).map(({ address }) => address);

/** Exactly one request, to an address that was looked at before it is connected to; redirects are not followed. */
export async function post(
  posting: Posting,
  signal: AbortSignal,
  resolve: Resolve = bySystem,
): Promise<Told> {
  const url = new URL(posting.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Plain http goes to this very machine, for try-outs; the settings allow it nowhere else.
  const isTryOut = url.protocol === 'http:';
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host];
  } catch (error) {
    return { kind: 'failed', detail: `${host} was not found: ${messageOf(error)}` };
  }
  const [address] = addresses;
  if (address === undefined) return { kind: 'failed', detail: `${host} has no address` };
  const inside = addresses.find((one) => isInside(one));
  if (isTryOut ? !addresses.every(isLoopback) : inside !== undefined)
    return { kind: 'refused', detail: `${host} leads to ${inside ?? address}, where no webhook may go` };
  return request(url, address, posting, signal, isTryOut);
}

const isLoopback = (address: string): boolean => /^127\./.test(address) || address === '::1';

function request(
  url: URL,
  address: string,
  posting: Posting,
  signal: AbortSignal,
  isTryOut: boolean,
): Promise<Told> {
  const { body, signed } = posting;
  return new Promise((done) => {
    const fail = (detail: string): void => done({ kind: 'failed', detail });
    const sending = (isTryOut ? overHttp : overTls)(
      url,
      {
        method: 'POST',
        // The name was resolved once, and what it led to was looked at: nothing else is connected to.
        lookup: (_host, options, found) =>
          options.all
            ? found(null, [{ address, family: isIP(address) }])
            : found(null, address, isIP(address)),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'leadseq',
          ...signed,
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
        agent: false,
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        let size = 0;
        answer.on('data', (bytes: Buffer) => {
          size += bytes.length;
          if (size > LARGEST_ANSWER) answer.destroy();
        });
        answer.on('error', () => undefined);
        answer.on('close', () => done(verdict(status)));
      },
    );
    sending.on('error', (error) => fail(messageOf(error)));
    sending.end(body);
  });
}

function verdict(status: number): Told {
  if (status >= 200 && status < 300) return { kind: 'told' };
  // 410 is how a receiver says that it is gone for good.
  if (status === 410) return { kind: 'refused', detail: 'it answered 410: gone for good' };
  if (status >= 300 && status < 400)
    return { kind: 'failed', detail: `it answered ${status}, and redirects are not followed` };
  return { kind: 'failed', detail: `it answered ${status}` };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.name === 'TimeoutError'
    ? `no answer in ${TIMEOUT / SECOND} seconds`
    : error.message;
}
