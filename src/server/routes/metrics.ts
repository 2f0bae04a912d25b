/** Figures for a watching Prometheus: to this machine, or to whoever has the key. */
import { metricsOf, prometheusText } from '../../engine/metrics.ts';
import { addressOf, isHere } from '../peer.ts';
import { same } from '../same.ts';
import type { Call, Route, Site } from '../site.ts';

export const METRICS: Route = {
  path: '/metrics',
  about: 'Figures for Prometheus: messages by outcome, what is due and uncertain, what came in.',
  proof: 'a call from this machine, or `Authorization: Bearer` with LEADSEQ_METRICS_KEY.',
  answers: [
    [200, 'the figures, as text'],
    [403, 'from elsewhere, without the key'],
  ],
  GET: answer,
};

async function answer(call: Call, { ws, env, counts, now }: Site): Promise<Response> {
  const [, bearer = ''] = /^Bearer +(\S+)$/i.exec(call.req.header('authorization') ?? '') ?? [];
  const key = env.LEADSEQ_METRICS_KEY;
  if (!isHere(addressOf(call)) && !(key && same(bearer, key))) return call.text('Forbidden\n', 403);
  const came = {
    name: 'webhooks_total',
    help: 'What came in since the start, by address and outcome.',
    kind: 'counter',
    values: counts?.all() ?? [],
  } as const;
  const text = prometheusText([...(await metricsOf(ws, now())), came]);
  return call.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
}
