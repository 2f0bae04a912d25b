/** What a lead would get: a made-up lead in the very situation that the tick would find, decided by the same code. */
import type { Business } from '../domain/business.ts';
import type { Policy } from '../domain/policy.ts';
import { after, DAY, type Instant, type Zone } from '../domain/time.ts';
import type { CallOutcome, TouchEnd } from '../domain/touch.ts';
import { daysBetween, localDayOf } from '../schedule/calendar.ts';
import { decide } from '../schedule/decide.ts';
import { SOMEBODY, situationFor } from '../schedule/hypothetical.ts';
import type { Forecast, Situation } from '../schedule/situation.ts';
import { calendarZone } from '../schedule/zones.ts';
import type { Sequence, Variant } from '../sequence/sequence.ts';
import { type Words, wordsFor } from './words.ts';

/** Somebody who has just inquired and about whom nothing else is known. */
export interface ImaginedLead {
  readonly business: Business;
  readonly sequence: Sequence;
  readonly variant: Variant;
  readonly at: Instant;
  readonly zone: Zone;
  readonly state: string | null;
  readonly firstName: string;
  /** For sequences that count from an appointment. */
  readonly appointment: Instant | null;
}

export interface PlannedRow {
  readonly forecast: Forecast;
  /** When it goes; null when it will not, or nobody can know. */
  readonly at: Instant | null;
  /** Calendar days from the anchor, as the sequence counts them. */
  readonly day: number | null;
  /** What it would say then. */
  readonly words: Words;
}

export function imagine(lead: ImaginedLead): Situation {
  const appointment =
    lead.sequence.anchor === 'appointment' ? (lead.appointment ?? after(lead.at, 7 * DAY)) : null;
  return situationFor({ ...SOMEBODY, ...lead, lastName: '', appointment });
}

/** Everything that is still to come, earliest first, with the words it would have if every call ended with `outcome`. */
export function foreseeAll(
  situation: Situation,
  policy: Policy,
  now: Instant,
  outcome: CallOutcome | null,
): readonly PlannedRow[] {
  const zone = calendarZone(situation.contact.zone, situation.business.zone);
  const { forecasts } = decide(situation, policy, now, { callOutcome: outcome });
  const rows: PlannedRow[] = [];
  let current = situation;
  for (const forecast of [...forecasts].sort((a, b) => orderOf(a) - orderOf(b))) {
    const enrolled = current.enrollments.find(({ id }) => id === forecast.enrollment);
    if (enrolled === undefined) continue;
    const at = timeOf(forecast);
    const words: Words = at === null ? { kind: 'none' } : wordsFor(current, enrolled, forecast, at, zone);
    const day = at === null ? null : daysBetween(localDayOf(enrolled.anchor, zone), localDayOf(at, zone));
    rows.push({ forecast, at, day, words });
    if (at !== null) current = asIfGone(current, forecast, at, outcome);
  }
  return rows;
}

/** Later messages may name an earlier call, and only the first text names the business: each sees the ones before it as done. */
function asIfGone(
  situation: Situation,
  { enrollment, key, touch }: Forecast,
  at: Instant,
  outcome: CallOutcome | null,
): Situation {
  const end: TouchEnd =
    touch.channel === 'call'
      ? { kind: 'called', at, taskAt: at, outcome: outcome ?? 'not_done' }
      : { kind: 'moved', at };
  return {
    ...situation,
    texted: situation.texted || touch.channel === 'sms',
    enrollments: situation.enrollments.map((each) =>
      each.id === enrollment ? { ...each, ends: [...each.ends, { ...key, end }] } : each,
    ),
  };
}

const timeOf = ({ verdict }: Forecast): Instant | null =>
  verdict.kind === 'go' || verdict.kind === 'defer' ? verdict.at : null;

/** A touch that will be skipped stands where it would have been. */
const orderOf = (forecast: Forecast): number =>
  timeOf(forecast) ?? forecast.due ?? forecast.nominal ?? Number.MAX_SAFE_INTEGER;
