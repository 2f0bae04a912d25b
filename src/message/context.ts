/** The values that a template may name, made of what is known of one lead; nothing empty is among them. */
import type { Business } from '../domain/business.ts';
import type { Contact } from '../domain/lead.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { TouchEnd, TouchKey } from '../domain/touch.ts';
import { comingDayName, pastDayName, spokenDay, zoneWord } from './day-words.ts';
import { cleanName, cleanValue } from './wording.ts';

export interface ContextInput {
  readonly business: Business;
  readonly contact: Pick<Contact, 'firstName' | 'lastName'>;
  /** The lead's other columns, by normalized name. */
  readonly fields: Readonly<Record<string, string>>;
  /** The sequence's `fallbacks`, for whatever is empty. */
  readonly fallbacks: Readonly<Record<string, string>>;
  readonly now: Instant;
  /** The zone in which the contact would say "yesterday". */
  readonly zone: Zone;
  /** What has become of earlier touches of this enrollment. */
  readonly ends: readonly (TouchKey & { readonly end: TouchEnd })[];
  readonly appointment: { readonly startsAt: Instant } | null;
  /** What the lead wrote, for tasks made by `when:`. */
  readonly reply: { readonly text: string; readonly time: string | null } | null;
}

/** Plain nested values without a prototype; a missing key is a value that this lead does not have. */
export type MessageContext = Readonly<Record<string, unknown>>;

/** Names that a lead's column cannot take over. */
export const RESERVED_NAMES: readonly string[] = [
  'first_name',
  'last_name',
  'full_name',
  'business_name',
  'business_phone',
  'agent_name',
  'booking_link',
  'touches',
  'appointment',
  'reply',
];

const RESERVED: ReadonlySet<string> = new Set(RESERVED_NAMES);

/** The values for one message. A value that is empty or blank takes its fallback, and without one is absent. */
export function messageContext(input: ContextInput): MessageContext {
  const { business, contact, fields, fallbacks } = input;
  const values = empty();
  const put = (name: string, text: string): void => {
    if (text) define(values, name, text);
  };
  for (const [name, text] of Object.entries(fallbacks)) put(name, cleanValue(text));
  for (const [name, text] of Object.entries(fields)) if (!RESERVED.has(name)) put(name, cleanValue(text));
  const first = cleanName(contact.firstName);
  const last = cleanName(contact.lastName);
  put('first_name', first);
  put('last_name', last);
  put('full_name', [first, last].filter(Boolean).join(' '));
  put('business_name', cleanValue(business.name));
  put('business_phone', cleanValue(business.phone ?? ''));
  put('agent_name', cleanValue(business.agentName ?? ''));
  put('booking_link', cleanValue(business.bookingLink ?? ''));
  // Days are worked out only for the few templates that name them: a zone conversion costs as much as a whole text.
  const { appointment } = input;
  lazily(values, 'touches', () => touchValues(input));
  if (appointment) lazily(values, 'appointment', () => appointmentValues(appointment.startsAt, input));
  if (input.reply) define(values, 'reply', replyValues(input.reply));
  return values;
}

type Values = Record<string, unknown>;

const empty = (): Values => Object.create(null);

/** Without a prototype there is no setter behind any name: a column called `__proto__` is a value like the others. */
function define(values: Values, name: string, value: unknown): void {
  values[name] = value;
}

function lazily(values: Values, name: string, value: () => unknown): void {
  Object.defineProperty(values, name, { get: value, enumerable: true, configurable: true });
}

/** Only what really happened has a day: a claim such as "I called on Monday" needs its fact. */
function touchValues({ ends, now, zone }: ContextInput): Values {
  const touches = empty();
  for (const { touch, end } of ends) {
    const happened =
      end.kind === 'sent' || end.kind === 'moved' || (end.kind === 'called' && end.outcome !== 'not_done');
    const about = empty();
    if (happened) {
      const day = spokenDay(end.at, now, zone);
      define(about, 'day_name', pastDayName(day));
      define(about, 'date', day.date);
    }
    if (end.kind === 'called') define(about, 'outcome', end.outcome);
    define(touches, touch, about);
  }
  return touches;
}

/** On the business's clock, for that is where the appointment is; named when the contact's own clock shows another time. */
function appointmentValues(startsAt: Instant, { business, now, zone }: ContextInput): Values {
  const day = spokenDay(startsAt, now, business.zone);
  const same = spokenDay(startsAt, now, zone).time === day.time;
  const about = empty();
  define(about, 'day_name', comingDayName(day));
  define(about, 'date', day.date);
  define(about, 'weekday', day.weekday);
  define(about, 'time', same ? day.time : `${day.time} ${zoneWord(startsAt, business.zone)}`);
  return about;
}

function replyValues(reply: { readonly text: string; readonly time: string | null }): Values {
  const about = empty();
  define(about, 'text', cleanValue(reply.text));
  if (reply.time) define(about, 'time', cleanValue(reply.time));
  return about;
}
