/** The settings and sequences as they are now, for whoever runs for weeks: read again when their files change, and kept when those break. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { envFilePath, withEnvFile } from './env-file.ts';
import { databaseUrl } from './open-database.ts';
import { withLastGood } from './open-workspace.ts';
import { type Environment, readWorkspace } from './read-workspace.ts';
import type { Workspace } from './workspace.ts';
import { SETTINGS_FILE } from './workspace-files.ts';

export interface Settings {
  /** With the settings that are in force and the sequences that are good, on the database that was opened. */
  readonly ws: Workspace;
  /** With the workspace's `.env` under it. */
  readonly env: Environment;
  /** Why the files as they are now are not in force; null when they are. */
  readonly broken: string | null;
}

/** `own`: the environment of the process. */
export function changingSettings(ws: Workspace, own: Environment): () => Promise<Settings> {
  const envOf = (): Environment => {
    const known = withEnvFile(ws.root, own);
    return known.ok ? known.value : own;
  };
  let current: Promise<Settings> = Promise.resolve({ ws, env: envOf(), broken: null });
  let seen = stampOf(ws.root);
  return () => {
    const stamp = stampOf(ws.root);
    if (stamp !== seen) {
      seen = stamp;
      current = current.then((before) => readAgain(before, own));
    }
    return current;
  };
}

async function readAgain(before: Settings, own: Environment): Promise<Settings> {
  const { root } = before.ws;
  const env = withEnvFile(root, own);
  if (!env.ok) return { ...before, broken: env.error.message };
  const read = await readWorkspace(root, env.value);
  const { config } = read.settings;
  if (config === null)
    return { ...before, broken: 'leadseq.yaml has mistakes; the settings before stay in force' };
  if (databaseUrl(config, env.value) !== databaseUrl(before.ws.config, before.env))
    return {
      ...before,
      broken: 'another database is named, which takes a restart; the one before stays in use',
    };
  const sequences = await withLastGood(before.ws.db, read.sequences);
  return { ws: { ...before.ws, config, sequences }, env: env.value, broken: null };
}

/** Folders of files that are read whole. */
const FOLDERS = ['sequences', 'templates'] as const;

/** Changes whenever one of the files does: asked at each request, it is a look at some dozen files. */
function stampOf(root: string): string {
  return [
    join(root, SETTINGS_FILE),
    envFilePath(root),
    ...FOLDERS.flatMap((name) => filesIn(join(root, name))),
  ]
    .map((path) => {
      const facts = statSync(path, { throwIfNoEntry: false });
      return facts === undefined ? 'none' : `${path}/${facts.mtimeMs}/${facts.size}/${facts.ino}`;
    })
    .join(' ');
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  } catch {
    // Not there, or not to be read: that is found out when it is read.
    return [];
  }
}
