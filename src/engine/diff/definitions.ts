/** What two revisions of a sequence say differently, touch by touch and source by source, in the words of the file. */
import type { SourceId, TouchId } from '../../domain/ids.ts';
import { describeDuration, describeTiming } from '../../schedule/describe.ts';
import { textsOf } from '../../schedule/migrate.ts';
import type { Sequence, Touch, Variant } from '../../sequence/sequence.ts';

export interface DefinitionChange {
  /** Null: for all sources. */
  readonly sources: readonly SourceId[] | null;
  readonly touch: TouchId | null;
  /** One clause, such as `day 1 at 10:00 → day 2 at 10:00`. */
  readonly what: string;
  /** The words before and after, where they differ. */
  readonly texts: { readonly before: readonly string[]; readonly after: readonly string[] } | null;
}

type Found = Omit<DefinitionChange, 'sources'>;

/** Sorted as the files are: the sequence, then its touches; each change once, with the sources that it holds for. */
export function definitionChanges(before: Sequence, after: Sequence): readonly DefinitionChange[] {
  const whole = wholeChanges(before, after).map((each) => ({ ...each, sources: null }));
  const bySource = after.variants.flatMap((variant) => {
    const old = before.variants.find(({ source }) => source === variant.source);
    return old === undefined ? [] : [{ source: variant.source, found: variantChanges(old, variant) }];
  });
  const grouped = new Map<string, { readonly found: Found; readonly sources: SourceId[] }>();
  for (const { source, found } of bySource)
    for (const one of found) {
      const key = JSON.stringify(one);
      const group = grouped.get(key) ?? { found: one, sources: [] };
      group.sources.push(source);
      grouped.set(key, group);
    }
  const touches = [...grouped.values()].map(({ found, sources }) => ({
    ...found,
    sources: sources.length === after.variants.length ? null : sources,
  }));
  return [...whole, ...touches];
}

const plain = (touch: TouchId | null, what: string): Found => ({ touch, what, texts: null });
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function wholeChanges(before: Sequence, after: Sequence): readonly Found[] {
  const found: Found[] = [];
  for (const { source } of after.variants)
    if (!before.variants.some((each) => each.source === source))
      found.push(plain(null, `source ${source} is new`));
  for (const { source } of before.variants)
    if (!after.variants.some((each) => each.source === source))
      found.push(plain(null, `source ${source} is gone`));
  for (const key of ['name', 'priority', 'anchor', 'repeat'] as const)
    if (!isSame(before[key], after[key]))
      found.push(plain(null, `${key}: ${shown(key, before[key])} → ${shown(key, after[key])}`));
  if (!isSame(before.fallbacks, after.fallbacks)) found.push(plain(null, 'fallbacks differ'));
  for (const act of new Set([...Object.keys(before.when), ...Object.keys(after.when)])) {
    const [a, b] = [before.when, after.when].map((when) => when[act as keyof typeof when]);
    if (isSame(bare(a), bare(b))) continue;
    const how = a === undefined ? 'is new' : b === undefined ? 'is gone' : 'answers otherwise';
    found.push(plain(null, `when ${act}: ${how}`));
  }
  return found;
}

const shown = (key: string, value: unknown): string =>
  value === null ? 'none' : key === 'repeat' ? describeDuration(value as number) : String(value);

/** Where a text stands is not what it says. */
const bare = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (key, inner) => (key === 'line' || key === 'file' ? undefined : inner)),
  );

function variantChanges(before: Variant, after: Variant): readonly Found[] {
  const found: Found[] = [];
  for (const key of ['urgency', 'consent', 'inbound', 'startAfter', 'match'] as const)
    if (!isSame(before[key], after[key]))
      found.push(plain(null, `${SETTING[key]}: ${setting(key, before)} → ${setting(key, after)}`));
  const old = new Map(before.touches.map((touch) => [touch.id, touch]));
  for (const touch of after.touches) {
    const was = old.get(touch.id);
    if (was === undefined)
      found.push({
        touch: touch.id,
        what: `new: ${CHANNEL[touch.channel]}, ${describeTiming(touch)}`,
        texts: { before: [], after: textsOf(touch.action) },
      });
    else found.push(...touchChanges(was, touch));
  }
  for (const touch of before.touches)
    if (!after.touches.some(({ id }) => id === touch.id))
      found.push(plain(touch.id, `gone: was ${article(CHANNEL[touch.channel])}, ${describeTiming(touch)}`));
  const both = (variant: Variant, other: Variant): readonly TouchId[] =>
    variant.touches.map(({ id }) => id).filter((id) => other.touches.some((touch) => touch.id === id));
  if (!isSame(both(before, after), both(after, before)))
    found.push(plain(null, 'touches stand in another order'));
  return found;
}

const SETTING = {
  urgency: 'urgency',
  consent: 'consent',
  inbound: 'came by itself',
  startAfter: 'starts after',
  match: 'match',
} as const;

function setting(key: keyof typeof SETTING, variant: Variant): string {
  const value = variant[key];
  if (key === 'startAfter') return describeDuration(value as number);
  return typeof value === 'object' ? value.join(', ') || 'nothing' : String(value).replace('_', ' ');
}

const CHANNEL = { sms: 'text', email: 'email', call: 'call', move: 'move' } as const;
const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

function touchChanges(before: Touch, after: Touch): readonly Found[] {
  const parts: string[] = [];
  if (before.channel !== after.channel) parts.push(`${CHANNEL[before.channel]} → ${CHANNEL[after.channel]}`);
  if (!isSame(before.timing, after.timing)) parts.push(timingChange(before, after));
  if (!isSame(before.if, after.if)) parts.push(`if: ${json(before.if)} → ${json(after.if)}`);
  if (before.closes !== after.closes)
    parts.push(after.closes ? 'promises silence now' : 'no longer promises silence');
  if (!isSame(before.late, after.late)) parts.push(`late: ${late(before)} → ${late(after)}`);
  if (before.varyFrom !== after.varyFrom)
    parts.push(`vary_from: ${before.varyFrom ?? 'none'} → ${after.varyFrom ?? 'none'}`);
  if (before.action.kind === 'move' && !isSame(before.action, after.action)) parts.push('moves elsewhere');
  if (before.action.kind === 'call' && after.action.kind === 'call')
    if (before.action.expires !== after.action.expires) parts.push('expires at another time');
  if (before.channel === after.channel && !isSame(conditionsOf(before), conditionsOf(after)))
    parts.push('other conditions for its wordings');
  const [old, fresh] = [textsOf(before.action), textsOf(after.action)];
  const saysElse = !isSame(old, fresh);
  if (saysElse && before.channel === after.channel) parts.push('says something else');
  if (parts.length === 0 && !saysElse) return [];
  return [
    { touch: after.id, what: parts.join('; '), texts: saysElse ? { before: old, after: fresh } : null },
  ];
}

/** A promise such as `within: 5m` moves nothing, but is measured. */
function timingChange(before: Touch, after: Touch): string {
  const [a, b] = [describeTiming(before), describeTiming(after)];
  if (a !== b) return `${a} → ${b}`;
  const within = ({ timing }: Touch): string =>
    timing.kind === 'elapsed' && timing.within !== null ? describeDuration(timing.within) : 'none';
  return `within: ${within(before)} → ${within(after)}`;
}

const json = (value: unknown): string => (value === null ? 'always' : JSON.stringify(value));
const late = ({ late: { then, max } }: Touch): string =>
  max === null ? then : `${then} after ${describeDuration(max)}`;
const conditionsOf = ({ action }: Touch): unknown =>
  action.kind === 'sms' || action.kind === 'email' ? action.alternatives.map((each) => each.if) : null;
