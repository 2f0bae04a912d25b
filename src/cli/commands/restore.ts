/** `seq restore`: a backup in the database's place, what was there kept, and nothing sent until somebody adopts it. */
import { relative, resolve } from 'node:path';
import { readWorkspace } from '../../engine/read-workspace.ts';
import { type Restored, restoreBackup } from '../../engine/restore.ts';
import { writeLines } from '../acted.ts';
import { backupJson, contentsOf, onPostgres } from '../backup-words.ts';
import { type Command, EXIT, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain } from '../problems.ts';
import { rootFor } from '../with-workspace.ts';

export type Options = Record<never, never>;

export const run: Command<Options> = async (io, [typed = ''], options) => {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const { settings } = await readWorkspace(root, io.env, 'settings');
  const database = settings.config?.database ?? null;
  if (database !== null) return onPostgres(io, options, database);
  const restored = await restoreBackup(root, resolve(io.cwd, typed), io.now());
  if (!restored.ok) {
    const { message, hint, exit } = restored.error;
    complain(io, options, message, hint ?? undefined);
    return exit;
  }
  const { from, aside, optOuts } = restored.value;
  if (options.json) writeJson(io, 'restore', { from: backupJson(from), aside, optOuts });
  else writeLines(io, linesOf(io, root, restored.value));
  return EXIT.ok;
};

function linesOf(io: Io, root: string, { from, aside, optOuts }: Restored): readonly string[] {
  return [
    `Restored from ${from.file}, made ${from.manifest.madeAt}: ${contentsOf(from)}.`,
    ...(aside === null ? [] : [`What was there is kept in ${relative(root, aside)}.`]),
    ...(optOuts === null
      ? ['The database before it could not be read: who has opted out since the backup is not known here.']
      : optOuts === 0
        ? []
        : [`Opt-outs that it did not know, and now does: ${optOuts.toLocaleString('en-US')}.`]),
    `Nothing is sent from it until you say so: ${io.name} adopt`,
  ];
}
