/** Whether the process answers; and whether all is there that it works with: the database, the settings, the accounts. */
import { whatIsMissing } from '../../engine/ready.ts';
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
  async GET(call, { ws, env, broken = null, log, now }) {
    const missing = await whatIsMissing(ws, env, broken, now());
    if (missing === null) return call.text('ready\n');
    log('error', 'not_ready', { message: missing.message });
    return call.text(`${missing.seen}\n`, 503);
  },
};
