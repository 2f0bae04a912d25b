/** One line of a lead's log: what happened, in words, with every instant as people read it. */
import type { Event, EventKind } from '../domain/event.ts';
import { instant, type Zone } from '../domain/time.ts';
import { showMoment } from './times.ts';

/** Kinds that are named after how the program works inside; the others are words already. */
const KIND_WORDS: Partial<Record<EventKind, string>> = {
  attempt_reserved: 'message begun',
  attempt_settled: 'message ended',
  attempt_cancelled: 'message held back',
  attempt_resolved: 'doubt cleared up',
  attempt_resent: 'sent once more',
  anchor_moved: 'timetable begun anew',
  migrated: 'moved to another revision',
  stayed: 'left in its revision',
  late_seen: 'found late',
  bridge_asked: 'call asked for',
  bridge_changed: 'call put through',
};

const STATE_WORDS: Readonly<Record<string, string>> = {
  wire: 'on its way',
  unsent: 'not gone, to be tried again',
};

export const eventKind = ({ kind }: Event): string => KIND_WORDS[kind] ?? kind.replaceAll('_', ' ');

/** No count of anything comes near the milliseconds of this century. */
const FIRST_INSTANT = Date.UTC(2001, 0);

export function eventText({ kind, touch, data }: Event, zone: Zone, near: Event['at']): string {
  // Whole hashes are for programs.
  if (kind === 'migrated' || kind === 'stayed') return String(data.detail ?? '');
  const shown = (value: string | number | boolean): string =>
    typeof value === 'number' && value >= FIRST_INSTANT
      ? showMoment(instant(value), zone, near)
      : (STATE_WORDS[String(value)] ?? String(value).replaceAll('_', ' '));
  const facts = Object.entries(data).flatMap(([name, value]) => {
    // Where it came from is always the wire, and what made it of interest is where it went.
    if (value === null || value === false || (kind === 'attempt_settled' && name === 'from')) return [];
    if (value === true) return [name.replaceAll('_', ' ')];
    if (kind === 'attempt_settled' && name === 'to') return [shown(value)];
    return [`${name.replaceAll('_', ' ')} ${shown(value)}`];
  });
  return [...(touch === null ? [] : [touch]), ...facts].join(', ');
}
