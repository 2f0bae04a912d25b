/** Hours that never meet: the touch would wait for ever. */
import { closedStates, isEmpty, openWeek } from '../behavior/open.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const noOpenWindow: Rule = {
  id: 'no-open-window',
  severity: 'error',
  title: 'Every touch has hours in which it may go',
  why: 'A call needs the opening hours of the business and the hours in which people may be called to meet, and both the law of the state where the lead lives. Where they never do, the touch is skipped for every lead and makes a task instead.',
  bad: {
    'leadseq.yaml': `version: 1
businesses: { acme: { name: Acme, zone: America/Chicago, postal_address: "12 Main Street", hours: { sun: "09:00-11:00" } } }
`,
    'sequences/example.yaml': `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
`,
  },
  good: {
    'leadseq.yaml': `version: 1
businesses: { acme: { name: Acme, zone: America/Chicago, postal_address: "12 Main Street", hours: { mon-fri: "09:00-17:00" } } }
`,
    'sequences/example.yaml': `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
`,
  },
  check: ({ sequence, places, business, policy }) => {
    return (['sms', 'call'] as const).flatMap((channel): readonly RuleFinding[] => {
      const never = isEmpty(openWeek(channel, business, policy));
      const states = never ? [] : closedStates(channel, business, policy);
      if (!never && states.length === 0) return [];
      const what = channel === 'sms' ? 'texted' : 'called';
      const where = never ? 'nobody can ever' : `nobody in ${states.join(', ')} can ever`;
      const hours = channel === 'sms' ? '`policy.quiet_hours`' : '`policy.quiet_hours` and the opening hours';
      const found = sequence.variants.flatMap(({ source, touches }): readonly RuleFinding[] => {
        const first = touches.find((touch) => touch.channel === channel);
        if (first === undefined) return [];
        return [
          {
            message: `\`${first.id}\` never goes: ${where} be ${what}, because ${never ? `${hours} never meet` : `${hours} and the law there never meet`}.`,
            hint: 'Widen the hours in leadseq.yaml.',
            at: places.channel(source, first.id),
            source,
          },
        ];
      });
      // It is about the channel, not about each source's own calls: once is enough.
      return found.filter(({ at }) => at?.range.start === found[0]?.at?.range.start);
    });
  },
};
