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

export interface Options {
  readonly dryRun?: boolean;
}

export const run: Command<Options> = async (io, [typed = ''], options) => {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const { settings } = await readWorkspace(root, io.env, 'settings');
  const database = settings.config?.database ?? null;
  if (database !== null) return onPostgres(io, options, database);
  const dryRun = options.dryRun ?? false;
  const restored = await restoreBackup(root, resolve(io.cwd, typed), io.now(), dryRun);
  if (!restored.ok) {
    const { message, hint, exit } = restored.error;
    complain(io, options, message, hint ?? undefined);
    return exit;
  }
  const { from, aside, optOuts } = restored.value;
  if (options.json) writeJson(io, 'restore', { dryRun, from: backupJson(from), aside, optOuts });
  else writeLines(io, linesOf(io, root, restored.value, dryRun));
  return EXIT.ok;
};

function linesOf(
  io: Io,
  root: string,
  { from, aside, optOuts }: Restored,
  dryRun: boolean,
): readonly string[] {
  return [
    ...(dryRun ? ['Dry run: nothing is changed.'] : []),
    `${dryRun ? 'Would be restored' : 'Restored'} from ${from.file}, made ${from.manifest.madeAt}: ${contentsOf(from)}.`,
    ...(aside === null ? [] : [`What was there is kept in ${relative(root, aside)}.`]),
    ...(optOuts === null
      ? ['The database before it could not be read: who has opted out since the backup is not known here.']
      : optOuts === 0
        ? []
        : [
            `Opt-outs that it did not know, and ${dryRun ? 'then would' : 'now does'}: ${optOuts.toLocaleString('en-US')}.`,
          ]),
    `Nothing is sent from it until you say so: ${io.name} adopt`,
  ];
}
