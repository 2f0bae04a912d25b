/** Who can read the workspace's secrets and its leads. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { envFilePath, unsafeFile } from '../env-file.ts';
import { type Finding, failure, fine } from './finding.ts';

export function fileFindings(root: string): readonly Finding[] {
  const state = join(root, '.leadseq');
  const own = [
    state,
    join(state, 'pepper'),
    join(state, 'leadseq.db'),
    join(state, 'leadseq.db-wal'),
    envFilePath(root),
  ];
  const unsafe = own.flatMap((path) => {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined || unsafeFile(path, facts) === null) return [];
    const mode = (facts.mode & 0o777).toString(8);
    return [
      failure(
        'files',
        `${path} has mode ${mode}, or another owner`,
        `chmod ${facts.isDirectory() ? '700' : '600'} ${path}`,
      ),
    ];
  });
  return unsafe.length > 0
    ? unsafe
    : [fine('files', 'only their owner can read the leads, the key and the secrets')];
}
