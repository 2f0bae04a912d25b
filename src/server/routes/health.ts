/** Whether the process answers, and whether the database behind it can be written and read. */
import { probe } from '../../engine/probe.ts';
import type { Route } from '../site.ts';

export const HEALTH: Route = { path: '/healthz', GET: (call) => call.text('ok\n') };

export const READY: Route = {
  path: '/readyz',
  async GET(call, { ws, log }) {
    try {
      await probe(ws);
      return call.text('ready\n');
    } catch (error) {
      log('error', 'not_ready', { message: error instanceof Error ? error.message : String(error) });
      return call.text('the database cannot be written\n', 503);
    }
  },
};
