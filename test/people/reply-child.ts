/** An answer by hand in a process of its own that kills itself at a named step. */
import { asId, type ContactId } from '../../src/domain/ids.ts';
import { instant } from '../../src/domain/time.ts';
import { replyByHand } from '../../src/engine/reply-by-hand.ts';
import { HELLO, outboxOf, PEPPER, workspaceOf } from '../engine/kit.ts';
import { openTestStore } from '../store/test-store.ts';

const [root = '', at = '', lead = '', step = ''] = process.argv.slice(2);
const now = instant(Number(at));
const db = await openTestStore({ path: `${root}/.leadseq/leadseq.db`, pepper: PEPPER, now, create: false });
const ws = workspaceOf(root, db, { sequences: [HELLO] });
await replyByHand(
  ws,
  asId<ContactId>(Number(lead)),
  { text: 'On our way.', channel: null, subject: null },
  {
    now: () => now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    signal: new AbortController().signal,
    transports: outboxOf(ws),
    by: 'ana',
    atNight: false,
    again: false,
    crash: (reached) => {
      if (reached === step) process.kill(process.pid, 'SIGKILL');
    },
  },
);
await db.close();
