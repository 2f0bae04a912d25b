/** Who can read the workspace's secrets and its leads. */
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { envFilePath } from '../env-file.ts';
import { databasePath, stateFolder } from '../open-database.ts';
import { type Finding, failure, fine } from './finding.ts';

/** `holdsDatabase`: on a server, who can read the leads is the server's affair. */
export function fileFindings(root: string, holdsDatabase: boolean): readonly Finding[] {
  const state = stateFolder(root);
  const database = databasePath(root);
  const own = [state, join(state, 'pepper'), database, `${database}-wal`, envFilePath(root)];
  const open = own.flatMap(openTo);
  const kept = holdsDatabase ? 'the leads, the key and the secrets' : 'the key and the secrets';
  return open.length > 0 ? open : [fine('files', `only their owner can read ${kept}`)];
}

function openTo(path: string): readonly Finding[] {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return [];
  const right = facts.isDirectory() ? '700' : '600';
  if ((facts.mode & 0o077) !== 0)
    return [
      failure(
        'files',
        `others can read ${path}: its mode is ${(facts.mode & 0o777).toString(8)}, not ${right}`,
        `Only its owner may. To mend it: chmod ${right} ${path}`,
      ),
    ];
  const { uid, username } = userInfo();
  // Windows has no owners to compare.
  if (uid === -1 || facts.uid === uid) return [];
  return [
    failure(
      'files',
      `${path} belongs to another user`,
      `Run everything as its owner, or give it away: sudo chown ${username} ${path}`,
    ),
  ];
}
