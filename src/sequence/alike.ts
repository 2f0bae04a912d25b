/** Which touch of one revision is which of another: by its id, and where the id says otherwise, by its words. */
import type { TouchId } from '../domain/ids.ts';
import type { Sequence, Touch } from './sequence.ts';

export type IdChange =
  /** The touch is there under another id: who already got it would get it again. */
  | { readonly kind: 'renamed'; readonly id: TouchId; readonly was: TouchId }
  /** The id is on another touch now: who got what it was would never get what it is. */
  | { readonly kind: 'reused'; readonly id: TouchId; readonly takenFrom: TouchId | null };

/** Share of the words that both have. */
const SAME = 0.6;
const RELATED = 0.3;
const STRANGE = 0.15;

interface Known {
  readonly id: TouchId;
  readonly channel: string;
  readonly purpose: string | null;
  readonly words: ReadonlySet<string>;
  readonly time: string;
}

/** What became of the ids of a sequence's touches, in the order of the newer one. */
export function idChanges(before: Sequence, after: Sequence): readonly IdChange[] {
  const [old, now] = [knownOf(before), knownOf(after)];
  const reused = [...now.values()].flatMap((touch): readonly IdChange[] => {
    const was = old.get(touch.id);
    if (was === undefined || !isAnother(was, touch)) return [];
    const others = [...old.values()].filter((one) => one.id !== touch.id && one.channel === touch.channel);
    const source = others.find((one) => alike(one.words, touch.words) >= SAME) ?? null;
    const isOfAnotherKind = was.channel !== touch.channel || hasAnotherPurpose(was, touch);
    return source || isOfAnotherKind ? [{ kind: 'reused', id: touch.id, takenFrom: source?.id ?? null }] : [];
  });
  return [...reused, ...renamed(old, now)];
}

function renamed(old: ReadonlyMap<TouchId, Known>, now: ReadonlyMap<TouchId, Known>): readonly IdChange[] {
  const gone = [...old.values()].filter(({ id }) => !now.has(id));
  const taken = new Set<TouchId>();
  return [...now.values()].flatMap((touch): readonly IdChange[] => {
    if (old.has(touch.id)) return [];
    const near = gone
      .filter((one) => one.channel === touch.channel && !taken.has(one.id))
      .map((one) => ({ one, share: alike(one.words, touch.words) }))
      .filter(({ one, share }) => share >= (one.time === touch.time ? RELATED : SAME))
      .sort((a, b) => b.share - a.share)[0];
    if (near === undefined) return [];
    taken.add(near.one.id);
    return [{ kind: 'renamed', id: touch.id, was: near.one.id }];
  });
}

/** Rewritten words are still those of the same touch; words that share next to nothing are not. */
const isAnother = (was: Known, is: Known): boolean => alike(was.words, is.words) < STRANGE;

const hasAnotherPurpose = (was: Known, is: Known): boolean =>
  was.purpose !== null && is.purpose !== null && alike(wordsIn(was.purpose), wordsIn(is.purpose)) < RELATED;

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}

/** Every touch by its id, with the words of all sources. */
function knownOf({ variants }: Sequence): ReadonlyMap<TouchId, Known> {
  const known = new Map<TouchId, Known>();
  for (const { touches } of variants)
    for (const touch of touches) {
      const { id, channel, purpose, timing } = touch;
      const same = known.get(id);
      const words = new Set([...(same?.words ?? []), ...wordsIn(textOf(touch))]);
      known.set(id, { ...(same ?? { id, channel, purpose, time: JSON.stringify(timing) }), words });
    }
  return known;
}

function textOf({ action }: Touch): string {
  switch (action.kind) {
    case 'sms':
      return action.alternatives.map(({ text }) => text.source).join('\n');
    case 'email':
      return action.alternatives
        .flatMap(({ subjects, body }) => [...subjects, body].map(({ source }) => source))
        .join('\n');
    case 'call':
      return [action.script, action.voicemail, action.note].map((one) => one?.source ?? '').join('\n');
    case 'move':
      return `${action.stage ?? ''} ${action.start ?? ''}`;
  }
}

const wordsIn = (text: string): ReadonlySet<string> =>
  new Set(text.toLowerCase().match(/[\p{L}\p{N}_'’-]+/gu) ?? []);
