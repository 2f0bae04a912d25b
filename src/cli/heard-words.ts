/** What a lead has said and what came of it, in a few lines under its name. */
import type { ChalkInstance } from 'chalk';
import type { Event, EventKind } from '../domain/event.ts';
import type { Heard } from '../domain/meaning.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { HeardFrom } from '../engine/heard.ts';
import { isoOrNull } from './json.ts';
import { wrap } from './table.ts';
import { plain } from './terminal.ts';
import { showMoment } from './times.ts';

/** What somebody did, as a verb of the lead. */
const DID: Readonly<Record<Heard, string>> = {
  opt_out: 'opted out',
  opt_in: 'asked for texts again',
  help: 'asked for help',
  wrong_number: 'said it is the wrong person',
  out_of_office: 'is away',
  bounce: 'cannot be reached there',
  reaction: 'reacted',
  automatic: 'was answered for by a machine',
  not_interested: 'declined',
  booked: 'said it is booked',
  asked_for_time: 'named a time',
  question: 'asked something',
  strong_intent: 'wants it',
  reply: 'wrote',
  missed_call: 'rang, and nobody answered',
};

const BY: Readonly<Record<string, string>> = { sms: 'text', email: 'email', chat: 'chat', call: 'call' };

/** Enough to know which message is meant; all of it is in the inbox. */
const LONGEST = 160;

export function heardLines(
  heard: readonly HeardFrom[],
  color: ChalkInstance,
  zone: Zone,
  now: Instant,
): readonly string[] {
  if (heard.length === 0) return [];
  return [
    '',
    color.bold('What they said, and what came of it'),
    ...heard.flatMap(({ message, led }) => {
      const words = plain((message.body ?? '').replace(/\s+/g, ' ').trim());
      const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
      const said = shown === '' ? '' : `: “${shown}”`;
      const did = DID[message.meaning];
      const when = showMoment(message.receivedAt, zone, now);
      return [
        ...wrap(`${when}  ${BY[message.channel] ?? message.channel}  ${did}${said}`, 76),
        ...wrap(cameOf(led, zone, now), 70).map((line) => `    ${line}`),
      ].map((line) => `  ${line}`);
    }),
  ];
}

/** What is worth a word of its own; the rest is in the log of `show`. */
const LED: Partial<Record<EventKind, (event: Event, zone: Zone, now: Instant) => string>> = {
  paused: () => 'the sequence rests',
  stopped: () => 'the sequence was stopped',
  suppressed: ({ data }) => `no more ${PLURALS[String(data.channel)] ?? String(data.channel)}`,
  suppression_lifted: () => 'texts may go again',
  stage_changed: ({ data }) => `moved to ${String(data.to)}`,
  task_made: ({ data }) => `task ${String(data.task)}${data.kind === 'call' ? ', a call' : ''}`,
  notified: ({ data }) => `${String(data.to).replace(/, ([^,]*)$/, ' and $1')} told`,
  task_closed: ({ data }) => `task ${String(data.task)} closed`,
  enrolled: ({ data }) => `${String(data.sequence)} began`,
  not_handed_over: ({ data }) => `nothing was started: ${String(data.detail)}`,
  booked: ({ data }, zone, now) => `booked for ${showMoment(Number(data.starts_at) as Instant, zone, now)}`,
};

const PLURALS: Readonly<Record<string, string>> = { sms: 'texts', email: 'emails', call: 'calls' };

function cameOf(led: readonly Event[], zone: Zone, now: Instant): string {
  const parts = led.flatMap((event) => LED[event.kind]?.(event, zone, now) ?? []);
  const text = parts.length === 0 ? 'nothing was changed' : [...new Set(parts)].join('; ');
  return plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

export const heardJson = (heard: readonly HeardFrom[]): readonly object[] =>
  heard.map(({ message, led }) => ({
    at: isoOrNull(message.receivedAt),
    channel: message.channel,
    meaning: message.meaning,
    rule: message.rule,
    subject: message.subject,
    text: message.body,
    led: led.map(({ kind, data }) => ({ kind, ...data })),
  }));
