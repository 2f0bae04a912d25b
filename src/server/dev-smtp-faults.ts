/** What a mail server for try-outs does wrong, on request: where in the conversation, and how. */

import { fail, ok, type Result } from '../domain/result.ts';
import { seeded } from '../domain/seeded.ts';

/**
 * The conversation in its order. `data` is the command, `body` the message itself, `dot` its end before anybody has
 * accepted it, `accepted` the moment between accepting it and saying so.
 */
const PHASES = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot',
  'accepted',
] as const;
export type SmtpPhase = (typeof PHASES)[number];

/** `drop` cuts the line, `hang` never answers, `garbage` answers what is no SMTP; a number is a reply instead of the right one. */
export type SmtpAct = 'drop' | 'hang' | 'garbage' | number;

export interface SmtpFault {
  readonly at: SmtpPhase;
  readonly act: SmtpAct;
  /** How many of those who get this far meet it, from 0 to 1; everybody when left out. */
  readonly share?: number;
  /** It happens so often and then no more; for ever when left out. */
  readonly times?: number;
  /** Instead of the usual words behind the number. */
  readonly text?: string;
}

/** Whom a fault is drawn for: a connection as it opens, or a message as its sender is named. */
export type Part = 'session' | 'message';

const SESSION: ReadonlySet<SmtpPhase> = new Set(['connect', 'greeting', 'ehlo', 'starttls', 'auth']);

export type Draw = (part: Part) => SmtpFault | null;

/** Draws in the order of the list; equal seeds draw equal faults. */
export function drawing(faults: readonly SmtpFault[], seed: number): Draw {
  const random = seeded(seed);
  const left = new Map(faults.map((fault) => [fault, fault.times ?? Number.POSITIVE_INFINITY]));
  return (part) => {
    for (const fault of faults) {
      const more = left.get(fault) ?? 0;
      if (SESSION.has(fault.at) !== (part === 'session') || more === 0) continue;
      if (random() >= (fault.share ?? 1)) continue;
      left.set(fault, more - 1);
      return fault;
    }
    return null;
  };
}

const FORM = /^(drop|hang|garbage|[45]\d\d)@([a-z]+)(?::(0?\.\d+|[01]))?$/;

/** `451@rcpt,drop@dot:0.1`: what happens, where, and to how many. The error says what is allowed. */
export function parseFaults(text: string): Result<readonly SmtpFault[], string> {
  const faults: SmtpFault[] = [];
  for (const word of text.split(',')) {
    const [, act = '', where = '', share] = FORM.exec(word.trim()) ?? [];
    const at = PHASES.find((phase) => phase === where);
    if (at === undefined) return fail(`"${word.trim()}" is no fault. ${ALLOWED}`);
    const fault: SmtpFault = {
      at,
      act: act === 'drop' || act === 'hang' || act === 'garbage' ? act : Number(act),
      ...(share === undefined ? {} : { share: Number(share) }),
    };
    const impossible = whyNot(fault);
    if (impossible !== null) return fail(`"${word.trim()}" cannot be: ${impossible}. ${ALLOWED}`);
    faults.push(fault);
  }
  return ok(faults);
}

const ALLOWED =
  'A fault is drop, hang, garbage or a reply such as 451 or 550, then @ and where: ' +
  `${PHASES.slice(0, -1).join(', ')} or ${PHASES.at(-1)}; then perhaps how many meet it, such as drop@rcpt:0.1.`;

function whyNot({ at, act }: SmtpFault): string | null {
  if (at === 'connect' && act !== 'drop' && act !== 'hang') return 'nothing is said at connect';
  if (at === 'body' && act !== 'drop' && act !== 'hang' && act !== 421)
    return 'nobody answers in the middle of a message, except by 421';
  if (at === 'accepted' && typeof act === 'number') return 'what was accepted is not refused';
  return null;
}

/** RFC 3463's code and words that a server would put behind a number. */
const WORDS: Readonly<Record<number, string>> = {
  421: '4.3.2 closing, come back later',
  450: '4.2.0 the mailbox is busy',
  451: '4.3.0 not now',
  452: '4.2.2 the mailbox is full',
  454: '4.7.0 not for the moment',
  535: '5.7.8 wrong user or password',
  550: '5.1.1 nobody of that name here',
  552: '5.2.2 the mailbox is full',
  554: '5.7.1 refused by policy',
};

export function replyOf({ act, text }: SmtpFault): string {
  const code = typeof act === 'number' ? act : 421;
  return `${code} ${text ?? WORDS[code] ?? (code < 500 ? '4.0.0 not now' : '5.0.0 no')}`;
}

export const describeFault = ({ act, at }: SmtpFault): string => `${act}@${at}`;
