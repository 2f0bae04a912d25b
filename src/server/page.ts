/** The plainest page that there is: no scripts, no pictures, readable on any screen, light or dark. */
import { createHash } from 'node:crypto';

const STYLE = [
  ':root{color-scheme:light dark}',
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto 0;padding:0 1.5rem}',
  'h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5em}',
  'button{font:inherit;font-weight:600;margin-top:.5rem;padding:.75rem 1.5rem;border:0;border-radius:.5rem;',
  'background:#0b57d0;color:#fff;cursor:pointer}',
  'button:focus-visible{outline:3px solid #7aa7ff;outline-offset:2px}',
].join('');

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** This style and no other, forms to ourselves, and no frame around it. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Of text that we wrote: nothing that anybody else typed ever stands in it. */
export const page = (title: string, lines: readonly string[]): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...lines,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
