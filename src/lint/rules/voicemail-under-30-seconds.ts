/** Nobody listens to a long voicemail: as spoken, words for the beep take less than half a minute. */
import { spokenSeconds } from '../spoken.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const voicemailUnder30Seconds: Rule = {
  id: 'voicemail-under-30-seconds',
  severity: 'warning',
  title: 'A voicemail takes less than 30 seconds to speak',
  why: 'Past half a minute most people delete a message before they hear who it was and what to do. Say who you are, why you call, and one thing to do. Counted at 150 words a minute; a value to be filled in counts as two words, a phone number as four seconds.',
  bad: `touches:
  - id: call-1
    day: 1
    call:
      script: Ask what they need.
      voicemail: >-
        Hi {{ first_name }}, this is Ana from {{ business_name }}, and I am calling you today because a little while ago
        you were so kind as to write to us about one of the many things that we do here, and I wanted to take the time
        to walk you through all of the options that we could offer you, each with its price and the time that it takes,
        so that you can think about them in peace and talk about them at home before you give us a call again.
fallbacks: { first_name: there }
`,
  good: `touches:
  - id: call-1
    day: 1
    call:
      script: Ask what they need.
      voicemail: >-
        Hi {{ first_name }}, it's Ana from {{ business_name }} about your request. I'll send a text, just answer that.
fallbacks: { first_name: there }
`,
  options: {
    seconds: {
      type: 'integer',
      description: 'The most that a voicemail may take, in seconds.',
      default: 30,
      minimum: 5,
      maximum: 120,
    },
    words_per_minute: {
      type: 'integer',
      description: 'How fast is spoken.',
      default: 150,
      minimum: 60,
      maximum: 300,
    },
  },
  check: (input) => {
    const [most, pace] = [numberOf(input, 'seconds'), numberOf(input, 'words_per_minute')];
    return input.sequence.variants.flatMap(({ source, touches }) =>
      touches.flatMap(({ action }): readonly RuleFinding[] => {
        if (action.kind !== 'call' || action.voicemail === null) return [];
        const seconds = spokenSeconds(action.voicemail.source, pace);
        if (seconds <= most) return [];
        return [
          {
            message: `This voicemail takes about ${seconds} seconds to speak; ${most} is the most that people listen to.`,
            hint: 'Who you are, why you call, one thing to do. The rest can stand in a text or an email.',
            at: input.places.words(action.voicemail),
            source,
          },
        ];
      }),
    );
  },
};
