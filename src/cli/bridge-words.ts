/** Calls that are put through, in words: what will happen, what has, and why nothing does. */
import type { ChalkInstance } from 'chalk';
import { type Bridge, type BridgeResult, believed, offeredOutcome } from '../domain/bridge.ts';
import type { TaskId } from '../domain/ids.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { CallPlan } from '../engine/bridge.ts';
import type { NotCalled } from '../engine/bridge-refused.ts';
import { zoneOf } from '../engine/tasks.ts';
import type { Workspace } from '../engine/workspace.ts';
import { calendarZone } from '../schedule/zones.ts';
import { personOf } from './acted.ts';
import { EXIT, type Io } from './io.ts';
import { iso, isoOrNull } from './json.ts';
import { inPlainWords } from './network-words.ts';
import { pauseClause, zoneOfScope } from './pause-scope.ts';
import { noBusinessWords, OPTED_OUT, obstacleWords, type RefusedWords } from './reply-words.ts';
import { meaning, titleOf } from './task-words.ts';
import { plain } from './terminal.ts';
import { asSentence, showMoment, showTime } from './times.ts';
import { wrap } from './wrap.ts';

/** `2 min 5 s`. */
const talk = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
};

const ENDS: Readonly<Record<BridgeResult, string>> = {
  talked: 'put through',
  busy: 'put through, and the line was busy',
  no_answer: 'put through, and nobody answered',
  unreached: 'put through, and the phone could not be reached',
  over: 'put through; how it went nobody has said',
  agent_busy: 'not put through: your own phone was busy',
  agent_no_answer: 'not put through: nobody picked up your own phone',
  agent_unreached: 'not put through: your own phone could not be reached',
  no_key: 'not put through: no key was pressed',
  not_asked: 'not put through',
  called_off: 'not put through',
};

/** How it stands, after the words "You by call". */
export function bridgeWords(bridge: Bridge, now: Instant): string {
  const detail = bridge.detail === null ? null : plain(inPlainWords(bridge.detail));
  switch (believed(bridge, now)) {
    case 'asked':
      return 'asked for';
    case 'ringing':
      return `your own phone rings (${bridge.agent})`;
    case 'talking':
      return 'put through, and not over yet';
    case 'uncertain':
      return `which may have been put through, or not: ${detail ?? 'nobody has said what became of it'}`;
    case 'ended':
    case 'failed': {
      const end = bridge.result === null ? 'over' : ENDS[bridge.result];
      const length = bridge.seconds === null ? '' : `, ${talk(bridge.seconds)} of talk`;
      return `${end}${detail === null ? '' : `: ${detail}`}${length}`;
    }
  }
}

/** Null while there is nothing to offer. */
export const offerWords = (bridge: Bridge): string | null => {
  const outcome = offeredOutcome(bridge);
  return outcome === null ? null : meaning(outcome);
};

export const bridgeJson = (bridge: Bridge, now: Instant): object => ({
  call: bridge.id,
  at: iso(bridge.madeAt),
  task: bridge.task,
  state: believed(bridge, now),
  result: bridge.result,
  seconds: bridge.seconds,
  detail: bridge.detail,
  endedAt: isoOrNull(bridge.endedAt),
  offered: offeredOutcome(bridge),
});

/** Each call with what is left to say of it, for whoever asks why a lead stands where it stands. */
export function bridgeLines(
  io: Io,
  bridges: readonly Bridge[],
  /** Tasks that nobody has done yet. */
  open: ReadonlySet<TaskId>,
  color: ChalkInstance,
  zone: Zone,
): readonly string[] {
  if (bridges.length === 0) return [];
  const now = io.now();
  return [
    '',
    color.bold('Calls that were put through, or were to be'),
    ...bridges.flatMap((bridge) => {
      const offer = offeredOutcome(bridge);
      const task = bridge.task === null ? '' : ` (task ${bridge.task})`;
      const words = asSentence(bridgeWords(bridge, now));
      return [
        ...wrap(`${showMoment(bridge.madeAt, zone, now)}  ${words.replace(/\.$/, '')}${task}.`, 76),
        ...(offer === null || bridge.task === null || !open.has(bridge.task)
          ? []
          : [`    If that is how it went: ${io.name} tasks done ${bridge.task} --outcome ${offer}`]),
      ].map((line) => `  ${line}`);
    }),
  ];
}

/** Before anybody is rung. */
export function planLines(io: Io, plan: CallPlan, dryRun: boolean): readonly string[] {
  const { contact, agent, lead, callerId, task, isClosed } = plan;
  return [
    ...(dryRun ? ['Dry run: nobody is rung.'] : []),
    `First your own phone rings, ${agent}. It says who is called; press 1 there, and ${personOf(contact)} is dialed at ${lead} and sees ${callerId}. Without the key nobody is.`,
    ...(task === null ? [] : [`It is for: ${titleOf(task, io.now())} (task ${task.id}).`]),
    ...(isClosed ? [`${plain(plan.situation.business.name)} is closed now, by its own hours.`] : []),
  ];
}

const nobody = (message: string): string => `${message}: nobody was rung`;

export function notCalledWords(io: Io, ws: Workspace, refused: NotCalled): RefusedWords {
  const now = io.now();
  switch (refused.why) {
    case 'obstacle':
      return obstacleWords(io, refused.obstacle);
    case 'no_business':
      return noBusinessWords(refused.business);
    case 'no_agent':
      return {
        message: nobody(`${refused.business} has no \`calls.agent_phone\` in leadseq.yaml`),
        hint: 'Write the phone of whoever calls there: calls: { agent_phone: "+1…" }',
        exit: EXIT.configuration,
      };
    case 'no_caller_id':
      return {
        message: nobody(`${refused.business} texts from a Messaging Service, which cannot call`),
        hint: 'Write the number that a call shows, one of the Twilio account: calls: { caller_id: "+1…" }',
        exit: EXIT.configuration,
      };
    case 'no_address':
      return {
        message: nobody('leadseq.yaml has no `public_url`, at which Twilio asks what to say'),
        hint: `Write there where ${io.name} serve is reached: public_url: https://…`,
        exit: EXIT.configuration,
      };
    case 'not_live':
      return {
        message: nobody('texts are rehearsed (providers.sms: outbox), and calls go through the same account'),
        hint: 'Write there: providers: { sms: twilio }, with the account as the manual says.',
        exit: EXIT.configuration,
      };
    case 'no_phone':
      return { message: nobody(`${personOf(refused.contact)} has no phone number`), exit: EXIT.usage };
    case 'only_to':
      return {
        message: nobody(`\`only_to\` in leadseq.yaml does not name ${personOf(refused.contact)}`),
        exit: EXIT.refused,
      };
    case 'opted_out': {
      const when = showMoment(refused.at, zoneOf(ws, refused.contact), now);
      const why = OPTED_OUT[refused.reason] ?? 'has asked not to be called';
      return { message: nobody(`${personOf(refused.contact)} ${why} (${when})`), exit: EXIT.refused };
    }
    case 'paused':
      return {
        message: nobody(pauseClause(refused.pause, io.name, zoneOfScope(ws, refused.pause), now)),
        exit: EXIT.refused,
      };
    case 'unheard':
      return {
        message: `nobody was rung, because nobody knows what leads have written, and there may be a STOP among it: ${plain(inPlainWords(refused.detail))}`,
        exit: EXIT.refused,
      };
    case 'under_way': {
      const at = showTime(refused.bridge.madeAt, zoneOf(ws, refused.contact));
      return {
        message: nobody(`a call to ${personOf(refused.contact)} is under way since ${at}`),
        exit: EXIT.refused,
      };
    }
    case 'in_doubt': {
      const at = showTime(refused.bridge.madeAt, zoneOf(ws, refused.contact));
      return {
        message: nobody(
          `a call to ${personOf(refused.contact)} was asked for at ${at}, and your phone may ring for it yet`,
        ),
        hint: 'To ask for another one all the same, add --again.',
        exit: EXIT.refused,
      };
    }
    case 'quiet': {
      const { contact, business } = refused.situation;
      const zone = calendarZone(contact.zone, business.zone);
      return {
        message: nobody(
          `it is ${showTime(now, zone)} for ${personOf(refused.contact)}, outside the hours in which people are called (until ${showMoment(refused.until, zone, now)})`,
        ),
        hint: 'To call all the same, add --anyway.',
        exit: EXIT.refused,
      };
    }
  }
}
