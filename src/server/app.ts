/** All addresses of `seq serve` as one function from request to response, and what holds for every one of them. */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { isDatabaseBusy } from '../engine/database-busy.ts';
import { type Counts, createCounts, outcomeOf } from './counts.ts';
import { addressOf } from './peer.ts';
import { rateLimit } from './rate-limit.ts';
import { CAL } from './routes/cal.ts';
import { CALENDLY } from './routes/calendly.ts';
import { CLICK } from './routes/clicks.ts';
import { EVENTS } from './routes/events.ts';
import { FACEBOOK } from './routes/facebook.ts';
import { GOOGLE } from './routes/google.ts';
import { HEALTH, READY } from './routes/health.ts';
import { LEADS } from './routes/leads.ts';
import { MAIL } from './routes/mail.ts';
import { METRICS } from './routes/metrics.ts';
import { BRIDGE_ENDED, BRIDGE_KEY, BRIDGE_PICKED_UP, BRIDGE_STATUS } from './routes/twilio-bridge.ts';
import { TWILIO_INBOUND } from './routes/twilio-inbound.ts';
import { TWILIO_STATUS } from './routes/twilio-status.ts';
import { VOICE_ENDED, VOICE_IN } from './routes/twilio-voice.ts';
import { UNSUBSCRIBE } from './routes/unsubscribe.ts';
import type { Answer, Call, Route, Site } from './site.ts';

export const ROUTES: readonly Route[] = [
  // What a lead does.
  TWILIO_INBOUND,
  VOICE_IN,
  VOICE_ENDED,
  LEADS,
  FACEBOOK,
  GOOGLE,
  CALENDLY,
  CAL,
  CLICK,
  MAIL,
  EVENTS,
  UNSUBSCRIBE,
  // How a message fares.
  TWILIO_STATUS,
  // How a call fares that somebody here asked for.
  BRIDGE_PICKED_UP,
  BRIDGE_KEY,
  BRIDGE_ENDED,
  BRIDGE_STATUS,
  // Who watches.
  HEALTH,
  READY,
  METRICS,
];

export type App = Hono<{ Bindings: HttpBindings }>;

/** `refresh` is asked at each request: settings may be edited while it runs. */
export function createApp(site: Site, refresh: () => Promise<Site> = async () => site): App {
  const app: App = new Hono();
  const limit = rateLimit();
  const proven = new WeakSet<Request>();
  const counts = createCounts();
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
  app.use(async (call, next) => {
    const address = addressOf(call);
    if (!limit.allows(address, site.now()))
      return call.text('Too many requests\n', 429, { 'retry-after': '60' });
    await next();
    // Whoever has proven who it is is not limited: a busy hour brings thousands from one address of Twilio's.
    if (!proven.has(call.req.raw)) limit.count(address, site.now());
    return undefined;
  });
  for (const route of ROUTES) addRoute(app, refresh, route, { proven, counts });
  app.notFound((call) => call.text('Not found\n', 404));
  app.onError((error, call) => answerError(site, error, call));
  return app;
}

interface Kept {
  /** Requests of those who have proven who they are. */
  readonly proven: WeakSet<Request>;
  readonly counts: Counts;
}

function addRoute(app: App, refresh: () => Promise<Site>, route: Route, { proven, counts }: Kept): void {
  const { path, GET, POST, proof, wakes } = route;
  const answered = (answer: Answer) => async (call: Call) => {
    const site = counting(await refresh(), path, counts);
    const response = await countingBusy(() => answer(call, site), path, counts);
    counts.note(path, outcomeOf(response.status));
    if (response.ok && proof !== null) proven.add(call.req.raw);
    if (response.ok && wakes) site.wake?.();
    return response;
  };
  if (GET !== undefined) app.get(path, answered(GET));
  if (POST !== undefined) app.post(path, answered(POST));
  const allowed = [...(GET === undefined ? [] : ['GET', 'HEAD']), ...(POST === undefined ? [] : ['POST'])];
  app.all(path, (call) => call.text('Method not allowed\n', 405, { allow: allowed.join(', ') }));
}

async function countingBusy<T>(work: () => T | Promise<T>, path: string, counts: Counts): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseBusy(error)) counts.note(path, 'busy');
    throw error;
  }
}

/** What was known before is said in the log. */
function counting(site: Site, path: string, counts: Counts): Site {
  return {
    ...site,
    counts,
    log(level, event, facts) {
      if (REPLAYED.has(facts.result ?? facts.meaning ?? facts.noted ?? '')) counts.note(path, 'replayed');
      site.log(level, event, facts);
    },
  };
}

const REPLAYED: ReadonlySet<string> = new Set(['replayed', 'known']);

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
