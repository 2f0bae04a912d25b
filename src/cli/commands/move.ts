/** `seq move`: the workspace's database file goes to a PostgreSQL server, every row compared; the settings are left to a person. */
import { existsSync } from 'node:fs';
import { withEnvFile } from '../../engine/env-file.ts';
import { type MoveReport, move } from '../../engine/move.ts';
import { databasePath, openDatabase } from '../../engine/open-database.ts';
import { StoreError } from '../../store/driver.ts';
import { writeLines } from '../acted.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, storeExit, usage } from '../problems.ts';
import { createProgress } from '../progress.ts';
import { type Column, table } from '../table.ts';
import { rootFor } from '../with-workspace.ts';

export interface Options {
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export const run: Command<Options> = async (io, _args, options) => {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const env = withEnvFile(root, io.env);
  if (!env.ok) {
    complain(io, options, env.error.message, env.error.hint);
    return EXIT.configuration;
  }
  const url = options.to ?? env.value.LEADSEQ_DATABASE;
  if (!url)
    return usage(
      io,
      options,
      'nothing says where to move to',
      'Name it with --to postgres://user@host/name, or with its password in LEADSEQ_DATABASE.',
    );
  if (!existsSync(databasePath(root))) {
    complain(io, options, `there is no database file to move: ${databasePath(root)}`, 'Nothing was done.');
    return EXIT.configuration;
  }
  try {
    return await moveTo(io, root, url, options);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    complain(io, options, error.message);
    return storeExit(error);
  }
};

async function moveTo(
  io: Io,
  root: string,
  url: string,
  options: GlobalOptions & Options,
): Promise<ExitCode> {
  const opened = await openDatabase(root, null, { now: io.now(), random: io.random });
  if (!opened.ok) {
    complain(io, options, opened.error.message, opened.error.hint);
    return EXIT.configuration;
  }
  const progress = createProgress(io, 'rows');
  const dryRun = options.dryRun ?? false;
  try {
    const moved = await move(root, opened.value.db, {
      url,
      now: io.now(),
      dryRun,
      force: options.force ?? false,
      onProgress: (rows, total) => progress.update(rows, rows, total),
    });
    progress.clear();
    if (!moved.ok) {
      complain(io, options, moved.error.message, moved.error.hint);
      return EXIT.refused;
    }
    tell(io, options, moved.value, dryRun);
    return EXIT.ok;
  } finally {
    progress.clear();
    await opened.value.db.close();
  }
}

function tell(io: Io, options: GlobalOptions, { place, tables, kept }: MoveReport, dryRun: boolean): void {
  if (options.json) {
    writeJson(io, 'move', { to: place, dryRun, tables, kept: dryRun ? null : kept });
    return;
  }
  const columns: readonly Column[] = [
    { title: 'table' },
    { title: 'rows', align: 'right' },
    ...(dryRun ? [] : [{ title: 'checksum' }]),
  ];
  const cells = tables.map(({ name, rows, checksum }) => [
    name,
    rows.toLocaleString('en-US'),
    checksum.slice(0, 16),
  ]);
  writeLines(io, table(columns, cells, io.stdout.columns));
  if (dryRun) {
    writeLines(io, ['', `Dry run: nothing is moved. So many rows would go to ${place}.`]);
    return;
  }
  writeLines(io, [
    '',
    `Every row is in ${place}, and every value of it was compared.`,
    `The file is kept as ${kept}; nothing can be sent from it.`,
    '',
    'Now put this line into leadseq.yaml, or the address with its password into LEADSEQ_DATABASE:',
    `  database: ${place}`,
    'Every machine that works on it needs the same .leadseq/pepper.',
  ]);
}
