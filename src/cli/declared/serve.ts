/** The command that answers the internet. */
import type { CommandSpec } from './spec.ts';

export const SERVE: CommandSpec = {
  name: 'serve',
  summary: 'Answers status callbacks and unsubscribe links until it is told to stop',
  details: [
    'Put a proxy with a certificate in front of it and write its address into leadseq.yaml as public_url; callbacks are believed only when Twilio’s signature fits that address and the auth token in LEADSEQ_TWILIO_TOKEN (with an API key: LEADSEQ_TWILIO_AUTH_TOKEN).',
    'For a watching service, /healthz says that the process answers, and /readyz that its database can be written. Each line of its log is one JSON object.',
  ],
  options: [
    { flags: '--port <port>', text: 'Where it listens (default: 8080)', kind: 'count' },
    { flags: '--host <address>', text: 'On which address of this machine (default: 127.0.0.1)' },
  ],
  examples: [
    ['serve', 'Ctrl-C, or SIGTERM, stops it after what is in flight'],
    ['serve --host 0.0.0.0 --port 80', 'in a container, behind its proxy'],
  ],
  load: () => import('../commands/serve.ts'),
};
