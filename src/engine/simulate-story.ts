/** What a simulation came to, lead by lead: one list of all that happened to each, in order. */
import type { Channel } from '../domain/channel.ts';
import type { ContactId } from '../domain/ids.ts';
import type { Instant, Zone } from '../domain/time.ts';
import { measureSms } from '../message/segments.ts';
import { calendarZone } from '../schedule/zones.ts';
import type { Person, Standing } from '../store/standings.ts';
import type { Acted, Played } from './simulate-run.ts';
import type { TickEvent } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** One thing that happened to a lead, by the program, by themselves or by a person of the business. */
export interface Happening {
  readonly at: Instant;
  readonly lead: ContactId;
  readonly kind:
    | 'enrolled'
    | 'started'
    | Exclude<TickEvent['kind'], 'stopped' | 'finished'>
    | Acted['kind']
    | 'not_made'
    | 'asked'
    | 'paused'
    | 'stopped'
    | 'finished';
  readonly sequence: string | null;
  readonly touch: string | null;
  readonly channel: Channel | null;
  /** Why, or what it was taken for. */
  readonly detail: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  /** Parts that a text is sent in; null for what is no text. */
  readonly segments: number | null;
  readonly late: boolean;
}

export interface LeadStory {
  readonly person: Person;
  /** The lead's own. */
  readonly zone: Zone;
  readonly source: string;
  readonly standings: readonly Standing[];
  readonly happenings: readonly Happening[];
}

const NOTHING = {
  sequence: null,
  touch: null,
  channel: null,
  detail: null,
  subject: null,
  text: null,
  segments: null,
  late: false,
} as const;

/** In the order in which the leads came. */
export function storiesOf(ws: Pick<Workspace, 'config'>, played: Played): readonly LeadStory[] {
  const stories = new Map<ContactId, Happening[]>(played.people.map(({ contact }) => [contact, []]));
  const tell = (
    lead: ContactId,
    parts: Omit<Happening, keyof typeof NOTHING | 'lead'> & Partial<Happening>,
  ) => stories.get(lead)?.push({ ...NOTHING, ...parts, lead });
  const tellActs = (acts: readonly Acted[]): void => {
    for (const { contact, at, kind, touch, detail, text, heard } of acts)
      tell(contact, {
        at,
        kind,
        touch,
        text,
        channel: kind === 'called' ? 'call' : null,
        detail: heard ? detail : `nobody hears of it: ${detail}`,
      });
  };
  // At one instant: first what was there, then what came in, then what the program did, then what came of it.
  for (const { contact, sequence, source, enrolledAt, handedOver } of played.standings)
    if (!handedOver) tell(contact, { at: enrolledAt, kind: 'enrolled', sequence, detail: source });
  tellActs(played.acts.filter(({ kind }) => kind !== 'called'));
  for (const event of played.events) {
    const { kind, at, contact, sequence, touch, channel, detail, subject, text, late } = event;
    // The enrollment's own row says it, whoever ended it.
    if (kind === 'stopped' || kind === 'finished') continue;
    const segments = channel === 'sms' && text !== null ? measureSms(text).segments : null;
    tell(contact, { kind, at, sequence, touch, channel, detail, subject, text, late, segments });
  }
  tellActs(played.acts.filter(({ kind }) => kind === 'called'));
  for (const task of played.tasks) {
    const { contact, madeAt, key, state, endedAt, title } = task;
    if (key === null) tell(contact, { at: madeAt, kind: 'asked', detail: title });
    else if (state === 'closed' && endedAt !== null)
      tell(contact, {
        at: endedAt,
        kind: 'not_made',
        touch: key.touch,
        channel: 'call',
        detail: 'nobody called',
      });
  }
  for (const {
    contact,
    sequence,
    state,
    enrolledAt,
    handedOver,
    pausedAt,
    endedAt,
    endDetail,
  } of played.standings) {
    if (handedOver) tell(contact, { at: enrolledAt, kind: 'started', sequence });
    if (pausedAt !== null) tell(contact, { at: pausedAt, kind: 'paused', sequence });
    if (endedAt !== null && (state === 'stopped' || state === 'finished'))
      tell(contact, { at: endedAt, kind: state, sequence, detail: endDetail });
  }
  const byLead = new Map<ContactId, Standing[]>();
  for (const standing of played.standings)
    byLead.set(standing.contact, [...(byLead.get(standing.contact) ?? []), standing]);
  return played.people.map((person) => {
    const standings = byLead.get(person.contact) ?? [];
    const business = ws.config.businesses.get(person.business)?.zone ?? ('UTC' as Zone);
    return {
      person,
      zone: calendarZone({ zones: person.zones, from: 'given' }, business),
      source: standings[0]?.source ?? '',
      standings,
      happenings: (stories.get(person.contact) ?? []).sort((a, b) => a.at - b.at),
    };
  });
}

/** How often each kind of thing happened. */
export interface Counts {
  readonly texts: number;
  readonly emails: number;
  readonly segments: number;
  readonly calls: number;
  readonly skipped: number;
  readonly acts: number;
}

const ACTS: ReadonlySet<string> = new Set(['reply', 'stop', 'book', 'missed_call', 'click', 'bounce']);
const WENT: ReadonlySet<string> = new Set(['sent', 'uncertain']);

export function countsOf(happenings: readonly Happening[]): Counts {
  const went = happenings.filter(({ kind }) => WENT.has(kind));
  const count = (wanted: (one: Happening) => boolean): number => happenings.filter(wanted).length;
  return {
    texts: went.filter(({ channel }) => channel === 'sms').length,
    emails: went.filter(({ channel }) => channel === 'email').length,
    segments: went.reduce((sum, { segments }) => sum + (segments ?? 0), 0),
    calls: count(({ kind }) => kind === 'task'),
    skipped: count(({ kind }) => kind === 'skipped'),
    acts: count(({ kind }) => ACTS.has(kind)),
  };
}
