/** The command that answers the internet, and whoever came in by it. */
import type { CommandSpec } from './spec.ts';

export const SERVE: CommandSpec = {
  name: 'serve',
  summary: 'Takes in what leads do, and answers them at once, until it is told to stop',
  details: [
    'Put a proxy with a certificate in front of it and write its address into leadseq.yaml as public_url; callbacks are believed only when Twilio’s signature fits that address and the auth token in LEADSEQ_TWILIO_TOKEN (with an API key: LEADSEQ_TWILIO_AUTH_TOKEN).',
    'Each lead, text or call that comes in is stored before its sender is answered, and a tick follows at once, by the rules of tick. It sends only in the wake of what came in: what becomes due otherwise is for tick in a crontab, or for daemon.',
    'For a watching service, /healthz says that the process answers, and /readyz that its database can be written. Each line of its log is one JSON object.',
  ],
  options: [
    { flags: '--port <port>', text: 'Where it listens (default: 8080)', kind: 'count' },
    { flags: '--host <address>', text: 'On which address of this machine (default: 127.0.0.1)' },
    { flags: '--no-send', text: 'Only takes what comes in: what is due waits for tick or daemon' },
  ],
  examples: [
    ['serve', 'Ctrl-C, or SIGTERM, stops it after what is in flight'],
    ['serve --host 0.0.0.0 --port 80', 'in a container, behind its proxy'],
    ['serve --no-send', 'where another machine sends'],
  ],
  load: () => import('../commands/serve.ts'),
};
