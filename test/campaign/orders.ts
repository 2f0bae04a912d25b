/** What the campaign tells its worker processes, and what they answer: a line each. */
import type { Draw } from './draw.ts';
import { INSIDE, STEPS, type Step } from './steps.ts';

/** One tick, and perhaps the end of the process in it. */
export interface Order {
  /** What time it is. */
  readonly at: number;
  /** The step at which the process kills itself, the `left`-th time that it comes to it; kept over ticks until then. */
  readonly die: { readonly step: Step; readonly left: number } | null;
  /** As `seq tick --limit`: leaves work for the others. */
  readonly limit: number | null;
  /** So many transactions that settle fail for want of disk space. */
  readonly full: number;
}

/** How a process is run: one tick and it ends, as cron does; or tick after tick until it is killed, as the daemon does. */
export type Mode = 'tick' | 'daemon';

/** How a process is to meet its end. */
export interface Fate {
  readonly die: Order['die'];
  /** Killed from outside, at this share of the time that a tick takes. */
  readonly moment: number | null;
  readonly full: number;
}

/** Steps that come several times in a tick: with each of several messages. */
const OFTEN: ReadonlySet<Step> = new Set(['last look', 'before request', 'after request']);
/** What a full disk leads to: the turn itself, then three tries to rescue its results, then the spill. */
const RESCUES: ReadonlySet<Step> = new Set(['before rescue', 'before spill']);
const FULL = 4;

type Card = Step | 'moment' | 'full';

/**
 * Dealt over and over, so that in 300 kills every step has its turn: those inside a send three times as often as the
 * others, a quarter of all at a random moment, and now and then one that lives to see its spill read.
 */
const DECK: readonly Card[] = [
  ...STEPS,
  ...[1, 2].flatMap(() => INSIDE.filter((step) => !RESCUES.has(step))),
  ...Array.from({ length: 9 }, () => 'moment' as const),
  'full',
];
/** Has no factor in common with the length of the deck: neighbors are dealt far from each other. */
const STRIDE = 17;

/** `nth`: how many were dealt before it. */
export function drawFate(draw: Draw, nth: number): Fate {
  const [when, share] = [draw.next(), draw.next()];
  const card = DECK[(nth * STRIDE) % DECK.length] ?? 'moment';
  if (card === 'moment') return { die: null, moment: 0.15 + share, full: 0 };
  if (card === 'full') return { die: null, moment: 1 + share, full: FULL };
  const times = card === 'before rescue' ? FULL - 1 : OFTEN.has(card) ? 3 : 1.3;
  const left = 1 + Math.floor(when * times);
  return {
    die: { step: card, left: card === 'before spill' ? 1 : left },
    moment: null,
    full: RESCUES.has(card) ? FULL : 0,
  };
}
