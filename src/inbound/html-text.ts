/** The text of a mail that is only HTML: lines where blocks end, `>` before what is quoted, and nothing that nobody sees. */

/** What is not shown: dropped with all that is in it. */
const HIDDEN: ReadonlySet<string> = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'svg',
  'math',
  'textarea',
  'select',
  'iframe',
  'object',
]);

/** Where one begins or ends, so does a line. */
const BLOCKS: ReadonlySet<string> = new Set(
  'address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);

const NAMED: Readonly<Record<string, string>> = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
    zwnj: '',
    zwj: '',
  },
  ...{
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    laquo: '«',
    raquo: '»',
    hellip: '…',
    bull: '•',
  },
  ...{
    aacute: 'á',
    eacute: 'é',
    iacute: 'í',
    oacute: 'ó',
    uacute: 'ú',
    ntilde: 'ñ',
    uuml: 'ü',
    iexcl: '¡',
    iquest: '¿',
  },
  ...{
    Aacute: 'Á',
    Eacute: 'É',
    Iacute: 'Í',
    Oacute: 'Ó',
    Uacute: 'Ú',
    Ntilde: 'Ñ',
    Uuml: 'Ü',
    copy: '©',
    reg: '®',
    trade: '™',
  },
  ...{
    euro: '€',
    pound: '£',
    cent: '¢',
    deg: '°',
    middot: '·',
    shy: '',
    ordf: 'ª',
    ordm: 'º',
    ccedil: 'ç',
    agrave: 'à',
    egrave: 'è',
  },
};

/** No mail quotes deeper than this; what does is quoted all the same. */
const DEEPEST = 20;

/** One pass from left to right: each character is looked at once, however the tags are broken. */
export function htmlText(html: string): string {
  let text = '';
  let depth = 0;
  let pending = 0;
  const line = (): void => {
    if (text !== '' && pending === 0) pending = 1;
  };
  const write = (words: string): void => {
    const spaced = words.replace(/\s+/g, ' ');
    const open = text === '' || pending > 0;
    const shown = open ? spaced.trimStart() : spaced;
    if (shown === '') return;
    if (open) {
      text += `${text === '' ? '' : '\n'}${'> '.repeat(Math.min(depth, DEEPEST))}`;
      pending = 0;
    }
    text += shown;
  };
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      write(entities(html.slice(at)));
      break;
    }
    if (open > at) write(entities(html.slice(at, open)));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const name = TAG.exec(html.slice(open, open + 20));
    if (name === null) {
      write('<');
      at = open + 1;
      continue;
    }
    const end = tagEnd(html, open);
    if (end < 0) break;
    at = end + 1;
    const closes = name[1] === '/';
    const tag = (name[2] ?? '').toLowerCase();
    if (HIDDEN.has(tag) && !closes) {
      const close = closing(html, tag, at);
      if (close < 0) break;
      at = close;
      continue;
    }
    if (!BLOCKS.has(tag)) {
      if (tag === 'td' || tag === 'th') write(' ');
      continue;
    }
    // An empty line of two breaks parts what was typed from what a program wrote under it.
    if (tag === 'br' && pending > 0 && text !== '' && !text.endsWith('\n')) text += '\n';
    line();
    if (tag === 'blockquote') depth = Math.max(0, depth + (closes ? -1 : 1));
  }
  return text
    .split('\n')
    .map((each) => each.trimEnd())
    .join('\n')
    .trim();
}

const TAG = /^<(\/?)([a-zA-Z][a-zA-Z0-9]{0,15})|^<[!?]/;

/** Where a tag ends: a `>` inside a quoted attribute does not end it, unless the quote never ends. */
function tagEnd(html: string, open: number): number {
  const end = html.indexOf('>', open);
  if (end < 0) return -1;
  const quoted = /=\s{0,3}(["'])/.exec(html.slice(open, end));
  if (quoted === null) return end;
  let at = open;
  // Few attributes have such a sign in them; after so many this tag is taken to end at its first.
  for (let tries = 0; tries < 50; tries++) {
    const next = /["'>]/.exec(html.slice(at, at + LONGEST_ATTRIBUTE));
    if (next === null) return end;
    const place = at + next.index;
    if (next[0] === '>') return place;
    const close = html.slice(place + 1, place + 1 + LONGEST_ATTRIBUTE).indexOf(next[0]);
    if (close < 0) return end;
    at = place + close + 2;
  }
  return end;
}

const LONGEST_ATTRIBUTE = 2_000;

/** Behind the tag that closes what is hidden; without one, everything up to the end is hidden. */
function closing(html: string, tag: string, from: number): number {
  let at = from;
  for (;;) {
    const found = html.indexOf('</', at);
    if (found < 0) return -1;
    if (html.slice(found + 2, found + 2 + tag.length).toLowerCase() === tag) {
      const end = html.indexOf('>', found);
      return end < 0 ? -1 : end + 1;
    }
    at = found + 2;
  }
}

function entities(text: string): string {
  return text.includes('&')
    ? text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi, (whole, hex, digits, name) => {
        if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
        const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
        return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
          ? String.fromCodePoint(code)
          : '';
      })
    : text;
}
