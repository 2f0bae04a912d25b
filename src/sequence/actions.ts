/** What a touch does: the words it sends, the task it makes, or the move, with templates read in. */
import { asId, type SequenceId } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import { type ConditionDraft, conditionOf } from './conditions.ts';
import type { Report } from './finding.ts';
import type { MergedTouch } from './layers.ts';
import { parseDuration } from './literals.ts';
import type { Action, EmailAlternative, SmsAlternative, Template } from './sequence.ts';
import {
  type Piece,
  pieceOf,
  type TemplateFile,
  type TemplateFiles,
  type TemplateKind,
  type TemplateReader,
  templatePath,
} from './template-files.ts';
import { asMap, asText, itemsOf, type Mapping, type Tree, textAt, valueAt } from './tree.ts';

/** What reading an action needs of the file around it. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly templates: TemplateFiles;
  readonly readTemplate: TemplateReader;
  readonly report: Report;
}

export interface ActionDraft {
  readonly action: Action;
  /** Every template of the action, for its references and for lint. */
  readonly pieces: readonly Piece[];
  readonly conditions: readonly ConditionDraft[];
}

const CHANNELS = ['sms', 'email', 'call', 'move'] as const;

/** Null, and reported, when the touch has no channel, or several, or words that cannot be read. */
export function actionOf(touch: MergedTouch, source: Source): ActionDraft | null {
  const given = CHANNELS.filter((channel) => touch.keys.has(channel));
  const [channel, second] = given;
  const entry = channel && touch.keys.get(channel);
  if (!entry || second) {
    source.report({
      code: 'channel',
      message: second
        ? `\`${touch.id}\` has \`${given.join('` and `')}\`; a touch has one channel.`
        : `\`${touch.id}\` does nothing: it needs one of sms, email, call, move.`,
      hint: second ? 'Make two touches of it.' : undefined,
      range: (second && touch.keys.get(second)?.keyRange) ?? touch.range,
    });
    return null;
  }
  switch (channel) {
    case 'sms':
      return smsOf(entry.value, source);
    case 'email':
      return emailOf(entry.value, source);
    case 'call':
      return callOf(entry.value, source);
    case 'move':
      return { action: moveOf(entry.value), pieces: [], conditions: [] };
  }
}

export const templateOf = ({ source, file, line }: Piece): Template => ({ source, file, line });

function smsOf(value: Tree, source: Source): ActionDraft | null {
  if (value.kind === 'scalar') {
    const piece = pieceOf(value, source.file, source.text);
    return {
      action: { kind: 'sms', alternatives: [{ if: null, text: templateOf(piece) }] },
      pieces: [piece],
      conditions: [],
    };
  }
  const read = alternatives(value, source, (map) => {
    const words = one(map, ['text', 'template'], source);
    const piece =
      words?.key === 'template'
        ? fileOf(words.value, 'sms', source)?.body
        : words && pieceOf(words.value, source.file, source.text);
    return piece
      ? {
          pieces: [piece],
          build: (condition): SmsAlternative => ({ if: condition, text: templateOf(piece) }),
        }
      : null;
  });
  return read && { ...read, action: { kind: 'sms', alternatives: read.built } };
}

function emailOf(value: Tree, source: Source): ActionDraft | null {
  const read = alternatives(value, source, (map) => {
    const words = one(map, ['body', 'template'], source);
    if (!words) return null;
    const file = words.key === 'template' ? fileOf(words.value, 'email', source) : null;
    const body = words.key === 'template' ? file?.body : pieceOf(words.value, source.file, source.text);
    if (!body) return null;
    const subject = valueAt(map, 'subject');
    const subjects = subject
      ? itemsOf(subject).map((item) => pieceOf(item, source.file, source.text))
      : (file?.subjects ?? []);
    if (subjects.length === 0) {
      source.report({
        code: 'missing-key',
        message: file ? 'The email has no subject.' : 'An email with a `body` needs a `subject`.',
        hint: file ? 'Begin the file with three lines: `---`, `subject: …`, `---`.' : undefined,
        ...(file ? { file: body.file } : { range: words.value.range }),
      });
      return null;
    }
    return {
      pieces: [...subjects, body],
      build: (condition): EmailAlternative => ({
        if: condition,
        subjects: subjects.map(templateOf),
        body: templateOf(body),
      }),
    };
  });
  return read && { ...read, action: { kind: 'email', alternatives: read.built } };
}

function callOf(value: Tree, source: Source): ActionDraft | null {
  const map = value.kind === 'map' ? value : null;
  const before = { failed: false };
  const words = (tree: Tree | null, kind: TemplateKind): TemplateFile | null => {
    if (!tree) return null;
    if (tree.kind === 'scalar')
      return { subjects: [], voicemail: null, body: pieceOf(tree, source.file, source.text) };
    const name = valueAt(asMap(tree), 'template');
    const file = name && fileOf(name, kind, source);
    if (!file) before.failed = true;
    return file;
  };
  const script = words(map ? valueAt(map, 'script') : value, 'call');
  const voicemail = words(map && valueAt(map, 'voicemail'), 'voicemail')?.body ?? script?.voicemail ?? null;
  const note = map && valueAt(map, 'note');
  const notePiece = note && pieceOf(note, source.file, source.text);
  const expires = map && textAt(map, 'expires');
  if (before.failed) return null;
  return {
    action: {
      kind: 'call',
      script: script && templateOf(script.body),
      voicemail: voicemail && templateOf(voicemail),
      note: notePiece && templateOf(notePiece),
      expires: expires ? parseDuration(expires) : null,
    },
    pieces: [script?.body, voicemail, notePiece].filter((piece) => piece != null),
    conditions: [],
  };
}

function moveOf(value: Tree): Action {
  if (value.kind === 'scalar') return { kind: 'move', stage: asText(value), start: null };
  const start = textAt(asMap(value), 'start');
  return {
    kind: 'move',
    stage: textAt(asMap(value), 'stage'),
    start: start === null ? null : asId<SequenceId>(start),
  };
}

interface Built<T> {
  readonly pieces: readonly Piece[];
  readonly build: (condition: ConditionDraft['condition'] | null) => T;
}

/** One alternative or a list; one that can never be reached is reported. */
function alternatives<T>(
  value: Tree,
  source: Source,
  read: (map: Mapping) => Built<T> | null,
): {
  readonly built: readonly T[];
  readonly pieces: readonly Piece[];
  readonly conditions: readonly ConditionDraft[];
} | null {
  const [built, pieces, conditions]: [T[], Piece[], ConditionDraft[]] = [[], [], []];
  const items = itemsOf(value).map(asMap);
  reportUnused(items, source);
  for (const item of items) {
    const condition = valueAt(item, 'if');
    const draft = condition && conditionOf(condition);
    const one = read(item);
    if (!one) continue;
    built.push(one.build(draft?.condition ?? null));
    pieces.push(...one.pieces);
    if (draft) conditions.push(draft);
  }
  return built.length === items.length ? { built, pieces, conditions } : null;
}

/** However many come after one that always fits: that one stands in the wrong place, which is one mistake. */
function reportUnused(items: readonly Mapping[], { report }: Source): void {
  const open = items.findIndex((item) => !valueAt(item, 'if'));
  const [first, ...others] = open < 0 ? [] : items.slice(open + 1);
  if (first === undefined) return;
  const which = others.length === 0 ? 'is' : `and ${others.length} below it are`;
  report({
    code: 'alternative',
    message: `This alternative ${which} never used: the one on line ${items[open]?.range.line} has no \`if\` and always fits.`,
    hint: 'Put the one without `if` last.',
    range: { ...first.range, end: first.range.start + 1 },
  });
}

/** Exactly one of two keys. */
function one(
  map: Mapping,
  keys: readonly [string, string],
  { report }: Source,
): { readonly key: string; readonly value: Tree } | null {
  const given = keys.flatMap((key) => {
    const value = valueAt(map, key);
    return value ? [{ key, value }] : [];
  });
  const [first, second] = given;
  if (first && !second) return first;
  report({
    code: 'channel',
    message: first
      ? `\`${keys[0]}\` and \`${keys[1]}\` are both given; a message has one of them.`
      : `A message needs \`${keys[0]}\` or \`${keys[1]}\`.`,
    range: second?.value.range ?? { ...map.range, end: map.range.start + 1 },
  });
  return null;
}

function fileOf(
  name: Tree,
  kind: TemplateKind,
  { templates, readTemplate, report }: Source,
): TemplateFile | null {
  const path = templatePath(asText(name), kind);
  if (templates.has(path)) return readTemplate(path, kind);
  const there = [...templates.keys()].map((one) => one.replace(/^templates\//, '').replace(/\.\w+\.md$/, ''));
  report({
    code: 'missing-template',
    message: `There is no file ${path}.`,
    hint: 'Write it there, or give the words here.',
    suggestion: nearest(asText(name), there),
    range: name.range,
  });
  return null;
}
