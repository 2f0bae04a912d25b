/** What a file that is no YAML was most likely meant to be: the text that lacks its quotes, where it begins to be read as something else. */
import type { CST } from 'yaml';
import type { FindingParts } from './finding.ts';
import { rangeAt } from './limits.ts';

/** Keys whose texts people read: whoever writes a colon there means a colon. */
const WORDS = ['sms', 'text', 'subject', 'body', 'script', 'voicemail', 'note', 'task', 'purpose', 'name'];

interface Trap {
  readonly kind: 'quote' | 'colon' | 'braces' | 'cut';
  /** Where the text begins that it is in. */
  readonly from: number;
  /** What is read wrongly. */
  readonly at: number;
  readonly end: number;
  /** The key that the text stands under, on the same line. */
  readonly key: string;
  readonly inFlow: boolean;
}

export interface Traps {
  /** Each lexeme in its order. */
  readonly see: (type: CST.Token['type'] | 'plain' | string | null, lexeme: string, offset: number) => void;
  /** The cause of what the reader complained of at this offset; null when it is none of these. */
  readonly causeOf: (offset: number) => FindingParts | null;
}

/** Watches the lexemes of a text; nothing that it remembers is wrong by itself until the reader complains. */
export function watchTraps(text: string): Traps {
  const traps: Trap[] = [];
  let last = { lexeme: '', offset: 0, isPlain: false };
  let key = '';
  // How many `:` stand since the last line, comma or bracket, for each level of brackets.
  let colons = [0];
  const add = (kind: Trap['kind'], from: number, at: number, end: number): void =>
    void traps.push({ kind, from, at, end, key, inFlow: colons.length > 1 });
  const level = (): number => colons.length - 1;

  const see: Traps['see'] = (type, lexeme, offset) => {
    if (type === 'space') return;
    switch (type) {
      case 'newline':
        if (level() === 0) colons = [0];
        return;
      case 'comma':
        colons[level()] = 0;
        break;
      case 'flow-map-start':
        if (/[{%]/.test(text.charAt(offset + 1)) && text.charAt(offset - 1) !== '{')
          add('braces', last.isPlain ? last.offset : offset, offset, offset + 2);
        colons.push(0);
        break;
      case 'flow-seq-start':
        colons.push(0);
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        if (level() > 0) colons.pop();
        break;
      case 'map-value-ind': {
        const seen = (colons[level()] ?? 0) + 1;
        colons[level()] = seen;
        if (seen > 1 && !isKeyTooDeep(last.lexeme, key)) add('colon', last.offset, offset, offset + 1);
        else key = last.lexeme.trim();
        break;
      }
      case 'comment':
        if (last.isPlain && !text.slice(last.offset, offset).includes('\n'))
          add('cut', last.offset, offset, offset + lexeme.trimEnd().length);
        return;
      case 'double-quoted-scalar':
      case 'single-quoted-scalar':
        // Where the next line is not deeper it ends without its quote; inside brackets it runs on to the next one.
        if (!isClosed(lexeme) || /\n *(?:- )?[\w-]+:(?:\s|$)/.test(lexeme))
          add('quote', offset, offset, offset + 1);
        break;
      case 'block':
        colons = [0];
    }
    last = { lexeme, offset, isPlain: type === 'plain' };
  };

  const causeOf = (offset: number): FindingParts | null => {
    const lineEnd = text.indexOf('\n', offset) + 1 || text.length;
    const before = traps.filter(({ from }) => from < lineEnd);
    const first = (kind: Trap['kind']): Trap | undefined => before.find((one) => one.kind === kind);
    const cut = before.findLast(
      (one) =>
        one.kind === 'cut' && (one.inFlow || /^\n\s*$/.test(text.slice(one.end, Math.max(offset, one.end)))),
    );
    const direct = before.find(({ kind, inFlow }) => kind === 'colon' || (kind === 'braces' && !inFlow));
    // A comment hides the bracket that closes, and all that follows is read as if inside.
    const hides = cut?.inFlow === true && (direct === undefined || direct.at > cut.at);
    const cause = first('quote') ?? (hides ? cut : (direct ?? cut)) ?? first('braces');
    return cause ? told(cause, text) : null;
  };
  return { see, causeOf };
}

/** A line that stands too far right runs on from the value above it, and is a key of its own all the same. */
const isKeyTooDeep = (lexeme: string, key: string): boolean =>
  lexeme.includes('\n') && (!WORDS.includes(key) || /\n *[\w-]+$/.test(lexeme));

const isClosed = (quoted: string): boolean =>
  quoted.length > 1 && quoted.endsWith(quoted.charAt(0)) && !/[^\\]\\"$/.test(quoted);

const WHOLE = 'Put the whole text in double quotes, or on the lines after `>-`.';
const SAID: Readonly<Record<Trap['kind'], readonly [message: string, hint: string]>> = {
  quote: ['This quote is never closed.', 'Close it at the end of the text.'],
  colon: ['A colon and a space in a text without quotes begin a mapping to YAML.', WHOLE],
  braces: ['A text with `{{` in it is read as a YAML mapping here.', WHOLE],
  cut: ['The text is cut here: to YAML the rest of the line is a comment.', WHOLE],
};

function told(trap: Trap, text: string): FindingParts {
  const [message, hint] = SAID[trap.kind];
  const tag = text.slice(trap.at, trap.at + 2) === '{%' ? message.replace('{{', '{%') : message;
  const inside = trap.kind === 'colon' && isInLiquid(text, trap);
  return {
    code: 'yaml-syntax',
    message: inside ? 'The colon of a Liquid filter begins a mapping to YAML in a text without quotes.' : tag,
    hint,
    range: rangeAt(text, trap.at, trap.end),
    ...mendOf(trap, text),
  };
}

const isInLiquid = (text: string, { from, at }: Trap): boolean => {
  const before = text.slice(from, at);
  return Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%')) > before.lastIndexOf('}');
};

/** The whole text in quotes, where it surely is one: words under their key, to the end of the lines that belong to them. */
function mendOf(trap: Trap, text: string): Pick<FindingParts, 'mends'> {
  if (trap.kind === 'quote' || trap.inFlow || !WORDS.includes(trap.key)) return {};
  const lineStart = text.lastIndexOf('\n', trap.from - 1) + 1;
  const indent = text.slice(lineStart, trap.from).search(/[^ -]/);
  let end = lineEndOf(text, trap.from);
  for (let next = end + 1; end < text.length; next = end + 1) {
    const line = text.slice(next, lineEndOf(text, next));
    const own = line.search(/[^ ]/);
    if (own <= indent) break;
    end = next + line.length;
  }
  const words = text.slice(trap.from, end).trimEnd();
  // Where a comment may be meant, nobody knows where the text ends.
  if (/\s#(?:\s|$)/.test(words)) return {};
  const quoted = `"${words.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return { mends: [{ start: trap.from, end: trap.from + words.length, text: quoted }] };
}

const lineEndOf = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
};
