/** Who did not ask needs time between messages, not more of them. */
import { lastDayOf } from '../behavior/who.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const coldRuns3Weeks: Rule = {
  id: 'cold-runs-3-weeks',
  severity: 'warning',
  title: 'A chase of cold leads is spread over three weeks',
  why: 'People who did not ask answer when something happens at their end, not at ours. The same touches within a week are a nuisance that ends in complaints, which cost the sender address its good name; over three weeks they are a reminder. Two or three messages are no chase, and may end when they like.',
  bad: `touches:
  - { id: intro, day: 0, within: 1h, email: { subject: Hello, body: We have not met. } }
  - { id: call-1, day: 2, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: tip, day: 4, at: "09:30", email: { subject: A tip, body: Ask this. } }
  - { id: tip-2, day: 7, at: "09:30", email: { subject: Another tip, body: Ask that. } }
sources:
  cold: { match: ["Cold*"], start_after: 24h }
`,
  good: `touches:
  - { id: intro, day: 0, within: 1h, email: { subject: Hello, body: We have not met. } }
  - { id: call-1, day: 2, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: tip, day: 4, at: "09:30", email: { subject: A tip, body: Ask this. } }
  - { id: tip-2, day: 7, at: "09:30", email: { subject: Another tip, body: Ask that. } }
sources:
  cold: { match: ["Cold*"], start_after: 24h, length: 21d }
`,
  options: {
    days: {
      type: 'integer',
      description: 'The day that the last touch reaches at least.',
      default: 21,
      minimum: 1,
    },
    touches: {
      type: 'integer',
      description: 'From how many texts, emails and calls on it is a chase.',
      default: 4,
      minimum: 1,
    },
  },
  check: (input) => {
    const { sequence, places } = input;
    const [days, least] = [numberOf(input, 'days'), numberOf(input, 'touches')];
    return sequence.variants.flatMap(({ source, like, touches }): readonly RuleFinding[] => {
      const last = Math.max(...touches.map(lastDayOf));
      const contacts = touches.filter(({ channel }) => channel !== 'move').length;
      if (like !== 'cold' || sequence.kind !== 'chase' || contacts < least || last >= days) return [];
      return [
        {
          message: `Cold leads get ${contacts} touches within ${last} days; spread them over ${days}.`,
          hint: `Write \`length: ${days}d\` for this source, or give it fewer touches.`,
          at: places.source(source, 'length'),
        },
      ];
    });
  },
};
