/** Somebody vouched for us: that is worth a voice, not a text. */
import { firstOfEach } from '../behavior/moved.ts';
import { answersInquiries, contactsOf } from '../behavior/who.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const referralCallsFirst: Rule = {
  id: 'referral-calls-first',
  severity: 'warning',
  title: 'A referral is called before anything else',
  why: 'A referred person expects somebody who knows of the friend they share. A call can thank for the trust and is picked up more often than any other; a text that every lead gets wastes it. Let the text wait for the call with `after: { touch: call-1, wait: 5m, or_by: 1h }`.',
  bad: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: call-2, day: 3, at: "14:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
sources:
  referral: { match: ["Referral*"], urgency: high }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: call-2, day: 3, at: "14:00", vary_from: call-1, call: { script: Ask., voicemail: Hi. } }
sources:
  referral:
    match: ["Referral*"]
    urgency: high
    change:
      call-1: { day: 0, within: 15m }
      hello: { after: { touch: call-1, wait: 5m, or_by: 1h } }
`,
  check: (input) => {
    if (!answersInquiries(input)) return [];
    return firstOfEach(
      input.courses().variants.flatMap(({ variant, planned }): readonly RuleFinding[] => {
        const { source, like } = variant;
        if (like !== 'referral' || contactsOf(variant).length === 0) return [];
        const first = planned('Tuesday at 10:00').find(({ touch }) => touch.channel !== 'move')?.touch;
        if (first === undefined || first.channel === 'call') return [];
        const call = variant.touches.find(({ channel }) => channel === 'call');
        return [
          {
            message: `Referrals get \`${first.id}\` first, ${first.channel === 'sms' ? 'a text' : 'an email'}; call somebody who was sent by a friend.`,
            hint:
              call === undefined
                ? 'Add a call with `day: 0` and `within: 15m` for this source.'
                : `Write \`change: { ${call.id}: { day: 0, within: 15m }, ${first.id}: { after: { touch: ${call.id}, wait: 5m, or_by: 1h } } }\` for this source.`,
            at: input.places.source(source),
          },
        ];
      }),
    );
  },
};
