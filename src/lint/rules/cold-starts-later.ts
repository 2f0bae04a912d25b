/** Nobody is waiting for an answer to a question that they did not ask. */
import { DAY } from '../../domain/time.ts';
import { describeDuration } from '../../schedule/describe.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const coldStartsLater: Rule = {
  id: 'cold-starts-later',
  severity: 'warning',
  title: 'Cold leads hear nothing in the first 24 hours',
  why: 'People who did not ask are not waiting. A message minutes after their name was bought or typed in says how we got it, and a list is often noticed to be the wrong one within a day: until then nobody has been bothered.',
  bad: `touches:
  - { id: intro, day: 0, within: 1h, email: { subject: Hello, body: We have not met. } }
sources:
  cold: { match: ["Cold*"], urgency: low, start_after: 1h }
`,
  good: `touches:
  - { id: intro, day: 0, within: 1h, email: { subject: Hello, body: We have not met. } }
sources:
  cold: { match: ["Cold*"], urgency: low, start_after: 24h }
`,
  check: ({ sequence, places }) =>
    sequence.variants.flatMap(({ source, like, startAfter }): readonly RuleFinding[] =>
      like !== 'cold' || startAfter >= DAY || sequence.kind !== 'chase'
        ? []
        : [
            {
              message: `Cold leads are written to ${startAfter === 0 ? 'at once' : `after ${describeDuration(startAfter)}`}; they did not ask, so begin after 24 hours.`,
              hint: 'Write `start_after: 24h` for this source.',
              at: places.source(source, 'start_after'),
            },
          ],
    ),
};
