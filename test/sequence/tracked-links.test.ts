/** `links: tracked`: off unless it is written, and refused where the links could lead nowhere. */
import { describe, expect, it } from 'vitest';
import { parseWorkspace } from '../../src/sequence/parse-workspace.ts';

const file = (top: string, own = ''): string =>
  `version: 1\n${top}businesses:\n  acme: { name: Acme, zone: America/Chicago, booking_link: "https://book.example.com/acme"${own} }\n`;
const linksOf = (text: string) => {
  const { config, diagnostics } = parseWorkspace(text, 'leadseq.yaml');
  const [business] = config?.businesses.values() ?? [];
  return config === null
    ? diagnostics.map(({ code, message }) => `${code}: ${message}`)
    : business?.trackedLinks;
};
const URL_LINE = 'public_url: https://seq.example.com/in/\n';

describe('links', () => {
  it.each([
    ['nothing', '', ''],
    ['as_written', 'links: as_written\n', ''],
    ['as_written for one business', 'links: tracked\n', ', links: as_written'],
  ])('are sent as they are written: %s', (_name, top, own) => {
    expect(linksOf(file(URL_LINE + top, own))).toBeUndefined();
  });

  it('lead by public_url, to the booking page and to the hosts that are named', () => {
    expect(linksOf(file(`${URL_LINE}links: tracked\nlink_hosts: [www.example.com]\n`))).toEqual({
      base: 'https://seq.example.com/in',
      hosts: ['book.example.com', 'www.example.com'],
    });
    expect(
      linksOf(
        file(`${URL_LINE}link_hosts: [www.example.com]\n`, ', links: tracked, link_hosts: [a.example.com]'),
      ),
    ).toEqual({ base: 'https://seq.example.com/in', hosts: ['book.example.com', 'a.example.com'] });
  });

  it('cannot be tracked while nothing says where they lead first', () => {
    expect(linksOf(file('links: tracked\n'))).toEqual([
      'missing-key: `links: tracked` needs `public_url`: that is where the links lead first.',
    ]);
  });

  it.each(['https://www.example.com', 'www.example.com/a', 'localhost', 'WWW.example.com'])(
    'to %s are not named so',
    (host) => {
      expect(linksOf(file(`${URL_LINE}links: tracked\nlink_hosts: ["${host}"]\n`))).toEqual([
        expect.stringContaining('wrong-value'),
      ]);
    },
  );
});
