/** Who was told that it was the last message must not get another one. */
import type { Sequence, Touch, Variant } from '../../sequence/sequence.ts';
import { isConditional, PROMISES, sentenceAt } from '../behavior/claims.ts';
import { saidBy } from '../behavior/said.ts';
import { lastDayOf } from '../behavior/who.ts';
import type { Rule, RuleFinding, RuleInput } from './rule.ts';

export const silenceKept: Rule = {
  id: 'silence-kept',
  severity: 'error',
  title: 'After a promise of silence nothing follows, in no sequence',
  why: 'A last message works because it is one: many answer only then. Words that promise it need `closes: true`, or later touches, other sequences and letters go on as if nothing had been said. And a sequence that is started before the promise is cut off by it: what is planned there for later would never go.',
  bad: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: goodbye, day: 7, at: "10:00", sms: "I won't keep reaching out. All the best!" }
`,
  good: `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }
  - { id: goodbye, day: 7, at: "10:00", closes: true, sms: "I won't keep reaching out. All the best!" }
`,
  check: (input) => [
    ...input.sequence.variants.flatMap((variant) => unkeptWords(variant, input)),
    ...input.sequence.variants.flatMap((variant) => cutOff(variant, input)),
  ],
};

function unkeptWords(variant: Variant, { places, sequence }: RuleInput): readonly RuleFinding[] {
  const { source, touches } = variant;
  return touches.flatMap((touch) => {
    if (touch.closes) return [];
    return saidBy(touch).flatMap(({ template }): readonly RuleFinding[] => {
      const match = PROMISES.exec(template.source);
      if (match === null || isConditional(sentenceAt(template.source, match.index))) return [];
      const next = touches.find((each) => lastDayOf(each) > lastDayOf(touch) && each.channel !== 'move');
      const started = sequence.when.finished?.start ?? null;
      const follows =
        next !== undefined
          ? `\`${next.id}\` follows`
          : started !== null
            ? `\`${started}\` is started after it`
            : 'nothing keeps other sequences from writing';
      return [
        {
          message: `\`${touch.id}\` promises silence ("${match[0].replace(/\s+/g, ' ')}"), and ${follows}.`,
          hint: 'Write `closes: true` on it and let nothing come after it, or promise less.',
          at: places.words(template, match[0], match.index),
          source,
        },
      ];
    });
  });
}

/** A `move` starts another sequence, and one of the two promises silence while the other still has something to say. */
function cutOff(variant: Variant, { sequences, places }: RuleInput): readonly RuleFinding[] {
  const { source, touches } = variant;
  const ours = touches.map((touch) => placed(touch, 0, ''));
  return touches.flatMap((touch): readonly RuleFinding[] => {
    const { id, action } = touch;
    const started = action.kind === 'move' && action.start !== null ? sequences.get(action.start) : undefined;
    if (started === undefined || started.anchor === 'appointment') return [];
    const from = lastDayOf(touch);
    const theirs = variantOf(started, variant).touches.map((each) =>
      placed(each, from, ` of \`${started.id}\``),
    );
    const cut = silenced(ours, theirs) ?? silenced(theirs, ours);
    if (cut === null) return [];
    return [
      {
        message: `\`${id}\` starts \`${started.id}\`, and ${cut.promise.name} promises silence on day ${cut.promise.day}: ${cut.late.name}, planned for day ${cut.late.day}, would never go.`,
        hint: 'Start it later, or take the promise of silence away from these leads.',
        at: places.value(source, id, 'move'),
        source,
      },
    ];
  });
}

const placed = (touch: Touch, from: number, of: string): Placed => ({
  name: `\`${touch.id}\`${of}`,
  day: from + lastDayOf(touch),
  closes: touch.closes,
  isContact: touch.channel !== 'move',
});

interface Placed {
  readonly name: string;
  readonly day: number;
  readonly closes: boolean;
  readonly isContact: boolean;
}

function silenced(
  closing: readonly Placed[],
  others: readonly Placed[],
): { readonly promise: Placed; readonly late: Placed } | null {
  const promise = closing.find(({ closes }) => closes);
  if (promise === undefined) return null;
  const late = others.find(({ day, isContact }) => isContact && day > promise.day);
  return late === undefined ? null : { promise, late };
}

/** What leads of one source get of another sequence. */
const variantOf = ({ variants }: Sequence, { source, like }: Variant): Variant =>
  (variants.find((one) => one.source === source) ??
    variants.find((one) => one.source === like) ??
    variants[0]) as Variant;
