/** Whoever just asked looks at the phone, not at the mailbox. */
import { answersInquiries, contactsOf } from '../behavior/who.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const smsFirst: Rule = {
  id: 'sms-first',
  severity: 'warning',
  title: 'A new inquiry is answered by text first',
  why: 'A text is read within minutes, an email within hours, and an unknown number is often not picked up. The first answer decides whether the lead goes on looking. Referrals are called first, and who did not ask or needs recorded consent gets an email: for them this rule is silent.',
  bad: `touches:
  - { id: welcome, day: 0, within: 5m, email: { subject: Hi, body: We have your message. } }
  - { id: hello, day: 1, at: "10:00", sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: welcome, day: 0, after: 20m, email: { subject: Hi, body: We have your message. } }
`,
  check: (input) => {
    if (!answersInquiries(input)) return [];
    return input.courses().variants.flatMap(({ variant, planned }): readonly RuleFinding[] => {
      const { source, like, consent } = variant;
      if (like === 'referral' || like === 'cold' || consent === 'required') return [];
      // One message is a notice, no chase.
      if (contactsOf(variant).length < 2) return [];
      const first = planned('Tuesday at 10:00').find(({ touch }) => touch.channel !== 'move')?.touch;
      if (first === undefined || first.channel === 'sms') return [];
      const hasText = variant.touches.some(({ channel }) => channel === 'sms');
      return [
        {
          message: `The first contact is \`${first.id}\`, ${first.channel === 'email' ? 'an email' : 'a call'}; whoever just asked reads a text sooner.`,
          hint: hasText
            ? 'Let the first text go before it, with `day: 0` and `within: 5m`.'
            : 'Begin with a text: `day: 0`, `within: 5m`, the name of the business and one easy question.',
          at: input.places.channel(source, first.id),
          source,
        },
      ];
    });
  },
};
