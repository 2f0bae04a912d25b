/** Reads the few verbs of TwiML that are obeyed here: what is said, what is asked, whom to dial. */

export type Verb =
  | { readonly kind: 'say'; readonly words: string }
  | { readonly kind: 'pause' | 'hangup' }
  /** Seconds. */
  | {
      readonly kind: 'gather';
      readonly action: string;
      readonly timeout: number;
      readonly inner: readonly Verb[];
    }
  | {
      readonly kind: 'dial';
      readonly number: string;
      readonly callerId: string | null;
      readonly action: string | null;
      readonly timeout: number;
    };

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly inner: Element[];
  words: string;
}

/** Null for what is no TwiML, or asks for more than this: a real call would end there with an error. */
export function readTwiml(text: string): readonly Verb[] | null {
  const root = elementOf(text);
  return root?.name === 'Response' ? verbsOf(root.inner) : null;
}

const TOKEN = /<\?[^>]*\?>|<\/(\w+)>|<(\w+)((?:\s+\w+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

function elementOf(text: string): Element | null {
  const outer: Element = { name: '', attributes: new Map(), inner: [], words: '' };
  const open = [outer];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    const top = open.at(-1);
    if (token === null || top === undefined) return null;
    const [, ended, name, attributes = '', isEmpty, words] = token;
    if (words !== undefined) top.words += plainText(words);
    else if (ended !== undefined) {
      if (top.name !== ended || open.length === 1) return null;
      open.pop();
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, key = '', value = '']) => [key, plainText(value)] as const,
      );
      const element: Element = { name, attributes: new Map(pairs), inner: [], words: '' };
      top.inner.push(element);
      if (isEmpty === '') open.push(element);
    }
  }
  const [root, another] = outer.inner;
  return open.length === 1 && another === undefined ? (root ?? null) : null;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plainText = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = '') =>
    code === undefined ? (NAMED[name] ?? whole) : String.fromCodePoint(Number(code)),
  );

function verbsOf(elements: readonly Element[]): readonly Verb[] | null {
  const verbs: Verb[] = [];
  for (const { name, attributes, inner, words } of elements) {
    const timeout = Number(attributes.get('timeout') ?? (name === 'Dial' ? 30 : 5));
    const action = attributes.get('action') ?? null;
    if (name === 'Say') verbs.push({ kind: 'say', words });
    else if (name === 'Pause') verbs.push({ kind: 'pause' });
    else if (name === 'Hangup') verbs.push({ kind: 'hangup' });
    else if (name === 'Gather') {
      const said = verbsOf(inner);
      if (said === null || action === null) return null;
      verbs.push({ kind: 'gather', action, timeout, inner: said });
    } else if (name === 'Dial') {
      const number = inner.find((each) => each.name === 'Number')?.words.trim() ?? words.trim();
      verbs.push({ kind: 'dial', number, callerId: attributes.get('callerId') ?? null, action, timeout });
    } else return null;
  }
  return verbs;
}
