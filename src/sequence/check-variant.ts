/** Whether the touches of one source fit together: what they name exists, ends first, and nothing follows a promise of silence. */
import type { Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import type { Compiling, TouchDraft } from './compile-variant.ts';
import { namesOf } from './compile-variant.ts';
import { cyclesOf } from './references.ts';
import { isAfter } from './timing.ts';

export function checkVariant(drafts: readonly TouchDraft[], context: Compiling): void {
  const byId = new Map(drafts.map((draft) => [draft.touch.id as string, draft]));
  for (const draft of drafts) {
    checkNames(draft, byId, context);
    checkVaryFrom(draft, drafts, byId, context);
    for (const { condition, calls } of draft.conditions)
      checkSources(condition.source, calls[0]?.range ?? draft.merged.range, context);
  }
  checkCycles(drafts, byId, context);
  checkClosing(drafts, context);
}

function checkNames(draft: TouchDraft, byId: ReadonlyMap<string, TouchDraft>, { report }: Compiling): void {
  const { touch } = draft;
  const find = (id: string, range: Range, file?: string): TouchDraft | null => {
    const found = byId.get(id);
    if (found && id !== touch.id) {
      if (isAfter(found.touch.timing, touch.timing))
        report({
          code: 'reference',
          message: `\`${touch.id}\` waits for \`${id}\`, which is planned later (line ${found.merged.range.line}).`,
          hint: 'A touch can only ask about what comes before it: change a day, or take the reference out.',
          range,
          ...(file && { file }),
        });
      return found;
    }
    report({
      code: 'unknown-touch',
      message:
        id === touch.id
          ? `\`${id}\` names itself.`
          : `\`${touch.id}\` names the touch \`${id}\`, which is not there.`,
      hint: id === touch.id ? undefined : `There are ${[...byId.keys()].join(', ')}.`,
      suggestion: nearest(
        id,
        [...byId.keys()].filter((one) => one !== touch.id),
      ),
      range,
      ...(file && { file }),
    });
    return null;
  };
  for (const { touch: id, range } of draft.conditions.flatMap(({ calls }) => calls)) {
    const found = find(id, range);
    if (found && found.touch.channel !== 'call')
      report({
        code: 'condition',
        message: `\`${id}\` is ${CHANNEL_WORDS[found.touch.channel]}; only a call has an outcome that \`if\` can ask for.`,
        range,
      });
  }
  const { waitsFor } = draft.timing;
  if (waitsFor) {
    const found = find(waitsFor.touch, waitsFor.range);
    const { timing } = touch;
    if (found && found.touch.channel !== 'call' && timing.kind === 'after_touch' && timing.orBy !== null)
      report({
        code: 'timing',
        message: `\`or_by\` counts from when a call's task was made, and \`${waitsFor.touch}\` is ${CHANNEL_WORDS[found.touch.channel]}.`,
        range: waitsFor.range,
      });
  }
  for (const { touch: id, property, range } of draft.mentions) {
    const piece = draft.pieces.find(
      ({ text }) => range.end <= text.length && text.slice(range.start, range.end).includes(id),
    );
    const found = find(id, range, piece?.file);
    if (found && property === 'outcome' && found.touch.channel !== 'call')
      report({
        code: 'reference',
        message: `\`${id}\` is ${CHANNEL_WORDS[found.touch.channel]} and has no outcome; only a call has one.`,
        range,
        ...(piece && { file: piece.file }),
      });
  }
}

const CHANNEL_WORDS = { sms: 'a text', email: 'an email', call: 'a call', move: 'a move' } as const;

function checkVaryFrom(
  { touch, merged }: TouchDraft,
  drafts: readonly TouchDraft[],
  byId: ReadonlyMap<string, TouchDraft>,
  { report }: Compiling,
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
