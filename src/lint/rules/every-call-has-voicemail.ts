/** A call that nobody picks up still says something. */
import type { Rule, RuleFinding } from './rule.ts';

export const everyCallHasVoicemail: Rule = {
  id: 'every-call-has-voicemail',
  severity: 'warning',
  title: 'Every call has a voicemail to leave',
  why: 'Most calls to new leads are not picked up. Whoever calls needs words ready for the beep: made up on the spot, a voicemail is long, or is not left at all, and a later text that says "I left you a message" is then untrue.',
  bad: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask what they need. } }
`,
  good: `touches:
  - id: call-1
    day: 1
    at: "10:00"
    call: { script: Ask what they need., voicemail: "Hi, it's Ana from {{ business_name }}. I'll text you." }
`,
  check: ({ sequence, places }) =>
    sequence.variants.flatMap(({ source, touches }) =>
      touches.flatMap(({ id, action }): readonly RuleFinding[] =>
        action.kind === 'call' && action.voicemail === null
          ? [
              {
                message: `The call \`${id}\` has no voicemail.`,
                hint: 'Write `voicemail: …` beside its script: what to say after the beep, in under 30 seconds.',
                at: places.channel(source, id),
                source,
              },
            ]
          : [],
      ),
    ),
};
