/** A touch's story in words: one for its state, one time, and a sentence for every rule that had a say. */
import type { Channel } from '../domain/channel.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { EnrollmentStory, TouchStory } from '../engine/why.ts';
import { describeTiming } from '../schedule/describe.ts';
import type { GateMove } from '../schedule/situation.ts';
import type { Enrollment } from '../store/enrollments.ts';
import { showMoment } from './times.ts';

export type TouchState =
  | 'sent'
  | 'uncertain'
  | 'refused'
  | 'called'
  | 'moved'
  | 'skipped'
  | 'due now'
  | 'to call'
  | 'planned'
  | 'held'
  | 'will skip'
  | 'stopped'
  | 'not sent';

/** What people call the channels. */
export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  sms: 'text',
  email: 'email',
  call: 'call',
  move: 'move',
};

export function stateOf({ record, forecast, openSince }: TouchStory): TouchState {
  if (record !== null) {
    if (record.kind === 'failed') return 'refused';
    if (record.kind === 'sent' && record.attempt?.state === 'uncertain') return 'uncertain';
    return record.kind;
  }
  if (openSince !== null) return 'to call';
  switch (forecast?.verdict.kind) {
    case 'go':
      return 'due now';
    case 'defer':
      return 'planned';
    case 'hold':
      return 'held';
    case 'skip':
      return 'will skip';
    case 'stop':
      return 'stopped';
    case undefined:
      return 'not sent';
  }
}

/** When it ended or is foreseen; null while nobody can know. */
export function timeOf({ record, forecast, openSince }: TouchStory): Instant | null {
  if (record !== null) return record.at;
  if (openSince !== null) return openSince;
  const verdict = forecast?.verdict;
  return verdict?.kind === 'go' || verdict?.kind === 'defer' ? verdict.at : null;
}

/** Why it went, or did not, or when it will: each rule that moved it, in the order in which they did. */
export function reasonsOf(
  story: TouchStory,
  { enrollment }: EnrollmentStory,
  zone: Zone,
  now: Instant,
): readonly string[] {
  const moment = (at: Instant): string => showMoment(at, zone, now);
  const { moves, nominal, record, forecast } = story;
  const sentences = [
    ...planned(story, moment),
    ...moves.map((move) => (move.to === nominal ? `${upper(move.detail)}.` : movedBy(move, moment))),
    ...(record === null ? [] : ended(story, moment)),
    ...(forecast === null ? [] : foreseen(story)),
    ...(record === null && forecast === null && story.openSince === null ? [neverCame(enrollment)] : []),
    ...(nominal === null && record === null && forecast?.verdict.kind === 'defer' && moves.length === 0
      ? [sentence(forecast.verdict.reason.detail)]
      : []),
  ];
  // A wait is both what moved the touch and what it waits for.
  return [...new Set(sentences)];
}

function planned(
  { touch, nominal, moves, record }: TouchStory,
  moment: (at: Instant) => string,
): readonly string[] {
  if (nominal === null) return [`By the sequence: ${describeTiming(touch)}.`];
  const own = `${describeTiming(touch)}, ${moment(nominal)}`;
  const went = record?.kind !== 'skipped' && moves.every(({ to }) => to === nominal);
  return [went ? `At its own time: ${own}.` : `By the sequence: ${own}.`];
}

function movedBy({ to, detail }: GateMove, moment: (at: Instant) => string): string {
  return `Moved to ${moment(to)}: ${detail}.`;
}

function ended({ record }: TouchStory, moment: (at: Instant) => string): readonly string[] {
  if (record === null) return [];
  const { attempt, kind, reasonDetail } = record;
  const facts: string[] = [];
  if (kind === 'called') facts.push(`Its task ended ${(record.outcome ?? 'not_done').replace('_', ' ')}.`);
  if (kind === 'skipped') facts.push(`Skipped: ${reasonDetail ?? record.reasonCode}.`);
  if (kind === 'failed') facts.push(`Refused for good: ${reasonDetail ?? record.reasonCode}.`);
  if (attempt?.basis === 'instant_reply') {
    facts.push('It answers a fresh inquiry, which the first text may do at any hour.');
  }
  if (attempt?.late === true) facts.push(`Late: it was due ${moment(attempt.dueAt)}.`);
  if (attempt?.state === 'uncertain') {
    facts.push('It may or may not have arrived; it counts as sent and is not repeated.');
  }
  return facts;
}

function foreseen({ forecast, moves, openSince }: TouchStory): readonly string[] {
  const verdict = forecast?.verdict;
  switch (verdict?.kind) {
    case 'hold':
      return [
        openSince === null
          ? sentence(`held: ${verdict.reason.detail}`)
          : 'Waits for somebody to make the call.',
      ];
    case 'skip':
    case 'stop':
      return [sentence(`it will not go: ${verdict.reason.detail}`)];
    case 'defer':
      // The last move already says it, unless nothing moved it but a wait.
      return moves.some(({ detail }) => detail === verdict.reason.detail)
        ? []
        : waitsFor(verdict.reason.code, verdict.reason.detail);
    default:
      return [];
  }
}

const waitsFor = (code: string, detail: string): readonly string[] =>
  code === 'waiting' || code === 'due' ? [] : [sentence(detail)];

function neverCame(enrollment: Enrollment): string {
  const why = enrollment.endDetail ?? enrollment.endCode;
  return `It did not come to it: the enrollment ${enrollment.state === 'finished' ? 'was finished' : 'was stopped'}${why === null ? '' : ` (${why})`}.`;
}

const sentence = (clause: string): string => `${upper(clause)}.`;
const upper = (clause: string): string => `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}`;
