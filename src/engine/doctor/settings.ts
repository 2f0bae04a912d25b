/** Settings and sequences, and what a live provider lacks. */
import type { Instant } from '../../domain/time.ts';
import type { Gap } from '../going-live-gaps.ts';
import { instanceObstacle } from '../instance.ts';
import { enrollClockObstacle } from '../obstacles.ts';
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

/** `gaps` hold up everything; `toCome` will, as soon as somebody waits for a message on that channel. */
export function gapFindings(gaps: readonly Gap[], toCome: readonly Gap[]): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const [list, told] of [[gaps, failure] as const, [toCome, warning] as const])
    for (const { business, seen, remedy } of list) {
      const line = `${business === null ? '' : `${business}: `}${seen}`;
      if (!findings.has(line)) findings.set(line, told('going-live', line, `Write ${remedy}`));
    }
  return [...findings.values()];
}

/** Whatever would make the next tick send nothing. */
export async function obstacleFindings(ws: Workspace, now: Instant): Promise<readonly Finding[]> {
  const file = readPauseFile(ws.root);
  const clock = await enrollClockObstacle(ws, now);
  const instance = await instanceObstacle(ws);
  const rehearsals = await rehearsalObstacle(ws);
  return [
    ...(file === null
      ? []
      : [warning('pause', `${file.path} stops all sending`, 'When it may go on: seq resume --all')]),
    instance === null
      ? fine('instance', 'this database is sent from here')
      : failure('instance', instance.message, 'See: seq adopt --help'),
    ...(clock === null
      ? []
      : [failure('clock', clock.message, 'Let the system keep its time: timedatectl set-ntp true')]),
    ...(rehearsals === null ? [] : [failure('rehearsals', rehearsals.message, 'See: seq live')]),
  ];
}
