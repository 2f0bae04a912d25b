/** Who was told that it was the last message must not get another one. */
import type { Sequence, Touch, Variant } from '../../sequence/sequence.ts';
import { isConditional, promiseIn, sentenceAt } from '../behavior/claims.ts';
import { saidBy } from '../behavior/said.ts';
import { lastDayOf } from '../behavior/who.ts';
import type { Rule, RuleFinding, RuleInput } from './rule.ts';

export const silenceKept: Rule = {
  id: 'silence-kept',
  severity: 'error',
  title: 'After a promise of silence nothing follows, in no sequence',
  why: 'A last message works because it is one: many answer only then. Words that promise it need `closes: true`, or later touches, other sequences and letters go on as if nothing had been said. And a sequence that is started before the promise is cut off by it: what is planned there for later would never go. Only what the lead writes, books or asks ends a promise: what a click or no answer starts after one is not started.',
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
    ...input.sequence.variants.flatMap((variant) => startedInSilence(variant, input)),
  ],
};

function unkeptWords(variant: Variant, { places, sequence }: RuleInput): readonly RuleFinding[] {
  const { source, touches } = variant;
  return touches.flatMap((touch) => {
    if (touch.closes) return [];
    return saidBy(touch).flatMap(({ template, as }): readonly RuleFinding[] => {
      // A script tells a person what to say if; that person hears the answer.
      if (as === 'script') return [];
      const match = promiseIn(template.source);
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

/** What a lead does without a word ends no promise: a sequence that it starts after one is not started. */
function startedInSilence(
  variant: Variant,
  { sequence, sequences, places }: RuleInput,
): readonly RuleFinding[] {
  const { source, touches } = variant;
  const promise = touches.find(({ closes }) => closes);
  if (promise === undefined) return [];
  const messages = touches.filter(({ channel }) => channel === 'sms' || channel === 'email');
  return (['no_reply', 'clicked_not_booked'] as const).flatMap((act): readonly RuleFinding[] => {
    const rule = sequence.when[act];
    const started = rule?.start ? sequences.get(rule.start) : undefined;
    if (!rule || started === undefined || started.anchor === 'appointment') return [];
    const counted = messages.slice(0, rule.afterTouches ?? 0);
    if (act === 'no_reply' ? !counted.includes(promise) : !hasLink(promise)) return [];
    return [
      {
        message:
          act === 'no_reply'
            ? `\`no_reply\` starts \`${started.id}\`, but only after \`${promise.id}\` has promised silence: nobody would get it.`
            : `\`clicked_not_booked\` starts \`${started.id}\`, and \`${promise.id}\` promises silence and has a link: who opens that one would not get it.`,
        hint: 'Only what the lead writes, books or asks ends a promise of silence. Let a person do it: `task:` or `call:`.',
        at: places.path('when', act, 'start'),
        source,
      },
    ];
  });
}

const LINK = /\{\{-?\s*booking_link\b|https?:\/\//;
const hasLink = (touch: Touch): boolean => saidBy(touch).some(({ template }) => LINK.test(template.source));

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
