/** What can only be seen with every variant at hand: repetition, hand-over, and what `when` asks about. */
import { nearest } from '../domain/nearest.ts';
import { DAY, type Millis } from '../domain/time.ts';
import type { VariantDraft } from './compile-sources.ts';
import type { TouchDraft } from './compile-variant.ts';
import type { FindingParts, Report } from './finding.ts';
import { parseDuration } from './literals.ts';
import type { Sequence } from './sequence.ts';
import { daySpan } from './timing.ts';
import { asMap, asText, type Tree, valueAt } from './tree.ts';

export function repeatOf(repeat: Tree | null, anchor: Sequence['anchor'], report: Report): Millis | null {
  const span = repeat && parseDuration(asText(repeat));
  if (!repeat || span === null) return null;
  if (anchor === 'appointment')
    report({
      code: 'repeat',
      message: 'A sequence anchored to an appointment does not repeat.',
      range: repeat.range,
    });
  if (span < DAY || span % DAY !== 0)
    report({
      code: 'repeat',
      message: `\`repeat\` is ${asText(repeat)}; it must be whole days, such as 30d.`,
      range: repeat.range,
    });
  return span;
}

export function checkRepeat(
  repeat: Tree | null,
  span: Millis | null,
  drafts: readonly TouchDraft[],
  report: Report,
): void {
  if (!repeat || !span) return;
  const longest = Math.max(0, ...drafts.map(({ touch }) => daySpan(touch.timing)[1]));
  if (longest >= span / DAY)
    report({
      code: 'repeat',
      message: `It repeats after ${span / DAY} days, before the touch of day ${longest} has been sent.`,
      range: repeat.range,
    });
  const closing = drafts.find(({ touch }) => touch.closes);
  if (closing)
    report({
      code: 'closes',
      message: `\`${closing.touch.id}\` promises silence, and the sequence repeats (line ${repeat.range.line}).`,
      range: closing.merged.keys.get('closes')?.keyRange,
    });
}

export function checkWhen(
  calls: readonly { readonly touch: string; readonly range: FindingParts['range'] }[],
  drafts: readonly TouchDraft[],
  report: Report,
): void {
  const known = new Set(
    drafts.filter(({ touch }) => touch.channel === 'call').map(({ touch }) => touch.id as string),
  );
  for (const { touch, range } of calls)
    if (!known.has(touch))
      report({
        code: 'unknown-touch',
        message: `There is no call \`${touch}\` whose outcome this could ask for.`,
        suggestion: nearest(touch, known),
        range,
      });
}

/** After a promise of silence nothing is started; where every variant makes one, `start` would never act. */
export function checkHandOver(when: Tree | null, variants: readonly VariantDraft[], report: Report): void {
  const rule = when && valueAt(asMap(when), 'finished');
  const start = rule && asMap(rule).entries.get('start');
  if (start && variants.every(({ variant }) => variant.touches.some(({ closes }) => closes)))
    report({
      code: 'closes',
      message: `\`start: ${asText(start.value)}\` never happens: the sequence ends with a promise of silence, after which nothing is started.`,
      hint: 'Take `start` out, or `closes: true`.',
      range: start.keyRange,
    });
}
