/** What keeps messages from going, or has cut them off, as `status` says it: nothing when all is well. */
import type { Business } from '../domain/business.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import { liveGaps } from '../engine/going-live-gaps.ts';
import { type LeftBehind, leftBehind } from '../engine/left-behind.ts';
import { type OlderRevisions, olderRevisions } from '../engine/older-revisions.ts';
import { type WaitingOf, type Waitings, waitingNow } from '../engine/waiting.ts';
import type { Workspace } from '../engine/workspace.ts';
import { type Unheard, unheardNotices } from '../store/notices.ts';
import { type TryingAgain, tryingAgain } from '../store/trying-again.ts';
import { environmentOf } from './carriers.ts';
import type { Io } from './io.ts';
import { iso } from './json.ts';
import { inPlainWords } from './network-words.ts';
import { MESSAGES } from './rehearsal.ts';
import { plain } from './terminal.ts';
import { showMoment } from './times.ts';

export interface Trouble {
  readonly left: LeftBehind;
  readonly again: readonly TryingAgain[];
  /** What a live provider lacks: until it is there nothing is sent at all. */
  readonly gaps: readonly string[];
  /** What limits, and words not yet given, hold back. */
  readonly waiting: Waitings;
  /** What a CRM or a team should have heard in the last three days, and has not. */
  readonly unheard: readonly Unheard[];
  /** Who goes by a sequence as it was before its file was edited. */
  readonly older: readonly OlderRevisions[];
}

export async function troubleOf(
  io: Io,
  ws: Workspace,
  chosen: readonly Business[],
  now: Instant,
): Promise<Trouble> {
  const again = await tryingAgain(ws.db, after(now, -DAY));
  const gaps = await liveGaps(ws, environmentOf(io, ws));
  const unheard = await unheardNotices(ws.db, after(now, -3 * DAY));
  return {
    left: await leftBehind(ws, now),
    again: again.filter(({ business }) => chosen.some(({ id }) => id === business)),
    gaps: [...new Set(gaps.map(({ seen }) => seen))],
    unheard: unheard.filter(({ business }) => chosen.some(({ id }) => id === business)),
    older: await olderRevisions(
      ws,
      chosen.map(({ id }) => id),
    ),
    waiting: await waitingNow(
      ws,
      chosen.map(({ id }) => id),
      now,
    ),
  };
}

export function troubleFacts(
  io: Io,
  ws: Workspace,
  { left, again, gaps, waiting, unheard, older }: Trouble,
  now: Instant,
): readonly (readonly [string, string])[] {
  const { ticks, messages } = left;
  const ended = ticks === 1 ? 'A tick ended in the middle' : `${ticks} ticks ended in the middle`;
  const texts = messages === 1 ? '1 message was' : `${messages.toLocaleString('en-US')} messages were`;
  return [
    ...(gaps.length === 0
      ? []
      : [['Not sending', `missing: ${plain(gaps.join('; '))}. See: ${io.name} doctor`] as const]),
    ...(ticks === 0
      ? []
      : [
          [
            'Cut off',
            messages === 0
              ? `${ended}, with nothing on its way. The next tick goes on`
              : `${ended}: ${texts} on the way and may have arrived. The next tick puts them under Uncertain: ${io.name} tick`,
          ] as const,
        ]),
    ...again.map((each) => ['Tried again', againText(ws, each, now)] as const),
    ...waiting.waits.map((wait) => ['Waiting', waitingText(io, ws, wait, waiting.more, now)] as const),
    ...unheard.map((one) => ['Not told', unheardText(one)] as const),
    ...older
      .filter(({ leads, staying }) => leads > staying)
      .map((one) => ['Edited', olderText(io, one)] as const),
  ];
}

function againText(ws: Workspace, { business, channel, detail, count, next }: TryingAgain, now: Instant) {
  const what = count === 1 ? MESSAGES[channel].slice(0, -1) : MESSAGES[channel];
  const zone = ws.config.businesses.get(business)?.zone;
  const at = zone === undefined ? iso(next) : showMoment(next, zone, now);
  const when = next <= now ? 'with the next tick' : `from ${at} on`;
  return `${count.toLocaleString('en-US')} ${what} of ${business}, ${when}; what was heard: ${plain(inPlainWords(detail))}`;
}

function unheardText({ business, target, state, count, detail }: Unheard): string {
  const what = count === 1 ? '1 notice' : `${count.toLocaleString('en-US')} notices`;
  const next = state === 'waiting' ? 'tried again' : 'given up after three days';
  return plain(`${what} of ${business} to ${target}, ${next}: ${detail ?? 'no answer'}`);
}

/** Who was left there on purpose is named only beside others. */
function olderText(io: Io, { sequence, leads, staying }: OlderRevisions): string {
  const open = leads - staying;
  const stay = staying === 0 ? '' : ` (${staying.toLocaleString('en-US')} more stay there, as was decided)`;
  const go = open === 1 ? '1 lead goes' : `${open.toLocaleString('en-US')} leads go`;
  return plain(
    `${go} on in ${sequence} as it was before its file was edited${stay}. To move them, or leave them: ${io.name} migrate ${sequence}`,
  );
}

/** What a limit holds back goes by itself; the rest waits for a person, and the command is named. */
function waitingText(
  io: Io,
  ws: Workspace,
  { business, channel, code, count, detail, sequence, until }: WaitingOf,
  more: boolean,
  now: Instant,
): string {
  const what = count === 1 && !more ? MESSAGES[channel].slice(0, -1) : MESSAGES[channel];
  const many = `${more ? 'at least ' : ''}${count.toLocaleString('en-US')} ${what} of ${business}`;
  if (code === 'not_live') return `${many}: ${detail}. See: ${io.name} live ${sequence} --dry-run`;
  if (code === 'only_to') return `${many}: ${detail}`;
  const zone = ws.config.businesses.get(business)?.zone;
  const then = zone === undefined ? iso(until) : showMoment(until, zone, now);
  const held = `${many} until ${then}: ${detail}`;
  return code === 'first_run'
    ? `${held}. When you have looked at the first: ${io.name} live ${sequence} --more`
    : held;
}

export const troubleJson = ({ left, again, gaps, waiting, unheard, older }: Trouble): object => ({
  cutOff: left,
  triedAgain: again.map((each) => ({ ...each, next: iso(each.next) })),
  missing: gaps,
  notTold: unheard,
  olderRevisions: older,
  waiting: waiting.waits.map(({ until, ...wait }) => ({ ...wait, until: iso(until) })),
  moreWaiting: waiting.more,
});
