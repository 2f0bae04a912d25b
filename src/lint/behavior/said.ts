/** Every text and email that leads of one source may read, with all that has to hold before they do. */
import type { Condition, Template, Touch } from '../../sequence/sequence.ts';

export interface Said {
  readonly touch: Touch;
  readonly template: Template;
  /** The touch's own condition and the wording's. */
  readonly conditions: readonly (Condition | null)[];
}

export const saidBy = (touch: Touch): readonly Said[] => {
  const { action } = touch;
  if (action.kind === 'sms')
    return action.alternatives.map((each) => ({
      touch,
      template: each.text,
      conditions: [touch.if, each.if],
    }));
  if (action.kind !== 'email') return [];
  return action.alternatives.flatMap((each) =>
    [each.body, ...each.subjects].map((template) => ({ touch, template, conditions: [touch.if, each.if] })),
  );
};

/** Whether some wording of it goes whatever is known of the lead. */
export function goesAlways(touch: Touch): boolean {
  const { action } = touch;
  if (touch.if !== null) return false;
  return (
    (action.kind === 'sms' || action.kind === 'email') && action.alternatives.some((each) => each.if === null)
  );
}
