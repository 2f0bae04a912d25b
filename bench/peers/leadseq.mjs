/** Ours, with every gate, a text that is rendered, and caps: on SQLite, or on the bench's PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { move } from '../../dist/engine/move.js';
import { openWorkspace } from '../../dist/engine/open-workspace.js';
import { tick } from '../../dist/engine/tick.js';
import { dueWorkspace } from '../workspace.mjs';
import { ask, databaseOn, emptied } from './databases.mjs';

/** A Tuesday at noon in Chicago: every window is open. */
const NOON = Date.parse('2026-03-03T18:00:00Z');
const MINUTE = 60_000;

const common = {
  packages: [],

  /** Leads who have just inquired; each of them has one text due. */
  async fill({ root, url, dir }, jobs) {
    rmSync(root, { recursive: true, force: true });
    const template = dueWorkspace(dir, { enrollments: jobs.length, due: jobs.length, at: NOON });
    if (url !== undefined) {
      await emptied(url);
      const ws = await opened({ root: template });
      const moved = await move(template, ws.db, { url, now: Date.now(), dryRun: false, force: true });
      if (!moved.ok) throw new Error(moved.error.message);
      await ws.db.close();
      await ask(url, 'VACUUM ANALYZE');
    }
    cpSync(template, root, { recursive: true });
    rmSync(template, { recursive: true });
  },

  /** A second run begins three minutes later, when the first is known to be dead on either engine. */
  async work(place, handle, { attempt }) {
    const provider = {
      name: 'bench',
      live: true,
      async send({ to }) {
        await handle(Number(to.slice(-7)));
        return { kind: 'sent', providerId: randomBytes(12).toString('hex') };
      },
    };
    const ws = await opened(place);
    await tick(ws, {
      now: () => NOON + (1 + 3 * attempt) * MINUTE,
      random: randomBytes,
      transports: { sms: provider, email: provider },
      signal: new AbortController().signal,
      acceptClock: true,
    });
    await ws.db.close();
  },

  /** Whoever has neither a text, nor one that a person must look into. */
  async left(place) {
    return (await counted(place)).left;
  },

  async held(place) {
    return (await counted(place)).held;
  },
};

export const onSqlite = {
  ...common,
  name: 'leadseq, SQLite with FULL',
  open: ({ dir }) => ({ place: { root: join(dir, 'leadseq'), dir }, close: () => undefined }),
};

export const onPostgres = {
  ...common,
  name: 'leadseq, PostgreSQL',
  open({ dir, server }) {
    const { place: url, close } = databaseOn('leadseq')({ server });
    return { place: { root: join(dir, 'leadseq-postgres'), dir, url }, close };
  },
};

async function counted(place) {
  const ws = await opened(place);
  const [row] = await ws.db.all(
    `SELECT (SELECT count(*) FROM contact) - (SELECT count(DISTINCT destination_id) FROM attempt WHERE state IN ('wire', 'sent', 'uncertain')) AS unsent,
            (SELECT count(*) FROM attempt WHERE state = 'wire') AS wire,
            (SELECT count(*) FROM attempt WHERE state = 'uncertain') AS held`,
  );
  await ws.db.close();
  return { left: Number(row.unsent) + Number(row.wire), held: Number(row.held) };
}

async function opened({ root, url }) {
  const env = url === undefined ? {} : { LEADSEQ_DATABASE: url };
  const ws = await openWorkspace(root, { env, now: NOON, random: randomBytes });
  if (!ws.ok) throw new Error(ws.error.message);
  return ws.value;
}
