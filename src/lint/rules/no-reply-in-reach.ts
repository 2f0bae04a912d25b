/** `no_reply` counts messages: one that counts to more than there are never comes. */
import type { Rule, RuleFinding } from './rule.ts';

export const noReplyInReach: Rule = {
  id: 'no-reply-in-reach',
  severity: 'warning',
  title: 'The rule for `no_reply` counts to fewer messages than the sequence sends',
  why: '`after_touches` counts texts and emails, and is judged a day after the last of them. With as many as there are, or more, the answer comes when everything is over, or never, and the call that it asks for is not made.',
  bad: `touches:
  - { id: one, day: 0, within: 5m, sms: "{{ first_name }}, it's {{ business_name }}. STOP ends this." }
  - { id: two, day: 3, email: { subject: Hi, body: "{{ first_name }}, a word on prices." } }
fallbacks: { first_name: Hi }
when: { no_reply: { do: continue, after_touches: 3, call: { due_in: 1d } } }
`,
  good: `touches:
  - { id: one, day: 0, within: 5m, sms: "{{ first_name }}, it's {{ business_name }}. STOP ends this." }
  - { id: two, day: 3, email: { subject: Hi, body: "{{ first_name }}, a word on prices." } }
  - { id: three, day: 6, email: { subject: Hi, body: "{{ first_name }}, a word on times." } }
fallbacks: { first_name: Hi }
when: { no_reply: { do: continue, after_touches: 2, call: { due_in: 1d } } }
`,
  check: ({ sequence, places }) => {
    const rule = sequence.when.no_reply;
    const count = rule?.afterTouches;
    if (!rule || count == null) return [];
    const { if: condition } = rule;
    return sequence.variants
      .filter(({ urgency, source }) =>
        condition === null
          ? true
          : (condition.urgency?.includes(urgency) ?? true) && (condition.source?.includes(source) ?? true),
      )
      .flatMap(({ source, touches }): readonly RuleFinding[] => {
        const messages = touches.filter(({ channel }) => channel === 'sms' || channel === 'email').length;
        if (messages > count) return [];
        return [
          {
            message: `\`no_reply\` waits for ${count} messages, and the sequence sends ${messages}.`,
            hint: messages > 1 ? `Write \`after_touches: ${messages - 1}\` or less.` : 'Take the rule out.',
            at: places.path('when', 'no_reply', 'after_touches'),
            source,
          },
        ];
      });
  },
};
