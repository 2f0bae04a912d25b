/** Which `seq` a shell starts: coreutils has one too, which counts. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Finding, fine, warning } from './finding.ts';

/** Everything of ours names itself in its first lines. */
const OURS = /leadseq/;

export function pathFinding(path: string | undefined): Finding {
  const first = (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'seq'))
    .find(isExecutable);
  const remedy =
    'leadseq alias prints the line that lets a shell find ours; cron uses full paths in any case.';
  if (first === undefined) return warning('path', 'a shell finds no seq', remedy);
  return OURS.test(readFileSync(first).subarray(0, 2_000).toString('latin1'))
    ? fine('path', `a shell starts ${first}, which is ours`)
    : warning('path', `a shell starts ${first}, which is not ours`, remedy);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
