/** Settings and sequences, and what a live provider lacks. */
import type { Gap } from '../going-live-gaps.ts';
import { instanceObstacle } from '../instance.ts';
import { readPauseFile } from '../pause-file.ts';
import { rehearsalObstacle } from '../rehearsals.ts';
import type { Workspace } from '../workspace.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

export function sequenceFindings(ws: Workspace): readonly Finding[] {
  const broken = [...ws.sequences.values()].filter(({ diagnostics }) =>
    diagnostics.some(({ severity }) => severity === 'error'),
  );
  if (broken.length === 0)
    return [fine('settings', `leadseq.yaml and ${ws.sequences.size} sequences are in order`)];
  return broken.map(({ path, revision }) =>
    warning(
      'settings',
      `${path} has mistakes; ${revision === null ? 'it is left out' : 'its last good revision keeps running'}`,
      'See them: seq lint',
    ),
  );
}

export function gapFindings(gaps: readonly Gap[]): readonly Finding[] {
  const seen = new Set<string>();
  return gaps.flatMap(({ business, seen: what, remedy }) => {
    const line = `${business === null ? '' : `${business}: `}${what}`;
    if (seen.has(line)) return [];
    seen.add(line);
    return [failure('going-live', line, `Write: ${remedy}`)];
  });
}

/** Whatever would make the next tick send nothing. */
export async function obstacleFindings(ws: Workspace): Promise<readonly Finding[]> {
  const file = readPauseFile(ws.root);
  const instance = await instanceObstacle(ws);
  const rehearsals = await rehearsalObstacle(ws);
  return [
    ...(file === null
      ? []
      : [warning('pause', `${file.path} stops all sending`, 'When it may go on: seq resume --all')]),
    instance === null
      ? fine('instance', 'this database is sent from here')
      : failure('instance', instance.message, 'See: seq adopt --help'),
    ...(rehearsals === null ? [] : [failure('rehearsals', rehearsals.message, 'See: seq live')]),
  ];
}
