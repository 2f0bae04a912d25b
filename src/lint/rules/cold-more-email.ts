/** An email can be left lying; a text from a stranger cannot. */
import type { Rule, RuleFinding } from './rule.ts';

export const coldMoreEmail: Rule = {
  id: 'cold-more-email',
  severity: 'warning',
  title: 'Cold leads get more emails than texts',
  why: 'A text from somebody unknown is answered with STOP, or with a complaint to the carrier, and needs recorded consent that most cold leads never gave: those leads would get only what is left. Emails carry the sequence for people who did not ask.',
  bad: `touches:
  - { id: intro, day: 0, within: 1h, email: { subject: Hello, body: We have not met. } }
  - { id: easier, day: 3, at: "11:00", sms: "It's {{ business_name }}. Easier by text? Reply STOP to opt out." }
sources:
  cold: { match: ["Cold*"], start_after: 24h }
`,
  good: `touches:
  - { id: intro, day: 0, within: 1h, email: { subject: Hello, body: We have not met. } }
  - { id: easier, day: 3, at: "11:00", sms: "It's {{ business_name }}. Easier by text? Reply STOP to opt out." }
sources:
  cold:
    match: ["Cold*"]
    start_after: 24h
    change: { easier: { email: { subject: No need to pick up, body: Just reply. } } }
`,
  check: ({ sequence, places }) =>
    sequence.variants.flatMap(({ source, like, touches }): readonly RuleFinding[] => {
      const count = (channel: string): number => touches.filter((touch) => touch.channel === channel).length;
      const [texts, emails] = [count('sms'), count('email')];
      if (like !== 'cold' || sequence.kind !== 'chase' || texts === 0 || emails > texts) return [];
      return [
        {
          message: `Cold leads get ${texts} ${texts === 1 ? 'text' : 'texts'} and ${emails === 0 ? 'no email' : emails === 1 ? 'one email' : `${emails} emails`}; write more emails than texts to people who did not ask.`,
          hint: 'Under `change:` of this source, give a text the channel `email:`, or skip it.',
          at: places.source(source),
        },
      ];
    }),
};
