/** A counter-example in words: who came when, what was different, and what went wrong; then everything that happened to that lead. */
import type { Instant, Zone } from '../../domain/time.ts';
import type { CounterExample } from './prove.ts';
import type { Scene } from './scene.ts';
import { dateText, momentText, wallOf } from './walls.ts';

/** `enrolled Fri 22:41 America/Denver, call not done → two texts on Monday` */
export function tell({ claim, scene, arrival, breach, witness }: CounterExample): string {
  const isReminder = scene.known.notice !== null;
  const what = isReminder ? 'appointment' : 'enrolled';
  const parts = [
    `${what} ${momentText(arrival, scene.place.home)} ${scene.place.name}`,
    ...(scene.week.name === 'an ordinary week' ? [] : [`in ${scene.week.name}`]),
    ...(claim.variant.touches.some(({ channel }) => channel === 'call') ? [`call ${scene.calls.name}`] : []),
    ...(scene.known.name === '' ? [] : [scene.known.name]),
    ...(witness?.started.happenings.outages ?? []).map(
      ([from, to]) =>
        `no tick from ${momentText(from, scene.place.home)} to ${momentText(to, scene.place.home)}`,
    ),
  ];
  return `${parts.join(', ')} → ${breach.says}`;
}

/** What differs from the plainest lead, for the tables of lateness. */
export function differencesOf({ week, calls, known }: Scene): string {
  return [
    ...(week.name === 'an ordinary week' ? [] : [week.name.replace('the week in which the ', '')]),
    ...(calls.answer === null ? [] : [`call ${calls.name}`]),
    ...(known.name === '' ? [] : [known.name]),
  ].join(', ');
}

export interface Told {
  readonly at: Instant;
  /** `Fri 2026-06-05 22:41` in the zone whose days count. */
  readonly when: string;
  readonly touch: string;
  /** `text`, `email`, `call`, `move`, or what became of it. */
  readonly what: string;
  readonly isBreach: boolean;
}

const CHANNELS = { sms: 'text', email: 'email', call: 'call', move: 'move' } as const;

/** Ascending: what went, what was skipped and why, and how each call ended. */
export function timeline({ scene, arrival, breach, witness }: CounterExample): readonly Told[] {
  const { home } = scene.place;
  const line = (at: Instant, touch: string, what: string, isBreach = false): Told => {
    return { at, when: fullMoment(at, home), touch, what, isBreach };
  };
  const begins = line(arrival, '', scene.known.notice === null ? 'the lead comes in' : 'the appointment');
  if (witness === null) return [begins];
  const went = witness.run.gone.map(({ at, key, touch, verdict }) => {
    const notes = [
      ...(verdict.basis === 'instant_reply' ? ['the instant answer'] : []),
      ...(verdict.late ? ['late'] : []),
    ];
    const what = [CHANNELS[touch.channel], ...notes].join(', ');
    return line(at, key.touch, what, at === breach.at && breach.touches.includes(key.touch));
  });
  const ended = witness.enrolled.ends.flatMap(({ touch, end }) => {
    if (end.kind === 'skipped') return [line(end.at, touch, `skipped: ${end.reason.detail}`)];
    if (end.kind === 'called')
      return [line(end.at, touch, `call ended: ${end.outcome.replaceAll('_', ' ')}`)];
    return [];
  });
  return [begins, ...went, ...ended].sort((a, b) => a.at - b.at);
}

function fullMoment(at: Instant, zone: Zone): string {
  const [weekday, time] = momentText(at, zone).split(' ');
  return `${weekday} ${dateText(wallOf(at, zone).day)} ${time}`;
}
