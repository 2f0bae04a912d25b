/** The touches of one source: each compiled by itself, then bound together by what they name. */
import type { Range } from '../domain/diagnostic.ts';
import { asId, type TouchId } from '../domain/ids.ts';
import { HOUR, millis } from '../domain/time.ts';
import { actionOf, type Source } from './actions.ts';
import { checkVariant } from './check-variant.ts';
import { type ConditionDraft, conditionOf } from './conditions.ts';
import type { Report } from './finding.ts';
import type { MergedTouch } from './layers.ts';
import { parseDuration } from './literals.ts';
import { type Mention, mentionsOf } from './references.ts';
import type { LatePolicy, Sequence, Touch } from './sequence.ts';
import type { Piece } from './template-files.ts';
import { type TimingDraft, timingOf } from './timing.ts';
import { asText, type Tree } from './tree.ts';

/** A compiled touch with the places of all that it names. */
export interface TouchDraft {
  readonly touch: Touch;
  readonly merged: MergedTouch;
  readonly timing: TimingDraft;
  readonly conditions: readonly ConditionDraft[];
  readonly mentions: readonly Mention[];
  readonly pieces: readonly Piece[];
}

export interface Compiling extends Source {
  readonly anchor: Sequence['anchor'];
  /** Source ids of the file; null when it has none. */
  readonly sources: readonly string[] | null;
  /** Every touch that the file declares, whoever gets it. */
  readonly declared: readonly string[];
}

/** The touches in file order; what is wrong with them has been reported. */
export function compileTouches(
  merged: readonly MergedTouch[],
  scale: (day: number) => number,
  context: Compiling,
): readonly TouchDraft[] {
  const drafts = merged.flatMap((touch) => compileTouch(touch, scale, context) ?? []);
  const order = drafts.map(({ touch }) => touch.id);
  const bound = drafts.map((draft) => bind(draft, drafts, order));
  checkVariant(
    bound,
    merged.map(({ id }) => id),
    context,
  );
  return bound;
}

function compileTouch(
  merged: MergedTouch,
  scale: (day: number) => number,
  context: Compiling,
): TouchDraft | null {
  const timing = timingOf(merged, context.anchor, scale, context.report);
  const action = actionOf(merged, context);
  if (!timing || !action) return null;
  const key = (name: string): Tree | null => {
    const value = merged.keys.get(name)?.value;
    return value === undefined || (value.kind === 'scalar' && value.value === null) ? null : value;
  };
  const [own, purpose, varyFrom, closes] = [key('if'), key('purpose'), key('vary_from'), key('closes')];
  const condition = own && conditionOf(own);
  const isClosing = closes?.kind === 'scalar' && closes.value === true;
  const { kind } = action.action;
  const touch: Touch = {
    id: asId<TouchId>(merged.id),
    purpose: purpose && asText(purpose),
    channel: kind,
    timing: timing.timing,
    if: condition?.condition ?? null,
    action: action.action,
    closes: isClosing,
    late: lateOf(
      key('late'),
      key('max_late'),
      kind,
      isClosing,
      merged.keys.get('max_late')?.keyRange,
      context.report,
    ),
    varyFrom: varyFrom && asId<TouchId>(asText(varyFrom)),
    references: [],
    conditionReferences: [],
  };
  return {
    touch,
    merged,
    timing,
    conditions: [...(condition ? [condition] : []), ...action.conditions],
    mentions: action.pieces.flatMap(mentionsOf),
    pieces: action.pieces,
  };
}

/** How late a skipped channel may still go when the file does not say: an old text puzzles, an old email less. */
const MAX_LATE = {
  sms: millis(6 * HOUR),
  email: millis(24 * HOUR),
  call: millis(0),
  move: millis(0),
} as const;

/** What holds for a touch that says nothing of being late. */
export function usualLate(channel: Touch['channel'], closes: boolean): LatePolicy {
  const then = closes || channel === 'call' ? 'shift' : channel === 'move' ? 'send' : 'skip';
  return { then, max: then === 'skip' ? MAX_LATE[channel] : null };
}

function lateOf(
  late: Tree | null,
  maxLate: Tree | null,
  channel: Touch['channel'],
  closes: boolean,
  range: Range | undefined,
  report: Report,
): LatePolicy {
  const then = late ? (asText(late) as LatePolicy['then']) : usualLate(channel, closes).then;
  const max = maxLate && parseDuration(asText(maxLate));
  if (max !== null && then === 'shift')
    report({
      code: 'late',
      message: `\`max_late\` goes with \`late: send\` or \`late: skip\`; ${late ? '`shift`' : 'this touch shifts, and that'} moves it and what follows, however late.`,
      range,
    });
  return { then, max: max ?? (then === 'skip' ? MAX_LATE[channel] : null) };
}

/** Fills in what needs the other touches: references, and the day of a touch that waits for another. */
function bind(draft: TouchDraft, drafts: readonly TouchDraft[], order: readonly TouchId[]): TouchDraft {
  const named = namesOf(draft);
  const asked = new Set(draft.conditions.flatMap(({ calls }) => calls.map(({ touch }) => touch)));
  const { touch } = draft;
  const { timing } = touch;
  return {
    ...draft,
    // Written out: a spread of so many fields gives each touch a shape of its own, and whatever decides reads them all the time.
    touch: {
      id: touch.id,
      purpose: touch.purpose,
      channel: touch.channel,
      timing: timing.kind === 'after_touch' ? { ...timing, day: dayOf(draft, drafts) } : timing,
      if: touch.if,
      action: touch.action,
      closes: touch.closes,
      late: touch.late,
      varyFrom: touch.varyFrom,
      references: order.filter((id) => named.has(id)),
      conditionReferences: order.filter((id) => asked.has(id)),
    },
  };
}

/** Every touch that a touch names in `if`, `after` or its templates. */
export const namesOf = ({ conditions, timing, mentions }: TouchDraft): ReadonlySet<string> =>
  new Set([
    ...conditions.flatMap(({ calls }) => calls.map(({ touch }) => touch)),
    ...(timing.waitsFor ? [timing.waitsFor.touch] : []),
    ...mentions.map(({ touch }) => touch),
  ]);

/** Without a `day` of its own, a touch that waits for another is planned on that one's day. */
function dayOf(draft: TouchDraft, drafts: readonly TouchDraft[], seen: readonly string[] = []): number {
  const { timing, id } = draft.touch;
  if (timing.kind === 'calendar') return timing.days[0] ?? 0;
  if (timing.kind === 'before_appointment') return 0;
  const target = draft.timing.waitsFor;
  const other =
    !draft.timing.hasDay &&
    target &&
    !seen.includes(id) &&
    drafts.find(({ touch }) => touch.id === target.touch);
  return other ? dayOf(other, drafts, [...seen, id]) : timing.day;
}
