/** Templates in files: which ones a sequence names, and what their front matter says. */
import type { Range } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import type { FindingParts, Report } from './finding.ts';
import { rangeAt } from './limits.ts';
import type { SequenceAst } from './parse.ts';
import { readYaml } from './read-yaml.ts';
import { asText, itemsOf, type Mapping, type Scalar, type Tree, valueAt } from './tree.ts';

/** Path relative to the workspace's root, such as `templates/confirm.email.md`, to the file's text. */
export type TemplateFiles = ReadonlyMap<string, string>;
export type TemplateKind = 'sms' | 'email' | 'call' | 'voicemail';

export const templatePath = (name: string, kind: TemplateKind): string => `templates/${name}.${kind}.md`;

/** Every template file that a sequence names, sorted, each once. */
export function templateNames(ast: SequenceAst): readonly string[] {
  const names = new Set<string>();
  const visit = (tree: Tree, kind: TemplateKind | null): void => {
    if (tree.kind === 'list') for (const item of tree.items) visit(item, kind);
    if (tree.kind !== 'map') return;
    for (const { key, value } of tree.entries.values()) {
      if (key === 'template' && kind) names.add(templatePath(asText(value), kind));
      else visit(value, KIND_OF_KEY[key] ?? kind);
    }
  };
  visit(ast.root, null);
  return [...names].sort();
}

const KIND_OF_KEY: Readonly<Record<string, TemplateKind>> = {
  sms: 'sms',
  email: 'email',
  script: 'call',
  voicemail: 'voicemail',
};

/** One piece of Liquid in a file: the words, and the stretch of the file's text they were read from. */
export interface Piece {
  readonly source: string;
  readonly file: string;
  readonly text: string;
  readonly range: Range;
  /** One-based line on which the words themselves begin. */
  readonly line: number;
}

/** The words of a YAML scalar; those of a block scalar begin on the line after its `>-`. */
export const pieceOf = (scalar: Tree, file: string, text: string): Piece => ({
  source: asText(scalar),
  file,
  text,
  range: scalar.range,
  line: scalar.range.line + ((scalar as Scalar).style === 'block' ? 1 : 0),
});

export interface TemplateFile {
  readonly subjects: readonly Piece[];
  readonly voicemail: Piece | null;
  readonly body: Piece;
}

const FRONT_MATTER: Readonly<Record<TemplateKind, readonly string[]>> = {
  sms: [],
  email: ['subject'],
  call: ['voicemail'],
  voicemail: [],
};

export type TemplateReader = (path: string, kind: TemplateKind) => TemplateFile | null;

/** Reads each file once, for every source of a sequence uses it. */
export function templateReader(templates: TemplateFiles, report: Report): TemplateReader {
  const read = new Map<string, TemplateFile | null>();
  return (path, kind) => {
    const seen = read.get(path);
    if (seen !== undefined) return seen;
    const { file, found } = readOnce(path, kind, templates.get(path) ?? '');
    for (const parts of found) report(parts);
    read.set(path, file);
    return file;
  };
}

interface ReadTemplate {
  readonly text: string;
  readonly file: TemplateFile | null;
  readonly found: readonly FindingParts[];
}

/** The last text of each path, for a thousand sequences may use one template; emptied when a long-lived process has seen this many. */
const MEMO_LIMIT = 2_000;
const memo = new Map<string, ReadTemplate>();

function readOnce(path: string, kind: TemplateKind, text: string): ReadTemplate {
  const key = `${kind}:${path}`;
  const seen = memo.get(key);
  if (seen?.text === text) return seen;
  const found: FindingParts[] = [];
  const file = readTemplateFile(path, kind, text, (parts) => void found.push(parts));
  if (memo.size >= MEMO_LIMIT) memo.clear();
  const read = { text, file, found };
  memo.set(key, read);
  return read;
}

/** Front matter between two `---` lines, then the words; null, and reported, when it cannot be read. */
function readTemplateFile(
  path: string,
  kind: TemplateKind,
  whole: string,
  report: Report,
): TemplateFile | null {
  const fence = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(whole);
  const bodyStart = fence?.index === 0 ? fence[0].length : 0;
  const source = whole.slice(bodyStart).trim();
  const start = bodyStart + (whole.slice(bodyStart).length - whole.slice(bodyStart).trimStart().length);
  const range = rangeAt(whole, start, start + source.length);
  const body: Piece = { source, file: path, text: whole, range, line: range.line };
  if (!source) {
    report({
      code: 'front-matter',
      message: 'The template has no words after its front matter.',
      file: path,
    });
    return null;
  }
  if (bodyStart === 0) return { subjects: [], voicemail: null, body };
  // The front matter is blanked out of the rest, so that its places are those of the file.
  const yaml = whole
    .slice(0, bodyStart)
    .replace(/^(\ufeff?)---/, '$1   ')
    .replace(/---(?=[ \t]*(?:\r?\n)?$)/, '   ');
  const root = readYaml(yaml, (parts) => report({ ...parts, file: path }));
  if (!root) return null;
  return readFrontMatter(root, path, kind, whole, body, report);
}

function readFrontMatter(
  root: Tree,
  file: string,
  kind: TemplateKind,
  text: string,
  body: Piece,
  report: Report,
): TemplateFile | null {
  const allowed = FRONT_MATTER[kind];
  const map: Mapping | null = root.kind === 'map' ? root : null;
  const wrong = map && [...map.entries.values()].find(({ key }) => !allowed.includes(key));
  if (!map || wrong) {
    report({
      code: 'front-matter',
      file,
      message: `${wrong ? `\`${wrong.key}\` is no key` : 'This is no mapping'}: the front matter of a .${kind}.md file holds ${allowed.length ? `\`${allowed.join('`, `')}\`` : 'nothing'}.`,
      suggestion: wrong && nearest(wrong.key, allowed),
      range: wrong?.keyRange ?? root.range,
    });
    return null;
  }
  const texts = (key: string): readonly Piece[] | null => {
    const value = valueAt(map, key);
    const items = value ? itemsOf(value) : [];
    const bad = items.find(
      (item) => item.kind !== 'scalar' || typeof item.value !== 'string' || !item.value.trim(),
    );
    if (bad || (value && items.length === 0)) {
      report({
        code: 'front-matter',
        file,
        message: `\`${key}\` must be text, or a list of texts.`,
        range: (bad ?? value)?.range,
      });
      return null;
    }
    return items.map((item) => pieceOf(item, file, text));
  };
  const [subjects, voicemails] = [texts('subject'), texts('voicemail')];
  return subjects && voicemails && { subjects, voicemail: voicemails[0] ?? null, body };
}
