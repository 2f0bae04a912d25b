/** Ids of the workspace for whoever is typing: from its files, or in one short look into its database; in doubt, none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { databasePath } from '../engine/open-workspace.ts';
import { readWorkspace } from '../engine/read-workspace.ts';
import { findRoot } from '../engine/workspace-files.ts';
import { offered } from '../store/completing.ts';
import { openSqlite } from '../store/sqlite-driver.ts';
import type { Choice, Offer } from './completion.ts';
import type { Io } from './io.ts';

/** Nobody reads more. */
const MOST = 50;
/** Milliseconds that a person may be kept waiting for another process. */
const PATIENCE = 50;

export async function lookUp(io: Io, words: readonly string[], kind: Offer): Promise<readonly Choice[]> {
  const root = findRoot(resolve(io.cwd, folderIn(words)));
  if (root === null) return [];
  if (kind === 'sequence') return sequencesIn(join(root, 'sequences'));
  const { settings } = await readWorkspace(root, io.env, 'settings');
  if (kind === 'business')
    return [...(settings.config?.businesses.values() ?? [])].map(({ id, name }) => ({
      value: id,
      text: name,
    }));
  const path = databasePath(root);
  if (settings.config === null || settings.config.database !== null || !existsSync(path)) return [];
  const db = await openSqlite(path, { create: false, readonly: true, busyTimeout: PATIENCE });
  try {
    return (await offered(db, kind, MOST)).map(({ id, of }) => ({ value: String(id), text: of }));
  } finally {
    await db.close();
  }
}

/** As `-C` says, which may stand anywhere. */
function folderIn(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-C' || word === '--workspace');
  return (at === -1 ? undefined : words[at + 1]) ?? '.';
}

/** Their first lines say who they are; nothing is compiled for that. */
function sequencesIn(folder: string): readonly Choice[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const [, id] = /^id:\s*["']?([\w-]+)/m.exec(text) ?? [];
      const [, called = ''] = /^name:\s*(.+)$/m.exec(text) ?? [];
      return id === undefined ? [] : [{ value: id, text: called }];
    });
}
