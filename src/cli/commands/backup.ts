/** `seq backup`: a copy that can be relied on, or the answer whether one can. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Backup, backupName, makeBackup, pruneBackups, verifyBackup } from '../../engine/backup.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { writeLines } from '../acted.ts';
import { backupJson, contentsOf, onPostgres } from '../backup-words.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly keep?: number;
  readonly verify?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, [typed = ''], options) => {
  const path = resolve(io.cwd, typed);
  const isFolder = /[\\/]$/.test(typed) || (existsSync(path) && statSync(path).isDirectory());
  if (options.verify === true) return isFolder ? noFolder(io, options, typed) : verify(io, options, path);
  if (options.keep !== undefined && !isFolder)
    return usage(io, options, `--keep goes with a folder, and ${typed} is a file that is replaced each time`);
  return withWorkspace(io, options, (ws) => copy(io, options, ws, path, isFolder), 'settings');
};

const noFolder = (io: Io, options: Given, typed: string): ExitCode =>
  usage(io, options, `--verify takes one backup, and ${typed} is a folder`);

async function copy(
  io: Io,
  options: Given,
  ws: Workspace,
  path: string,
  isFolder: boolean,
): Promise<ExitCode> {
  if (ws.db.engine === 'postgres') return onPostgres(io, options, ws.config.database);
  mkdirSync(isFolder ? path : dirname(path), { recursive: true });
  const file = isFolder ? join(path, backupName(io.now())) : path;
  const made = await makeBackup(ws.db, file, io.now());
  if (!made.ok) {
    complain(io, options, made.error.message, made.error.hint ?? undefined);
    return EXIT.configuration;
  }
  const gone = isFolder && options.keep !== undefined ? pruneBackups(path, options.keep) : [];
  if (options.json) writeJson(io, 'backup', { ...backupJson(made.value), removed: gone });
  else writeLines(io, madeLines(ws, made.value, gone.length));
  return EXIT.ok;
}

function madeLines(ws: Workspace, backup: Backup, gone: number): readonly string[] {
  return [
    `Backed up to ${backup.file}: ${contentsOf(backup)}. Every page of it was read.`,
    `Not in it, and needed with it: ${join(ws.root, '.leadseq', 'pepper')}. Keep that elsewhere, and safe:`,
    'without it nobody can tell who has opted out. Nor are leadseq.yaml, sequences, templates and .env.',
    ...(gone === 0 ? [] : [`Removed: ${gone === 1 ? 'an older backup' : `${gone} older backups`}.`]),
  ];
}

async function verify(io: Io, options: Given, file: string): Promise<ExitCode> {
  const verified = await verifyBackup(file);
  if (!verified.ok) {
    if (options.json) writeJson(io, 'backup', { file, whole: false, problem: verified.error.message });
    complain(io, options, verified.error.message, verified.error.hint ?? undefined);
    return EXIT.problems;
  }
  const { manifest, hasManifest } = verified.value;
  if (options.json) {
    writeJson(io, 'backup', { ...backupJson(verified.value), whole: true, hasManifest });
    return EXIT.ok;
  }
  writeLines(io, [
    `${file} is whole: ${contentsOf(verified.value)}.`,
    hasManifest
      ? `It is what its manifest says, made ${manifest.madeAt}.`
      : 'It has no manifest, so nobody can tell whether it is all that was backed up.',
  ]);
  return EXIT.ok;
}
