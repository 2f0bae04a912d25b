/** What others are told, in the form that each reads: a CRM's JSON, a team's letter. */
import type { Business } from '../domain/business.ts';
import type { NoticeKind } from '../domain/telling.ts';
import type { Instant } from '../domain/time.ts';
import type { LeadAct } from '../sequence/sequence.ts';
import type { KnownContact } from '../store/contacts-told.ts';
import type { ToldEvent } from '../store/notices.ts';

export interface About {
  readonly kind: NoticeKind;
  readonly event: ToldEvent;
  readonly business: Business;
  readonly person: KnownContact;
  /** The lead's own words. */
  readonly said: string | null;
}

const iso = (at: Instant): string => new Date(at).toISOString();

export function payloadOf({ kind, event, business, person, said }: About): string {
  const { starts_at: startsAt, before, meaning, from, to, code, act, sequence } = event.data;
  const day = (at: unknown): string | undefined => (typeof at === 'number' ? iso(at as Instant) : undefined);
  return JSON.stringify({
    type: `lead.${kind}`,
    timestamp: iso(event.at),
    data: {
      business: business.id,
      lead: {
        id: event.contact,
        first_name: person.firstName,
        last_name: person.lastName,
        phone: person.phone,
        email: person.email,
        stage: person.stage,
        external_id: person.externalId,
      },
      ...(kind === 'stage_changed' ? { from: from ?? null, to } : {}),
      ...(startsAt === undefined ? {} : { starts_at: day(startsAt) ?? null, before: day(before) ?? null }),
      ...(kind === 'replied' ? { meaning, text: said } : {}),
      ...(kind === 'stopped' ? { reason: code } : {}),
      ...(kind === 'rule' ? { rule: act, sequence, ...(said === null ? {} : { text: said }) } : {}),
    },
  });
}

const NEWS: Readonly<Record<Exclude<NoticeKind, 'rule'>, string>> = {
  stage_changed: 'is at another stage',
  booked: 'has booked',
  moved: 'has moved the appointment',
  cancelled: 'has cancelled the appointment',
  missed: 'did not come',
  replied: 'has answered',
  opted_out: 'has opted out',
  stopped: 'is not followed up any more',
  finished: 'has come to the end of the sequence',
};

/** What a rule answers. */
const ACT_NEWS: Readonly<Record<LeadAct, string>> = {
  reply: NEWS.replied,
  question: 'asks something',
  asked_for_time: 'names a time',
  strong_intent: 'wants it',
  clicked_not_booked: 'has opened the booking page and booked nothing',
  no_reply: 'has not answered',
  booked: NEWS.booked,
  not_interested: 'is not interested',
  bounced: 'cannot be reached any more at an address or a number',
  finished: NEWS.finished,
};

const newsOf = ({ kind, event }: About): string =>
  kind === 'rule' ? ACT_NEWS[event.data.act as LeadAct] : NEWS[kind];

export const subjectOf = (about: About): string =>
  `${about.person.name || 'A lead'} ${newsOf(about)} (${about.business.name})`.replace(/[\r\n]+/g, ' ');

export function letterOf(about: About): string {
  const { person, said, event } = about;
  const reached = [person.phone, person.email].filter((one) => one !== null).join(', ');
  return [
    `${subjectOf(about)}.`,
    '',
    `Lead ${event.contact}${reached === '' ? '' : `: ${reached}`}`,
    ...(person.stage === null ? [] : [`Stage: ${person.stage}`]),
    ...(said === null || said === '' ? [] : ['', said]),
    '',
    `The whole conversation: seq inbox show ${event.contact}`,
  ].join('\n');
}
