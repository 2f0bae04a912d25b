/** One person's story as a timeline: a line for what happened, and below it the words as they were read. */
import type { ChalkInstance } from 'chalk';
import type { Event, EventKind } from '../domain/event.ts';
import { type Instant, instant, type Zone } from '../domain/time.ts';
import type { ThreadEntry } from '../engine/thread.ts';
import { localDayOf } from '../schedule/calendar.ts';
import type { Attempt } from '../store/attempt-rows.ts';
import type { HeardMessage } from '../store/thread-rows.ts';
import { bridgeJson, bridgeWords } from './bridge-words.ts';
import { iso, isoOrNull } from './json.ts';
import { wrap } from './table.ts';
import { endedSentence, taskJson, titleOf } from './task-words.ts';
import { plain, plainLines } from './terminal.ts';
import { humanDates, showDay, showMoment, showTime } from './times.ts';

export const HEARD_BY: Readonly<Record<HeardMessage['channel'], string>> = {
  sms: 'text',
  email: 'email',
  chat: 'chat',
  call: 'call',
};

const MEANINGS: Readonly<Record<string, string>> = {
  opt_out: 'opted out',
  opt_in: 'wants texts again',
  asked_for_time: 'names a time',
  strong_intent: 'wants it',
  out_of_office: 'is away',
};

/** What a message was taken for, as people say it. */
export const meaningWords = (meaning: string): string => MEANINGS[meaning] ?? meaning.replaceAll('_', ' ');

const INDENT = 7;

/** `name`: the lead's, before what they said. A line never takes more than `width` columns. */
export function threadLines(
  entries: readonly ThreadEntry[],
  name: string,
  zone: Zone,
  now: Instant,
  width: number,
  color: ChalkInstance,
): readonly string[] {
  const lines: string[] = [];
  let day = '';
  for (const entry of entries) {
    const today = localDayOf(entry.at, zone);
    if (today !== day) lines.push('', color.bold(showDay(entry.at, zone, now).replace('  ', ' ')));
    day = today;
    const { head, body, dim } = wordsOf(entry, name, zone, now);
    const [first = '', ...rest] = wrap(head, width - INDENT);
    const paint = dim ? color.dim : (text: string): string => text;
    lines.push(
      `${showTime(entry.at, zone)}  ${paint(first)}`,
      ...rest.map((line) => ' '.repeat(INDENT) + paint(line)),
    );
    for (const line of body.flatMap((each) => wrap(each, width - INDENT - 2)))
      lines.push(`${' '.repeat(INDENT + 2)}${line}`.trimEnd());
  }
  return lines;
}

interface EntryWords {
  readonly head: string;
  readonly body: readonly string[];
  /** Nobody's words. */
  readonly dim: boolean;
}

function wordsOf(entry: ThreadEntry, name: string, zone: Zone, now: Instant): EntryWords {
  switch (entry.kind) {
    case 'heard':
      return heardWords(entry.message, name);
    case 'sent':
      return sentWords(entry.attempt, entry.sequence);
    case 'called':
      return { head: `You by call: ${bridgeWords(entry.bridge, now)}`, body: [], dim: false };
    case 'task': {
      const { task, by } = entry;
      const state = task.state === 'open' ? 'to do' : endedSentence({ ...task, endedAt: null }, now, by);
      return {
        head: `${titleOf(task, now)}: ${state.replaceAll('_', ' ')}`,
        body: [],
        dim: task.state === 'closed',
      };
    }
    case 'happened':
      return { head: happened(entry.event, entry.sequence, zone, now), body: [], dim: true };
  }
}

function heardWords({ channel, meaning, subject, text, sender }: HeardMessage, name: string): EntryWords {
  const who = plain(name) || plain(sender ?? '') || 'The lead';
  if (channel === 'call') return { head: `${who} rang, and nobody answered`, body: [], dim: false };
  return {
    head: `${who} by ${HEARD_BY[channel]}: ${meaningWords(meaning)}`,
    body: [
      ...(subject === null || subject === '' ? [] : [`Subject: ${plain(subject)}`]),
      ...paragraphs(text),
    ],
    dim: false,
  };
}

const STATES: Readonly<Record<Attempt['state'], string>> = {
  wire: ', on its way',
  sent: '',
  uncertain: ', which may not have arrived',
  refused: ', refused by the provider',
  unsent: ', which did not go',
  cancelled: ', held back at the last moment',
};

function sentWords(attempt: Attempt, sequence: string | null): EntryWords {
  const { channel, basis, touch, state, status, rehearsal, subject, body } = attempt;
  const what = channel === 'sms' ? 'text' : 'email';
  const whose = basis === 'person' ? `${what} by hand` : `${what}, ${sequence ?? ''}/${touch ?? ''}`;
  const word = state === 'sent' && status !== null && status !== 'sent' ? `, ${status}` : '';
  return {
    head: `You by ${whose}${STATES[state]}${plain(word)}${rehearsal ? ' (rehearsed)' : ''}`,
    body: [...(subject === null ? [] : [`Subject: ${plain(subject)}`]), ...paragraphs(withoutFooter(body))],
    dim: false,
  };
}

/** The footer of an email is the same in each. */
const withoutFooter = (body: string): string => body.split('\n-- \n')[0] ?? body;

/** However many lines somebody leaves empty, one is shown. */
const paragraphs = (text: string): readonly string[] =>
  plainLines(text.trim()).filter((line, n, all) => line.trim() !== '' || all[n - 1]?.trim() !== '');

const KIND_WORDS: Partial<Record<EventKind, string>> = {
  enrolled: 'Enrolled',
  inquiry_again: 'Inquired again',
  touch_skipped: 'Skipped',
  touch_failed: 'Failed',
  stage_changed: 'Stage',
  appointment_changed: 'Appointment',
  suppression_lifted: 'Opt-out lifted',
  suppressed: 'Opted out',
  merged: 'Turned out to be lead',
};

/** One line, in the words of the log. */
function happened({ kind, touch, data }: Event, sequence: string | null, zone: Zone, now: Instant): string {
  const title = KIND_WORDS[kind] ?? `${kind.slice(0, 1).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')}`;
  const of = [sequence, touch].filter((part) => part !== null).join('/');
  const facts = [
    'from',
    'channel',
    'reason',
    'stage',
    'detail',
    'code',
    'lead',
    'starts_at',
    'state',
  ].flatMap((key) => {
    const value = data[key];
    if (value === undefined || value === null || (key === 'code' && data.detail !== undefined)) return [];
    if (kind === 'enrolled' || kind === 'inquiry_again' || value === 'opted_out') return [];
    if (key === 'starts_at') return [showMoment(instant(Number(value)), zone, now)];
    if (key === 'channel') return [value === 'sms' ? 'texts' : `${String(value)}s`];
    return [humanDates(String(value).replaceAll('_', ' '), zone, now)];
  });
  return plain([[title, of].filter(Boolean).join(': '), ...facts].join(', '));
}

export const entryJson = (entry: ThreadEntry, now: Instant): object => {
  const at = iso(entry.at);
  switch (entry.kind) {
    case 'heard': {
      const { id, channel, sender, meaning, subject, text } = entry.message;
      return { kind: 'heard', at, message: id, channel, sender, meaning, subject, text };
    }
    case 'sent': {
      const { id, channel, basis, touch, state, status, rehearsal, subject, body, settledAt } = entry.attempt;
      const by = basis === 'person' ? 'person' : 'sequence';
      const { sequence } = entry;
      return {
        kind: 'sent',
        at,
        attempt: id,
        channel,
        by,
        sequence,
        touch,
        state,
        status,
        rehearsal,
        subject,
        text: body,
        settledAt: isoOrNull(settledAt),
      };
    }
    case 'called':
      return { kind: 'called', ...bridgeJson(entry.bridge, now), by: entry.by };
    case 'task':
      return { at, ...taskJson(entry.task, now), kind: 'task', taskKind: entry.task.kind, by: entry.by };
    case 'happened': {
      const { kind, touch, data } = entry.event;
      return { kind, at, sequence: entry.sequence, touch, data };
    }
  }
};
