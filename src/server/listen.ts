/** Puts the app on a socket, with limits that keep a slow or greedy client from holding up the others. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
const CONNECTIONS = 200;

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, and resolves when what is under way has been answered. */
  close(): Promise<void>;
}

export async function listen(app: App, port: number, host: string): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: LIMITS }) as Server;
  server.maxConnections = CONNECTIONS;
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
