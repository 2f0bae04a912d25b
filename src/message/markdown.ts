/** The two parts of an email from one Markdown text: HTML that shows only what the author wrote, and text that reads well. */
import { Marked, type RendererObject, type Tokens, type TokensList } from 'marked';
import { escapeHtml, fromEntities } from './wording.ts';

/** Where a link may lead. Anything else, `javascript:` above all, is printed without its link. */
function safeTarget(href: string): string | null {
  const target = fromEntities(href).trim();
  return /^(?:https?:\/\/|mailto:|tel:)[^\s<>"]+$/i.test(target) ? target : null;
}

/** Entities in a token are lead data that was made inert; they are undone and escaped anew, so that nothing is escaped twice. */
const shown = (text: string): string => escapeHtml(fromEntities(text));

const htmlRenderer: RendererObject = {
  // An author's raw HTML would have no text part: it is shown as what it is.
  html: ({ text }) => shown(text),
  code: ({ text }) => `<p>${shown(text)}</p>\n`,
  codespan: ({ text }) => shown(text),
  image: ({ text }) => shown(text),
  link(token) {
    const label = this.parser.parseInline(token.tokens);
    const target = safeTarget(token.href);
    return target ? `<a href="${escapeHtml(target)}">${label}</a>` : label;
  },
};

/** One writer for each booking link; building one costs more than writing an email with it. */
const htmlWriters = new Map<string, Marked>();

/** Markdown to the body of an HTML part; `link`, the business's own, may be clicked where it stands alone. */
function toHtml(tokens: TokensList, link: string): string {
  const writer = htmlWriters.get(link) ?? new Marked({ renderer: withLink(link) });
  htmlWriters.set(link, writer);
  return writer.parser(tokens).trim();
}

function withLink(link: string): RendererObject {
  const target = safeTarget(link);
  const seen = shown(link);
  return {
    ...htmlRenderer,
    text(token) {
      if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens);
      const html = shown(token.text);
      return target ? html.replaceAll(seen, `<a href="${escapeHtml(target)}">${seen}</a>`) : html;
    },
  };
}

const textRenderer: RendererObject = {
  space: () => '',
  html: ({ text }) => text,
  code: ({ text }) => `${text}\n\n`,
  heading(token) {
    return `${this.parser.parseInline(token.tokens)}\n\n`;
  },
  paragraph(token) {
    return `${this.parser.parseInline(token.tokens)}\n\n`;
  },
  blockquote(token) {
    return this.parser.parse(token.tokens);
  },
  hr: () => '--\n\n',
  list(token) {
    const lines = token.items.map((item, index) => {
      const mark = token.ordered ? `${Number(token.start || 1) + index}.` : '-';
      return `${mark} ${this.parser.parse(item.tokens).trim().replaceAll('\n', '\n  ')}`;
    });
    return `${lines.join('\n')}\n\n`;
  },
  checkbox: () => '',
  strong(token) {
    return this.parser.parseInline(token.tokens);
  },
  em(token) {
    return this.parser.parseInline(token.tokens);
  },
  del(token) {
    return this.parser.parseInline(token.tokens);
  },
  codespan: ({ text }) => text,
  br: () => '\n',
  image: ({ text }) => text,
  link(token) {
    const label = this.parser.parseInline(token.tokens);
    const target = safeTarget(token.href);
    return !target || fromEntities(label) === target ? label : `${label} <${target}>`;
  },
  text(token: Tokens.Text | Tokens.Escape) {
    return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : token.text;
  },
};

const textWriter = new Marked({ renderer: textRenderer });

/** Markdown to a plain part: paragraphs apart, lists with dashes, links written out. */
function toText(tokens: TokensList): string {
  return fromEntities(textWriter.parser(tokens))
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const reader = new Marked({ gfm: true });

/** Both parts, read once; null for quotes in quotes in quotes, of which 5,000 exhaust the reader's stack. */
export function bothParts(
  markdown: string,
  link: string,
): { readonly text: string; readonly html: string } | null {
  try {
    const tokens = reader.lexer(markdown);
    return { text: toText(tokens), html: toHtml(tokens, link) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
