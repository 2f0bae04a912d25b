/** What a sequence can do, branch by branch, and which of it a test has seen. */
import type { SourceId } from '../../domain/ids.ts';
import { DAY } from '../../domain/time.ts';
import type { LeadAct, Sequence, Touch } from '../../sequence/sequence.ts';
import { LEAD_ACTS } from '../../sequence/sequence.ts';
import { ANY_SOURCE } from '../../sequence/variant.ts';
import type { LeadStory } from '../simulate-story.ts';
import type { Turn } from '../workspace.ts';
import type { Ran } from './run-test.ts';

export type Branch = {
  /** The same for the same way, in every run. */
  readonly key: string;
  /** A finished clause. */
  readonly what: string;
} & (
  | { readonly kind: 'touch'; readonly source: SourceId; readonly touch: string; readonly part: Part }
  | { readonly kind: 'rule'; readonly act: LeadAct }
);

/** Where to look for it in the file: the touch itself, its condition, or a wording. */
type Part =
  | { readonly of: 'touch' }
  | { readonly of: 'condition' }
  | { readonly of: 'wording'; readonly alternative: number };

const WENT = { sms: 'is sent', email: 'is sent', call: 'makes its task', move: 'moves the lead' } as const;

/** In the order of the file: each source's touches, then the rules. */
export function branchesOf(sequence: Sequence): readonly Branch[] {
  return [
    ...sequence.variants.flatMap(({ source, touches }) =>
      touches.flatMap((touch) => branchesOfTouch(source, touch)),
    ),
    ...LEAD_ACTS.flatMap((act) => branchesOfRule(sequence, act)),
  ];
}

function branchesOfTouch(source: SourceId, touch: Touch): readonly Branch[] {
  const { id, channel, action } = touch;
  const for_ = source === ANY_SOURCE ? '' : `for ${source}: `;
  const branch = (key: string, what: string, part: Part): Branch => ({
    key: `${source} ${id} ${key}`,
    what: `${for_}${id} ${what}`,
    kind: 'touch',
    source,
    touch: id,
    part,
  });
  const found = [branch('went', WENT[channel], { of: 'touch' })];
  if (touch.if !== null)
    found.push(branch('condition', 'is skipped, its condition does not hold', { of: 'condition' }));
  if (action.kind !== 'sms' && action.kind !== 'email') return found;
  const { alternatives } = action;
  if (alternatives.length > 1)
    for (const alternative of alternatives.keys())
      found.push(
        branch(`wording ${alternative}`, `says its ${ordinal(alternative)} wording`, {
          of: 'wording',
          alternative,
        }),
      );
  if (alternatives.at(-1)?.if != null)
    found.push(branch('none', 'is skipped, no wording fits', { of: 'touch' }));
  return found;
}

function branchesOfRule({ when }: Sequence, act: LeadAct): readonly Branch[] {
  const rule = when[act];
  if (rule === undefined) return [];
  return [
    { key: `when ${act}`, what: `when: ${act} is followed`, kind: 'rule', act },
    ...(rule.if === null
      ? []
      : [
          {
            key: `when ${act} not`,
            what: `when: ${act} is not followed, its condition does not hold`,
            kind: 'rule',
            act,
          } as const,
        ]),
  ];
}

const ordinal = (at: number): string => ['first', 'second', 'third', 'fourth', 'fifth'][at] ?? `${at + 1}th`;

/** The keys of the branches of this sequence that a test went through. */
export function seenBy({ turns, story }: Ran, { id: sequence, when }: Sequence): ReadonlySet<string> {
  const seen = new Set<string>();
  const sources = new Map(
    (story?.standings ?? []).map((one) => [String(one.sequence), String(one.source)] as const),
  );
  const went = new Set<string>();
  for (const { kind, sequence: of, touch } of story?.happenings ?? [])
    if (of === sequence && (kind === 'sent' || kind === 'uncertain' || kind === 'task' || kind === 'moved')) {
      seen.add(`${sources.get(sequence) ?? ''} ${touch} went`);
      went.add(String(touch));
    }
  for (const turn of turns)
    if (turn.sequence === sequence) for (const key of keysOf(turn, went)) seen.add(key);
  if (story !== null && !seen.has('when no_reply') && wasUnanswered(story, sequence, when.no_reply))
    seen.add('when no_reply not');
  return seen;
}

/** A rule about silence whose condition does not hold is not even asked: its time has come all the same. */
function wasUnanswered(
  { happenings, standings }: LeadStory,
  sequence: string,
  rule: Sequence['when']['no_reply'],
): boolean {
  const sent = happenings.filter(
    ({ sequence: of, kind }) => of === sequence && (kind === 'sent' || kind === 'uncertain'),
  );
  const last = rule?.afterTouches == null ? undefined : sent[rule.afterTouches - 1];
  const standing = standings.find((one) => one.sequence === sequence);
  const until = standing?.endedAt ?? standing?.pausedAt ?? null;
  return last !== undefined && (until === null || until > last.at + DAY);
}

function keysOf(turn: Turn, went: ReadonlySet<string>): readonly string[] {
  switch (turn.kind) {
    case 'wording':
      return went.has(turn.touch) ? [`${turn.source} ${turn.touch} wording ${turn.alternative}`] : [];
    case 'skip':
      return turn.code === 'condition_false'
        ? [`${turn.source} ${turn.touch} condition`]
        : turn.code === 'no_alternative'
          ? [`${turn.source} ${turn.touch} none`]
          : [];
    case 'rule':
      return turn.followed ? [turn.held ? `when ${turn.act}` : `when ${turn.act} not`] : [];
  }
}

/** How many of the branches have been seen, in whole percent, never rounded up. */
export const percentOf = (seen: number, all: number): number =>
  all === 0 ? 100 : Math.floor((seen / all) * 100);
