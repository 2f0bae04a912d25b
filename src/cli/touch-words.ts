/** A touch's story in words: one for its state, one time, and a sentence for every rule that had a say. */
import type { Channel } from '../domain/channel.ts';
import { neverArrived } from '../domain/delivery.ts';
import { type Instant, MINUTE, type Zone } from '../domain/time.ts';
import type { EnrollmentStory, TouchStory } from '../engine/why.ts';
import { describeTime, describeTiming } from '../schedule/describe.ts';
import type { EnrolledIn, GateMove } from '../schedule/situation.ts';
import type { Enrollment } from '../store/enrollments.ts';
import type { TouchRecord } from '../store/lead-records.ts';
import type { PauseSpan, TimetableNote } from '../store/listings.ts';
import { inPlainWords } from './network-words.ts';
import { describeScope, pauseClause } from './pause-scope.ts';
import { asSentence, humanDates, showMoment, withPeriod } from './times.ts';

export type TouchState =
  | 'sent'
  | 'uncertain'
  | 'undelivered'
  | 'refused'
  | 'called'
  | 'not made'
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

/** A call whose task was closed by time, a stop or a newer one was never made. */
const NOT_SENT: ReadonlySet<string> = new Set(['unsent', 'refused', 'cancelled']);

const wasMade = ({ outcome }: TouchRecord): boolean => outcome !== null && outcome !== 'not_done';

export function stateOf({ record, forecast, openSince }: TouchStory): TouchState {
  if (record !== null) {
    if (record.kind === 'failed') return 'refused';
    if (record.kind === 'sent' && record.attempt?.state === 'uncertain') return 'uncertain';
    if (record.kind === 'sent' && neverArrived(record.attempt?.status ?? null)) return 'undelivered';
    return record.kind === 'called' && !wasMade(record) ? 'not made' : record.kind;
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

/** In which zone and when a story is told, and the name of the program that its commands begin with. */
export interface Telling {
  readonly zone: Zone;
  readonly now: Instant;
  readonly name: string;
}

const minuteOf = (at: Instant): number => Math.floor(at / MINUTE);

/** A move within one minute shows two equal times and helps nobody; one that moved nothing is a remark. */
export const shownMoves = (moves: readonly GateMove[]): readonly GateMove[] =>
  moves.filter(({ from, to }) => from === to || minuteOf(from) !== minuteOf(to));

/** What moved a whole timetable, for the head of an enrollment. */
export function noteOf(note: TimetableNote, { zone, now }: Telling): string {
  const at = showMoment(note.at, zone, now);
  const resumed = note.kind === 'shifted' && note.detail === 'the lead was paused';
  const detail = resumed
    ? `${note.touch} and what follows moved by ${note.days === 1 ? 'a day' : `${note.days} days`}: ${note.detail}`
    : humanDates(note.detail, zone, now);
  return `${at}: ${withPeriod(detail)}`;
}

/** Why it went, or did not, or when it will: each rule that moved it, in the order in which they did. */
export function reasonsOf(
  story: TouchStory,
  { enrollment, enrolledIn }: EnrollmentStory,
  words: Telling,
  /** What waits for a person, which no rule of the sequence knows; null for nothing. */
  held: string | null = null,
): readonly string[] {
  const { zone, now } = words;
  const moment = (at: Instant): string => showMoment(at, zone, now);
  const { nominal, record, forecast } = story;
  const moves = shownMoves(story.moves);
  const tried = triedBefore(story, enrolledIn);
  const sentences = [
    ...planned(story, enrollment, moment, held !== null || tried.length > 0),
    ...tried,
    ...moves.map((move) => (move.to === nominal ? asSentence(move.detail) : movedBy(move, moment))),
    ...story.pauses.map((pause) => pausedBy(story, pause, words)),
    ...(record === null ? [] : ended(story, enrollment, moment)),
    ...(forecast === null ? [] : foreseen(story)),
    ...(record === null && forecast === null && story.openSince === null ? [neverCame(enrollment)] : []),
    ...(nominal === null && record === null && forecast?.verdict.kind === 'defer' && moves.length === 0
      ? [asSentence(forecast.verdict.reason.detail)]
      : []),
  ];
  // A wait is both what moved the touch and what it waits for.
  return [...new Set(sentences)].map((text) => humanDates(text, zone, now));
}

/** A try that did not go moves the touch until it may be tried again; where nothing else tells of it, this does. */
function triedBefore({ key, record, moves }: TouchStory, { retryAt }: EnrolledIn): readonly string[] {
  if (record !== null && record.kind !== 'sent') return [];
  const last = retryAt.findLast(
    ({ touch, occurrence }) => touch === key.touch && occurrence === key.occurrence,
  );
  if (last === undefined || shownMoves(moves).some(({ detail }) => detail === last.detail)) return [];
  return [asSentence(`it was tried before and did not go: ${inPlainWords(last.detail)}`)];
}

function planned(
  { touch, nominal, moves, record, restarted, forecast, openSince, pauses }: TouchStory,
  { enrolledAt }: Enrollment,
  moment: (at: Instant) => string,
  detained: boolean,
): readonly string[] {
  if (nominal === null) return [`By the sequence: ${describeTiming(touch)}.`];
  const { timing } = touch;
  // Its time of day was over when the lead came in.
  const hadPassed =
    timing.kind === 'calendar' &&
    timing.at !== null &&
    minuteOf(nominal) === minuteOf(enrolledAt) &&
    !moment(nominal).endsWith(describeTime(timing.at));
  const own = hadPassed
    ? `${describeTiming(touch)}, which had passed, so at once: ${moment(nominal)}`
    : `${describeTiming(touch)}, ${moment(nominal)}`;
  const went =
    record?.kind !== 'skipped' && restarted === null && shownMoves(moves).every(({ to }) => to === nominal);
  // Not while something holds it: nobody knows yet when that will be.
  const waits =
    detained ||
    (record === null && openSince === null && (forecast?.verdict.kind === 'hold' || pauses.length > 0));
  return [went && !hadPassed && !waits ? `At its own time: ${own}.` : `By the sequence: ${own}.`];
}

/** A pause in the way of a touch: it holds it, will hold it, or held it for a while. */
function pausedBy({ record, forecast }: TouchStory, pause: PauseSpan, { zone, now, name }: Telling): string {
  if (record !== null) {
    const until = pause.liftedAt === null ? '' : ` to ${showMoment(pause.liftedAt, zone, now)}`;
    const why = pause.detail === '' ? '' : `: ${pause.detail}`;
    return asSentence(
      `${describeScope(pause)} had been paused from ${showMoment(pause.since, zone, now)}${until}${why}`,
    );
  }
  const held = forecast?.verdict.kind === 'hold' ? 'Held' : 'It will be held';
  // A command to copy ends without a period.
  return `${held}: ${pauseClause(pause, name, zone, now)}`;
}

function movedBy({ to, detail }: GateMove, moment: (at: Instant) => string): string {
  return withPeriod(`Moved to ${moment(to)}: ${inPlainWords(detail)}`);
}

function ended(
  { record, restarted }: TouchStory,
  enrollment: Enrollment,
  moment: (at: Instant) => string,
): readonly string[] {
  if (record === null) return [];
  const { attempt, kind, reasonDetail } = record;
  const facts: string[] = [];
  if (kind === 'called' && !wasMade(record)) facts.push('Nobody made the call before its task was closed.');
  else if (kind === 'called')
    facts.push(`Its task ended ${(record.outcome ?? 'not_done').replaceAll('_', ' ')}.`);
  if (kind === 'skipped') facts.push(withPeriod(`Skipped: ${reasonDetail ?? record.reasonCode}`));
  if (kind === 'failed') facts.push(withPeriod(`Refused for good: ${reasonDetail ?? record.reasonCode}`));
  if (restarted !== null) facts.push(asSentence(restarted.detail));
  if (attempt?.basis === 'instant_reply') {
    facts.push('It answers a fresh inquiry, which the first text may do at any hour.');
  }
  if (attempt?.rehearsal === true && enrollment.endDetail?.startsWith('it was rehearsed') === true)
    facts.push('A rehearsal: it became a file in the outbox, and reached nobody.');
  if (attempt?.late === true && restarted === null) facts.push(`Late: it was due ${moment(attempt.dueAt)}.`);
  if (attempt?.state === 'uncertain') {
    const said = attempt.detail === null ? '' : ` (${inPlainWords(attempt.detail)})`;
    facts.push(`It may or may not have arrived${said}; it counts as sent and is not repeated.`);
  }
  if (attempt !== null && kind === 'sent' && NOT_SENT.has(attempt.state))
    facts.push(
      `It had been taken for ${attempt.state}, and went all the same: it counts, and is not repeated.`,
    );
  if (attempt?.status === 'delivered' || attempt?.status === 'read')
    facts.push(`The provider reports it as ${attempt.status}.`);
  if (attempt?.state !== 'uncertain' && neverArrived(attempt?.status ?? null))
    facts.push(
      `It was sent and did not arrive: the provider reports it as ${attempt?.status}. It is not repeated.`,
    );
  return facts;
}

function foreseen({ forecast, moves, openSince, pauses }: TouchStory): readonly string[] {
  const verdict = forecast?.verdict;
  switch (verdict?.kind) {
    case 'hold':
      if (openSince === null && pauses.some(({ detail }) => detail === verdict.reason.detail)) return [];
      return [
        openSince === null
          ? asSentence(`held: ${verdict.reason.detail}`)
          : 'Waits for somebody to make the call.',
      ];
    case 'skip':
    case 'stop':
      return [asSentence(`it will not go: ${verdict.reason.detail}`)];
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
  code === 'waiting' || code === 'due' ? [] : [asSentence(detail)];

function neverCame(enrollment: Enrollment): string {
  const why = enrollment.endDetail ?? enrollment.endCode;
  return `It did not come to it: the enrollment ${enrollment.state === 'finished' ? 'was finished' : 'was stopped'}${why === null ? '' : ` (${why})`}.`;
}
