/** What became of an answer by hand, or why there was none, in words. */
import type { WireChannel } from '../domain/channel.ts';
import type { Replied } from '../engine/reply-by-hand.ts';
import type { Refused } from '../engine/reply-refused.ts';
import { zoneOf } from '../engine/tasks.ts';
import type { Obstacle } from '../engine/tick-options.ts';
import type { Workspace } from '../engine/workspace.ts';
import { calendarZone } from '../schedule/zones.ts';
import { personOf, sequencesOf } from './acted.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { inPlainWords } from './network-words.ts';
import { pauseClause, zoneOfScope } from './pause-scope.ts';
import { rehearsalLine } from './rehearsal.ts';
import { titleOf } from './task-words.ts';
import { plain } from './terminal.ts';
import { asSentence, showMoment, showTime, withPeriod } from './times.ts';

const ONE: Readonly<Record<WireChannel, string>> = { sms: 'text', email: 'email' };

/** One sentence on what was seen and one on what to type, with the exit code that they mean. */
export interface RefusedWords {
  readonly message: string;
  readonly hint?: string;
  readonly exit: ExitCode;
}

/** Why this whole program sends nothing, to anybody. */
export function obstacleWords(io: Io, { kind, message }: Obstacle): RefusedWords {
  const word = kind === 'instance' ? { hint: `See: ${io.name} adopt` } : {};
  return { message, ...word, exit: kind === 'disk' ? EXIT.configuration : EXIT.refused };
}

export const noBusinessWords = (business: string): RefusedWords => ({
  message: `${business} is not in leadseq.yaml any more`,
  exit: EXIT.configuration,
});

export const OPTED_OUT: Readonly<Record<string, string>> = {
  opted_out: 'asked not to be contacted any more',
  replied_stop: 'wrote STOP, or as much as that',
  wrong_number: 'is not reached there: it is somebody else’s',
  provider: 'has opted out, as the provider says',
  dead_address: 'is not reached there: the address is dead',
};

export function refusedWords(io: Io, ws: Workspace, refused: Refused): RefusedWords {
  const now = io.now();
  switch (refused.why) {
    case 'obstacle':
      return obstacleWords(io, refused.obstacle);
    case 'no_business':
      return noBusinessWords(refused.business);
    case 'no_place': {
      const what = refused.channel === 'sms' ? 'no phone number' : 'no email address';
      return { message: `${personOf(refused.contact)} has ${what}: nothing was sent`, exit: EXIT.usage };
    }
    case 'not_textable':
      return {
        message: `the number of ${personOf(refused.contact)} takes no texts: nothing was sent`,
        hint: `By email: ${io.name} reply ${refused.contact.id} --channel email "…"`,
        exit: EXIT.refused,
      };
    case 'opted_out': {
      const when = showMoment(refused.at, zoneOf(ws, refused.contact), now);
      const why = OPTED_OUT[refused.reason] ?? 'has opted out';
      return {
        message: `no ${ONE[refused.channel]} goes to ${personOf(refused.contact)}, who ${why} (${when}): nothing was sent`,
        exit: EXIT.refused,
      };
    }
    case 'paused':
      return {
        message: `nothing was sent: ${pauseClause(refused.pause, io.name, zoneOfScope(ws, refused.pause), now)}`,
        exit: EXIT.refused,
      };
    case 'only_to':
      return {
        message: `\`only_to\` in leadseq.yaml does not name ${personOf(refused.contact)}: nothing was sent`,
        exit: EXIT.refused,
      };
    case 'unheard':
      return {
        message: `nothing was sent, because nobody knows what leads have written, and there may be a STOP among it: ${plain(inPlainWords(refused.detail))}`,
        exit: EXIT.refused,
      };
    case 'words':
      return { message: `nothing was sent: ${plain(refused.problem.message)}`, exit: EXIT.usage };
    case 'repeated': {
      const at = showTime(refused.at, zoneOf(ws, refused.contact));
      return {
        message: `these very words went to ${personOf(refused.contact)} at ${at}, less than a minute ago: nothing was sent`,
        hint: 'To send them once more, add --again.',
        exit: EXIT.refused,
      };
    }
    case 'night': {
      const { contact, business } = refused.situation;
      const zone = calendarZone(contact.zone, business.zone);
      return {
        message: `it is ${showTime(now, zone)} for ${personOf(refused.contact)}, outside the hours in which people are texted (until ${showMoment(refused.until, zone, now)}): nothing was sent`,
        hint: 'To send it all the same, add --yes.',
        exit: EXIT.refused,
      };
    }
  }
}

export function repliedLines(io: Io, ws: Workspace, replied: Replied, dryRun: boolean): readonly string[] {
  const { contact, message, done, openCalls, resting } = replied;
  const now = io.now();
  const rehearsal = replied.rehearsal ? rehearsalLine(ws) : null;
  const appended = 'appended' in message && message.appended.length > 0 ? message.appended : null;
  return [
    ...(rehearsal === null ? [] : [rehearsal]),
    ...(dryRun ? ['Dry run: nothing is sent or stored.'] : []),
    outcomeLine(io, replied, dryRun),
    ...(message.kind === 'email' ? [`Subject: ${plain(message.subject)}`] : []),
    ...(appended === null
      ? []
      : [`It is the first text to this number, so it ends: ${plain(appended.join(' '))}`]),
    ...(replied.pausedNow === null
      ? []
      : [
          `${contact.business}: ${message.kind === 'sms' ? 'texts' : 'emails'} are paused now. When it is mended: ${io.name} resume --business ${contact.business} --channel ${replied.channel}`,
        ]),
    ...done.map((task) => `Done by it: ${titleOf(task, now)} (task ${task.id}).`),
    ...openCalls.map((task) => `Still to be made: ${titleOf(task, now)} (task ${task.id}).`),
    ...(resting.length === 0
      ? []
      : [`Still paused: ${sequencesOf(resting)}. To let it go on: ${io.name} resume ${contact.id}`]),
  ];
}

function outcomeLine(io: Io, { contact, message, result }: Replied, dryRun: boolean): string {
  const what = `${ONE[message.kind]} to ${personOf(contact)} at ${message.to}`;
  const parts = message.kind === 'sms' && message.segments > 1 ? `, in ${message.segments} parts` : '';
  switch (result.kind) {
    case 'sent':
      return asSentence(dryRun ? `would go: ${what}${parts}` : `sent: ${what}${parts}`);
    case 'uncertain':
      return `The ${what} may have arrived, or not: ${withPeriod(plain(inPlainWords(result.detail)))} It is not sent again by itself. See: ${io.name} uncertain`;
    case 'cancelled':
      return `The ${what} was held back at the last moment: ${withPeriod(plain(result.detail))}`;
    case 'refused':
      return `The ${what} was refused by the provider: ${withPeriod(plain(inPlainWords(result.detail)))}`;
    case 'unsent':
    case 'misconfigured':
      return `The ${what} did not go: ${withPeriod(plain(inPlainWords(result.detail)))} Nobody tries it again but you.`;
  }
}

export const repliedExit = ({ result }: Replied): ExitCode =>
  result.kind === 'sent' ? EXIT.ok : result.kind === 'cancelled' ? EXIT.refused : EXIT.problems;
