/** Puts the app on a socket, with limits that keep a slow or greedy client from holding up the others. */
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { App } from './app.ts';

/** Node's own are 16 KB, 60 s and 300 s, looked after every 30 s. */
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2_500,
} as const;

/** A small machine with one database answers nobody faster by taking more at once. */
const CONNECTIONS = 256;
/** Of these, whose request has not arrived whole: the one that has taken longest makes room for the next. */
const WAITED_FOR = 200;

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, and resolves when what is under way has been answered. */
  close(): Promise<void>;
}

export async function listen(app: App, port: number, host: string): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: LIMITS }) as Server;
  server.maxConnections = CONNECTIONS;
  makeRoom(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** However many are slow on purpose, whoever has something to say is let in. */
function makeRoom(server: Server): void {
  const waitedFor = new Set<Socket>();
  const wait = (socket: Socket): void => {
    if (socket.destroyed) return;
    waitedFor.delete(socket);
    waitedFor.add(socket);
    const [longest] = waitedFor;
    if (waitedFor.size > WAITED_FOR) longest?.destroy();
  };
  server.on('connection', (socket) => {
    socket.once('close', () => waitedFor.delete(socket));
    wait(socket);
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    request.once('end', () => waitedFor.delete(socket));
    response.once('finish', () => wait(socket));
  });
}
