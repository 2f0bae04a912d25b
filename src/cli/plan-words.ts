/** A timetable as text and as JSON: when, by which channel, what moved it, and what it would say. */
import type { ChalkInstance } from 'chalk';
import type { Instant, Zone } from '../domain/time.ts';
import type { PlannedRow } from '../engine/plan.ts';
import type { Words } from '../engine/words.ts';
import { isoOrNull } from './json.ts';
import { layTable, wrap } from './table.ts';
import { plain, plainLines } from './terminal.ts';
import { humanDates, showDay, showMoment, showTime } from './times.ts';
import { CHANNEL_WORDS, shownMoves } from './touch-words.ts';

const COLUMNS = [
  { title: 'day', align: 'right' as const },
  { title: 'when' },
  { title: 'by' },
  { title: 'touch' },
  { title: 'what for', fit: 'wrap' as const },
];

export function planLines(
  rows: readonly PlannedRow[],
  zone: Zone,
  near: Instant,
  messages: boolean,
  color: ChalkInstance,
  /** Rows that wait for a person, with why. */
  held: ReadonlyMap<PlannedRow, string> = new Map(),
): readonly string[] {
  const laid = layTable(
    COLUMNS,
    rows.map(({ at, day, forecast }) => [
      day === null ? '' : String(day),
      at === null ? 'not sent' : `${showDay(at, zone, near)} ${showTime(at, zone)}`,
      CHANNEL_WORDS[forecast.touch.channel],
      forecast.touch.id,
      forecast.touch.purpose ?? '',
    ]),
    80,
  );
  return [
    ...laid.header.map((line) => color.dim(line)),
    ...rows.flatMap((row, at) => [
      ...(laid.rows[at] ?? []),
      ...noteLines(row, zone, near).map((line) => color.dim(line)),
      ...(held.has(row) ? [color.dim(`          waits: ${held.get(row)}`)] : []),
      ...(messages ? messageLines(row.words) : []),
    ]),
  ];
}

/** Only what is not as the sequence says: a touch at its own time needs no word. */
function noteLines({ forecast, at }: PlannedRow, zone: Zone, near: Instant): readonly string[] {
  const { verdict, moves, nominal } = forecast;
  const details = [...new Set(shownMoves(moves).map(({ detail }) => detail))];
  const from = nominal === null || nominal === at ? '' : `moved from ${showMoment(nominal, zone, near)}: `;
  const note =
    verdict.kind === 'skip' || verdict.kind === 'stop' || verdict.kind === 'hold'
      ? verdict.reason.detail
      : details.length === 0
        ? null
        : `${from}${details.join('; then ')}`;
  return note === null
    ? []
    : wrap(humanDates(plain(note), zone, near), 70).map((line) => `          ${line}`);
}

function messageLines(words: Words): readonly string[] {
  switch (words.kind) {
    case 'none':
      return [];
    case 'no_alternative':
      return ['          (no alternative fits, so it would be skipped)', ''];
    case 'problem': {
      const { message, file, line, column } = words.problem;
      return [...quoted([`Cannot be written: ${message}`, `${file}:${line}:${column}`]), ''];
    }
    case 'script': {
      const { script, voicemail } = words.script;
      return [
        ...quoted(plainLines(script)),
        ...(voicemail === '' ? [] : quoted([`Voicemail: ${voicemail}`])),
        '',
      ];
    }
    case 'message': {
      const { message } = words;
      if (message.kind === 'email') {
        return [...quoted([`Subject: ${message.subject}`, '', ...plainLines(message.text.trimEnd())]), ''];
      }
      const size = `${[...message.body].length} characters, ${message.segments === 1 ? '1 segment' : `${message.segments} segments`} of ${message.encoding}`;
      return [...quoted(plainLines(message.body)), `          (${size})`, ''];
    }
  }
}

const quoted = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => wrap(plain(line), 68)).map((line) => `          | ${line}`.trimEnd());

export function planJson({ forecast, at, day, words }: PlannedRow): object {
  const { touch, key, nominal, moves, verdict } = forecast;
  return {
    touch: touch.id,
    occurrence: key.occurrence,
    channel: touch.channel,
    purpose: touch.purpose,
    state: verdict.kind,
    day,
    at: isoOrNull(at),
    nominal: isoOrNull(nominal),
    moves: moves.map((move) => ({ ...move, from: isoOrNull(move.from), to: isoOrNull(move.to) })),
    reason: verdict.kind === 'go' ? null : verdict.reason,
    message: messageJson(words),
  };
}

function messageJson(words: Words): object | null {
  switch (words.kind) {
    case 'message': {
      const { to: _to, from: _from, ...message } = words.message;
      return message;
    }
    case 'script':
      return { kind: 'call', ...words.script };
    case 'problem':
      return { kind: 'problem', ...words.problem };
    default:
      return null;
  }
}
