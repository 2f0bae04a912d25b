/** All addresses of `seq serve` as one function from request to response, and what holds for every one of them. */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { isDatabaseBusy } from '../engine/database-busy.ts';
import { HEALTH, READY } from './routes/health.ts';
import { TWILIO_STATUS } from './routes/twilio-status.ts';
import { UNSUBSCRIBE } from './routes/unsubscribe.ts';
import type { Call, Route, Site } from './site.ts';

const ROUTES: readonly Route[] = [HEALTH, READY, TWILIO_STATUS, UNSUBSCRIBE];

export type App = Hono<{ Bindings: HttpBindings }>;

export function createApp(site: Site): App {
  const app: App = new Hono();
  app.use(async (call, next) => {
    await next();
    // Nothing here is for a cache, a frame or a search engine; a page that shows more than text sets its own policy.
    const headers = call.res.headers;
    headers.set('cache-control', 'no-store');
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('x-robots-tag', 'noindex, nofollow');
    if (!headers.has('content-security-policy')) {
      headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
  });
  for (const route of ROUTES) addRoute(app, site, route);
  app.notFound((call) => call.text('Not found\n', 404));
  app.onError((error, call) => answerError(site, error, call));
  return app;
}

function addRoute(app: App, site: Site, { path, GET, POST }: Route): void {
  if (GET !== undefined) app.get(path, (call) => GET(call, site));
  if (POST !== undefined) app.post(path, (call) => POST(call, site));
  const allowed = [...(GET === undefined ? [] : ['GET', 'HEAD']), ...(POST === undefined ? [] : ['POST'])];
  app.all(path, (call) => call.text('Method not allowed\n', 405, { allow: allowed.join(', ') }));
}

/** Whoever asks learns nothing but a number that stands in the log beside what went wrong. */
function answerError(site: Site, error: Error, call: Call): Response {
  if (isDatabaseBusy(error)) {
    site.log('warn', 'database_busy', {});
    return call.text('Busy, please try again\n', 503, { 'retry-after': '5' });
  }
  const id = Buffer.from(site.random(4)).toString('hex');
  site.log('error', 'failed', { id, message: error.message });
  return call.text(`Something went wrong (${id})\n`, 500);
}
