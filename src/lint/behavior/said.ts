/** Every text and email that leads of one source may read, and what they hear when they are called, with all that has to hold before they do. */
import type { Condition, Template, Touch } from '../../sequence/sequence.ts';

export interface Said {
  readonly touch: Touch;
  readonly template: Template;
  /** Read by the lead, heard after the beep, or said by whoever calls. */
  readonly as: 'message' | 'voicemail' | 'script';
  /** The touch's own condition and the wording's. */
  readonly conditions: readonly (Condition | null)[];
}

export const saidBy = (touch: Touch): readonly Said[] => {
  const { action } = touch;
  const said = (
    template: Template | null,
    own: Condition | null = null,
    as: Said['as'] = 'message',
  ): readonly Said[] => (template === null ? [] : [{ touch, template, as, conditions: [touch.if, own] }]);
  switch (action.kind) {
    case 'sms':
      return action.alternatives.flatMap((each) => said(each.text, each.if));
    case 'email':
      return action.alternatives.flatMap((each) =>
        [each.body, ...each.subjects].flatMap((template) => said(template, each.if)),
      );
    case 'call':
      return [...said(action.voicemail, null, 'voicemail'), ...said(action.script, null, 'script')];
    case 'move':
      return [];
  }
};

/** Whether some wording of it goes whatever is known of the lead. */
export function goesAlways(touch: Touch): boolean {
  const { action } = touch;
  if (touch.if !== null) return false;
  return (
    (action.kind === 'sms' || action.kind === 'email') && action.alternatives.some((each) => each.if === null)
  );
}
