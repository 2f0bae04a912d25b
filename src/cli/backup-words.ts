/** What `backup` and `restore` say alike: what is in a copy, and that PostgreSQL has tools of its own. */
import type { Backup } from '../engine/backup.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { usage } from './problems.ts';

/** `1,204 leads, 3,388 messages, 12,004 events, 1.2 MB` */
export function contentsOf({ manifest }: Backup): string {
  const { rows, bytes } = manifest;
  const count = (table: string, one: string): string => {
    const n = rows[table] ?? 0;
    return `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;
  };
  return [
    count('contact', 'lead'),
    count('attempt', 'message'),
    count('suppression', 'opt-out'),
    count('event', 'event'),
    `${(bytes / 1e6).toFixed(1)} MB`,
  ].join(', ');
}

export const backupJson = ({ file, manifest }: Backup): object => ({
  file,
  ...manifest,
  version: 1,
  kind: 'backup',
});

export function onPostgres(io: Io, options: GlobalOptions, database: string | null): ExitCode {
  return usage(
    io,
    options,
    'this workspace is on PostgreSQL, which has better tools for it than this program could be',
    [
      `To back it up: pg_dump --format=custom --file=leadseq.dump ${database ?? ''}`.trimEnd(),
      'To put it back: pg_restore, and then adopt, which shows what would be sent again. Keep .leadseq/pepper with neither.',
    ].join('\n'),
  );
}
