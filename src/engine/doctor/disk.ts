/** Room on the disk, and what kind of disk it is: a file over a network loses what it believes to be written. */
import { statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Finding, failure, fine, warning } from './finding.ts';

/** Below this the tick refuses to send. */
const NEEDED = 64 * 1024 ** 2;
const COMFORTABLE = 1024 ** 3;

export function spaceFinding(free: number, folder: string): Finding {
  const shown =
    free < COMFORTABLE ? `${Math.floor(free / 1024 ** 2)} MB` : `${(free / 1024 ** 3).toFixed(1)} GB`;
  const seen = `${shown} are free for ${folder}`;
  if (free < NEEDED) return failure('disk', seen, 'Free some space: below 64 MB nothing is sent.');
  return free < COMFORTABLE
    ? warning('disk', seen, 'Free some space before it runs out.')
    : fine('disk', seen);
}

/** File system magic numbers of Linux (statfs(2)) whose locks or flushes cannot be relied on. */
const OVER_A_NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
]);

export function fileSystemFinding(type: number, folder: string): Finding {
  const name = OVER_A_NETWORK.get(type >>> 0);
  return name === undefined
    ? fine('file-system', `${folder} is on a local disk`)
    : warning(
        'file-system',
        `${folder} is on ${name}`,
        'Put it on a local disk, or use PostgreSQL: SQLite cannot rely on locks and flushes over a network.',
      );
}

/** `holdsDatabase`: a database on a server has a disk of its own, and what is kept here needs room only. */
export async function diskFindings(folder: string, holdsDatabase: boolean): Promise<readonly Finding[]> {
  const { bavail, bsize, type } = await statfs(folder);
  const name = basename(folder);
  return [spaceFinding(bavail * bsize, name), ...(holdsDatabase ? [fileSystemFinding(type, name)] : [])];
}
