/** What keeps messages from going, or has cut them off, as `status` says it: nothing when all is well. */
import type { Business } from '../domain/business.ts';
import { after, DAY, type Instant } from '../domain/time.ts';
import { liveGaps } from '../engine/going-live-gaps.ts';
import { type LeftBehind, leftBehind } from '../engine/left-behind.ts';
import type { Workspace } from '../engine/workspace.ts';
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
}

export async function troubleOf(
  io: Io,
  ws: Workspace,
  chosen: readonly Business[],
  now: Instant,
): Promise<Trouble> {
  const again = await tryingAgain(ws.db, after(now, -DAY));
  const gaps = await liveGaps(ws, environmentOf(io, ws));
  return {
    left: await leftBehind(ws, now),
    again: again.filter(({ business }) => chosen.some(({ id }) => id === business)),
    gaps: [...new Set(gaps.map(({ seen }) => seen))],
  };
}

export function troubleFacts(
  io: Io,
  ws: Workspace,
  { left, again, gaps }: Trouble,
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
  ];
}

function againText(ws: Workspace, { business, channel, detail, count, next }: TryingAgain, now: Instant) {
  const what = count === 1 ? MESSAGES[channel].slice(0, -1) : MESSAGES[channel];
  const zone = ws.config.businesses.get(business)?.zone;
  const at = zone === undefined ? iso(next) : showMoment(next, zone, now);
  const when = next <= now ? 'with the next tick' : `from ${at} on`;
  return `${count.toLocaleString('en-US')} ${what} of ${business}, ${when}; what was heard: ${plain(inPlainWords(detail))}`;
}

export const troubleJson = ({ left, again, gaps }: Trouble): object => ({
  cutOff: left,
  triedAgain: again.map((each) => ({ ...each, next: iso(each.next) })),
  missing: gaps,
});
