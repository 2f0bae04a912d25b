/** One HTTP request and what became of it, with the one fact that decides everything: whether a byte of it was written. */
import { isUtf8 } from 'node:buffer';
import { Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import type { Socket } from 'node:net';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bytes of answer that are read; a longer one counts as unreadable. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Null when it is not UTF-8. */
      readonly body: string | null;
      readonly date: string | null;
      readonly retryAfter: string | null;
    }
  /** No whole answer came. When nothing was written, nobody can have acted on it. */
  | { readonly kind: 'cut'; readonly written: boolean; readonly code: string; readonly detail: string };

export interface Wire {
  exchange(call: Call): Promise<Answer>;
  close(): void;
}

export interface WireTimes {
  /** Name look-up, connection and handshake together. */
  readonly connect: number;
  /** From the first byte of the request to the last of the answer. */
  readonly answer: number;
}

export const WIRE_TIMES: WireTimes = { connect: 10_000, answer: 25_000 };

/** Above what one sender may have in flight; whoever waits for a socket has written nothing. */
const SOCKETS = 32;

/**
 * A socket that rests longer is not used again. Node's servers close one after 5 s and load balancers after 60: a request
 * written while the other side hangs up is one of unknown fate.
 */
const REST = 4_000;

/** Never retries, follows no redirect, asks for no compression: one call is at most one request. */
export function openWire(times: WireTimes = WIRE_TIMES): Wire {
  const settings = { keepAlive: true, maxSockets: SOCKETS, maxFreeSockets: SOCKETS, timeout: REST };
  const pool: Pool = {
    http: new HttpAgent(settings),
    https: new HttpsAgent(settings),
    origins: new Map(),
    established: new WeakSet(),
  };
  return {
    exchange: (call) => exchange(pool, times, call),
    close() {
      pool.http.destroy();
      pool.https.destroy();
    },
  };
}

interface Pool {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** By the first part of an address: to take it apart anew each time is a tenth of the cost of a request. */
  readonly origins: Map<string, Origin>;
  /** Sockets whose connection stands, handshake included. */
  readonly established: WeakSet<Socket>;
}

interface Origin {
  readonly secure: boolean;
  readonly host: string;
  readonly port: string;
}

function placeOf({ origins }: Pool, url: string): Origin & { readonly path: string } {
  const end = url.indexOf('/', url.indexOf('//') + 2);
  const start = end < 0 ? url : url.slice(0, end);
  let origin = origins.get(start);
  if (origin === undefined) {
    const { protocol, hostname, port } = new URL(start);
    origin = { secure: protocol === 'https:', host: hostname.replace(/^\[|\]$/g, ''), port };
    origins.set(start, origin);
  }
  return { ...origin, path: end < 0 ? '/' : url.slice(end) };
}

/** Never rejects. */
function exchange(pool: Pool, times: WireTimes, call: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const { method, headers, body, limit, signal } = call;
    const { secure, host, port, path } = placeOf(pool, call.url);
    let written = false;
    let settled = false;
    let timer: NodeJS.Timeout | undefined;

    const place = { host, port, path, method, headers };
    const request = secure
      ? overHttps({ ...place, agent: pool.https })
      : overHttp({ ...place, agent: pool.http });

    const settle = (answer: Answer): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(answer);
    };
    const cut = (code: string, detail: string): void => {
      settle({ kind: 'cut', written, code, detail });
      request.destroy();
    };
    const failed = (error: unknown): void => cut(codeOf(error), wordsOf(error));
    const aborted = (): void => cut('aborted', 'it was called off');
    const late = (detail: string) => (): void => cut('timeout', detail);

    /** Until here nothing of the request has left; Node sends a header only with the first write or the end. */
    const write = (): void => {
      if (settled) return;
      written = true;
      clearTimeout(timer);
      timer = setTimeout(late('no answer in time'), times.answer);
      request.end(body);
    };

    request.on('socket', (socket) => whenReady(pool, socket, secure, write));
    request.on('response', (response) => {
      if (!written) return cut('spoke_first', 'the other side spoke before it was asked');
      read(response, limit, settle, cut);
    });
    request.on('error', failed);
    request.on('close', () => cut('ECONNRESET', 'the connection was closed before the answer was whole'));
    timer = setTimeout(late('no connection in time'), times.connect);
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

/**
 * A connection that rested may have been closed by the other side while this process was busy. A whole turn of the event
 * loop lets that news arrive first: then nothing was written, and that is certain.
 */
function whenReady({ established }: Pool, socket: Socket, secure: boolean, write: () => void): void {
  if (established.has(socket)) {
    setImmediate(() => setImmediate(write));
    return;
  }
  // A certificate that is not accepted ends in an error instead.
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    established.add(socket);
    write();
  });
}

function read(
  response: IncomingMessage,
  limit: number,
  settle: (answer: Answer) => void,
  cut: (code: string, detail: string) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) return cut('too_long', `the answer is longer than ${limit} bytes`);
    chunks.push(chunk);
  });
  response.on('end', () => {
    if (!response.complete) return cut('ECONNRESET', 'the answer broke off');
    const bytes = Buffer.concat(chunks, size);
    settle({
      kind: 'answered',
      status: response.statusCode ?? 0,
      body: isUtf8(bytes) ? bytes.toString('utf8') : null,
      date: response.headers.date ?? null,
      retryAfter: response.headers['retry-after'] ?? null,
    });
  });
  response.on('error', (error) => cut(codeOf(error), 'the answer broke off'));
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

const wordsOf = (error: unknown): string =>
  (error instanceof Error && error.message) || 'the connection failed';
