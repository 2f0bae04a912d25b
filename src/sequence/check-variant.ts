/** Whether the touches of one source fit together: what they name exists, ends first, and nothing follows a promise of silence. */
import type { Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import type { Compiling, TouchDraft } from './compile-variant.ts';
import { namesOf } from './compile-variant.ts';
import { cyclesOf } from './references.ts';
import { isAfter } from './timing.ts';

/** `ids` are all touches of the source: one that could not be compiled has been reported and is not unknown as well. */
export function checkVariant(
  drafts: readonly TouchDraft[],
  ids: readonly string[],
  context: Compiling,
): void {
  const byId = new Map(drafts.map((draft) => [draft.touch.id as string, draft]));
  for (const draft of drafts) {
    for (const reference of referencesOf(draft, context.file)) {
      const target = byId.get(reference.touch);
      if (target && target !== draft) checkReference(reference, draft, target, context);
      else if (target || !ids.includes(reference.touch)) reportUnknown(reference, draft, ids, context);
    }
    checkVaryFrom(draft, drafts, byId, context);
    for (const { condition, range } of draft.conditions) checkSources(condition.source, range, context);
  }
  checkCycles(drafts, byId, context);
  checkClosing(drafts, context);
}

interface Reference {
  readonly touch: string;
  readonly range: Range;
  readonly file: string;
  readonly from: 'if' | 'after' | 'template';
  readonly property: string | null;
}

/** Every place where a touch names another. */
function referencesOf({ conditions, timing, mentions }: TouchDraft, file: string): readonly Reference[] {
  return [
    ...conditions.flatMap(({ calls }) =>
      calls.map((call) => ({ ...call, file, from: 'if' as const, property: null })),
    ),
    ...(timing.waitsFor ? [{ ...timing.waitsFor, file, from: 'after' as const, property: null }] : []),
    ...mentions.map((mention) => ({ ...mention, from: 'template' as const })),
  ];
}

function reportUnknown(
  { touch, range, file }: Reference,
  { touch: { id } }: TouchDraft,
  ids: readonly string[],
  { declared, report }: Compiling,
): void {
  const others = ids.filter((one) => one !== id);
  if (touch === id) report({ code: 'unknown-touch', message: `\`${id}\` names itself.`, range, file });
  else if (declared.includes(touch))
    report({
      code: 'unknown-touch',
      message: `\`${id}\` names the touch \`${touch}\`, which is skipped.`,
      hint: `Skip \`${id}\` for them too, or give it other words under \`change\`.`,
      range,
      file,
    });
  else
    report({
      code: 'unknown-touch',
      message: `\`${id}\` names the touch \`${touch}\`, which is not there.`,
      hint: others.length > 0 ? `There are ${others.join(', ')}.` : undefined,
      suggestion: nearest(touch, others),
      range,
      file,
    });
}

/** That what is named ends first, and has what is asked of it. */
function checkReference(
  reference: Reference,
  { touch }: TouchDraft,
  target: TouchDraft,
  { report }: Compiling,
): void {
  const { range, file, from, property } = reference;
  const { id, channel, timing } = target.touch;
  const line = target.merged.range.line;
  if (isAfter(timing, touch.timing))
    report({
      code: 'reference',
      message: `\`${touch.id}\` waits for \`${id}\`, which is planned later (line ${line}).`,
      hint: 'A touch can only build on what comes before it: change a day, or take the reference out.',
      range,
      file,
    });
  if (channel === 'call') return;
  const isA = `\`${id}\` (line ${line}) is ${CHANNEL_WORDS[channel]}`;
  if (from === 'if')
    report({
      code: 'condition',
      message: `${isA}; only a call has an outcome that \`if\` can ask for.`,
      range,
      file,
    });
  if (from === 'template' && property === 'outcome')
    report({ code: 'reference', message: `${isA} and has no outcome; only a call has one.`, range, file });
  if (from === 'after' && touch.timing.kind === 'after_touch' && touch.timing.orBy !== null)
    report({
      code: 'timing',
      message: `\`or_by\` counts from when a call's task was made, and ${isA}.`,
      range,
      file,
    });
}

const CHANNEL_WORDS = { sms: 'a text', email: 'an email', call: 'a call', move: 'a move' } as const;

function checkVaryFrom(
  { touch, merged }: TouchDraft,
  drafts: readonly TouchDraft[],
  byId: ReadonlyMap<string, TouchDraft>,
  { declared, report }: Compiling,
): void {
  if (!touch.varyFrom) return;
  const range = merged.keys.get('vary_from')?.value.range;
  const wrong = (message: string, suggestion?: string | null): void =>
    report({ code: 'vary-from', message, suggestion, range });
  const calls = drafts
    .filter((one) => one.touch.channel === 'call' && one.touch.id !== touch.id)
    .map((one) => one.touch.id);
  const other = byId.get(touch.varyFrom);
  if (touch.channel !== 'call')
    wrong(`\`vary_from\` goes with a call, and \`${touch.id}\` is ${CHANNEL_WORDS[touch.channel]}.`);
  else if (!other && declared.includes(touch.varyFrom))
    report({
      code: 'vary-from',
      message: `\`vary_from\` of \`${touch.id}\` names \`${touch.varyFrom}\`, which is skipped.`,
      hint: `\`change: { ${touch.id}: { vary_from: null } }\` takes it away for them.`,
      range,
    });
  else if (other?.touch.channel !== 'call' || other.touch.id === touch.id)
    wrong(
      `\`vary_from\` must name another call; \`${touch.varyFrom}\` is none.`,
      nearest(touch.varyFrom, calls),
    );
  else if (!isEarlier(other, touch, drafts))
    wrong(
      `\`vary_from\` must name an earlier call, and \`${touch.varyFrom}\` is planned after \`${touch.id}\`.`,
    );
}

/** Planned before, or at the same time and higher up in the file. */
const isEarlier = (other: TouchDraft, touch: TouchDraft['touch'], drafts: readonly TouchDraft[]): boolean =>
  isAfter(touch.timing, other.touch.timing) ||
  (!isAfter(other.touch.timing, touch.timing) &&
    drafts.indexOf(other) < drafts.findIndex((one) => one.touch.id === touch.id));

function checkSources(named: readonly string[] | null, range: Range, { sources, report }: Compiling): void {
  for (const id of named ?? []) {
    if (sources?.includes(id)) continue;
    report({
      code: 'unknown-source',
      message: sources
        ? `There is no source \`${id}\` under \`sources\`.`
        : `\`if: { source: ${id} }\` never holds: this file has no \`sources\`.`,
      suggestion: nearest(id, sources ?? []),
      range,
    });
  }
}

function checkCycles(
  drafts: readonly TouchDraft[],
  byId: ReadonlyMap<string, TouchDraft>,
  { report }: Compiling,
): void {
  const edges = new Map(
    drafts.map((draft) => [
      draft.touch.id as string,
      [...namesOf(draft)].filter((id) => byId.has(id) && id !== draft.touch.id),
    ]),
  );
  for (const cycle of cyclesOf(edges))
    report({
      code: 'reference-cycle',
      message: `These touches wait for each other, so none could ever go: ${cycle.join(' → ')}.`,
      range: byId.get(cycle[0] ?? '')?.merged.range,
    });
}

function checkClosing(drafts: readonly TouchDraft[], { report }: Compiling): void {
  const [closing, second] = drafts.filter(({ touch }) => touch.closes);
  if (!closing) return;
  if (second)
    report({
      code: 'closes',
      message: `\`${second.touch.id}\` promises silence, and so does \`${closing.touch.id}\` on line ${closing.merged.range.line}; only one can be the last.`,
      range: second.merged.keys.get('closes')?.keyRange ?? second.merged.range,
    });
  for (const { touch, merged } of drafts) {
    if (touch.closes || !isAfter(touch.timing, closing.touch.timing)) continue;
    report({
      code: 'closes',
      message: `\`${touch.id}\` comes after \`${closing.touch.id}\` (line ${closing.merged.range.line}), which promises silence; it could never go.`,
      hint: 'Move it before that day, or take `closes: true` away there.',
      range: merged.range,
    });
  }
}
