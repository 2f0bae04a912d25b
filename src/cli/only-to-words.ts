/** The list of a try-out, said wherever something would otherwise look as if it went to everybody. */
import { liveChannels } from '../engine/rehearsals.ts';
import type { Workspace } from '../engine/workspace.ts';

/** None when everybody is reached, or nobody. */
export const onlyToLine = (ws: Pick<Workspace, 'config'>): readonly string[] =>
  ws.config.onlyTo === null || liveChannels(ws).length === 0
    ? []
    : [
        `Try-out: only_to in leadseq.yaml names ${ws.config.onlyTo.join(', ')}; everybody else’s messages wait.`,
      ];
