/** The longest values that are likely: a business's own as they are, a lead's as long as those of nearly everybody. */
import type { Business } from '../../domain/business.ts';

/** Characters. Nineteen of twenty people have shorter names; days and times are the longest that there are. */
const LENGTHS: Readonly<Record<string, number>> = { first_name: 11, last_name: 13, full_name: 25 };
/** Where the settings do not say. */
const UNKNOWN: Readonly<Record<string, number>> = {
  business_name: 25,
  agent_name: 12,
  business_phone: 14,
  booking_link: 40,
};
const TOUCH = { day_name: 'September 30', date: 'September 30', outcome: 'voicemail' };
const APPOINTMENT = {
  day_name: 'Wednesday, September 30',
  date: 'September 30',
  weekday: 'Wednesday',
  time: '10:30 am EDT',
};
/** What a tracked link has behind the address that it leads by: `/c/` and its token. */
const TOKEN = 25;

export interface Longest {
  readonly values: Readonly<Record<string, unknown>>;
  /** `first_name 11`, for whoever wants to know what was counted. */
  readonly counted: readonly string[];
}

/** Values for these variables (dotted paths); `other` is the length of any field of the lead that is not a name. */
export function longestValues(
  variables: readonly string[],
  business: Business,
  isKnown: boolean,
  fallbacks: Readonly<Record<string, string>>,
  other: number,
): Longest {
  const values: Record<string, unknown> = {};
  const counted: string[] = [];
  const own: Readonly<Record<string, string | undefined>> = isKnown
    ? {
        business_name: business.name,
        agent_name: business.agentName,
        business_phone: business.phone,
        booking_link: business.bookingLink && linkOf(business, business.bookingLink),
      }
    : {};
  const touches: Record<string, typeof TOUCH> = {};
  for (const variable of new Set(variables)) {
    const [root = '', inner = ''] = variable.split('.');
    if (root === 'touches') touches[inner] = TOUCH;
    else if (root === 'appointment') values.appointment = APPOINTMENT;
    else {
      const length = Math.max(LENGTHS[root] ?? UNKNOWN[root] ?? other, fallbacks[root]?.length ?? 0);
      values[root] = own[root] ?? 'x'.repeat(length);
      counted.push(`${root} ${String(values[root]).length}`);
    }
  }
  return { values: { ...values, touches }, counted };
}

/** A link whose openings are seen leads by another address. */
function linkOf({ trackedLinks }: Business, link: string): string {
  if (trackedLinks === undefined) return link;
  const host = /^https?:\/\/([^/:?#]+)/i.exec(link)?.[1]?.toLowerCase();
  return host !== undefined && trackedLinks.hosts.includes(host)
    ? `${trackedLinks.base}${'x'.repeat(TOKEN)}`
    : link;
}
