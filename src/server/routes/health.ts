/** Whether the process answers; and whether all is there that it works with: the database, the settings, the accounts. */
import { liveGaps } from '../../engine/going-live-gaps.ts';
import { probe } from '../../engine/probe.ts';
import { WORKSPACE_HEADER, workspaceMark } from '../../engine/workspace-mark.ts';
import type { Route } from '../site.ts';

export const HEALTH: Route = {
  path: '/healthz',
  about: 'Whether the process answers.',
  proof: null,
  answers: [[200, 'it does']],
  GET: (call, { ws }) => call.text('ok\n', 200, { [WORKSPACE_HEADER]: workspaceMark(ws) }),
};

export const READY: Route = {
  path: '/readyz',
  about: 'Whether all is there that it works with; what exactly is missing stands in the log.',
  proof: null,
  answers: [
    [200, 'it is'],
    [503, 'something is missing; the answer says which part'],
  ],
  // Whoever asks learns which part it is; what exactly is wrong stands in the log.
  async GET(call, { ws, env, broken, log }) {
    const notReady = (seen: string, message: string): Response => {
      log('error', 'not_ready', { message });
      return call.text(`${seen}\n`, 503);
    };
    try {
      await probe(ws);
      if (broken) return notReady('the settings have changed, and cannot be used', broken);
      const gaps = await liveGaps(ws, env);
      return gaps.length === 0
        ? call.text('ready\n')
        : notReady('an account lacks something', gaps.map(({ seen }) => seen).join('; '));
    } catch (error) {
      return notReady(
        'the database cannot be written',
        error instanceof Error ? error.message : String(error),
      );
    }
  },
};
