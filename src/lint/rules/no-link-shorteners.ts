/** No link goes by a public shortener: carriers block texts that have one. */
import { byText } from '../by-text.ts';
import type { Rule } from './rule.ts';

const HOSTS = [
  'bit.ly',
  'tinyurl.com',
  'goo.gl',
  't.co',
  'ow.ly',
  'is.gd',
  'buff.ly',
  'rebrand.ly',
  'cutt.ly',
  'shorturl.at',
  'tiny.cc',
  'rb.gy',
  't.ly',
  'bl.ink',
  'lnkd.in',
  'snip.ly',
];
const LINK = /(?<![\w.@-])(?:https?:\/\/)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=\/)/gi;

const linksIn = byText((text) => [...text.matchAll(LINK)]);

export const noLinkShorteners: Rule = {
  id: 'no-link-shorteners',
  severity: 'warning',
  title: 'No link goes by a public shortener',
  why: 'Spammers share these hosts, so carriers block texts that link to them (CTIA, 5.3.4), often without a word to the sender: the lead gets nothing. Use the address itself, or a short one of your own domain.',
  bad: `touches: [{ id: book, day: 1, sms: "{{ first_name }}, pick a time: https://bit.ly/3abcde" }]
fallbacks: { first_name: Hi }
`,
  good: `touches: [{ id: book, day: 1, sms: "{{ first_name }}, pick a time: https://go.example.com/3abcde" }]
fallbacks: { first_name: Hi }
`,
  options: {
    hosts: {
      type: 'array',
      items: { type: 'string' },
      description: 'Further hosts that no link may lead to.',
      default: [],
    },
  },
  check: ({ pieces, places, options }) => {
    const refused = new Set([...HOSTS, ...(options.hosts as readonly string[])]);
    return pieces.flatMap((piece) =>
      linksIn(piece.source)
        .filter(([, host = '']) => refused.has(host.toLowerCase()))
        .map((match) => ({
          message: `This link goes by ${match[1]}, a public shortener; carriers block texts that do.`,
          hint: 'Write the address itself, or a short one of your own domain.',
          at: places.words(piece, match[0], match.index),
        })),
    );
  },
};
