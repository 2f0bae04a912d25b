/** The wire: reads a request whole, has it answered, and spoils the answer where a fault says so. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Instant } from '../../domain/time.ts';
import { type Answer, type ApiRequest, refuse } from './api.ts';
import { type FaultRule, faultNamed } from './faults.ts';

/** What became of a request inside: the true answer, and what the client is to get instead. */
export interface Handled {
  readonly answer: Answer;
  readonly fault: FaultRule | null;
}

export interface HttpParts {
  readonly handle: (request: ApiRequest) => Handled;
  /** Answers what is asked of the fake itself, below `/__fake`. */
  readonly control: (request: ApiRequest, body: string) => Promise<Answer>;
  /** For the Date header. */
  readonly now: () => Instant;
}

/** Twilio's own forms are a few kilobytes. */
const LARGEST_BODY = 256 * 1024;

/** How late a slow answer is when nobody says: long enough to be seen, short of any client's patience. */
const SLOW = 500;

export function createHttp(parts: HttpParts): Server {
  const server = createServer((request, response) => {
    serve(request, response, parts).catch(() => response.destroy());
  });
  // A client that keeps a connection for its next message must not find it closed in that very moment.
  server.keepAliveTimeout = 75_000;
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

async function serve(request: IncomingMessage, response: ServerResponse, parts: HttpParts): Promise<void> {
  const body = await readBody(request);
  // The client went away before it had said everything: nothing was asked.
  if (body === null) return;
  const asked = readRequest(request, body);
  if (asked.path.startsWith('/__fake')) return write(response, await parts.control(asked, body), parts);
  const { answer, fault } = parts.handle(asked);
  if (fault === null) return write(response, answer, parts);
  const spoiled = faultNamed(fault.fault).answer;
  switch (spoiled) {
    case 'true':
      return write(response, answer, parts);
    case 'late':
      await new Promise((resolve) => setTimeout(resolve, fault.ms ?? SLOW).unref());
      return write(response, answer, parts);
    case 'none':
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'half':
      return writeHalf(response, answer, parts);
    case 'garbage':
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end('{"sid": "SM');
      return;
    case 'proxy':
      response.writeHead(403, { 'content-type': 'text/html' });
      response.end('<html><body><h1>403 Forbidden</h1>The proxy refused the request.</body></html>');
      return;
    default:
      return write(response, refuse(spoiled), parts);
  }
}

function readRequest(request: IncomingMessage, body: string): ApiRequest {
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(rest.join('?')),
    authorization: request.headers.authorization,
    form: new URLSearchParams(body),
  };
}

/** Null when it never came whole, or is far too long to be one. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return request.complete ? Buffer.concat(chunks).toString('utf8') : null;
}

function head(response: ServerResponse, { status, headers }: Answer, text: string, { now }: HttpParts): void {
  response.writeHead(status, {
    ...headers,
    date: new Date(now()).toUTCString(),
    ...(text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  });
}

const textOf = ({ json }: Answer): string => (json === null ? '' : JSON.stringify(json));

function write(response: ServerResponse, answer: Answer, parts: HttpParts): void {
  const text = textOf(answer);
  head(response, answer, text, parts);
  response.end(text);
}

/** The head promises all of it. */
function writeHalf(response: ServerResponse, answer: Answer, parts: HttpParts): void {
  const text = textOf(answer);
  head(response, answer, text, parts);
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
}
