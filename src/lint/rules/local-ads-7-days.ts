/** Who searched for a business nearby has found one within a week. */
import { contactsOf, lastDayOf } from '../behavior/who.ts';
import { numberOf, type Rule, type RuleFinding } from './rule.ts';

export const localAds7Days: Rule = {
  id: 'local-ads-7-days',
  severity: 'warning',
  title: 'Leads from local ads are followed for a week at most',
  why: 'Who searches for a business nearby needs it now. After a week the work is done, by somebody else or not at all, and a touch on day 14 only shows that nobody looked. `length: 7d` fits the same touches into a week.',
  bad: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: last, day: 14, at: "10:00", sms: Still looking? }
sources:
  google_lsa: { match: ["Google LSA"], urgency: high }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: last, day: 14, at: "10:00", sms: Still looking? }
sources:
  google_lsa: { match: ["Google LSA"], urgency: high, length: 7d }
`,
  options: {
    days: {
      type: 'integer',
      description: 'The last day on which such a lead may be contacted.',
      default: 7,
      minimum: 1,
      maximum: 365,
    },
  },
  check: (input) => {
    if (input.sequence.kind !== 'chase') return [];
    const allowed = numberOf(input, 'days');
    return input.sequence.variants.flatMap((variant): readonly RuleFinding[] => {
      if (variant.like !== 'google_lsa') return [];
      const late = contactsOf(variant).filter((touch) => lastDayOf(touch) > allowed);
      const last = late.reduce<(typeof late)[number] | null>(
        (best, touch) => (best === null || lastDayOf(touch) > lastDayOf(best) ? touch : best),
        null,
      );
      if (last === null) return [];
      return [
        {
          message: `Leads from local ads hear from us until day ${lastDayOf(last)} (\`${last.id}\`); after day ${allowed} they have found somebody.`,
          hint: `Write \`length: ${allowed}d\` for this source, or skip what comes later.`,
          at: input.places.source(variant.source, 'length'),
        },
      ];
    });
  },
};
