/** What leads do gets an answer: a chase says what follows a reply, a question, a booking and a no. Its end is `ending-moves`. */
import type { LeadAct } from '../../sequence/sequence.ts';
import type { Rule } from './rule.ts';

const ACTS: readonly LeadAct[] = ['reply', 'booked', 'not_interested', 'question'];

export const everyActAnswered: Rule = {
  id: 'every-act-answered',
  severity: 'warning',
  title: 'A reply, a question, a booking and a no each have a rule in `when:`',
  why: 'A lead who answers is the reason for the whole sequence. Without a rule for what it did the sequence only pauses or ends: nobody gets a task, nothing moves in the CRM, and the answer waits until somebody happens to look.',
  bad: `touches: [{ id: hello, day: 0, within: 5m, sms: "{{ first_name }}, it's {{ business_name }}. When suits you? STOP ends this." }]
fallbacks: { first_name: Hi }
when:
  reply: { do: pause, task: "Reply to {{ first_name }}" }
  booked: { do: stop, move_to: booked }
`,
  good: `touches: [{ id: hello, day: 0, within: 5m, sms: "{{ first_name }}, it's {{ business_name }}. When suits you? STOP ends this." }]
fallbacks: { first_name: Hi }
when:
  reply: { do: pause, task: "Reply to {{ first_name }}" }
  question: { do: pause, call: { due_in: 30m } }
  booked: { do: stop, move_to: booked }
  not_interested: { do: stop, move_to: closed }
`,
  check: ({ sequence: { kind, when, variants }, places }) => {
    const speaks = variants.some(({ touches }) => touches.some(({ channel }) => channel !== 'move'));
    if (kind !== 'chase' || !speaks) return [];
    const missing = ACTS.filter((act) => when[act] === undefined);
    if (missing.length === 0) return [];
    return [
      {
        message: `Nothing in \`when:\` says what happens on ${missing.map((act) => `\`${act}\``).join(', ')}.`,
        hint: `Write for instance \`${missing[0]}: ${EXAMPLES[missing[0] ?? 'reply']}\`.`,
        at: places.when(),
      },
    ];
  },
};

const EXAMPLES: Readonly<Partial<Record<LeadAct, string>>> = {
  reply: '{ do: pause, task: "Reply to {{ first_name }}" }',
  question: '{ do: pause, call: { due_in: 30m } }',
  booked: '{ do: stop, move_to: booked }',
  not_interested: '{ do: stop, move_to: closed }',
};
