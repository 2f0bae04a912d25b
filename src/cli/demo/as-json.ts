/** The demo as one object, for other programs. */
import type { LeadStory } from '../../engine/why.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { iso, isoOrNull } from '../json.ts';
import { stateOf, timeOf } from '../touch-words.ts';
import { HORIZON, START } from './cast.ts';
import type { Checked } from './check.ts';
import type { Played } from './play.ts';
import { speedToLead } from './timetable.ts';

export function jsonOf(
  ws: Workspace,
  played: Played,
  stories: readonly LeadStory[],
  checked: Checked,
): object {
  return {
    folder: ws.root,
    from: iso(START),
    until: iso(HORIZON),
    rows: played.rows,
    enrolled: played.enrolled,
    refused: played.refused.map(({ file, problem }) => ({ file, ...problem })),
    leads: stories.map((story) => ({
      id: story.situation.contact.id,
      name: `${story.situation.contact.firstName} ${story.situation.contact.lastName}`,
      source: story.leads[0]?.sourceText ?? null,
      stage: story.situation.contact.stage,
      speedToLeadMs: speedToLead(story),
      enrollments: story.enrollments.map(({ enrollment, touches }) => ({
        sequence: enrollment.sequence,
        state: enrollment.state,
        endedAt: isoOrNull(enrollment.endedAt),
        touches: touches.map((touch) => ({
          touch: touch.key.touch,
          occurrence: touch.key.occurrence,
          channel: touch.touch.channel,
          state: stateOf(touch),
          at: isoOrNull(timeOf(touch)),
          outcome: touch.record?.outcome ?? null,
          moved: touch.moves.map(({ gate, detail }) => ({ gate, detail })),
          reason: touch.record?.reasonDetail ?? null,
        })),
      })),
    })),
    rules: checked.rules,
    broken: checked.broken,
  };
}
