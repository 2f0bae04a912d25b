/** A goodbye to somebody who was sent by a friend reaches the friend too. */
import type { Rule, RuleFinding } from './rule.ts';

export const referralNoBreakup: Rule = {
  id: 'referral-no-breakup',
  severity: 'warning',
  title: 'A referral gets no goodbye',
  why: 'The last message, which promises silence, tells a lead that we give up. Somebody who was recommended tells it to whoever recommended us, and after it nothing may be sent any more, though referrals often come back months later. Let the sequence end quietly for them: `skip: [breakup]`.',
  bad: `touches:
  - { id: call-1, day: 0, within: 15m, call: { script: Thank them., voicemail: Hi. } }
  - { id: call-2, day: 3, at: "14:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
  - { id: breakup, day: 14, at: "10:00", closes: true, sms: "It's {{ business_name }}. All the best! Reply STOP to opt out." }
sources:
  referral: { match: ["Referral*"] }
`,
  good: `touches:
  - { id: call-1, day: 0, within: 15m, call: { script: Thank them., voicemail: Hi. } }
  - { id: call-2, day: 3, at: "14:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
  - { id: breakup, day: 14, at: "10:00", closes: true, sms: "It's {{ business_name }}. All the best! Reply STOP to opt out." }
sources:
  referral: { match: ["Referral*"], skip: [breakup] }
`,
  check: ({ sequence, places }) =>
    sequence.variants.flatMap(({ source, like, touches }): readonly RuleFinding[] => {
      const goodbye = like === 'referral' ? touches.find(({ closes }) => closes) : undefined;
      if (goodbye === undefined) return [];
      return [
        {
          message: `Referrals get \`${goodbye.id}\`, which says goodbye; leave the door open for somebody who was recommended.`,
          hint: `Write \`skip: [${goodbye.id}]\` for this source.`,
          at: places.source(source),
        },
      ];
    }),
};
