/** One unanswered call is no answer. */
import { answersInquiries, contactsOf } from '../behavior/who.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const referralCallsTwice: Rule = {
  id: 'referral-calls-twice',
  severity: 'warning',
  title: 'A referral is called at least twice',
  why: 'Most first calls to a number that is not in the phone book of the lead are missed. The person who recommended the business will ask how it went: "they never called" costs more than the one lead.',
  bad: `touches:
  - { id: call-1, day: 0, within: 15m, call: { script: Thank them., voicemail: Hi. } }
  - { id: hello, after: { touch: call-1, wait: 5m }, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
sources:
  referral: { match: ["Referral*"] }
`,
  good: `touches:
  - { id: call-1, day: 0, within: 15m, call: { script: Thank them., voicemail: Hi. } }
  - { id: hello, after: { touch: call-1, wait: 5m }, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: call-2, day: 3, at: "14:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
sources:
  referral: { match: ["Referral*"] }
`,
  options: {
    calls: {
      type: 'integer',
      description: 'How many calls a referral gets at least.',
      default: 2,
      minimum: 1,
    },
  },
  check: (input) => {
    if (!answersInquiries(input)) return [];
    const wanted = numberOf(input, 'calls');
    return input.sequence.variants.flatMap((variant): readonly RuleFinding[] => {
      const { source, like } = variant;
      const calls = contactsOf(variant).filter(({ channel }) => channel === 'call').length;
      if (like !== 'referral' || calls >= wanted) return [];
      return [
        {
          message: `Referrals are called ${calls === 0 ? 'not at all' : calls === 1 ? 'once' : `${calls} times`}; call at least ${wanted === 2 ? 'twice' : `${wanted} times`}.`,
          hint: 'Write a second call under `add:` of this source, some days later, with `vary_from`.',
          at: input.places.source(source),
        },
      ];
    });
  },
};
